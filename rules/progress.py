"""What is handed in, and the states it goes through, as kiosk, hall and staff name them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class EnvelopeKind(StrEnum):
    """What is in an envelope."""

    APPLICATION = "application"
    PRECHECK = "precheck"
    SUPPLEMENT = "supplement"
    BOOKING = "booking"
    QUESTION = "question"
    RATING = "rating"


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
    ADMISSIBLE = "admissible"
    LACKING = "lacking"
    BOOKED = "booked"
    FULL = "full"
    CANCELED = "canceled"


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
    ApplicationState.ADMISSIBLE: "可以受理",
    ApplicationState.LACKING: "缺材料",
    ApplicationState.BOOKED: "预约成功",
    ApplicationState.FULL: "已约满",
    ApplicationState.CANCELED: "预约已取消",
}
"""What is printed; the screen's own words are the same."""


class Passed(NamedTuple):
    """A state that an application went through: since when (ISO 8601 with minutes), and what the office noted."""

    state: ApplicationState
    at: str
    note: str = ""


_States = Mapping[ApplicationState, frozenset[ApplicationState]]

_NEXT: _States = {
    ApplicationState.WAITING: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.RECEIVED}),
    ApplicationState.RECEIVED: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.SUPPLEMENT, ApplicationState.REJECTED}),
    ApplicationState.SUPPLEMENT: frozenset(
        {ApplicationState.RECEIVED, ApplicationState.ACCEPTED, ApplicationState.SUPPLEMENT,
         ApplicationState.REJECTED}),
    ApplicationState.ACCEPTED: frozenset({ApplicationState.REVIEWING, ApplicationState.SUPPLEMENT}),
    ApplicationState.REVIEWING: frozenset(
        {ApplicationState.READY, ApplicationState.SUPPLEMENT, ApplicationState.CLOSED, ApplicationState.REJECTED}),
    ApplicationState.READY: frozenset({ApplicationState.CLOSED}),
    ApplicationState.CLOSED: frozenset(),
    ApplicationState.REJECTED: frozenset(),
}

_NEXT_OF_PRECHECK: _States = {
    ApplicationState.WAITING: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.RECEIVED}),
    ApplicationState.RECEIVED: frozenset({ApplicationState.ADMISSIBLE, ApplicationState.LACKING}),
    ApplicationState.ADMISSIBLE: frozenset(),
    ApplicationState.LACKING: frozenset(),
}

VERDICTS = frozenset({ApplicationState.ADMISSIBLE, ApplicationState.LACKING})
"""What a precheck ends with."""

_NEXT_OF_BOOKING: _States = {
    ApplicationState.WAITING: frozenset({ApplicationState.BOOKED, ApplicationState.FULL, ApplicationState.CANCELED}),
    ApplicationState.BOOKED: frozenset({ApplicationState.CANCELED}),
    ApplicationState.FULL: frozenset(),
    ApplicationState.CANCELED: frozenset(),
}

_NEXT_OF_REST: _States = {
    ApplicationState.WAITING: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.RECEIVED}),
    ApplicationState.RECEIVED: frozenset(),
}

_BY_KIND: Mapping[EnvelopeKind, _States] = {
    EnvelopeKind.APPLICATION: _NEXT,
    EnvelopeKind.PRECHECK: _NEXT_OF_PRECHECK,
    EnvelopeKind.SUPPLEMENT: _NEXT_OF_REST,
    EnvelopeKind.BOOKING: _NEXT_OF_BOOKING,
    EnvelopeKind.QUESTION: {},
    EnvelopeKind.RATING: _NEXT_OF_REST,
}


def following(
    state: ApplicationState, kind: EnvelopeKind = EnvelopeKind.APPLICATION
) -> frozenset[ApplicationState]:
    """The states that may come next for what is of this kind; none after the last."""
    return _BY_KIND[kind].get(state, frozenset())
