"""Five touches in the top right corner within three seconds, and nothing less."""

from __future__ import annotations

from ui.gesture import CORNER, TOUCHES, WITHIN_S, CornerGesture

IN = CORNER.centre


def touched(times: list[float], at: tuple[int, int] = IN) -> list[bool]:
    gesture = CornerGesture()
    return [gesture.touched(*at, now) for now in times]


def test_five_in_time_are_it_once() -> None:
    assert touched([0, 0.5, 1, 1.5, 2, 2.1]) == [False] * 4 + [True, False]


def test_too_slow_is_not() -> None:
    assert touched([number * (WITHIN_S / (TOUCHES - 1) + 0.1) for number in range(12)]) == [False] * 12


def test_a_slow_beginning_does_not_spoil_a_quick_end() -> None:
    assert touched([0, 10, 10.2, 10.4, 10.6, 10.8])[-1]


def test_elsewhere_is_not_and_begins_the_count_anew() -> None:
    assert not any(touched([0.1 * number for number in range(9)], (CORNER.x - 1, CORNER.y)))
    gesture = CornerGesture()
    for now in (0.0, 0.1, 0.2, 0.3):
        gesture.touched(*IN, now)
    gesture.touched(100, 900, 0.4)
    assert not gesture.touched(*IN, 0.5)
