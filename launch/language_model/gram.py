"""Chooses the pairs of words worth knowing and writes them as librime's octagram plugin reads them.

octagram adds to a word's weight what the longest known sequence of the last characters before it and its own first
ones gives, or else what the schema says for unknown ones. What is stored is how much likelier a word is behind another
than by itself, as a natural logarithm; ``LEAST_GAIN`` is taken off again by the schema's ``collocation_penalty``.
"""

import math
import struct
from collections.abc import Container, Iterable, Mapping

from launch.language_model import double_array
from launch.language_model.arpa import Pair

LEAST_GAIN = -1.0
CONTEXT = 3
"""Characters of either word that count: the schema's ``collocation_max_length`` less one."""
SCALE, STEP = 10000, 0.25
"""octagram divides what is stored by the first; gains are rounded to the second, so that equal ends are stored once."""
FORMAT = b"Rime::Grammar/1.0"
_FORMAT_BYTES, _ARRAY_AT = 32, 64


def worth_knowing(pairs: Iterable[Pair], words: Mapping[str, float], known: Container[str],
                  most: int) -> list[tuple[str, float]]:
    """The ``most`` pairs that change most, by how often they are met: the characters of both, and the gain.

    Only pairs of ideographs alone and of words in ``known`` count.
    """
    found: list[tuple[float, str, float]] = []
    for pair in pairs:
        if pair.first not in known or pair.second not in known or not _ideographs(pair.first + pair.second):
            continue
        gain = pair.probability - words[pair.second]
        if gain > LEAST_GAIN:
            often = math.exp(words[pair.first] + pair.probability)
            found.append((often * (gain - LEAST_GAIN), pair.first[-CONTEXT:] + pair.second[:CONTEXT], gain))
    found.sort(reverse=True)
    return [(text, gain) for _, text, gain in found[:most]]


def grammar(entries: Iterable[tuple[str, float]]) -> bytes:
    """The file's content; of equal texts the greatest gain stays. Raises double_array.TooManyKeys."""
    best: dict[bytes, int] = {}
    for text, gain in entries:
        key = encoded(text)
        best[key] = max(best.get(key, 0), round((gain - LEAST_GAIN) / STEP) * round(STEP * SCALE))
    keys = sorted(best)
    units = double_array.build(keys, [best[key] for key in keys])
    # format, a checksum nobody reads, the number of units, and where they are, counted from this field itself
    head = FORMAT.ljust(_FORMAT_BYTES, b"\0") + struct.pack("<IIi", 0, len(units), _ARRAY_AT - _FORMAT_BYTES - 8)
    return head.ljust(_ARRAY_AT, b"\0") + struct.pack(f"<{len(units)}I", *units)


def encoded(text: str) -> bytes:
    """Ideographs from U+4000 to U+9FFF as octagram writes them: two bytes each, the second never zero."""
    written = bytearray()
    for character in text:
        code = ord(character)
        high, low = (code >> 8) + 0x40, code & 0xFF
        written += bytes((high, low)) if low else bytes((0xE1, high))
    return bytes(written)


def _ideographs(text: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in text)
