"""A worker's life as a table: what is done to its process, and how long the next start waits."""

from dataclasses import replace

import pytest

from daemon.lifecycle import (
    Broken, Effect, Exited, Input, Joined, Life, Replace, Start, State, Stop, VerbBegan, VerbCanceled, VerbOver, Woke,
    step,
)

NOW = 1000.0
DOWN = Life()
STARTING = Life(State.STARTING, wake=1010.0)
READY = Life(State.READY, since=990.0)
BUSY = Life(State.BUSY, wake=1062.0, since=990.0)
STOPPING = Life(State.STOPPING, wake=1000.5, since=990.0, wanted=True)
STOPPING_FOR_GOOD = replace(STOPPING, final=True)
KILLED = Life(State.KILLED, since=990.0)
BACKOFF = Life(State.BACKOFF, wake=1000.2, failures=1)
ENDED = Life(State.ENDED, final=True)

MOVES: list[tuple[Life, Input, State, float | None, tuple[Effect, ...]]] = [
    (DOWN, Start(), State.STARTING, 1060.0, (Effect.SPAWN,)),
    (DOWN, Stop(), State.ENDED, None, ()),
    (STARTING, Joined(), State.READY, None, ()),
    (STARTING, Woke(), State.KILLED, None, (Effect.KILL,)),
    (STARTING, Broken(), State.KILLED, None, (Effect.KILL,)),
    (STARTING, Stop(), State.STOPPING, 1000.5, (Effect.TERMINATE,)),
    (STARTING, Exited(), State.BACKOFF, 1000.2, ()),
    (READY, Joined(), State.READY, None, ()),
    (READY, VerbBegan(1060.0), State.BUSY, 1062.0, ()),
    (READY, Broken(), State.KILLED, None, (Effect.KILL,)),
    (READY, Replace(), State.STOPPING, 1000.5, (Effect.TERMINATE,)),
    (READY, Stop(), State.STOPPING, 1000.5, (Effect.TERMINATE,)),
    (READY, Exited(), State.BACKOFF, 1000.2, ()),
    (BUSY, Joined(), State.READY, None, ()),
    (BUSY, VerbCanceled(), State.BUSY, 1002.0, ()),
    (BUSY, VerbOver(), State.READY, None, ()),
    (BUSY, Woke(), State.KILLED, None, (Effect.KILL,)),
    (BUSY, Broken(), State.KILLED, None, (Effect.KILL,)),
    (BUSY, Replace(), State.STOPPING, 1000.5, (Effect.TERMINATE,)),
    (BUSY, Stop(), State.STOPPING, 1000.5, (Effect.TERMINATE,)),
    (BUSY, Exited(), State.BACKOFF, 1000.2, ()),
    (STOPPING, Woke(), State.KILLED, None, (Effect.KILL,)),
    (STOPPING, Stop(), State.STOPPING, 1000.5, ()),
    (STOPPING, Exited(), State.STARTING, 1060.0, (Effect.SPAWN,)),
    (STOPPING_FOR_GOOD, Exited(), State.ENDED, None, ()),
    (KILLED, Stop(), State.KILLED, None, ()),
    (KILLED, Exited(), State.BACKOFF, 1000.2, ()),
    (replace(KILLED, final=True), Exited(), State.ENDED, None, ()),
    (replace(KILLED, wanted=True), Exited(), State.STARTING, 1060.0, (Effect.SPAWN,)),
    (BACKOFF, Woke(), State.STARTING, 1060.0, (Effect.SPAWN,)),
    (BACKOFF, Stop(), State.ENDED, None, ()),
]
INPUTS: list[Input] = [
    Start(), Joined(), VerbBegan(1060.0), VerbCanceled(), VerbOver(), Broken(), Replace(), Stop(), Exited(), Woke(),
]


@pytest.mark.parametrize(("life", "came", "state", "wake", "effects"), MOVES)
def test_every_move(
    life: Life, came: Input, state: State, wake: float | None, effects: tuple[Effect, ...],
) -> None:
    after, done = step(life, came, NOW)
    assert (after.state, done) == (state, effects)
    assert after.wake == (None if wake is None else pytest.approx(wake))


@pytest.mark.parametrize("life", [DOWN, STARTING, READY, BUSY, STOPPING, KILLED, BACKOFF, ENDED])
def test_what_has_no_move_changes_nothing(life: Life) -> None:
    moves = {type(came) for before, came, *_ in MOVES if before.state is life.state}
    for came in INPUTS:
        if type(came) not in moves:
            assert step(life, came, NOW) == (life, ())


def test_restarts_wait_longer_and_longer_but_never_more_than_five_seconds() -> None:
    waits = []
    life = STARTING
    for _ in range(8):
        life, _ = step(life, Exited(), NOW)
        assert life.wake is not None
        waits.append(round(life.wake - NOW, 3))
        life, _ = step(life, Woke(), NOW)
    assert waits == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]


def test_a_worker_that_was_well_for_long_starts_counting_anew() -> None:
    long_well = replace(READY, failures=6, since=NOW - 30)
    briefly_well = replace(READY, failures=6, since=NOW - 29)
    assert step(long_well, Exited(), NOW)[0].failures == 1
    assert step(briefly_well, Exited(), NOW)[0].failures == 7


def test_a_second_cancel_buys_no_time() -> None:
    canceled, _ = step(BUSY, VerbCanceled(), NOW)
    again, _ = step(canceled, VerbCanceled(), NOW + 1)
    assert again.wake == canceled.wake


def test_a_replaced_worker_counts_as_no_failure() -> None:
    stopping, _ = step(READY, Replace(), NOW)
    assert step(stopping, Exited(), NOW)[0].failures == 0
