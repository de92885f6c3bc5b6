"""Lists of items and the search: by text, 全拼, 首字母 or a mixture; near matches where nothing is found.

Everything typed is taken as it is: signs and pictures are left out, nothing reaches SQL but as a bound value.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from hall.catalogue import Catalogue, Listed
from hall.catalogue.index import Holders, Index, members
from hall.catalogue.spelling import (
    Sounds, Spelling, is_ideograph, letter_pairs, normal, split, terms_of,
)
from wire.messages import ItemPage
from wire.values import Facet, ItemRow, Match

NEAR_ROWS = 12
"""More than this many guesses are no help."""

_TITLE_START, _TITLE, _KEYWORD, _HEADING = range(4)

_Rank = tuple[int, int, int]
"""The part of the item, how well it is spelt there, and where: the smaller the better."""
_Hits = dict[int, tuple[_Rank, tuple[Match, ...]]]
"""By the item's place."""


def list_items(
    catalogue: Catalogue, audience: str, category: str | None, department: str | None, page: int, page_size: int
) -> ItemPage:
    """One page of an audience's items, `page` from 0; a page past the end gives the last one.

    The categories are counted among the chosen department and the departments within the chosen category, so that each
    number is what touching it will show. Raises `CatalogueError`.
    """
    items = catalogue.items(audience, category, department)
    return _page(
        [(listed, ()) for listed in items], page, page_size, total=len(items),
        categories=_facets(listed.category.text for listed in catalogue.items(audience, None, department)),
        departments=_facets(listed.department.text for listed in catalogue.items(audience, category, None)),
    )


def search_items(catalogue: Catalogue, audience: str, words: str, page: int, page_size: int) -> ItemPage:
    """One page of what matches `words`, the best first, matches in titles marked. Raises `CatalogueError`.

    The words are looked for as one, then each of them, then, with `near` set, what sounds or looks like them.
    """
    index = catalogue.index
    among = index.audiences.get(audience, 0)
    whole = normal(words)
    parts = [part for part in (normal(part) for part in split(words)) if part]
    near = False
    hits = _standing(index, among, whole) if whole else {}
    if not hits and len(parts) > 1:
        hits = _together([_standing(index, among, part) for part in parts])
    if not hits and whole:
        hits = _near(catalogue, among, whole)
        near = bool(hits)
    on_screen = [index.listed[place] for place in sorted(hits)]
    wanted = min((page + 1) * page_size, len(hits)) if page * page_size < len(hits) else len(hits)
    best = heapq.nsmallest(wanted, hits, key=lambda place: (hits[place][0], place))
    return _page(
        [(index.listed[place], hits[place][1]) for place in best], page, page_size, near=near, total=len(hits),
        categories=_facets(listed.category.text for listed in on_screen),
        departments=_facets(listed.department.text for listed in on_screen),
    )


def _standing(index: Index, among: int, words: str, sounds: Sounds | None = None) -> _Hits:
    """The items of `among` where the words stand: at the title's start, in it, in a keyword, in category or department.

    Each item by its best part: keywords are only looked at for items whose title does not have the words, and so on.
    """
    able = index.having(terms_of(words, sounds))
    hits: _Hits = {}
    left = among
    for part, holders in ((_TITLE, index.titles), (_KEYWORD, index.keywords), (_HEADING, index.headings)):
        found = 0
        for text, items in _asked(holders, able, left):
            place = index.texts[text].find(words, sounds)
            if place is None:
                continue
            found |= items
            if part == _TITLE:
                _keep(hits, items, (_TITLE if place.start else _TITLE_START, place.quality, place.start),
                      (Match(start=place.start, length=place.length),))
            else:
                _keep(hits, items, (part, place.quality, 0))
        left &= ~found
    return hits


def _asked(holders: Holders, able: int, left: int) -> Iterator[tuple[int, int]]:
    """The texts of one part that may do, each with the items of `left` that have it."""
    for text in members(able & holders.texts):
        items = holders.items(text) & left
        if items:
            yield text, items


def _together(several: Sequence[_Hits]) -> _Hits:
    """The items that all have; ranked by the word that stands worst, all marks kept."""
    fewest = min(several, key=len)
    return {
        place: (max(hits[place][0] for hits in several), _apart(mark for hits in several for mark in hits[place][1]))
        for place in fewest if all(place in hits for hits in several)
    }


def _near(catalogue: Catalogue, among: int, words: str) -> _Hits:
    """What sounds the same, else what is spelt or written nearly so; the best few."""
    index = catalogue.index
    characters = [one for one in words if is_ideograph(one)]
    hits: _Hits = {}
    if characters:
        hits = _standing(index, among, words, catalogue.sounds(characters))
        if not hits:
            neighbours = 0
            for first, second in zip(words, words[1:]):
                neighbours |= index.having([(first,), (second,)])
            able = neighbours | index.having_most(words, len(words) // 2 + 1)
            hits = _distant(index, among, able, lambda text: _lacking(words, text.text))
    else:
        most = min(2, len(words) // 4)
        pairs = letter_pairs(words)
        # one slip spoils two pairs of letters
        able = index.having_most(pairs, len(pairs) - 2 * most) if most else 0
        hits = _distant(index, among, able, _Slips(words, most).count)
    best = heapq.nsmallest(NEAR_ROWS, hits, key=lambda place: (hits[place][0], place))
    return {place: hits[place] for place in best}


def _distant(index: Index, among: int, able: int, distance: Callable[[Spelling], int | None]) -> _Hits:
    """The items with a title or a keyword at some distance, each by its nearest."""
    hits: _Hits = {}
    for holders in (index.titles, index.keywords):
        for text, items in _asked(holders, able, among):
            far = distance(index.texts[text])
            if far is None:
                continue
            _keep(hits, items, (far, 0, 0))
    return hits


def _keep(hits: _Hits, items: int, rank: _Rank, marks: tuple[Match, ...] = ()) -> None:
    """Keep a place for these items, unless a better one is kept."""
    for item in members(items):
        if item not in hits or rank < hits[item][0]:
            hits[item] = rank, marks


def _lacking(words: str, text: str) -> int | None:
    """How many of the words' characters and neighbours a text lacks; None when it has too few of them."""
    singles = sum(one in text for one in words)
    doubles = sum(first + second in text for first, second in zip(words, words[1:]))
    if not doubles and singles * 2 <= len(words):
        return None
    return 2 * len(words) - 1 - singles - doubles


class _Slips:
    """The fewest letters to change, add or leave out so that words stand in a text's usual spelling.

    Myers' bit-vector algorithm (Journal of the ACM 46, 1999): a column of the distance table in two whole numbers.
    """

    def __init__(self, words: str, most: int) -> None:
        size = len(words) // (most + 1)
        self._pieces = [(place, words[place:place + size]) for place in range(0, size * (most + 1), size)]
        """One piece more than slips: at least one of them stands in the text as it is."""
        self._length = len(words)
        self._most = most
        self._places: dict[str, int] = {}
        for place, letter in enumerate(words):
            self._places[letter] = self._places.get(letter, 0) | 1 << place

    def count(self, text: Spelling) -> int | None:
        """None when more than `most` slips are needed."""
        near = self._near(text.plain)
        if self._length > len(near) + self._most:
            return None
        every, last = (1 << self._length) - 1, 1 << (self._length - 1)
        more, less, slips, best = every, 0, self._length, self._length
        for letter in near:
            same = self._places.get(letter, 0)
            diagonal = same | less
            across = (((same & more) + more) ^ more) | same
            rise = less | (every & ~(across | more))
            fall = more & across
            slips += bool(rise & last) - bool(fall & last)
            best = min(best, slips)
            rise, fall = (rise << 1) & every, (fall << 1) & every
            more = fall | (every & ~(diagonal | rise))
            less = rise & diagonal
        return best if best <= self._most else None

    def _near(self, plain: str) -> str:
        """The part of a text that the words could be in, by the pieces that stand there."""
        first, last = len(plain), 0
        for offset, piece in self._pieces:
            place = plain.find(piece)
            while place >= 0:
                first, last = min(first, place - offset), max(last, place - offset)
                place = plain.find(piece, place + 1)
        return plain[max(0, first - self._most):last + self._length + self._most] if first < len(plain) else ""


def _apart(marks: Iterable[Match]) -> tuple[Match, ...]:
    """Marks in order, none over another."""
    apart: list[Match] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.length)):
        if not apart or mark.start >= apart[-1].start + apart[-1].length:
            apart.append(mark)
    return tuple(apart)


def _facets(names: Iterable[str]) -> tuple[Facet, ...]:
    """Each name and how often it came, in the order of first coming."""
    return tuple(Facet(name=name, items=count) for name, count in Counter(names).items())


def _page(
    found: Sequence[tuple[Listed, tuple[Match, ...]]], page: int, page_size: int, *, total: int,
    categories: tuple[Facet, ...], departments: tuple[Facet, ...], near: bool = False,
) -> ItemPage:
    """`found` has at least the rows up to the page's end."""
    pages = max(1, -(-total // page_size))
    page = min(max(page, 0), pages - 1)
    rows = tuple(
        ItemRow(
            item=listed.key, title=listed.title.text, category=listed.category.text, department=listed.department.text,
            audience=listed.audience, can_apply=listed.can_apply, matches=matches,
        )
        for listed, matches in found[page * page_size:(page + 1) * page_size]
    )
    return ItemPage(
        rows=rows, total=total, page=page, pages=pages, categories=categories, departments=departments, near=near,
    )
