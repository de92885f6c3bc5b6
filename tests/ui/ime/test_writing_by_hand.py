"""手写 in a field: a character a cell, no time limit, strokes taken back one by one."""

from collections.abc import Iterator

import pytest

from ui.ime.engine import Engine, SegmentKind
from ui.ime.fields import FieldInput
from ui.ime.ink import Point
from ui.ime.keyboard import InputSession, Refusal, modes_for
from ui.ime.recogniser import MOST_STROKES

ACROSS: list[Point] = [(10.0, 50.0), (90.0, 50.0)]
DOWN: list[Point] = [(50.0, 10.0), (50.0, 90.0)]
LOWER: list[Point] = [(5.0, 85.0), (95.0, 85.0)]


@pytest.fixture
def session(engine: Engine) -> Iterator[InputSession]:
    """An address being written by hand."""
    session = InputSession(FieldInput.ADDRESS, modes_for(engine), "佛山", longest=5)
    session.tap("mode:handwriting")
    yield session
    session.close()


def test_every_stroke_brings_candidates(session: InputSession) -> None:
    assert session.write(0, ACROSS).composition
    assert session.candidates(0, 1) == ("一",)
    session.write(0, DOWN)
    assert session.candidates(0, 1) == ("十",)
    session.write(0, LOWER)
    assert {"土", "士"} >= {session.candidates(0, 1)[0]}
    assert session.text == "佛山", "nothing stands before it is chosen"


def test_a_stroke_is_taken_back(session: InputSession) -> None:
    session.write(0, ACROSS)
    session.write(0, DOWN)
    assert session.tap("ink:undo").composition
    assert session.candidates(0, 1) == ("一",)
    assert session.ink()[0] == (tuple(ACROSS),)
    session.tap("ink:undo")
    assert not session.shown().composition.segments
    assert session.tap("ink:undo").refusal is Refusal.NOT_HERE


def test_choosing_finishes_the_character(session: InputSession) -> None:
    session.write(0, ACROSS)
    session.write(0, DOWN)
    session.choose(0)
    assert session.text == "佛山十"
    assert session.ink() == ((), (), ())


def test_several_characters_stand_side_by_side(session: InputSession) -> None:
    for cell in range(3):
        session.write(cell, ACROSS)
    session.write(1, DOWN)
    assert [segment.text for segment in session.shown().composition.segments] == ["一", "十", "一"]
    session.tap("confirm")
    assert session.text == "佛山一十一"


def test_an_earlier_cell_is_mended(session: InputSession) -> None:
    session.write(0, ACROSS)
    session.write(1, DOWN)
    session.tap("left")
    kinds = [segment.kind for segment in session.shown().composition.segments]
    assert kinds == [SegmentKind.COMPOSING, SegmentKind.CHOSEN]
    second = session.candidates(1, 1)[0]
    session.choose(1)
    assert session.text == "佛山", "the next cell is asked for first"
    session.tap("space")
    assert session.text[2] == second
    assert len(session.text) == 4


def test_backspace_empties_a_cell_and_then_deletes_text(session: InputSession) -> None:
    session.write(0, ACROSS)
    session.write(2, DOWN)
    session.tap("backspace")
    assert session.ink() == ((tuple(ACROSS),), (), ())
    session.tap("backspace")
    session.tap("backspace")
    assert session.text == "佛"


def test_again_and_leaving_forget_the_ink(session: InputSession) -> None:
    session.write(0, ACROSS)
    session.tap("ink:again")
    assert session.ink() == ((), (), ())
    session.write(0, ACROSS)
    session.tap("mode:pinyin")
    assert session.text == "佛山一", "what was written is not lost by turning away"
    assert session.ink() == ()


def test_a_sign_finishes_what_is_written(session: InputSession) -> None:
    session.write(0, ACROSS)
    session.tap("，")
    assert session.text == "佛山一，"


def test_there_is_an_end_to_strokes_cells_and_text(session: InputSession) -> None:
    for _ in range(MOST_STROKES):
        session.write(0, ACROSS)
    assert session.write(0, ACROSS).refusal is Refusal.NOTHING
    assert session.write(7, ACROSS).refusal is Refusal.NOTHING
    assert session.write(1, []).refusal is Refusal.NOTHING
    session.clear()
    session.tap("mode:english")
    assert session.write(0, ACROSS).refusal is Refusal.NOT_HERE
    for key in "abcde":
        session.tap(key)
    session.tap("mode:handwriting")
    assert session.write(0, ACROSS).refusal is Refusal.FULL
