"""笔画 and 生僻字: a character whose reading nobody knows is found by how it is written."""

import bz2
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from launch.dictionary import forms, parts
from launch.dictionary.build import OWN_STROKES, Sources
from launch.dictionary.lexicon import SourceError
from tests.ui.engines import CHECKOUT
from tests.ui.ime.test_every_standard_character_is_reachable import standard_characters
from ui.ime.characters import PLACES_FILE, STROKES_FILE, CharacterTables
from ui.ime.engine import EMPTY, Engine
from ui.ime.fields import FieldInput
from ui.ime.keyboard import InputSession, Refusal, modes_for
from ui.ime.keys import KeyRole
from ui.ime.parts import MOST_PARTS, PARTS_FILE
from ui.ime.written import LONGEST_STROKES, RareMode


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


def test_every_standard_character_has_strokes(dictionary: Path) -> None:
    lines = (dictionary / "built" / STROKES_FILE).read_text(encoding="utf-8").splitlines()
    assert not standard_characters() - {line[-1] for line in lines}


def test_strokes_of_our_own_list_are_as_many_as_unihan_counts() -> None:
    sources = Sources(CHECKOUT / "assets" / "ime", CHECKOUT / "assets" / "catalogue")
    with bz2.open(sources.sources, "rt", encoding="utf-8") as lines:
        _, totals = forms.parse_sources(lines)
    listed = (sources.own / OWN_STROKES).read_text(encoding="utf-8").splitlines()
    counts: dict[str, set[int]] = {}
    for character, code in forms.composed(listed, forms.parse_strokes(sources.stroke.read_text("utf-8").splitlines())):
        counts.setdefault(character, set()).add(len(code))
    assert len(counts) == 108
    others = [character for character, found in counts.items() if totals[character] not in found]
    assert others == ["𬙊"], "to which Unihan gives 15 strokes beside the three of 纟, and 17 in all"


@pytest.mark.parametrize("line", ["𬍡汤玉", "𬍡\t汤x"])
def test_a_line_that_tells_no_strokes_is_named(line: str) -> None:
    with pytest.raises(SourceError, match="rare_parts.tsv:2: write a character"):
        forms.composed(["# x", line], [("汤", "nnhzpp")])


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


def test_writing_a_name_by_parts(name: InputSession) -> None:
    name.tap("mode:rare")
    _touch(name, "拆字")
    for part in "日日":
        _touch(name, part)
    assert name.shown().composition.preedit == "日＋日"
    assert {"昍", "昌"} <= set(name.candidates(0, 2)), "what has no other part stands first"
    _touch(name, "日")
    assert name.candidates(0, 1) == ("晶",)
    name.tap("backspace")
    assert name.shown().composition.preedit == "日＋日"
    name.choose(name.candidates(0, 2).index("昍"))
    assert name.text == "昍"
    assert name.shown().composition == EMPTY
    _touch(name, "部首")
    assert "3画" in _keys(name)
    assert "拆字" in _keys(name)


@pytest.mark.parametrize(("seen", "character"), [
    ("吉吉", "喆"), ("方方土", "堃"), ("方土", "堃"), ("火木", "燊"), ("斌贝", "赟"), ("文武贝", "赟"), ("礻羽", "禤"),
    ("氵木木", "淋"), ("马马马", "骉"), ("日韦", "𬀩"),
    ("凸", "凸"), ("马", "马"), ("贝才", "财"), ("钅求", "𨱇")])
def test_parts_that_are_seen_find_it(tables: CharacterTables, seen: str, character: str) -> None:
    assert character in tables.parts.by_parts(seen)[:12]
    for place, part in enumerate(seen):
        assert part in {each.form for each in tables.parts.beside(seen[:place])}, "each is offered in its turn"


def test_every_standard_character_falls_into_parts_that_are_offered(tables: CharacterTables, dictionary: Path) -> None:
    offered = {part.form for part in tables.parts.beside("")}
    lines = (dictionary / "built" / PARTS_FILE).read_text(encoding="utf-8").splitlines()
    reached = {line[0] for line in lines if any(offered >= set(way) for way in line[2:].split(" "))}
    assert not standard_characters() - reached


def test_parts_end_at_a_limit_and_what_is_not_there_is_not_found(tables: CharacterTables) -> None:
    assert tables.parts.by_parts("") == tables.parts.by_parts("日" * 7) == tables.parts.by_parts("x") == ()
    mode = RareMode(tables)
    mode.tap("radicals:parts")
    assert [mode.tap("part:日").taken for _ in range(MOST_PARTS + 1)] == [*[True] * MOST_PARTS, False]


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


def test_how_the_tables_of_parts_are_made() -> None:
    source = parts.parse(["淋\t水林 氵林\n", "林\t木木\n", "花\t草化 艹化\n"])
    strokes = {"水": 4, "氵": 3, "林": 8, "木": 4, "化": 4, "艹": 3, "草": 9, "凸": 5}
    weights = {"凸": 3, "林": 2, "淋": 1, "汪": 3, "花": 0.1}
    ways = parts.as_seen([parts.parse(["# remark\n", "凸\t㇅一\n"]), source], strokes, weights)
    assert ways == {"淋": ["水林", "氵林"], "林": ["林", "木木"], "花": ["艹化"], "凸": ["凸", "㇅一"]}
    assert parts.part_lines(ways, strokes, ["木"], weights) == [
        "凸\t凸 ㇅一", "林\t林 木木", "淋\t水林 氵林 水木木 氵木木", "花\t艹化"]
    assert parts.component_lines(ways, strokes, weights) == [
        "8\t林", "5\t凸", "4\t木", "4\t水", "3\t氵", "4\t化", "3\t艹"]


def test_the_files_are_read_only_when_they_are_needed(tmp_path: Path) -> None:
    (tmp_path / PLACES_FILE).write_text("85\t3\t江\n", encoding="utf-8")
    tables = CharacterTables(tmp_path)
    assert tables.by_radical("85") == ("江",)
    assert tables.by_radical("85", 4) == tables.by_radical("1") == ()
