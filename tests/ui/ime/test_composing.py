"""From letters to a text: choosing a part, parting syllables, moving the caret, taking back."""

import pytest

from ui.ime.engine import EMPTY, LONGEST_INPUT, Composition, SegmentKind


def _type(composition: Composition, letters: str) -> None:
    for letter in letters:
        assert composition.press(letter)


def _choose(composition: Composition, text: str) -> None:
    assert composition.select(composition.candidates(0, 200).index(text))


def _segments(composition: Composition) -> list[tuple[str, SegmentKind]]:
    return [(segment.text, segment.kind) for segment in composition.state().segments]


def test_letters_are_shown_in_syllables(composition: Composition) -> None:
    _type(composition, "juminshenfenzheng")
    state = composition.state()
    assert state.preedit == "ju min shen fen zheng"
    assert state.caret == len(state.preedit)
    assert state.has_candidates


def test_u_with_dots_is_typed_as_v(composition: Composition) -> None:
    _type(composition, "nvzi")
    assert composition.state().preedit == "nü zi"
    assert composition.candidates(0, 1) == ("女子",)


def test_choosing_all_finishes_the_text_once(composition: Composition) -> None:
    _type(composition, "shenfenzheng")
    assert composition.select(0)
    assert composition.take_committed() == "身份证"
    assert composition.take_committed() == ""
    assert composition.state() == EMPTY


def test_choosing_a_part_keeps_the_rest(composition: Composition) -> None:
    _type(composition, "juminshenfenzheng")
    _choose(composition, "居民")
    assert composition.take_committed() == ""
    assert _segments(composition) == [("居民", SegmentKind.CHOSEN), ("shen fen zheng", SegmentKind.COMPOSING)]
    assert composition.state().chosen == "居民"
    assert composition.candidates(0, 1) == ("身份证",)
    _choose(composition, "身份证")
    assert composition.take_committed() == "居民身份证"


def test_backspace_takes_back_a_choice_and_then_letters(composition: Composition) -> None:
    _type(composition, "juminshenfenzhengbanli")
    _choose(composition, "居民")
    _choose(composition, "身份")
    assert composition.backspace()
    assert _segments(composition) == [("居民", SegmentKind.CHOSEN), ("shen fen zheng ban li", SegmentKind.COMPOSING)]
    assert composition.backspace()
    assert _segments(composition) == [("ju min shen fen zheng ban li", SegmentKind.COMPOSING)]
    assert composition.backspace()
    assert composition.input() == "juminshenfenzhengbanl"


def test_the_separator_parts_syllables(composition: Composition) -> None:
    _type(composition, "xian")
    assert "先" in composition.candidates(0, 5)
    composition.clear()
    _type(composition, "xi'an")
    assert composition.candidates(0, 1) == ("西安",)


@pytest.mark.parametrize("typed", ["", "xi'"])
def test_a_separator_stands_only_behind_a_letter(composition: Composition, typed: str) -> None:
    _type(composition, typed)
    assert not composition.press("'")
    assert composition.input() == typed


@pytest.mark.parametrize("key", ["A", "1", " ", "é", "", "ab", "\x00", "你"])
def test_other_keys_are_not_taken(composition: Composition, key: str) -> None:
    assert not composition.press(key)
    assert composition.state() == EMPTY


def test_letters_can_be_put_in_before_the_last(composition: Composition) -> None:
    _type(composition, "shefen")
    assert composition.move_caret(-3)
    assert _segments(composition) == [("she", SegmentKind.COMPOSING), ("fen", SegmentKind.REST)]
    assert composition.state().caret == 3
    _type(composition, "n")
    assert composition.move_caret(3)
    assert composition.state().preedit == "shen fen"
    assert composition.candidates(0, 1) == ("身份",)


def test_the_caret_stays_within_the_letters(composition: Composition) -> None:
    _type(composition, "fo")
    assert not composition.move_caret(1)
    assert composition.move_caret(-2)
    assert not composition.move_caret(-1)
    assert composition.input() == "fo"


def test_candidates_are_given_from_any_place(composition: Composition) -> None:
    _type(composition, "jie")
    every = composition.candidates(0, 5000)
    assert len(every) > 300
    assert composition.candidates(300, 7) == every[300:307]
    assert composition.candidates(len(every), 5) == ()
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("index", [-1, 5000, 10**9])
def test_a_candidate_that_is_not_there_cannot_be_chosen(composition: Composition, index: int) -> None:
    _type(composition, "jie")
    assert not composition.select(index)
    assert composition.input() == "jie"


def test_clearing_leaves_nothing(composition: Composition) -> None:
    _type(composition, "juminshenfenzheng")
    _choose(composition, "居民")
    composition.clear()
    assert composition.state() == EMPTY
    assert composition.input() == ""
    assert composition.take_committed() == ""
    assert composition.candidates(0, 5) == ()


def test_letters_end_at_a_limit(composition: Composition) -> None:
    _type(composition, "x" * LONGEST_INPUT)
    assert not composition.press("x")
    assert composition.backspace()
    assert composition.press("x")
