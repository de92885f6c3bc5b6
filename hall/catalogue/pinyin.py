"""Readings of texts, from pypinyin: only ever imported by the build (186 ms and 55 MiB, too much for every visit)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

import pypinyin

from hall.catalogue.spelling import IDEOGRAPHS, Spelling, is_ideograph


class Pronouncer:
    """Spells texts. `words` are readings that come before the dictionary's: 曾用名 is ceng yong ming."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._words = sorted(words.items(), key=lambda word: -len(word[0]))

    def spelling(self, text: str) -> Spelling:
        """Every reading of every character, the one that fits here first; letters and digits are their own reading."""
        return Spelling(text, tuple(map(self._readings, text, self._usual(text))))

    def table(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The readings of the 6763 characters of GB 2312, for what people type and the catalogue does not have."""
        for high in range(0xB0, 0xF8):
            for low in range(0xA1, 0xFF):
                try:
                    character = bytes((high, low)).decode("gb2312")
                except UnicodeDecodeError:
                    continue
                yield character, self._readings(character, ())

    def _usual(self, text: str) -> list[tuple[str, ...]]:
        usual: list[tuple[str, ...]] = [()] * len(text)
        for run in re.finditer(f"[{IDEOGRAPHS}]+", text):
            syllables = pypinyin.lazy_pinyin(run.group())
            if len(syllables) == len(run.group()):
                usual[run.start():run.end()] = [(_plain(syllable),) for syllable in syllables]
        for word, fixed in reversed(self._words):
            start = text.find(word)
            while start >= 0:
                for place, syllable in enumerate(fixed, start=start):
                    usual[place] = (syllable,)
                start = text.find(word, start + 1)
        return usual

    def _readings(self, character: str, usual: tuple[str, ...]) -> tuple[str, ...]:
        if not is_ideograph(character):
            narrow = unicodedata.normalize("NFKC", character).casefold()
            return (narrow,) if len(narrow) == 1 and narrow.isascii() and narrow.isalnum() else ()
        every = [_plain(one) for one in pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)[0]]
        spelt: dict[str, None] = {}
        for reading in (*usual, *every):
            if reading.isascii() and reading.isalpha():
                spelt[reading] = None
        for reading in tuple(spelt):
            if reading in ("lv", "nv", "lve", "nve"):
                spelt[reading.replace("v", "u")] = None
        return tuple(spelt)


def _plain(reading: str) -> str:
    return reading.replace("ü", "v").casefold()
