"""Reads a language model in ARPA's text format (as SRILM and KenLM write it): words, and what follows which.

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
class Following:
    """One or two words, the word behind them, and the logarithm of its probability there."""

    before: tuple[str, ...]
    word: str
    probability: float


class Model:
    """A model's single words, its pairs and its triples; longer sequences are passed over."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the single words at once; ``followings`` goes on where that stopped. Raises ModelError."""
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

    def followings(self) -> Iterator[Following]:
        """Every pair, then every triple, once. Raises ModelError."""
        for line in self._lines:
            if line.startswith("\\"):
                if not line.startswith("\\3" + _SECTION):
                    return
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 1:
                *before, word = fields[1].split(" ")
                yield Following(tuple(before), word, _natural(fields[0]))

    def _find(self, heading: str) -> None:
        if not any(line.startswith(heading) for line in self._lines):
            raise ModelError(f"The language model has no part {heading!r}: it is none in ARPA's format")


def _natural(decimal: str) -> float:
    try:
        return float(decimal) * _TEN
    except ValueError:
        raise ModelError(f"The language model has {decimal!r} where a logarithm must stand") from None
