"""The states an application goes through, as kiosk, hall and staff name them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class ApplicationState(StrEnum):
    """One state; `WORDS` says what the citizen reads."""

    WAITING = "waiting"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    SUPPLEMENT = "supplement"
    REVIEWING = "reviewing"
    READY = "ready"
    CLOSED = "closed"
    REJECTED = "rejected"


WORDS: Mapping[ApplicationState, str] = {
    ApplicationState.WAITING: "待上传",
    ApplicationState.SUBMITTED: "已提交",
    ApplicationState.RECEIVED: "已收件",
    ApplicationState.ACCEPTED: "已受理",
    ApplicationState.SUPPLEMENT: "待补正",
    ApplicationState.REVIEWING: "办理中",
    ApplicationState.READY: "可领取",
    ApplicationState.CLOSED: "已办结",
    ApplicationState.REJECTED: "不予受理",
}
"""What is printed; the screen's own words are the same."""


class Passed(NamedTuple):
    """A state that an application went through: since when (ISO 8601 with minutes), and what the office noted."""

    state: ApplicationState
    at: str
    note: str = ""


_NEXT: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.WAITING: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.RECEIVED}),
    ApplicationState.RECEIVED: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.SUPPLEMENT, ApplicationState.REJECTED}),
    ApplicationState.SUPPLEMENT: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.SUPPLEMENT, ApplicationState.REJECTED}),
    ApplicationState.ACCEPTED: frozenset({ApplicationState.REVIEWING, ApplicationState.SUPPLEMENT}),
    ApplicationState.REVIEWING: frozenset(
        {ApplicationState.READY, ApplicationState.SUPPLEMENT, ApplicationState.CLOSED, ApplicationState.REJECTED}),
    ApplicationState.READY: frozenset({ApplicationState.CLOSED}),
    ApplicationState.CLOSED: frozenset(),
    ApplicationState.REJECTED: frozenset(),
}


def following(state: ApplicationState) -> frozenset[ApplicationState]:
    """The states that may come next; none after the last."""
    return _NEXT[state]
