"""The frames that carry messages between two peers: greeting, requests and their one reply, progress, events."""

from __future__ import annotations

from wire.messages import Answer, Ask, Notice
from wire.values import Count, Failure, Milliseconds, Outcome, RequestId, Role, Snapshot, Tagged


class Hello(Tagged, frozen=True, kw_only=True, tag="hello"):
    """First frame of every connection, and again after a reconnect."""

    version: int
    role: Role


class Welcome(Tagged, frozen=True, kw_only=True, tag="welcome"):
    """The answer to Hello. `snapshot` comes from the daemon only."""

    version: int
    snapshot: Snapshot | None = None


class Rejected(Tagged, frozen=True, kw_only=True, tag="rejected"):
    """The answer to a Hello that is not taken; nothing more will be answered."""

    failure: Failure


class Request(Tagged, frozen=True, kw_only=True, tag="request"):
    """Wants an answer within `deadline` milliseconds; time in queues counts. A repeated id gets the first result."""

    id: RequestId
    deadline: Milliseconds
    ask: Ask


class Cancel(Tagged, frozen=True, kw_only=True, tag="cancel"):
    """The asker no longer wants it. The reply still comes, and says what happened."""

    id: RequestId


class Progress(Tagged, frozen=True, kw_only=True, tag="progress"):
    """How far a request is. `total` 0: nobody knows."""

    id: RequestId
    done: Count
    total: Count


class Reply(Tagged, frozen=True, kw_only=True, tag="reply"):
    """The one end of a request: `answer` when completed, `failure` when refused or failed."""

    id: RequestId
    outcome: Outcome
    answer: Answer | None = None
    failure: Failure | None = None


class Event(Tagged, frozen=True, kw_only=True, tag="event"):
    """Something happened that nobody asked for."""

    notice: Notice


Frame = Hello | Welcome | Rejected | Request | Cancel | Progress | Reply | Event
