"""A text with what its characters sound like, and where typed words stand in it: by character, 全拼, 首字母, or mixed.

Pure. Readings come from the build; nothing here knows pinyin by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property

import msgspec

LONGEST_WORDS = 60
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_LETTERS = frozenset(_ALPHABET)
IDEOGRAPHS = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
"""Chinese characters, as the inside of a character class."""
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_DOUBLE_INITIALS = ("zh", "ch", "sh")

Readings = tuple[tuple[str, ...], ...]
"""For each character of a text how it may be read, the usual reading first; none for what nobody types."""

Sounds = Mapping[str, frozenset[str]]
"""Readings of characters that somebody typed; with them a character matches any that sounds the same."""


class Found(msgspec.Struct, frozen=True, order=True):
    """Where words stand: how well (0 by character, 1 in full by the usual reading, 2 else), start, length."""

    quality: int
    start: int
    length: int


class Spelling(msgspec.Struct, frozen=True, dict=True):
    """A text and how it is spelt."""

    text: str
    readings: Readings

    @cached_property
    def plain(self) -> str:
        """The text spelt in full by its usual readings."""
        return "".join(readings[0] for readings in self.readings if readings)

    @cached_property
    def _firsts(self) -> tuple[str, ...]:
        """For each place what a match may begin with: the character itself and the first letters of its readings."""
        return tuple(
            character + "".join(reading[0] for reading in readings) if readings else ""
            for character, readings in zip(self.text, self.readings, strict=True)
        )

    def find(self, words: str, sounds: Sounds | None = None) -> Found | None:
        """The best place of `words` (as `normal` gives them) in this text: the first where all is spelt in full."""
        if len(words) == 1 and words in _LETTERS:
            return self._letter(words)
        best: Found | None = None
        sounds = sounds or {}
        first = words[:1]
        begin = first + "".join({reading[0] for reading in sounds.get(first, ())})
        for start, firsts in enumerate(self._firsts):
            if first not in firsts and not any(letter in firsts for letter in begin):
                continue
            reached = self._reach(words, sounds, start, 0, set())
            if reached is not None:
                found = Found(reached[1], start, reached[0] - start)
                best = found if best is None or found < best else best
                if best.quality <= 1:
                    break
        return best

    def _letter(self, letter: str) -> Found | None:
        """The same for one letter, of which every text has many."""
        best: Found | None = None
        for start, firsts in enumerate(self._firsts):
            if letter in firsts:
                whole = self.readings[start][0] == letter
                if best is None or whole:
                    best = Found(0 if self.text[start].lower() == letter else 1 if whole else 2, start, 1)
                if whole:
                    break
        return best

    def _reach(
        self, words: str, sounds: Sounds, place: int, used: int, dead: set[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """The end of a match that goes on at `place` with the words from `used`, and its quality, or None.

        Depth is bounded by both texts; `dead` keeps what has been tried, so that the work is bounded by their product.
        """
        while used and place < len(self.text) and not self.readings[place]:
            place += 1
        if place >= len(self.text) or (place, used) in dead:
            return None
        for length, quality in self._steps(words, sounds, place, used):
            if used + length == len(words):
                return place + 1, quality
            further = self._reach(words, sounds, place + 1, used + length, dead)
            if further is not None:
                return further[0], max(quality, further[1])
        dead.add((place, used))
        return None

    def _steps(self, words: str, sounds: Sounds, place: int, used: int) -> list[tuple[int, int]]:
        """How many of the words the character at `place` can take, and how well, best first."""
        readings = self.readings[place]
        typed = words[used]
        if typed not in _LETTERS:
            if typed == self.text[place]:
                return [(1, 0)]
            return [(1, 1)] if not sounds.get(typed, frozenset()).isdisjoint(readings) else []
        if len(readings[0]) == 1 and readings[0] == self.text[place].lower():
            return [(1, 0)] if typed == readings[0] else []
        steps: dict[int, int] = {}
        rest = len(words) - used
        for number, reading in enumerate(readings):
            if words.startswith(reading, used):
                steps.setdefault(len(reading), 2 if number else 1)
            elif rest < len(reading) and reading.startswith(words[used:]):
                steps.setdefault(rest, 2)
            if reading.startswith(_DOUBLE_INITIALS) and words.startswith(reading[:2], used):
                steps.setdefault(2, 2)
            if reading[0] == typed:
                steps.setdefault(1, 2)
        return sorted(steps.items(), key=lambda step: (step[1], -step[0]))


def normal(words: str) -> str:
    """What somebody typed as it is compared: narrow, small letters, without spaces, signs and pictures; bounded."""
    return "".join(one for word in split(words) for one in word)[:LONGEST_WORDS]


def split(words: str) -> list[str]:
    """The same, in the pieces between spaces and signs; an apostrophe between syllables does not part them."""
    folded = unicodedata.normalize("NFKC", words[:LONGEST_WORDS]).casefold().replace("ü", "v")
    folded = folded.replace("'", "").replace("’", "")
    return "".join(one if one in _LETTERS or is_ideograph(one) else " " for one in folded).split()[:LONGEST_WORDS]


def is_ideograph(character: str) -> bool:
    """Whether it is a Chinese character."""
    return _IDEOGRAPH.fullmatch(character) is not None


def terms_within(text: str, readings: Readings) -> set[str]:
    """Everything that an index needs of a text: each character, `=READING` of each, `^LETTER` where a match in letters
    may begin, and every two letters that may follow each other when somebody spells it.

    Words of which a term is missing cannot stand in the text; that rejects nearly all texts before one is looked at.
    """
    terms: set[str] = set()
    ends: set[str] = set()
    for character, here in zip(text, readings, strict=True):
        terms.add(character)
        if not here:
            continue
        starts = {reading[0] for reading in here}
        terms |= {f"={reading}" for reading in here} | {f"^{start}" for start in starts}
        terms |= {end + start for end in ends for start in starts}
        ends = {letter for reading in here for letter in (reading[0], reading[-1])}
        if any(reading.startswith(_DOUBLE_INITIALS) for reading in here):
            ends.add("h")
        terms |= {first + second for reading in here for first, second in zip(reading, reading[1:])}
    return terms


def terms_of(words: str, sounds: Sounds | None = None) -> list[tuple[str, ...]]:
    """What a text must have for `words` to stand in it: of each group at least one term."""
    groups: list[tuple[str, ...]] = []
    before = ""
    for one in words:
        if one not in _LETTERS:
            groups.append((one, *(f"={reading}" for reading in (sounds or {}).get(one, ()))))
        elif before in _LETTERS:
            groups.append((before + one,))
        else:
            groups.append((f"^{one}",))
        before = one
    return groups


def letter_pairs(words: str) -> list[str]:
    """Every two letters that follow each other in `words`."""
    return [first + second for first, second in zip(words, words[1:]) if first in _LETTERS and second in _LETTERS]
