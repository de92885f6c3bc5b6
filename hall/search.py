"""Lists of items and the search: by text, 全拼, 首字母 or a mixture; near matches where nothing is found.

Everything typed is taken as it is: signs and pictures are left out, nothing reaches SQL but as a bound value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_

from hall.catalogue import Catalogue, Listed
from hall.catalogue.spelling import Found, Sounds, Spelling, is_ideograph, normal, pairs_of, split
from wire.messages import ItemPage
from wire.values import Facet, ItemRow, Match

NEAR_ROWS = 12
"""More than this many guesses are no help."""

_TITLE_START, _TITLE, _KEYWORD, _HEADING = range(4)

_Rank = tuple[int, ...]
_Hit = tuple[_Rank, Listed, tuple[Match, ...]]


class _Needle:
    """Words to be found, with what rejects most texts before they are looked at closely."""

    def __init__(self, words: str, sounds: Sounds | None = None) -> None:
        self._words = words
        self._sounds = sounds
        self._pairs = reduce(or_, pairs_of(words), 0)
        self._characters = "" if sounds else "".join({one for one in words if is_ideograph(one)})
        self._known: dict[str, Found | None] = {}

    def rank(self, listed: Listed) -> tuple[_Rank, tuple[Match, ...]] | None:
        """Where in an item the words stand: at the title's start, in it, in a keyword, in category or department."""
        found = self._find(listed.title)
        if found is not None:
            place = _TITLE if found.start else _TITLE_START
            return (place, found.quality, found.start), (Match(start=found.start, length=found.length),)
        for place, texts in ((_KEYWORD, listed.keywords), (_HEADING, (listed.category, listed.department))):
            qualities = [found.quality for found in map(self._find, texts) if found is not None]
            if qualities:
                return (place, min(qualities), 0), ()
        return None

    def _find(self, text: Spelling) -> Found | None:
        """Keywords and headings are many items' own: each is looked at once."""
        if text.text not in self._known:
            hopeless = self._pairs & text.pairs != self._pairs or any(one not in text.text for one in self._characters)
            self._known[text.text] = None if hopeless else text.find(self._words, self._sounds)
        return self._known[text.text]


def list_items(
    catalogue: Catalogue, audience: str, category: str | None, department: str | None, page: int, page_size: int
) -> ItemPage:
    """One page of an audience's items, `page` from 0; a page past the end gives the last one.

    The categories are counted among the chosen department and the departments within the chosen category, so that each
    number is what touching it will show. Raises `CatalogueError`.
    """
    items = catalogue.items(audience, category, department)
    return _page(
        [(listed, ()) for listed in items], page, page_size,
        categories=_facets(listed.category.text for listed in catalogue.items(audience, None, department)),
        departments=_facets(listed.department.text for listed in catalogue.items(audience, category, None)),
    )


def search_items(catalogue: Catalogue, audience: str, words: str, page: int, page_size: int) -> ItemPage:
    """One page of what matches `words`, the best first, matches in titles marked. Raises `CatalogueError`.

    The words are looked for as one, then each of them, then, with `near` set, what sounds or looks like them.
    """
    items = catalogue.items(audience)
    whole = normal(words)
    parts = [part for part in (normal(part) for part in split(words)) if part]
    near = False
    hits = _matching(items, [_Needle(whole)]) if whole else []
    if not hits and len(parts) > 1:
        hits = _matching(items, [_Needle(part) for part in parts])
    if not hits and whole:
        hits = _near(catalogue, items, whole)
        near = bool(hits)
    hits.sort(key=lambda hit: (hit[0], hit[1].place))
    on_screen = sorted((listed for _, listed, _ in hits), key=lambda listed: listed.place)
    return _page(
        [(listed, matches) for _, listed, matches in hits], page, page_size, near=near,
        categories=_facets(listed.category.text for listed in on_screen),
        departments=_facets(listed.department.text for listed in on_screen),
    )


def _matching(items: Sequence[Listed], needles: Sequence[_Needle]) -> list[_Hit]:
    """The items in which every needle stands; ranked by the needle that stands worst."""
    hits: list[_Hit] = []
    for listed in items:
        ranks: list[_Rank] = []
        marks: list[Match] = []
        for needle in needles:
            ranked = needle.rank(listed)
            if ranked is None:
                break
            ranks.append(ranked[0])
            marks.extend(ranked[1])
        else:
            hits.append((max(ranks), listed, _apart(marks)))
    return hits


def _near(catalogue: Catalogue, items: Sequence[Listed], words: str) -> list[_Hit]:
    """What sounds the same, else what is spelt or written nearly so; the best few."""
    characters = [one for one in words if is_ideograph(one)]
    if characters:
        hits = _matching(items, [_Needle(words, catalogue.sounds(characters))])
        hits = hits or _ranked(items, lambda text: _lacking(words, text.text))
    else:
        most = min(2, len(words) // 4)
        hits = _ranked(items, _Slips(words, most).count) if most else []
    hits.sort(key=lambda hit: (hit[0], hit[1].place))
    return hits[:NEAR_ROWS]


def _ranked(items: Sequence[Listed], distance: Callable[[Spelling], int | None]) -> list[_Hit]:
    """The items whose title or a keyword is at some distance, nearest first."""
    known: dict[str, int | None] = {}
    hits: list[_Hit] = []
    for listed in items:
        texts = (listed.title, *listed.keywords)
        known.update((text.text, distance(text)) for text in texts if text.text not in known)
        far = [d for d in (known[text.text] for text in texts) if d is not None]
        if far:
            hits.append(((min(far),), listed, ()))
    return hits


def _lacking(words: str, text: str) -> int | None:
    """How many of the words' characters and neighbours a text lacks; None when it has too few of them."""
    if set(words).isdisjoint(text):
        return None
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
        self._length = len(words)
        self._most = most
        self._pairs = pairs_of(words)
        self._places: dict[str, int] = {}
        for place, letter in enumerate(words):
            self._places[letter] = self._places.get(letter, 0) | 1 << place

    def count(self, text: Spelling) -> int | None:
        """None when more than `most` slips are needed; one slip spoils two pairs of letters, which rejects most."""
        if sum(not text.pairs & pair for pair in self._pairs) > 2 * self._most:
            return None
        if self._length > len(text.plain) + self._most:
            return None
        every, last = (1 << self._length) - 1, 1 << (self._length - 1)
        more, less, slips, best = every, 0, self._length, self._length
        for letter in text.plain:
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
    found: Sequence[tuple[Listed, tuple[Match, ...]]], page: int, page_size: int, *,
    categories: tuple[Facet, ...], departments: tuple[Facet, ...], near: bool = False,
) -> ItemPage:
    pages = max(1, -(-len(found) // page_size))
    page = min(max(page, 0), pages - 1)
    rows = tuple(
        ItemRow(
            item=listed.key, title=listed.title.text, category=listed.category.text, department=listed.department.text,
            audience=listed.audience, can_apply=listed.can_apply, matches=matches,
        )
        for listed, matches in found[page * page_size:(page + 1) * page_size]
    )
    return ItemPage(
        rows=rows, total=len(found), page=page, pages=pages, categories=categories, departments=departments, near=near,
    )
