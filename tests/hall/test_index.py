"""Sets of texts as bits: what is left after the index is exactly what could match, counted as one would count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hall.catalogue.index import Index, members
from hall.catalogue.spelling import Spelling, terms_of, terms_within

LETTERS = st.text("abc", min_size=1, max_size=6)


def index_of(texts: list[str]) -> Index:
    """An index of texts that are read as they are written."""
    spelt = [Spelling(text, tuple((one,) for one in text)) for text in texts]
    postings: dict[str, int] = {}
    for place, text in enumerate(spelt):
        for term in terms_within(text.text, text.readings):
            postings[term] = postings.get(term, 0) | 1 << place
    return Index(spelt, postings, ())


@given(st.sets(st.integers(0, 3000)))
def test_a_sets_members_are_told_in_order(numbers: set[int]) -> None:
    assert list(members(sum(1 << number for number in numbers))) == sorted(numbers)


@given(texts=st.lists(LETTERS, max_size=12, unique=True), terms=st.lists(st.sampled_from("abcxy"), max_size=9),
       least=st.integers(0, 10))
def test_texts_with_enough_terms_are_counted_right(texts: list[str], terms: list[str], least: int) -> None:
    expected = [place for place, text in enumerate(texts) if sum(term in text for term in terms) >= least]
    assert list(members(index_of(texts).having_most(terms, least))) == expected


@given(texts=st.lists(LETTERS, max_size=12, unique=True), words=LETTERS)
def test_no_text_that_has_the_words_is_left_out(texts: list[str], words: str) -> None:
    index = index_of(texts)
    able = set(members(index.having(terms_of(words))))
    assert {place for place, text in enumerate(index.texts) if text.find(words)} <= able
