"""Which texts can hold typed words, and which items have those texts: sets as bits of whole numbers.

Pure. A set of texts or items is an `int` whose bit n is the n-th text or item: two thousand of them are met or joined
in a fraction of a microsecond, and only the few that are left are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from hall.catalogue.spelling import Spelling


class Listed(msgspec.Struct, frozen=True):
    """An item as lists and search need it; `place` is its place on the screen."""

    place: int
    key: str
    audience: str
    category: Spelling
    department: Spelling
    title: Spelling
    can_apply: bool
    keywords: tuple[Spelling, ...]


class Holders:
    """By text the items that have it in one part of theirs (title, keywords, or category and department)."""

    def __init__(self) -> None:
        self.texts = 0
        """The texts that any item has here."""
        self._items: dict[int, int] = {}

    def add(self, text: int, item: int) -> None:
        """Keep that an item has a text here."""
        self.texts |= 1 << text
        self._items[text] = self._items.get(text, 0) | 1 << item

    def items(self, text: int) -> int:
        """The items that have a text here."""
        return self._items.get(text, 0)


class Index:
    """The texts and items of a catalogue."""

    def __init__(self, texts: Sequence[Spelling], postings: Mapping[str, int], listed: tuple[Listed, ...]) -> None:
        """`postings`: for each term of `spelling.terms_within` the texts that have it. Places of items are 0, 1, 2 …"""
        self.texts = texts
        self.listed = listed
        self.titles, self.keywords, self.headings = Holders(), Holders(), Holders()
        self.audiences: dict[str, int] = {}
        self._postings = postings
        self._every = (1 << len(texts)) - 1
        number = {spelling.text: place for place, spelling in enumerate(texts)}
        for item in listed:
            self.audiences[item.audience] = self.audiences.get(item.audience, 0) | 1 << item.place
            self.titles.add(number[item.title.text], item.place)
            for keyword in item.keywords:
                self.keywords.add(number[keyword.text], item.place)
            for heading in (item.category, item.department):
                self.headings.add(number[heading.text], item.place)

    def having(self, groups: Iterable[tuple[str, ...]]) -> int:
        """The texts that have of each group at least one term."""
        texts = self._every
        for group in groups:
            some = 0
            for term in group:
                some |= self._postings.get(term, 0)
            texts &= some
        return texts

    def having_most(self, terms: Sequence[str], least: int) -> int:
        """The texts that have at least `least` of the terms, one that is named twice counted twice.

        The counts of all texts stand in binary, a digit of each in one number, and are added up together.
        """
        if least <= 0:
            return self._every
        digits: list[int] = []
        for term in terms:
            carry = self._postings.get(term, 0)
            for place, digit in enumerate(digits):
                digits[place], carry = digit ^ carry, digit & carry
            if carry:
                digits.append(carry)
        if least >> len(digits):
            return 0
        above, level = 0, self._every
        for place in reversed(range(len(digits))):
            if least >> place & 1:
                level &= digits[place]
            else:
                above |= level & digits[place]
                level &= ~digits[place]
        return above | level


def members(numbers: int) -> Iterator[int]:
    """The members of a set, ascending."""
    if not numbers & (numbers - 1):
        # most titles are one item's own
        if numbers:
            yield numbers.bit_length() - 1
        return
    bits = bin(numbers)[:1:-1]
    place = bits.find("1")
    while place >= 0:
        yield place
        place = bits.find("1", place + 1)
