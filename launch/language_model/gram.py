"""Chooses what is worth knowing of which words follow which, and writes them as librime's octagram plugin reads them.

octagram adds to a word's weight what the best known sequence of the last characters before it and its own first ones
gives, or else what the schema says for unknown ones. It sees characters alone; but each word of the dictionary has
edges (``ui.ime.rime_library.EDGE``), and so has each word here: what is found is these words and no others. What
is stored is how much likelier a word is behind another than by itself, as a natural logarithm; ``LEAST_GAIN`` is taken
off again by the schema's ``collocation_penalty``.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping

from launch.language_model import double_array
from launch.language_model.arpa import Following
from ui.ime.rime_library import edged

LEAST_GAIN = -1.0
CONTEXT = 8
"""Characters of either word that count, its edges among them: all that octagram looks at, and the schema's
``collocation_max_length`` less one."""
SCALE, STEP = 10000, 0.25
"""octagram divides what is stored by the first; gains are rounded to the second, so that equal ends are stored once."""
FORMAT = b"Rime::Grammar/1.0"
_FORMAT_BYTES, _ARRAY_AT = 32, 64


def worth_knowing(followings: Iterable[Following], words: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """What a word gains behind others: the characters of all, with their edges, and the gain.

    Only ideographs count. A triple counts where it says more than its last two words. Pairs must come before triples.
    """
    pairs: dict[tuple[str, ...], float] = {}
    for each in followings:
        *_, last = each.before
        if not ideographs("".join((*each.before, each.word))):
            continue
        gain = each.probability - words[each.word]
        if len(each.before) == 1:
            pairs[last, each.word] = gain
        elif gain <= pairs.get((last, each.word), LEAST_GAIN) + STEP or len(edged(last)) >= CONTEXT:
            continue
        if gain > LEAST_GAIN:
            yield "".join(map(edged, each.before))[-CONTEXT:] + edged(each.word)[:CONTEXT], gain


def grammar(entries: Iterable[tuple[str, float]]) -> bytes:
    """The file's content; of equal texts the greatest gain stays."""
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
    """ASCII as it is, ideographs from U+4000 to U+9FFF as octagram writes them: two bytes, the second never zero."""
    written = bytearray()
    for character in text:
        if character.isascii():
            written += character.encode("ascii")
            continue
        code = ord(character)
        high, low = (code >> 8) + 0x40, code & 0xFF
        written += bytes((high, low)) if low else bytes((0xE1, high))
    return bytes(written)


def ideographs(text: str) -> bool:
    """Whether all of it is in the block that the dictionary takes."""
    return all("\u4e00" <= character <= "\u9fff" for character in text)
