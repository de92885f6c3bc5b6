"""笔画 and 生僻字: a character whose reading nobody knows is found by how it is written."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from launch.dictionary import forms
from tests.ui.ime.test_every_standard_character_is_reachable import standard_characters
from ui.ime.characters import PLACES_FILE, STROKES_FILE, CharacterTables
from ui.ime.engine import EMPTY, Engine
from ui.ime.fields import FieldInput
from ui.ime.keyboard import InputSession, Refusal, modes_for
from ui.ime.keys import KeyRole
from ui.ime.written import LONGEST_STROKES


@pytest.fixture(scope="module")
def tables(dictionary: Path) -> CharacterTables:
    """The built tables."""
    return CharacterTables(dictionary / "built")


@pytest.fixture
def name(engine: Engine) -> Iterator[InputSession]:
    """A name being written."""
    session = InputSession(FieldInput.NAME, modes_for(engine))
    yield session
    session.close()


def _keys(session: InputSession) -> dict[str, str]:
    return {key.label: key.id for row in session.layout().rows for key in row.keys
            if key.role in (KeyRole.SPELLING, KeyRole.EDITING) and key.enabled}


def _touch(session: InputSession, label: str) -> None:
    while label not in _keys(session):
        assert session.tap("radicals:others").refusal is None
    assert session.tap(_keys(session)[label]).refusal is None


def test_every_standard_character_has_a_radical(tables: CharacterTables) -> None:
    found = {character for radical in tables.radicals() for character in tables.by_radical(radical.numbers)}
    assert not standard_characters() - found


def test_a_radical_and_strokes_leave_few_to_choose_from(tables: CharacterTables) -> None:
    most = max((len(tables.by_radical(radical.numbers, beside)), radical.form, beside)
               for radical in tables.radicals() for beside in tables.beside(radical.numbers))
    assert most[0] <= 250, most


def test_common_characters_need_few_strokes(tables: CharacterTables, dictionary: Path) -> None:
    """Every fifth of the 500 commonest; `./kiosk bench strokes` counts them all."""
    codes: dict[str, list[str]] = {}
    for line in (dictionary / "built" / STROKES_FILE).read_text(encoding="utf-8").splitlines():
        code, character = line.split("\t")
        codes.setdefault(character, []).append(code)
    first_ten = cache(lambda strokes: tables.by_strokes(strokes)[:10])
    needed = [min(next((count for count in range(1, len(code) + 1) if character in first_ten(code[:count])),
                       LONGEST_STROKES + 1) for code in codes[character]) for character in list(codes)[:500:5]]
    assert sum(needed) / len(needed) <= 5
    assert max(needed) <= 10


def test_an_exact_match_stands_before_what_goes_on(tables: CharacterTables) -> None:
    assert tables.by_strokes("hs")[0] == "十"
    assert tables.by_strokes("pn")[0] in "人入八"


def test_a_wildcard_stands_for_any_one_stroke(tables: CharacterTables) -> None:
    assert "十" in tables.by_strokes("h?")[:10]
    assert "十" in tables.by_strokes("?s")[:10]
    assert tables.by_strokes("") == ()
    assert tables.by_strokes("h" * LONGEST_STROKES) == ()


def test_writing_a_name_by_strokes(name: InputSession) -> None:
    name.tap("mode:strokes")
    for label in ("一", "丨"):
        _touch(name, label)
    assert name.shown().composition.preedit == "一丨"
    assert name.candidates(0, 1) == ("十",)
    name.tap("backspace")
    _touch(name, "＊")
    assert name.shown().composition.preedit == "一＊"
    name.choose(name.candidates(0, 20).index("十"))
    assert name.text == "十"
    assert name.shown().composition == EMPTY


def test_writing_a_name_by_radical(name: InputSession) -> None:
    name.tap("mode:rare")
    _touch(name, "3画")
    _touch(name, "土")
    assert name.shown().composition.preedit == "土部"
    _touch(name, "8画")
    assert name.shown().composition.preedit == "土部8画"
    name.choose(name.candidates(0, 100).index("堃"))
    assert name.text == "堃"
    assert "3画" in _keys(name), "the radicals stand there again"


def test_going_back_step_by_step(name: InputSession) -> None:
    name.tap("mode:rare")
    _touch(name, "4画")
    _touch(name, "日")
    _touch(name, "4画")
    name.tap("backspace")
    assert name.shown().composition.preedit == "日部"
    _touch(name, "换部首")
    assert name.shown().composition == EMPTY
    assert name.tap("backspace").refusal is Refusal.NOTHING


def test_a_search_that_is_left_is_no_text(name: InputSession) -> None:
    name.tap("mode:strokes")
    _touch(name, "一")
    name.tap("mode:pinyin")
    assert name.text == ""
    name.tap("mode:strokes")
    assert name.shown().composition == EMPTY


def test_strokes_end_at_a_limit(name: InputSession) -> None:
    name.tap("mode:strokes")
    for _ in range(LONGEST_STROKES):
        name.tap("stroke:?")
    assert name.tap("stroke:?").refusal is Refusal.NOTHING


def test_what_the_files_are_made_from() -> None:
    places, totals = forms.parse_sources(["U+6C5F\tkRSUnicode\t85.3", "U+8BDD\tkRSUnicode\t149'.6 149.6",
                                          "U+6C5F\tkTotalStrokes\t6 7", "# remark", "U+6C5F\tother\tx"])
    assert places == {"江": [("85", 3)], "话": [("149'", 6), ("149", 6)]}
    assert totals == {"江": 6}
    assert forms.parse_radicals(["# x", "85; 2F54; 6C34", "120'; 2EB0; 7E9F"]) == {"85": "水", "120'": "纟"}
    assert forms.radical_lines({"85": "水"}, {"水": 4}, {"85"}) == ["3\t氵\t85", "4\t水\t85"]
    assert "4\t月\t74,130" in forms.radical_lines({"74": "月"}, {"月": 4}, {"74", "130"})
    assert forms.stroke_lines([("江", "nnhhsh"), ("〇", "z"), ("一", "h")], {"江": 1, "一": 9}) == ["h\t一", "nnhhsh\t江"]
    assert forms.place_lines(places, {"话": 2, "江": 1}) == ["149'\t6\t话", "149\t6\t话", "85\t3\t江"]


def test_the_files_are_read_only_when_they_are_needed(tmp_path: Path) -> None:
    (tmp_path / PLACES_FILE).write_text("85\t3\t江\n", encoding="utf-8")
    tables = CharacterTables(tmp_path)
    assert tables.by_radical("85") == ("江",)
    assert tables.by_radical("85", 4) == tables.by_radical("1") == ()
