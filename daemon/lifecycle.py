"""The life of one device's worker process as a pure state machine; `daemon.devices` does what it says.

    down ─Start─► starting ─Joined─► ready ◄─VerbOver/VerbBegan─► busy
                   ▲  │ too long       │ Replace, Stop              │ overdue, not ending after a cancel
                   │  ▼                ▼                            ▼
                   │ killed ◄──────  stopping ───too long───────► killed
                   │  └── Exited ──────┴─────────────► (wanted) starting, (not wanted) backoff, (Stop) ended
                   └── Woke ── backoff

Every state waits for at most one time, `wake`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

START_S = 60.0
"""From the process's start to its Hello: imports from a cold disk, all workers at once, on a small machine."""
CANCEL_S = 2.0
"""How long a verb may go on after it was canceled or its deadline passed, before its process is killed."""
STOP_S = 0.5
"""How long a process may take to close its device when asked to leave."""
BACKOFF_S = 0.2
"""Before the first restart after a failure; doubled with each further one."""
BACKOFF_MAX_S = 5.0
HEALTHY_S = 30.0
"""A worker that lived so long failed for a new reason: the count starts anew."""


class State(Enum):
    """Where a worker's life stands."""

    DOWN = "down"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    STOPPING = "stopping"
    KILLED = "killed"
    BACKOFF = "backoff"
    ENDED = "ended"


class Effect(Enum):
    """What to do to the process."""

    SPAWN = "spawn"
    TERMINATE = "terminate"
    KILL = "kill"


@dataclass(frozen=True)
class Life:
    """`wake`: when `Woke` is due. `failures` in a row. `since`: when it became ready. `wanted`: we asked it to leave.
    `final`: it is not started any more.
    """

    state: State = State.DOWN
    wake: float | None = None
    failures: int = 0
    since: float | None = None
    wanted: bool = False
    final: bool = False


@dataclass(frozen=True)
class Start:
    """Begin."""


@dataclass(frozen=True)
class Joined:
    """The process said Hello."""


@dataclass(frozen=True)
class VerbBegan:
    """It was asked for a verb that must be over at `deadline`, seconds."""

    deadline: float


@dataclass(frozen=True)
class VerbCanceled:
    """It was told that the verb's answer is not wanted any more."""


@dataclass(frozen=True)
class VerbOver:
    """It answered."""


@dataclass(frozen=True)
class Broken:
    """It answered what no well worker answers."""


@dataclass(frozen=True)
class Replace:
    """It must forget: end it and start another."""


@dataclass(frozen=True)
class Stop:
    """End it for good."""


@dataclass(frozen=True)
class Exited:
    """The process is no more (or could not be started)."""


@dataclass(frozen=True)
class Woke:
    """The time `wake` has come."""


Input = Start | Joined | VerbBegan | VerbCanceled | VerbOver | Broken | Replace | Stop | Exited | Woke
Step = tuple[Life, tuple[Effect, ...]]


def step(life: Life, given: Input, now: float) -> Step:
    """The life after `given` came at `now`, seconds. What a state has no row for changes nothing."""
    row = _TABLE.get((life.state, type(given)))
    return (life, ()) if row is None else row(life, given, now)


def backoff(failures: int) -> float:
    """Seconds before the restart after so many failures in a row."""
    return float(min(BACKOFF_MAX_S, BACKOFF_S * 2 ** min(failures - 1, 10)))


def _spawn(life: Life, given: Input, now: float) -> Step:
    fresh = replace(life, state=State.STARTING, wake=now + START_S, since=None, wanted=False)
    return fresh, (Effect.SPAWN,)


def _joined(life: Life, given: Input, now: float) -> Step:
    return replace(life, state=State.READY, wake=None, since=now if life.since is None else life.since), ()


def _began(life: Life, given: Input, now: float) -> Step:
    assert isinstance(given, VerbBegan)
    return replace(life, state=State.BUSY, wake=given.deadline + CANCEL_S), ()


def _canceled(life: Life, given: Input, now: float) -> Step:
    assert life.wake is not None
    return replace(life, wake=min(life.wake, now + CANCEL_S)), ()


def _over(life: Life, given: Input, now: float) -> Step:
    return replace(life, state=State.READY, wake=None), ()


def _kill(life: Life, given: Input, now: float) -> Step:
    return replace(life, state=State.KILLED, wake=None), (Effect.KILL,)


def _stop(life: Life, given: Input, now: float) -> Step:
    final = life.final or isinstance(given, Stop)
    return replace(life, state=State.STOPPING, wake=now + STOP_S, wanted=True, final=final), (Effect.TERMINATE,)


def _for_good(life: Life, given: Input, now: float) -> Step:
    return replace(life, final=True), ()


def _end(life: Life, given: Input, now: float) -> Step:
    return replace(life, state=State.ENDED, wake=None, final=True), ()


def _exited(life: Life, given: Input, now: float) -> Step:
    if life.final:
        return _end(life, given, now)
    healthy = life.since is not None and now - life.since >= HEALTHY_S
    failures = 0 if healthy else life.failures
    if life.wanted:
        return _spawn(replace(life, failures=failures), given, now)
    failures += 1
    return replace(life, state=State.BACKOFF, wake=now + backoff(failures), failures=failures, since=None), ()


_TABLE: Mapping[tuple[State, type], Callable[[Life, Input, float], Step]] = {
    (State.DOWN, Start): _spawn,
    (State.DOWN, Stop): _end,
    (State.STARTING, Joined): _joined,
    (State.STARTING, Woke): _kill,
    (State.STARTING, Broken): _kill,
    (State.STARTING, Stop): _stop,
    (State.STARTING, Exited): _exited,
    (State.READY, Joined): _joined,
    (State.READY, VerbBegan): _began,
    (State.READY, Broken): _kill,
    (State.READY, Replace): _stop,
    (State.READY, Stop): _stop,
    (State.READY, Exited): _exited,
    # a Hello again: the connection, and with it the verb, was lost
    (State.BUSY, Joined): _joined,
    (State.BUSY, VerbCanceled): _canceled,
    (State.BUSY, VerbOver): _over,
    (State.BUSY, Woke): _kill,
    (State.BUSY, Broken): _kill,
    (State.BUSY, Replace): _stop,
    (State.BUSY, Stop): _stop,
    (State.BUSY, Exited): _exited,
    (State.STOPPING, Woke): _kill,
    (State.STOPPING, Stop): _for_good,
    (State.STOPPING, Exited): _exited,
    (State.KILLED, Stop): _for_good,
    (State.KILLED, Exited): _exited,
    (State.BACKOFF, Woke): _spawn,
    (State.BACKOFF, Stop): _end,
}
