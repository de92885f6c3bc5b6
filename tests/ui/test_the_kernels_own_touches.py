"""Input events of the kernel as bytes, into fingers. The screen's side wants a graphics card: `./kiosk image run`."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.console.scanout import NoScanout, Scanout
from ui.console.touches import Move, Pointer, Touches

SYN, KEY, ABS = 0, 1, 3
TOUCH, LEFT = 0x14A, 0x110


def events(*rows: tuple[int, int, int]) -> bytes:
    """Type, code and value as a 64-bit kernel writes them."""
    return b"".join(struct.pack("<qqHHi", 0, 0, *row) for row in rows)


REPORT = (SYN, 0, 0)


@pytest.fixture
def panel() -> Pointer:
    """A panel of 1000 × 500 steps, from 0."""
    return Pointer((0, 0), (1000, 500))


@pytest.mark.parametrize("button", [TOUCH, LEFT])
def test_a_tap_is_down_and_up_where_it_was(panel: Pointer, button: int) -> None:
    tap = events((ABS, 0, 250), (ABS, 1, 500), (KEY, button, 1), REPORT, (KEY, button, 0), REPORT)
    assert list(panel.feed(tap)) == [(Move.DOWN, 0.25, 1.0), (Move.UP, 0.25, 1.0)]


def test_a_finger_that_slides_is_told_once_a_report(panel: Pointer) -> None:
    list(panel.feed(events((KEY, TOUCH, 1), REPORT)))
    assert list(panel.feed(events((ABS, 0, 500), (ABS, 1, 250), REPORT, REPORT))) == [(Move.MOVED, 0.5, 0.5)]


def test_what_only_moves_is_not_told(panel: Pointer) -> None:
    assert list(panel.feed(events((ABS, 0, 500), REPORT))) == []


def test_a_report_that_the_kernel_lost_lifts_the_finger(panel: Pointer) -> None:
    list(panel.feed(events((KEY, TOUCH, 1), REPORT)))
    assert [move for move, _, _ in panel.feed(events((SYN, 3, 0)))] == [Move.UP]


def test_axes_that_do_not_begin_at_zero_are_measured_from_where_they_begin() -> None:
    pointer = Pointer((-100, 50), (100, 50))
    assert list(pointer.feed(events((KEY, TOUCH, 1), REPORT))) == [(Move.DOWN, 0.0, 0.0)]
    assert [x for _, x, _ in pointer.feed(events((ABS, 0, 0), REPORT))] == [0.5]


@given(st.lists(st.tuples(st.sampled_from([SYN, KEY, ABS, 4]), st.sampled_from([0, 1, 3, TOUCH, LEFT]),
                          st.integers(-2 ** 31, 2 ** 31 - 1))), st.binary(max_size=23))
def test_whatever_comes_is_inside_the_screen_and_down_before_it_moves(rows: list[tuple[int, int, int]],
                                                                      rest: bytes) -> None:
    down = False
    for move, x, y in Pointer((0, 0), (1000, 500)).feed(events(*rows) + rest):
        assert 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0
        assert (move is Move.DOWN) is not down
        down = move is not Move.UP


def test_what_is_no_pointer_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "event0").write_bytes(events((KEY, TOUCH, 1), REPORT))
    (tmp_path / "event1").mkdir()
    touches = Touches(tmp_path)
    assert touches.descriptors() == []
    assert list(touches.moves()) == []
    (tmp_path / "event0").unlink()
    assert touches.descriptors() == []
    touches.close()


def test_without_a_card_it_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(NoScanout, match=str(tmp_path)):
        Scanout((1920, 1080), tmp_path)


def test_a_card_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "card0").write_bytes(b"")
    with pytest.raises(NoScanout, match="card0"):
        Scanout((1920, 1080), tmp_path)
