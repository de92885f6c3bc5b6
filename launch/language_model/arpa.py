"""Reads a language model in ARPA's text format (as SRILM and KenLM write it): words, and pairs of words.

Pure: lines in, numbers out. Probabilities are natural logarithms.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_TEN = math.log(10)
_SECTION = "-grams:"


class ModelError(Exception):
    """The language model cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words, and the logarithm of the second's probability behind the first."""

    first: str
    second: str
    probability: float


class Model:
    """A model's single words and its pairs; longer sequences are passed over."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the single words at once; ``pairs`` goes on where that stopped. Raises ModelError."""
        self._lines = iter(lines)
        self.words: dict[str, float] = {}
        self._find("\\1" + _SECTION)
        for line in self._lines:
            if line.startswith("\\2" + _SECTION):
                break
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 1:
                self.words[fields[1]] = _natural(fields[0])
        if not self.words:
            raise ModelError("The language model has no words")

    def pairs(self) -> Iterator[Pair]:
        """Every pair, once. Raises ModelError."""
        for line in self._lines:
            if line.startswith("\\"):
                return
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 1:
                first, _, second = fields[1].partition(" ")
                yield Pair(first, second, _natural(fields[0]))

    def _find(self, heading: str) -> None:
        if not any(line.startswith(heading) for line in self._lines):
            raise ModelError(f"The language model has no part {heading!r}: it is none in ARPA's format")


def _natural(decimal: str) -> float:
    try:
        return float(decimal) * _TEN
    except ValueError:
        raise ModelError(f"The language model has {decimal!r} where a logarithm must stand") from None
