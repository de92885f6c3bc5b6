"""A driver's turn: who holds it, and that what is to end does end."""

from __future__ import annotations

import threading

import pytest

from drivers.errors import Canceled
from drivers.turn import Busy, Turn

LIMIT_S = 60.0


def test_a_second_verb_is_refused() -> None:
    turn = Turn()
    with turn.take():
        with pytest.raises(Busy):
            with turn.take():
                pytest.fail("both have it")


def test_a_cancel_without_a_verb_does_not_end_the_next() -> None:
    turn = Turn()
    turn.cancel()
    with turn.take():
        assert not turn.canceled


def test_a_verb_that_begins_just_after_the_last_cancel_ends_all_the_same() -> None:
    turn = Turn()
    began, ended = threading.Event(), threading.Event()

    def verb() -> None:
        try:
            with turn.take():
                began.set()
                turn.rest(LIMIT_S)
        except Canceled:
            ended.set()

    thread = threading.Thread(target=verb)

    def cancel() -> None:
        turn.cancel()
        thread.start()
        assert began.wait(LIMIT_S)

    with turn.take_last(cancel):
        assert ended.wait(LIMIT_S)
    thread.join(LIMIT_S)
    with turn.take():
        assert not turn.canceled
