"""禁则: lines of Chinese break where a reader expects it, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.lines import NOT_AT_END, NOT_AT_START, break_lines

TEXTS = st.text(alphabet="居民户口簿，。“”（）《》abcXYZ019.-: ", max_size=120)


def columns(text: str) -> int:
    """As a receipt printer counts: ASCII is one column, anything else two."""
    return sum(1 if character.isascii() else 2 for character in text)


@given(TEXTS, st.integers(2, 48))
def test_lines_fit_and_together_are_the_text(text: str, width: int) -> None:
    lines = break_lines(text, width, columns)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line and line == line.rstrip(" ") for line in lines)


@given(TEXTS)
def test_marks_stay_with_what_they_mark(text: str) -> None:
    alone = "".join(character for character in text if character not in NOT_AT_START | NOT_AT_END | {" "})
    lines = break_lines("，".join(alone), 10, columns)
    assert not [line for line in lines if line[0] == "，" and len(lines) > 1]


def test_an_opening_quote_goes_with_its_word() -> None:
    assert break_lines("请点击“返回首页”按钮", 8, columns) == ["请点击", "“返回首", "页”按钮"]
    assert break_lines("点击“返回首页”按钮", 10, columns) == ["点击“返回", "首页”按钮"]


def test_numbers_and_words_are_not_torn() -> None:
    assert break_lines("受理回执FS01-261123-0007-K请保存", 22, columns) == ["受理回执", "FS01-261123-0007-K请保", "存"]


def test_what_is_wider_than_a_line_is_cut() -> None:
    assert break_lines("a" * 25, 10, columns) == ["a" * 10, "a" * 10, "a" * 5]


def test_nothing_gives_no_line() -> None:
    assert break_lines("", 10, columns) == []
    assert break_lines("   ", 10, columns) == []
