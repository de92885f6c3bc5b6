"""Search finds an item by text, 全拼, 首字母 or a mixture, offers what is near, and takes any input."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from hall.catalogue import Catalogue
from hall.catalogue.build import build
from hall.search import NEAR_ROWS, list_items, search_items
from wire.messages import ItemPage

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "catalogue"


@pytest.fixture(name="catalogue", scope="module")
def _catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    out = tmp_path_factory.mktemp("search") / "catalogue.sqlite"
    build(FOLDER, out)
    with Catalogue.open(out) as catalogue:
        yield catalogue


def _search(catalogue: Catalogue, words: str, audience: str = "person") -> ItemPage:
    return search_items(catalogue, audience, words, 0, 50)


def _titles(page: ItemPage) -> list[str]:
    return [row.title for row in page.rows]


@pytest.mark.parametrize("words", [
    "身份证", "sfz", "SFZ", "shfzh", "shenfenzheng", "shen fen zheng", "shen'fen'zheng", "ｓｆｚ", "shenfenzh", "身份z",
    "身fenzheng", "sfenzheng", "“身份证”", "身 份 证",
])
def test_the_id_card_is_found_first_and_marked(catalogue: Catalogue, words: str) -> None:
    page = _search(catalogue, words)
    assert page.rows[0].title == "居民身份证办理" and not page.near
    assert [(match.start, match.length) for match in page.rows[0].matches] == [(2, 3)]


@pytest.mark.parametrize(("words", "title"), [
    ("hukoubu", "居民户口簿补发"), ("hkb", "居民户口簿补发"), ("cengyongming", "姓名变更"), ("户口迁移市内", "户口迁移（市内）"),
    ("护照", "普通护照申请"), ("狗证", "犬只登记"), ("gatxz", "往来港澳通行证申请"),
])
def test_titles_and_keywords_are_found(catalogue: Catalogue, words: str, title: str) -> None:
    assert _titles(_search(catalogue, words))[0] == title


@pytest.mark.parametrize("words", ["lvguan", "luguan", "lüguan", "lg", "旅馆", "jiudian"])
def test_every_way_to_type_a_reading_finds(catalogue: Catalogue, words: str) -> None:
    assert _titles(_search(catalogue, words, "enterprise"))[0] == "旅馆业特种行业许可"


def test_a_title_that_begins_with_the_words_comes_before_one_that_holds_them(catalogue: Catalogue) -> None:
    titles = _titles(_search(catalogue, "户口"))
    assert titles.index("户口迁移（市内）") < titles.index("居民户口簿补发") < titles.index("出生登记")


def test_syllables_begin_with_their_initials_not_in_their_middle(catalogue: Catalogue) -> None:
    assert not _search(catalogue, "henfenzheng").rows[0].matches


def test_words_apart_are_looked_for_one_by_one(catalogue: Catalogue) -> None:
    assert _titles(_search(catalogue, "补领 身份证")) == ["居民身份证补领"]
    assert [(m.start, m.length) for m in _search(catalogue, "补领 身份证").rows[0].matches] == [(2, 3), (5, 2)]


@pytest.mark.parametrize("words", ["身分证", "shengfenzheng", "sefenzheng", "shenfnezheng", "办身份证要什么"])
def test_what_comes_near_is_offered_and_said_to_be_near(catalogue: Catalogue, words: str) -> None:
    page = _search(catalogue, words)
    assert page.near and "居民身份证办理" in _titles(page)[:2]
    assert page.total <= NEAR_ROWS


@given(place=st.integers(0, 15), letter=st.sampled_from("aeiouzxq"))
def test_one_wrong_letter_in_a_long_word_is_forgiven(catalogue: Catalogue, place: int, letter: str) -> None:
    right = "xingmingbiangeng"
    wrong = right[:place] + letter + right[place + 1:]
    assert "姓名变更" in _titles(_search(catalogue, wrong))


def test_nothing_near_is_nothing(catalogue: Catalogue) -> None:
    page = _search(catalogue, "qwqwqwqw")
    assert page.rows == () and page.total == 0 and page.pages == 1 and not page.near


def test_an_audience_finds_only_its_own(catalogue: Catalogue) -> None:
    assert "居民身份证办理" not in _titles(_search(catalogue, "身份证", "enterprise"))
    assert _search(catalogue, "身份证", "nobody").total == 0


def test_a_list_is_paged_and_counted(catalogue: Catalogue) -> None:
    first = list_items(catalogue, "person", None, None, 0, 8)
    assert first.rows[0].title == "居民身份证办理" and len(first.rows) == 8 and first.pages == -(-first.total // 8)
    pages = [list_items(catalogue, "person", None, None, page, 8) for page in range(first.pages)]
    keys = [row.item for page in pages for row in page.rows]
    assert len(keys) == len(set(keys)) == first.total
    assert list_items(catalogue, "person", None, None, 999_999, 8) == pages[-1]
    assert sum(facet.items for facet in first.categories) == first.total


def test_a_facets_number_is_what_choosing_it_shows(catalogue: Catalogue) -> None:
    for facet in list_items(catalogue, "person", None, None, 0, 8).categories:
        chosen = list_items(catalogue, "person", facet.name, None, 0, 50)
        assert chosen.total == facet.items
        for department in chosen.departments:
            assert list_items(catalogue, "person", facet.name, department.name, 0, 50).total == department.items


@settings(max_examples=200)
@given(words=st.text(max_size=60) | st.text("身份证sfzhu '%_*\"\\-;()😀\x00ﷺüǜ", max_size=60),
       audience=st.sampled_from(["person", "enterprise"]))
def test_any_words_are_answered(catalogue: Catalogue, words: str, audience: str) -> None:
    page = search_items(catalogue, audience, words, 0, 8)
    assert page.total >= len(page.rows) and page.pages >= 1
    for row in page.rows:
        ends = [(match.start, match.start + match.length) for match in row.matches]
        assert all(0 <= start < end <= len(row.title) for start, end in ends)
        assert all(end <= start for (_, end), (start, _) in zip(ends, ends[1:]))
