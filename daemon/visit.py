"""One citizen's visit as a pure state machine: time comes in as a value, what happened goes out as values.

    idle ──Touched──► active ──countdown──► warning ──countdown──► ending ──Wiped──► idle
                        ▲  └───────Ended──────────┐ └──Ended──────────▲
                        └──────────Touched────────┘                   │
                                                  └───────────────────┘
    idle ──Unlocked──► service ──Ended, or nobody touches for SERVICE_S──► ending

A running device verb holds the countdown. What verbs may hold in all, since the last touch, is bounded: a screen that
hangs while a verb runs, or that asks for one verb after another, keeps nobody's visit open for longer than that. Nor
does a screen that touches itself: after `LONGEST_S` no touch helps, lest one taken over waits for the next person.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wire.values import EndReason, VisitState, VisitView

LONGEST_S = 7200.0
"""Seconds from a visit's first touch, after which no touch gives it more."""
SERVICE_S = 300.0
"""How long a technician's side stays open without a touch. No verb holds it."""


@dataclass(frozen=True)
class Plan:
    """Seconds: the whole countdown, the part of it that is warned about, how long verbs may hold it, and the whole
    countdown of 关怀版."""

    countdown: float
    warning: float
    hold: float
    slow_countdown: float


@dataclass(frozen=True)
class Visit:
    """Where a visit stands. `left` and `hold_left` are seconds, true at the time `at`; `held_by` names verbs. At the
    time `until` touches cease to help.
    """

    state: VisitState = VisitState.IDLE
    serial: int = 0
    left: float = 0.0
    hold_left: float = 0.0
    held_by: frozenset[str] = frozenset()
    at: float = 0.0
    until: float = math.inf
    slow: bool = False
    """Whether 关怀版 was chosen in this visit."""

    def view(self) -> VisitView:
        """As peers may know it. A begun second counts as a whole one, so nobody sees 0 before the end."""
        return VisitView(state=self.state, serial=self.serial, seconds_left=math.ceil(self.left))


# ---------------------------------------------------------------- what may come in


@dataclass(frozen=True)
class Touched:
    """The citizen touched the screen."""


@dataclass(frozen=True)
class Paced:
    """The citizen chose 关怀版, or left it."""

    slow: bool


@dataclass(frozen=True)
class Unlocked:
    """A technician gave the PIN."""


@dataclass(frozen=True)
class Ended:
    """Somebody or something wants the visit to end."""

    reason: EndReason


@dataclass(frozen=True)
class VerbBegan:
    """A device verb runs; `verb` is any name that is unique while it does."""

    verb: str


@dataclass(frozen=True)
class VerbOver:
    """A device verb is over, however it ended."""

    verb: str


@dataclass(frozen=True)
class Ticked:
    """Time passed, nothing else."""


@dataclass(frozen=True)
class Wiped:
    """Nothing of the visit is left anywhere."""


Input = Touched | Paced | Unlocked | Ended | VerbBegan | VerbOver | Ticked | Wiped

# ---------------------------------------------------------------- what goes out


@dataclass(frozen=True)
class Began:
    """A visit began."""

    serial: int


@dataclass(frozen=True)
class ServiceBegan:
    """A technician's side is open."""

    serial: int


@dataclass(frozen=True)
class Warned:
    """The last seconds began."""

    serial: int


@dataclass(frozen=True)
class Stayed:
    """A touch took the warning away."""

    serial: int


@dataclass(frozen=True)
class Closing:
    """The visit is over: all of it must be wiped now."""

    serial: int
    reason: EndReason


@dataclass(frozen=True)
class Closed:
    """The next citizen may come."""

    serial: int


Event = Began | ServiceBegan | Warned | Stayed | Closing | Closed
Step = tuple[Visit, tuple[Event, ...]]


def step(plan: Plan, visit: Visit, given: Input, now: float) -> Step:
    """The visit after `given` came at `now` (seconds; an earlier `now` than the last counts as the last).

    Time is let pass first: a touch that comes when the countdown is over comes too late. What a state has no row for
    changes nothing.
    """
    visit, passed = _let_pass(plan, visit, now)
    row = _TABLE.get((visit.state, type(given)))
    if row is None:
        return visit, passed
    visit, happened = row(plan, visit, given)
    return visit, passed + happened


def _let_pass(plan: Plan, visit: Visit, now: float) -> Step:
    now = max(now, visit.at)
    if visit.state is VisitState.SERVICE:
        visit = replace(visit, left=max(0.0, visit.left - (now - visit.at)), at=now)
        return (visit, ()) if visit.left > 0.0 else _close(visit, EndReason.COUNTDOWN)
    if visit.state not in (VisitState.ACTIVE, VisitState.WARNING):
        return replace(visit, at=now), ()
    passed = now - visit.at
    held = min(passed, visit.hold_left) if visit.held_by else 0.0
    visit = replace(visit, at=now, hold_left=visit.hold_left - held, left=max(0.0, visit.left - (passed - held)))
    if visit.left <= 0.0:
        return _close(visit, EndReason.COUNTDOWN)
    if visit.state is VisitState.ACTIVE and visit.left <= plan.warning:
        return replace(visit, state=VisitState.WARNING), (Warned(visit.serial),)
    return visit, ()


def _begin(plan: Plan, visit: Visit, given: Input) -> Step:
    serial = visit.serial + 1
    begun = Visit(VisitState.ACTIVE, serial, left=plan.countdown, hold_left=plan.hold, at=visit.at,
                  until=visit.at + LONGEST_S)
    return begun, (Began(serial),)


def _stay(plan: Plan, visit: Visit, given: Input) -> Step:
    whole = plan.slow_countdown if visit.slow else plan.countdown
    if visit.until - visit.at < whole:
        return visit, ()
    fresh = replace(visit, state=VisitState.ACTIVE, left=whole, hold_left=plan.hold)
    return fresh, (Stayed(visit.serial),) if visit.state is VisitState.WARNING else ()


def _pace(plan: Plan, visit: Visit, given: Input) -> Step:
    """A choice is a touch as well: whoever makes it is here."""
    assert isinstance(given, Paced)
    return _stay(plan, replace(visit, slow=given.slow), given)


def _serve(plan: Plan, visit: Visit, given: Input) -> Step:
    serial = visit.serial + 1
    return Visit(VisitState.SERVICE, serial, left=SERVICE_S, at=visit.at, until=visit.at + LONGEST_S), (
        ServiceBegan(serial),)


def _serve_on(plan: Plan, visit: Visit, given: Input) -> Step:
    return replace(visit, left=min(SERVICE_S, visit.until - visit.at)), ()


def _end(plan: Plan, visit: Visit, given: Input) -> Step:
    assert isinstance(given, Ended)
    return _close(visit, given.reason)


def _hold(plan: Plan, visit: Visit, given: Input) -> Step:
    assert isinstance(given, VerbBegan)
    return replace(visit, held_by=visit.held_by | {given.verb}), ()


def _release(plan: Plan, visit: Visit, given: Input) -> Step:
    assert isinstance(given, VerbOver)
    return replace(visit, held_by=visit.held_by - {given.verb}), ()


def _leave(plan: Plan, visit: Visit, given: Input) -> Step:
    return Visit(VisitState.IDLE, visit.serial, at=visit.at), (Closed(visit.serial),)


def _close(visit: Visit, reason: EndReason) -> Step:
    return Visit(VisitState.ENDING, visit.serial, at=visit.at), (Closing(visit.serial, reason),)


_TABLE: Mapping[tuple[VisitState, type], Callable[[Plan, Visit, Input], Step]] = {
    (VisitState.IDLE, Touched): _begin,
    (VisitState.IDLE, Unlocked): _serve,
    (VisitState.SERVICE, Touched): _serve_on,
    (VisitState.SERVICE, Ended): _end,
    (VisitState.ACTIVE, Touched): _stay,
    (VisitState.ACTIVE, Paced): _pace,
    (VisitState.ACTIVE, Ended): _end,
    (VisitState.ACTIVE, VerbBegan): _hold,
    (VisitState.ACTIVE, VerbOver): _release,
    (VisitState.WARNING, Touched): _stay,
    (VisitState.WARNING, Paced): _pace,
    (VisitState.WARNING, Ended): _end,
    (VisitState.WARNING, VerbBegan): _hold,
    (VisitState.WARNING, VerbOver): _release,
    (VisitState.ENDING, Wiped): _leave,
}
