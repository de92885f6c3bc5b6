"""Requests on their way, on both sides: every one has an id, a deadline and exactly one end."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from wire.frames import Cancel, Progress, Reply, Request
from wire.loop import Loop, Timer
from wire.messages import Answer, Ask
from wire.values import Act, Failure, Outcome, Role

MAX_RUNNING = 16
"""Requests one peer may have running; the next is refused, so no queue grows."""

_KEPT_REPLIES = 32
_GRACE_S = 0.25
"""How much longer the asker waits than the deadline it gave, for a reply that is on its way."""


@dataclass(frozen=True)
class Peer:
    """Who is at the other end, by the kernel's word (`SO_PEERCRED`)."""

    identity: bytes
    role: Role
    pid: int
    uid: int
    gid: int


class Call:
    """One incoming request. Its handler owns it and ends it, now or later; whatever comes after the end is ignored."""

    def __init__(self, peer: Peer, request: Request, deadline: float, send: Callable[[Reply | Progress], None]) -> None:
        self.peer = peer
        self.ask: Ask = request.ask
        self.id = request.id
        self.deadline = deadline
        self.ended = False
        self.on_cancel: Callable[[], None] | None = None
        """Called once when nobody wants the answer any more: canceled, past its deadline, or the asker is gone."""
        self._send = send

    def complete(self, answer: Answer) -> None:
        """It is done."""
        self._end(Reply(id=self.id, outcome=Outcome.COMPLETED, answer=answer))

    def fail(self, failure: Failure) -> None:
        """It was tried and did not work."""
        self._end(Reply(id=self.id, outcome=Outcome.FAILED, failure=failure))

    def refuse(self, failure: Failure) -> None:
        """It was not tried."""
        self._end(Reply(id=self.id, outcome=Outcome.REFUSED, failure=failure))

    def cancel(self) -> None:
        """It was stopped because the asker, or the visit's end, wanted so."""
        self._end(Reply(id=self.id, outcome=Outcome.CANCELED))

    def time_out(self) -> None:
        """The deadline passed."""
        self._end(Reply(id=self.id, outcome=Outcome.TIMED_OUT))

    def progress(self, done: int, total: int) -> None:
        """Tell the asker how far it is."""
        if not self.ended:
            self._send(Progress(id=self.id, done=done, total=total))

    def _end(self, reply: Reply) -> None:
        if not self.ended:
            self.ended = True
            self._send(reply)


class Incoming:
    """The requests that peers have running here."""

    def __init__(self, loop: Loop, send: Callable[[Peer, Reply | Progress], None]) -> None:
        self._loop = loop
        self._send = send
        self._running: dict[tuple[bytes, str], tuple[Call, Timer]] = {}
        self._replies: dict[bytes, OrderedDict[str, Reply]] = {}

    def take(self, peer: Peer, request: Request) -> Call | None:
        """A call to handle, or None where the request was a repetition or one too many (and is answered already)."""
        key = (peer.identity, request.id)
        if key in self._running:
            return None
        replies = self._replies.setdefault(peer.identity, OrderedDict())
        if request.id in replies:
            self._send(peer, replies[request.id])
            return None
        deadline = self._loop.now() + request.deadline / 1000
        call = Call(peer, request, deadline, lambda frame: self._sent(peer, frame))
        self._running[key] = (call, self._loop.call_at(deadline, lambda: self._expire(call)))
        if sum(1 for identity, _ in self._running if identity == peer.identity) > MAX_RUNNING:
            call.refuse(Failure(code="request.too_many", act=Act.NOBODY))
            return None
        return call

    def cancel(self, peer: Peer, cancel: Cancel) -> None:
        """The asker does not want it any more. A handler that cannot stop is ended for it."""
        entry = self._running.get((peer.identity, cancel.id))
        if entry is None:
            return
        if entry[0].on_cancel is None:
            entry[0].cancel()
        else:
            self._stop(entry[0])

    def drop(self, peer: Peer) -> None:
        """The asker is gone: cancel what it wanted, forget what it was told."""
        for call in [call for call, _ in self._running.values() if call.peer == peer]:
            self._stop(call)
            call.cancel()
        self._replies.pop(peer.identity, None)

    def _expire(self, call: Call) -> None:
        call.time_out()
        self._stop(call)

    @staticmethod
    def _stop(call: Call) -> None:
        on_cancel, call.on_cancel = call.on_cancel, None
        if on_cancel is not None:
            on_cancel()

    def _sent(self, peer: Peer, frame: Reply | Progress) -> None:
        if isinstance(frame, Reply):
            self._running.pop((peer.identity, frame.id))[1].cancel()
            replies = self._replies.setdefault(peer.identity, OrderedDict())
            replies[frame.id] = frame
            if len(replies) > _KEPT_REPLIES:
                replies.popitem(last=False)
        self._send(peer, frame)


@dataclass
class _Asked:
    request: Request
    done: Callable[[Reply], None]
    progress: Callable[[int, int], None] | None
    timer: Timer


class Outgoing:
    """The requests that we have running at one peer."""

    def __init__(self, loop: Loop, send: Callable[[Request | Cancel], None]) -> None:
        self._loop = loop
        self._send = send
        self._asked: dict[str, _Asked] = {}

    def ask(
        self, ask: Ask, timeout_s: float, done: Callable[[Reply], None],
        progress: Callable[[int, int], None] | None = None,
    ) -> str:
        """Ask, and have `done` called exactly once, within `timeout_s` (and a little). Returns the request's id."""
        request = Request(id=secrets.token_urlsafe(12), deadline=max(1, round(timeout_s * 1000)), ask=ask)
        timer = self._loop.call_later(timeout_s + _GRACE_S, lambda: self._overdue(request.id))
        self._asked[request.id] = _Asked(request, done, progress, timer)
        self._send(request)
        return request.id

    def cancel(self, request_id: str) -> None:
        """Say that the answer is not wanted any more; `done` is still called."""
        if request_id in self._asked:
            self._send(Cancel(id=request_id))

    def wants(self, request_id: str) -> bool:
        """Whether the answer is still waited for."""
        return request_id in self._asked

    def replied(self, reply: Reply) -> None:
        """A reply came; one to nothing of ours is ignored."""
        asked = self._asked.pop(reply.id, None)
        if asked is not None:
            asked.timer.cancel()
            asked.done(reply)

    def progressed(self, progress: Progress) -> None:
        """Progress came."""
        asked = self._asked.get(progress.id)
        if asked is not None and asked.progress is not None:
            asked.progress(progress.done, progress.total)

    def fail_all(self) -> None:
        """The other side is gone: nothing of this will be answered."""
        for request_id in list(self._asked):
            self.replied(Reply(
                id=request_id, outcome=Outcome.FAILED, failure=Failure(code="request.peer_gone", act=Act.NOBODY),
            ))

    def _overdue(self, request_id: str) -> None:
        self.replied(Reply(id=request_id, outcome=Outcome.TIMED_OUT))
