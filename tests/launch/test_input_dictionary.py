"""The input dictionary: made of the packaged data and our lists, once; what is wrong with a source is said plainly."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from launch.dictionary.build import PACKAGES, BuildError, Sources, build
from launch.dictionary.catalogue import phrases
from launch.dictionary.lexicon import (
    SourceError, blended, entries, parse_own, phrase_codes, pronounced, simplified_weights, standardised,
)
from launch.dictionary.readings import character_shares, parse_luna, parse_unihan, typed
from ui.ime.rime_library import EDGE

CHECKOUT = Path(__file__).resolve().parents[2]
OWN = CHECKOUT / "assets" / "ime"
CATALOGUE = CHECKOUT / "assets" / "catalogue"
READABLE = {"户": {"hu"}, "口": {"kou"}, "曾": {"ceng", "zeng"}}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dictionary built for these tests alone."""
    out = tmp_path_factory.mktemp("build") / "ime"
    said: list[str] = []
    assert build(out, Sources(OWN, CATALOGUE), said.append)
    assert len(said) >= 4
    return out


def _snapshot(directory: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in directory.rglob("*")}


def test_the_second_time_nothing_is_built(built: Path) -> None:
    before = _snapshot(built)
    assert not build(built, Sources(OWN, CATALOGUE), lambda line: None)
    assert _snapshot(built) == before


def test_nothing_but_the_result_is_left_beside_it(built: Path) -> None:
    assert {path.name for path in built.parent.iterdir()} == {"ime", "ime.lock"}


def test_a_broken_source_leaves_the_old_dictionary(built: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(OWN, tmp_path / "own"))
    with open(own / "terms.tsv", "a", encoding="utf-8") as terms:
        terms.write("市民\tshi\n")
    lines = len((own / "terms.tsv").read_text(encoding="utf-8").splitlines())
    before = _snapshot(built)
    with pytest.raises(SourceError, match=f"terms.tsv:{lines}: 市民 needs 2 syllables, it has 1"):
        build(built, Sources(own, CATALOGUE), lambda line: None)
    assert _snapshot(built) == before


def test_a_damaged_dictionary_is_built_again(built: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(built, tmp_path / "ime"))
    (copy / "built" / "citizen_window.prism.bin").write_bytes(b"")
    assert build(copy, Sources(OWN, CATALOGUE), lambda line: None)
    assert (copy / "built" / "citizen_window.prism.bin").stat().st_size > 1000


def test_a_missing_package_is_named_with_its_command(tmp_path: Path) -> None:
    sources = replace(Sources(OWN, CATALOGUE), luna=tmp_path / "luna.txt")
    with pytest.raises(BuildError) as refused:
        build(tmp_path / "ime", sources, lambda line: None)
    assert str(tmp_path / "luna.txt") in str(refused.value)
    assert "apt-get install" in str(refused.value)
    assert all(package in str(refused.value) for package in PACKAGES)


def test_the_command_says_what_it_does_and_how_it_ended(built: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "launch.dictionary", "--out"]
    good = subprocess.run([*command, built], cwd=CHECKOUT, capture_output=True, text=True, timeout=180)
    assert (good.returncode, good.stderr) == (0, "")
    assert "up to date" in good.stdout
    bad = subprocess.run([*command, tmp_path / "ime", "--own", tmp_path], cwd=CHECKOUT, capture_output=True, text=True,
                         timeout=180)
    assert bad.returncode == 1
    assert "terms.tsv" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_two_counts_of_a_word_are_blended_and_the_standard_form_weighs_more() -> None:
    made = blended({"账号": 4.0, "市民": 8.0}, {"账号": 9.0, "电商": 6.0})
    assert 4.0 < made["账号"] < 6.0, "what both know, nearer to rime-essay's"
    assert made["市民"] < 4.0 and made["电商"] < 3.0, "what one of them knows"
    assert standardised({"帐号": 9.0, "账号": 4.0, "帐篷": 5.0}) == {"帐号": 2.0, "账号": 9.0, "帐篷": 5.0}


def test_the_catalogue_lends_its_words(built: Path) -> None:
    text = (built / "shared" / "citizen_window.dict.yaml").read_text(encoding="utf-8")
    entries_of = {fields[0].strip(EDGE): fields[1] for fields in map(lambda line: line.split("\t"), text.splitlines())
                  if len(fields) == 3}
    lent = phrases(CATALOGUE)
    assert len(lent) > 100
    assert {"居民身份证办理", "禅城区"} <= {phrase.text for phrase in lent}
    assert not [phrase.text for phrase in lent if phrase.text not in entries_of]
    assert entries_of["补办身份证"] == "bu ban shen fen zheng"


def test_a_catalogue_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))
    (folder / "shared.yaml").write_text("nothing: [", encoding="utf-8")
    with pytest.raises(SourceError, match="(?s)reads the catalogue.*shared.yaml"):
        build(tmp_path / "ime", Sources(OWN, folder), lambda line: None)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run([sys.executable, "-m", "launch.dictionary", "--out", tmp_path / "file" / "ime"], cwd=CHECKOUT,
                          capture_output=True, text=True, timeout=180)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("lines", "said"), [
    ("# floor: 5\n户口 hu kou", "x.tsv:2: write the phrase, a tab, and its pinyin"),
    ("户口\thu kou", "x.tsv:1: a line '# floor: NUMBER' must come before"),
    ("# floor: many\n户口\thu kou", "x.tsv:1: the floor must be a number"),
    ("# floor: 5\n户口\thu kou kou", "x.tsv:2: 户口 needs 2 syllables, it has 3"),
    ("# floor: 5\n\n户口\thu gou", "x.tsv:3: 口 cannot be read 'gou'"),
    ("# floor: 5\n户a\thu a", "x.tsv:2: a cannot be read 'a'")])
def test_a_line_of_ours_that_cannot_be_used_is_named(lines: str, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        parse_own("x.tsv", lines.splitlines(), READABLE)
    assert said in str(refused.value)


def test_readings_become_what_is_typed() -> None:
    readings = ("zhèng", "lǜ", "nüè", "ê̌", "ńg", "ḿ", "ér")
    assert [typed(reading) for reading in readings] == ["zheng", "lv", "nve", "ei", "", "", "er"]


def test_standard_readings_weigh_as_often_as_they_are_met() -> None:
    unihan = ["# Unihan", "U+91CD\tkHanyuPinlu\tzhòng(1823) chóng(329)",
              "U+91CD\tkTGHZ2013\t047.150:chóng 481.090:zhòng",
              "U+55EF\tkTGHZ2013\t101.010:ńg"]
    luna = ["name: x", "...", "重\tzhong\t58%", "嗯\ten", "囍\txi", "重要\tzhong yao", "𠀀\the"]
    standard, counts = parse_unihan(unihan)
    characters, phrases = parse_luna(luna)
    shares = character_shares(standard, counts, characters)
    assert shares["重"]["zhong"] == pytest.approx(1823 / 2152)
    assert shares["嗯"] == {"en": 1.0}
    assert shares["囍"] == {"xi": 1.0}
    assert "𠀀" not in shares
    assert phrases == {"重要": ["zhong yao"]}


def test_a_phrase_is_read_as_the_dictionary_of_phrases_says() -> None:
    known = pronounced({"银行": [["yín"], ["háng"]]})
    shares = {"银": {"yin": 1.0}, "行": {"xing": 0.7, "hang": 0.3}, "人": {"ren": 1.0}}
    assert phrase_codes("银行", shares, known) == {"yin hang": 1.0}
    assert phrase_codes("行人", shares, known) == {"xing ren": 0.7, "hang ren": 0.3}
    assert phrase_codes("行X", shares, known) == {}


def test_simplifying_adds_up_and_names_keep_their_own_character() -> None:
    original = {"昇": 500.0, "升": 1000.0, "發": 30.0, "髮": 12.0}
    weights = simplified_weights(original, ["升", "升", "发", "发"])
    assert weights == {"升": 1500.0, "发": 42.0}
    shares = {"昇": {"sheng": 1.0}, "升": {"sheng": 1.0}}
    made = {entry.text: entry.weight for entry in entries(shares, ["昇", "升"], original, weights, {}, [])}
    assert made == {"昇": 50.0, "升": 1500.0}


def test_our_own_phrase_is_typed_by_its_own_code_alone() -> None:
    own = parse_own("x.tsv", ["# floor: 900", "曾口\tzeng kou"], READABLE)
    shares = {"曾": {"ceng": 0.9, "zeng": 0.1}, "口": {"kou": 1.0}}
    made = [(entry.text, entry.code, entry.weight)
            for entry in entries(shares, [], {}, {"曾口": 5.0}, {}, own) if len(entry.text) > 1]
    assert made == [("曾口", "zeng kou", 900.0)]
