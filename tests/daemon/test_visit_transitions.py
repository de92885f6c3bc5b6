"""The visit as a table: every state with everything that may come, and what no order of things can break."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.visit import (
    LONGEST_S, SERVICE_S, Began, Closed, Closing, Ended, Event, Input, Paced, Plan, ServiceBegan, Stayed, Ticked,
    Touched, Unlocked, VerbBegan, VerbOver, Visit, Warned, Wiped, step,
)
from wire.values import EndReason, VisitState

PLAN = Plan(countdown=300, warning=30, hold=120, slow_countdown=450)
IDLE = Visit(serial=4, at=1000)
ACTIVE = Visit(VisitState.ACTIVE, 5, left=200, hold_left=120, at=1000)
HELD = replace(ACTIVE, held_by=frozenset({"idcard"}))
WARNING = Visit(VisitState.WARNING, 5, left=20, hold_left=120, at=1000)
ENDING = Visit(VisitState.ENDING, 5, at=1000)
SERVICE = Visit(VisitState.SERVICE, 5, left=200, at=1000, until=5000)
EXIT = Ended(EndReason.EXIT)
TIMED_OUT = Closing(5, EndReason.COUNTDOWN)


@pytest.mark.parametrize(
    ("before", "came", "after_s", "state", "left", "events"),
    [
        (IDLE, Touched(), 0, VisitState.ACTIVE, 300, (Began(5),)),
        (IDLE, Touched(), 500, VisitState.ACTIVE, 300, (Began(5),)),
        (IDLE, EXIT, 0, VisitState.IDLE, 0, ()),
        (IDLE, VerbBegan("idcard"), 0, VisitState.IDLE, 0, ()),
        (IDLE, VerbOver("idcard"), 0, VisitState.IDLE, 0, ()),
        (IDLE, Ticked(), 500, VisitState.IDLE, 0, ()),
        (IDLE, Wiped(), 0, VisitState.IDLE, 0, ()),
        (ACTIVE, Touched(), 10, VisitState.ACTIVE, 300, ()),
        (IDLE, Paced(True), 0, VisitState.IDLE, 0, ()),
        (ACTIVE, Paced(True), 10, VisitState.ACTIVE, 450, ()),
        (replace(ACTIVE, slow=True), Touched(), 10, VisitState.ACTIVE, 450, ()),
        (replace(ACTIVE, slow=True), Paced(False), 10, VisitState.ACTIVE, 300, ()),
        (WARNING, Paced(True), 5, VisitState.ACTIVE, 450, (Stayed(5),)),
        (SERVICE, Paced(True), 10, VisitState.SERVICE, 190, ()),
        (ENDING, Paced(True), 1, VisitState.ENDING, 0, ()),
        (ACTIVE, EXIT, 10, VisitState.ENDING, 0, (Closing(5, EndReason.EXIT),)),
        (ACTIVE, VerbBegan("idcard"), 10, VisitState.ACTIVE, 190, ()),
        (ACTIVE, VerbOver("idcard"), 10, VisitState.ACTIVE, 190, ()),
        (ACTIVE, Ticked(), 10, VisitState.ACTIVE, 190, ()),
        (ACTIVE, Ticked(), 170, VisitState.WARNING, 30, (Warned(5),)),
        (ACTIVE, Ticked(), 200, VisitState.ENDING, 0, (TIMED_OUT,)),
        (ACTIVE, Touched(), 171, VisitState.ACTIVE, 300, (Warned(5), Stayed(5))),
        (ACTIVE, Touched(), 200, VisitState.ENDING, 0, (TIMED_OUT,)),
        (ACTIVE, EXIT, 200, VisitState.ENDING, 0, (TIMED_OUT,)),
        (ACTIVE, Wiped(), 0, VisitState.ACTIVE, 200, ()),
        (HELD, Ticked(), 100, VisitState.ACTIVE, 200, ()),
        (HELD, Ticked(), 121, VisitState.ACTIVE, 199, ()),
        (HELD, Ticked(), 320, VisitState.ENDING, 0, (TIMED_OUT,)),
        (HELD, VerbOver("idcard"), 60, VisitState.ACTIVE, 200, ()),
        (HELD, VerbOver("page"), 60, VisitState.ACTIVE, 200, ()),
        (HELD, EXIT, 60, VisitState.ENDING, 0, (Closing(5, EndReason.EXIT),)),
        (WARNING, Touched(), 5, VisitState.ACTIVE, 300, (Stayed(5),)),
        (WARNING, EXIT, 5, VisitState.ENDING, 0, (Closing(5, EndReason.EXIT),)),
        (WARNING, VerbBegan("page"), 5, VisitState.WARNING, 15, ()),
        (WARNING, VerbOver("page"), 5, VisitState.WARNING, 15, ()),
        (WARNING, Ticked(), 5, VisitState.WARNING, 15, ()),
        (WARNING, Ticked(), 20, VisitState.ENDING, 0, (TIMED_OUT,)),
        (WARNING, Wiped(), 5, VisitState.WARNING, 15, ()),
        (IDLE, Unlocked(), 0, VisitState.SERVICE, SERVICE_S, (ServiceBegan(5),)),
        (ACTIVE, Unlocked(), 10, VisitState.ACTIVE, 190, ()),
        (WARNING, Unlocked(), 5, VisitState.WARNING, 15, ()),
        (ENDING, Unlocked(), 1, VisitState.ENDING, 0, ()),
        (SERVICE, Touched(), 10, VisitState.SERVICE, SERVICE_S, ()),
        (SERVICE, Unlocked(), 10, VisitState.SERVICE, 190, ()),
        (SERVICE, EXIT, 10, VisitState.ENDING, 0, (Closing(5, EndReason.EXIT),)),
        (SERVICE, VerbBegan("idcard"), 10, VisitState.SERVICE, 190, ()),
        (SERVICE, VerbOver("idcard"), 10, VisitState.SERVICE, 190, ()),
        (SERVICE, Ticked(), 199, VisitState.SERVICE, 1, ()),
        (SERVICE, Ticked(), 200, VisitState.ENDING, 0, (TIMED_OUT,)),
        (SERVICE, Touched(), 200, VisitState.ENDING, 0, (TIMED_OUT,)),
        (SERVICE, Wiped(), 10, VisitState.SERVICE, 190, ()),
        (ENDING, Touched(), 1, VisitState.ENDING, 0, ()),
        (ENDING, EXIT, 1, VisitState.ENDING, 0, ()),
        (ENDING, VerbBegan("page"), 1, VisitState.ENDING, 0, ()),
        (ENDING, VerbOver("page"), 1, VisitState.ENDING, 0, ()),
        (ENDING, Ticked(), 500, VisitState.ENDING, 0, ()),
        (ENDING, Wiped(), 1, VisitState.IDLE, 0, (Closed(5),)),
    ],
)
def test_every_state_takes_everything(
    before: Visit, came: Input, after_s: float, state: VisitState, left: float, events: tuple[Event, ...],
) -> None:
    after, happened = step(PLAN, before, came, before.at + after_s)
    assert (after.state, after.left, happened) == (state, left, events)


def test_a_touch_gives_verbs_their_whole_time_to_hold_again() -> None:
    held, _ = step(PLAN, HELD, Ticked(), 1100)
    touched, _ = step(PLAN, held, Touched(), 1110)
    assert (held.hold_left, touched.hold_left) == (20, 120)


def test_verbs_after_one_another_hold_no_longer_than_one() -> None:
    visit, now = ACTIVE, ACTIVE.at
    for _ in range(10):
        visit, _ = step(PLAN, visit, VerbBegan("idcard"), now)
        now += 30
        visit, _ = step(PLAN, visit, VerbOver("idcard"), now)
    assert visit.left == 200 - (300 - 120)


def test_a_screen_that_touches_itself_keeps_no_visit_open_for_ever() -> None:
    visit, events = step(PLAN, IDLE, Touched(), IDLE.at)
    now = IDLE.at
    while events in ((), (Began(5),), (Stayed(5),), (Warned(5),)) and now < IDLE.at + 2 * LONGEST_S:
        now += PLAN.countdown / 3
        visit, events = step(PLAN, visit, Touched(), now)
    assert events == (TIMED_OUT,)
    assert LONGEST_S - PLAN.countdown < now - IDLE.at <= LONGEST_S + PLAN.countdown


def test_a_begun_second_shows_as_a_whole_one() -> None:
    visit, _ = step(PLAN, ACTIVE, Ticked(), 1000.25)
    assert visit.view().seconds_left == 200


def test_a_clock_that_steps_back_gives_nothing_back() -> None:
    visit, _ = step(PLAN, ACTIVE, Ticked(), 900)
    assert (visit.left, visit.at) == (200, 1000)


INPUTS = st.one_of(
    st.just(Touched()), st.sampled_from(list(EndReason)).map(Ended), st.sampled_from("abc").map(VerbBegan),
    st.sampled_from("abc").map(VerbOver), st.just(Ticked()), st.just(Wiped()), st.just(Unlocked()),
    st.booleans().map(Paced),
)


@settings(max_examples=300)
@given(st.lists(st.tuples(INPUTS, st.floats(0, 200)), max_size=40))
def test_whatever_comes_the_visit_ends_once_and_in_time(steps: list[tuple[Input, float]]) -> None:
    visit, now, last_touch = Visit(), 0.0, 0.0
    open_visits = 0
    for came, passed in steps:
        now += passed
        visit, events = step(PLAN, visit, came, now)
        for event in events:
            if isinstance(event, Began | ServiceBegan):
                open_visits += 1
            elif isinstance(event, Closed):
                open_visits -= 1
            if isinstance(event, Began | Stayed):
                last_touch = now
        if isinstance(came, Touched | Paced) and visit.state is VisitState.ACTIVE:
            last_touch = now
        assert open_visits == (0 if visit.state is VisitState.IDLE else 1)
        assert 0 <= visit.left <= PLAN.slow_countdown and 0 <= visit.hold_left <= PLAN.hold
        if visit.state in (VisitState.ACTIVE, VisitState.WARNING):
            assert now - last_touch < PLAN.slow_countdown + PLAN.hold + 1e-6
            assert (visit.state is VisitState.WARNING) == (visit.left <= PLAN.warning)
