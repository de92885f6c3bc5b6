"""A mistake in a catalogue's file is named with file and line, and with what to write instead."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from hall.catalogue.reader import Problem
from hall.catalogue.source import SourceError, load
from rules.items import Audience, Condition
from tests.hall.small_catalogue import FILES, change, lay, line_of

ITEM = "items/id-card.yaml"


def _problems(source: Path) -> tuple[Problem, ...]:
    with pytest.raises(SourceError) as caught:
        load(source)
    return caught.value.problems


def test_a_good_folder_becomes_items_in_the_order_of_the_screen(tmp_path: Path) -> None:
    entries = load(lay(tmp_path)).entries
    assert [(entry.item.key, entry.item.audience) for entry in entries] == [
        ("seal", Audience.ENTERPRISE), ("id-card", Audience.PERSON)]
    item = entries[1].item
    assert item.department == "公安（户政）" and item.counter_steps == ("1、到窗口；",) and item.conditions == ("无",)
    assert [office.key for office in item.offices] == ["chancheng-1", "chancheng-2"]
    assert [office.key for office in entries[0].item.offices] == ["chancheng-2"]
    assert item.form[0].from_card == "name" and item.materials[0].title == "居民户口簿"
    assert item.form[2].visible_if == Condition(field="business", values=("renew",))


@pytest.mark.parametrize(("name", "old", "new", "sentence"), [
    (ITEM, "keywords:", "keyword:", "did you mean `keywords`?"),
    (ITEM, "title: 居民身份证办理", "title: 2026", "must be text; put it in quotes"),
    (ITEM, "title: 居民身份证办理", f"title: {'长' * 61}", "has 61 characters; at most 60 fit, cut 1"),
    (ITEM, "title: 居民身份证办理", "title: ''", "is empty"),
    (ITEM, "title: 居民身份证办理", 'title: "a\\u202eb"', "invisible character"),
    (ITEM, "title: 居民身份证办理", "title: [a]", "not a list or a mapping"),
    (ITEM, "audience: person", "audience: persons", "did you mean `person`?"),
    (ITEM, "category: 居民身份证", "category: 护照", "which shared.yaml does not have"),
    (ITEM, "  - use: register", "  - use: registers", "has no `registers` in `materials`; known: register"),
    (ITEM, "  - use: name", "  - use: nam", "has no `nam` in `fields`; known: name"),
    (ITEM, "    kind: choice", "    kind: choise", "did you mean `choice`?"),
    (ITEM, "{first: 首次申领, renew: 换领}", "{1: 首次申领}", "must be text; put it in quotes"),
    (ITEM, "{first: 首次申领, renew: 换领}", "{First: 首次申领}", "small letters"),
    (ITEM, "    kind: text", "    kind: text\n    max_length: 401", "a whole number from 1 to 400"),
    (ITEM, "    kind: text", "    kind: text\n    required: ja", "must be true or false"),
    ("places/chancheng.yaml", "  chancheng-2:", "  chancheng-1:", "written twice"),
    ("places/chancheng.yaml", "    phone: 0757-80000101", "    phone: 12345", "put it in quotes"),
    ("items/seal.yaml", "[chancheng-2]", "[chancheng-3]", "`chancheng-3`, which places/ does not have"),
    ("readings.yaml", "曾用名: ceng yong ming", "曾用名: ceng yong", "needs 3 syllables"),
    ("shared.yaml", "    kind: name", "    kind: names", "did you mean `name`?"),
    ("shared.yaml", "defaults:", "default:", "did you mean `defaults`?"),
])
def test_a_wrong_line_is_named(tmp_path: Path, name: str, old: str, new: str, sentence: str) -> None:
    source = lay(tmp_path)
    change(source, name, old, new)
    line = line_of(name, old) + new.count("\n")
    assert [str(one) for one in _problems(source) if one.file == name and one.line == line and sentence in one.sentence]


@pytest.mark.parametrize(("name", "old", "new", "sentence"), [
    (ITEM, "basis: 示例法\n", "", "`basis` is missing in the item; write `basis:"),
    (ITEM, "    kind: text\n", "    kind: text\n    from_card: nothing\n", "`from_card` is `nothing`"),
    (ITEM, "{business: renew}", "[business]", "`visible_if` must be `key: value` lines"),
    (ITEM, "  - use: name", "  - use: name\n  - use: name", "the field `name` is in the form twice"),
    (ITEM, "  - use: name", "  - use: name\n    from_card: email", "a card tells address, birth"),
    (ITEM, "  - use: register", "  - use: register\n  - use: register", "the material `register` is listed twice"),
    (ITEM, "{business: renew}", "{busines: renew}", "is no field before this one"),
    (ITEM, "{business: renew}", "{business: replace}", "has no choice `replace`; it has first, renew"),
    (ITEM, "{business: renew}", "{business: renew, name: x}", "names 2 fields; one is possible"),
    (ITEM, "    kind: choice\n", "    kind: text\n", "`choices` are needed for `kind: choice`, and only there"),
    (ITEM, "    kind: text", "    kind: text\n    min_length: 61", "`min_length` is over `max_length` (60)"),
    (ITEM, "{first: 首次申领, renew: 换领}", "{renew: 换领, " + ", ".join(f"c{n}: 选" for n in range(60)) + "}",
     "`choices` has 61 entries; from 0 to 60 fit"),
    ("items/seal.yaml", "can_apply: false\n", "", "has no form"),
    ("items/seal.yaml", "target: 企业", f"target: {['长'] * 41}", "has 41 entries"),
    ("items/seal.yaml", "target: 企业", "target: &who 企业\nunit: *who", "has an alias"),
    ("items/seal.yaml", "target: 企业", f"target: {'[' * 20}{']' * 20}", "nested deeper"),
    ("items/seal.yaml", "target: 企业", "target: [企业", "check indentation, colons and quotes"),
    ("items/seal.yaml", "target: 企业", "target: 企业\x07", "has the character U+0007; remove it"),
    ("items/seal.yaml", "target: 企业", "target: !!python/object/apply:os.system [true]", "must"),
    ("items/seal.yaml", FILES["items/seal.yaml"], "- just a list\n", "must hold `key: value` lines"),
    ("items/seal.yaml", FILES["items/seal.yaml"], "", "must hold `key: value` lines"),
])
def test_what_one_line_alone_cannot_tell_is_named(
    tmp_path: Path, name: str, old: str, new: str, sentence: str
) -> None:
    source = lay(tmp_path)
    change(source, name, old, new)
    assert [str(one) for one in _problems(source) if one.file == name and sentence in one.sentence]


def test_more_offices_than_an_item_holds_are_named(tmp_path: Path) -> None:
    source = lay(tmp_path)
    office = "{counter: household, name: 窗口, address: 示例路, hours: 周一, phone: 0757-80000000}"
    change(source, "places/chancheng.yaml", "offices:\n",
           "offices:\n" + "".join(f"  more-{number}: {office}\n" for number in range(59)))
    assert [str(problem) for problem in _problems(source)] == [
        f"{ITEM}:1: has 61 offices; at most 60 fit, name fewer under `offices`"]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    source = lay(tmp_path)
    change(source, ITEM, "audience: person", "audience: nobody")
    change(source, "items/seal.yaml", "conditions: 无", "condition: 无")
    assert {problem.file for problem in _problems(source)} == {ITEM, "items/seal.yaml"}


def test_a_key_can_only_be_one_item(tmp_path: Path) -> None:
    source = lay(tmp_path)
    (source / "items" / "more").mkdir()
    (source / "items" / "more" / "seal.yaml").write_text(FILES["items/seal.yaml"], encoding="utf-8")
    assert "the key seal is taken by items/more/seal.yaml" in _problems(source)[0].sentence


@pytest.mark.parametrize("stem", ["Seal", "x" * 29, "a_b", "公章"])
def test_a_files_name_must_do_for_a_printed_number(tmp_path: Path, stem: str) -> None:
    source = lay(tmp_path)
    (source / "items" / "seal.yaml").rename(source / "items" / f"{stem}.yaml")
    assert "the file's name is the item's key" in _problems(source)[0].sentence


def test_missing_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert {problem.file for problem in _problems(tmp_path / "empty")} == {"items", "readings.yaml", "shared.yaml"}


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    source = lay(tmp_path)
    (source / ITEM).write_bytes("title: 居民\ntarget: ".encode() + "居民".encode("gb18030"))
    assert str(_problems(source)[0]) == f"{ITEM}:2: is not UTF-8 here; save the file as UTF-8"


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    source = lay(tmp_path)
    (source / ITEM).write_text("#" * 300_000, encoding="utf-8")
    assert "is larger than 256 KiB" in _problems(source)[0].sentence


@settings(max_examples=60)
@given(place=st.integers(0, len(FILES[ITEM])), length=st.integers(0, 8), put=st.text(max_size=8))
def test_any_damage_is_either_harmless_or_told(tmp_path: Path, place: int, length: int, put: str) -> None:
    source = lay(tmp_path)
    text = FILES[ITEM][:place] + put + FILES[ITEM][place + length:]
    (source / ITEM).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert len(load(source).entries) == 2
    except SourceError as error:
        assert error.problems and all(problem.line >= 1 and problem.sentence for problem in error.problems)


TREE = "levels: [区, 街道]\nchoices:\n  禅城区: [祖庙街道, 张槎街道]\n"
CASCADE = "  - {key: region, label: 所在街道, kind: cascade, tree: regions}\n"


def _with_a_tree(folder: Path, tree: str = TREE, field: str = CASCADE) -> Path:
    source = lay(folder)
    (source / "trees").mkdir()
    (source / "trees" / "regions.yaml").write_text(tree, encoding="utf-8")
    change(source, ITEM, "  - use: name\n", "  - use: name\n" + field)
    return source


def test_a_field_is_chosen_from_a_tree_level_by_level(tmp_path: Path) -> None:
    field = load(_with_a_tree(tmp_path)).entries[1].item.form[1]
    assert field.levels == ("区", "街道")
    assert [(one.label, [below.label for below in one.below]) for one in field.branches] == [
        ("禅城区", ["祖庙街道", "张槎街道"])]


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ("[祖庙街道, 张槎街道]", "[祖庙街道, 祖庙街道]", "trees/regions.yaml:3: `祖庙街道` stands twice here"),
    ("祖庙街道", "祖/庙", "trees/regions.yaml:3: `祖/庙` stands twice here, or has a `/`"),
    ("[祖庙街道, 张槎街道]", "{祖庙街道: [一社区]}", "trees/regions.yaml:3: `祖庙街道` has names below it, but `levels` ends"),
    ("[祖庙街道, 张槎街道]", "[]", "trees/regions.yaml:3: 0 names stand below one; from 1 to 60 fit"),
    ("[祖庙街道, 张槎街道]", "祖庙街道", "trees/regions.yaml:3: what is below a name must be a list of names"),
    ("[祖庙街道, 张槎街道]", "[2026]", "trees/regions.yaml:3: a name in a tree must be text; put it in quotes"),
    ("levels: [区, 街道]", "levels: [区]", "trees/regions.yaml:1: `levels` has 1 entries; from 2 to 6 fit"),
    ("levels: [区, 街道]", "level: [区, 街道]", "trees/regions.yaml:1: unknown key `level` in a tree"),
    ("choices:", "choice:", "trees/regions.yaml:1: `choices` is missing in a tree"),
])
def test_a_wrong_tree_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert TREE.count(old) == 1
    found = [str(problem) for problem in _problems(_with_a_tree(tmp_path, TREE.replace(old, new)))]
    assert [one for one in found if one.startswith(sentence)]


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ("tree: regions", "tree: region", "`region`: trees/ has no `region.yaml`; it has regions"),
    (", tree: regions", "", "`tree` is needed for `kind: cascade`, and only there"),
    ("cascade", "text", "`tree` is needed for `kind: cascade`, and only there"),
])
def test_a_field_and_its_tree_go_together(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    problems = _problems(_with_a_tree(tmp_path, field=CASCADE.replace(old, new)))
    assert [one for one in problems if sentence in one.sentence]


def test_an_item_whose_department_has_no_counter_anywhere_is_named(tmp_path: Path) -> None:
    source = lay(tmp_path)
    change(source, "shared.yaml", "counter: household", "counter: traffic")
    found = [problem for problem in _problems(source) if "has the counter `traffic`" in problem.sentence]
    assert {problem.file for problem in found} == {ITEM}
