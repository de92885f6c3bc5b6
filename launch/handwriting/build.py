"""Handwriting templates from the stroke medians of hanzi-writer-data (Arphic Public License)."""

import bz2
import json
import math
import zlib
from pathlib import Path

from launch.dictionary.readings import parse_unihan
from ui.ime.rime_library import EDGE
from ui.ime.ink import Point, bits, normalised, shapes
from ui.ime.recogniser import BIT_BYTES, MAGIC, MOST_STROKES

PACKAGE = "hanzi-writer-data@2.0.1"
UNIHAN = Path("/usr/share/unicode/Unihan_Readings.txt.bz2")
TOP = 900
"""hanzi-writer draws on a square of 1024 whose upper edge is at 900, y upwards."""


class BuildError(Exception):
    """The templates cannot be made; the message says what is missing and what to do."""


def build(data: Path, dictionary: Path, out: Path, unihan: Path = UNIHAN) -> int:
    """Write the templates of all standard characters the data has; return how many. Raises BuildError.

    The file: ``MAGIC``; a line of JSON with the characters and the bytes that follow; a weight a character (ten times
    the logarithm of its uses); its number of strokes; its bits; at last the shapes of all strokes.
    """
    weights = _weights(dictionary)
    try:
        with bz2.open(unihan, "rt", encoding="utf-8") as lines:
            standard = sorted(parse_unihan(lines)[0])
    except OSError:
        raise BuildError(f"{unihan} cannot be read. Install it: apt-get install unicode-data") from None
    found = {character: file for character in standard if (file := data / f"{character}.json").is_file()}
    if not found:
        raise BuildError(f"There are no characters in {data}. It must hold the files of {PACKAGE}.")
    all_weights, counts, all_bits, all_shapes = bytearray(), bytearray(), bytearray(), bytearray()
    for character, file in found.items():
        ink = normalised(_medians(file))
        all_weights.append(min(255, round(10 * math.log(weights.get(character, 0.0) + 1))))
        counts.append(len(ink))
        all_bits += bits(ink).to_bytes(BIT_BYTES, "big")
        for shape in shapes(ink):
            all_shapes += bytes(shape)
    body = bytes(all_weights + counts + all_bits + all_shapes)
    header = json.dumps({"characters": "".join(found), "bytes": len(body), "crc32": zlib.crc32(body)},
                        ensure_ascii=False)
    out.write_bytes(MAGIC + header.encode() + b"\n" + body)
    return len(found)


def _medians(file: Path) -> list[list[Point]]:
    try:
        medians = json.loads(file.read_text(encoding="utf-8"))["medians"]
        strokes = [[(float(x), float(TOP - y)) for x, y in stroke] for stroke in medians]
    except (OSError, ValueError, KeyError, TypeError):
        raise BuildError(f"{file} does not hold medians as {PACKAGE} writes them.") from None
    if not strokes or len(strokes) > MOST_STROKES or not all(strokes):
        raise BuildError(f"{file} has {len(strokes)} strokes, or an empty one.")
    return strokes


def _weights(dictionary: Path) -> dict[str, float]:
    try:
        lines = dictionary.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise BuildError(f"{dictionary} is not there. Build it first: python -m launch.dictionary") from None
    weights: dict[str, float] = {}
    for line in lines:
        text, _, rest = line.partition("\t")
        text = text.strip(EDGE)
        if len(text) == 1 and rest:
            weights[text] = weights.get(text, 0.0) + float(rest.partition("\t")[2])
    return weights
