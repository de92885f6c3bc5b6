"""Which character a hand wrote: templates of printed stroke lines, compared in two steps, without order.

First every template's bits are compared with the ink's (1 ms for seven thousand). Then the strokes of the nearest are
paired with the strokes written, nearest pair first; template strokes may be taken two or three at a time, for a hand
that joins them. Nothing is learnt. The templates are a file that ``python -m launch.handwriting`` makes; it is mapped
when the first stroke is written, so a visit without handwriting pays nothing.
"""

import json
import math
import mmap
import zlib
from collections.abc import Sequence
from pathlib import Path

from ui.ime.ink import BITS, SHAPE_POINTS, SHAPE_SCALE, Stroke, bits, joined, normalised, shapes

MAGIC = b"citizen-window handwriting 1\n"
NEAREST, JOINED_NEAREST, LONGEST_JOIN = 80, 16, 3
MISSING, JOINT = 1.0 * SHAPE_SCALE, 0.3 * SHAPE_SCALE
"""What a stroke without a partner, and each place where strokes were joined, costs; the unit is a stroke's distance."""
BIT_COST, WEIGHT_GAIN = 0.001 * SHAPE_SCALE, 0.003 * SHAPE_SCALE
ANSWERS = 40
BIT_BYTES, SHAPE_BYTES = BITS // 8, SHAPE_POINTS * 2
MOST_STROKES = 40

Shape = Sequence[float]


class ModelError(Exception):
    """The templates cannot be used; the message says which file and what to do."""


class Recogniser:
    """Templates and the search through them. The file is only looked at when it is first needed."""

    def __init__(self, model: Path) -> None:
        """Check that the file is one of ours. Raises ModelError."""
        self._model = model
        self._characters: str = ""
        self._bits: list[int] = []
        self._weights: bytes = b""
        self._starts: list[int] = []
        self._shapes: memoryview = memoryview(b"")
        try:
            with open(model, "rb") as file:
                known = file.read(len(MAGIC)) == MAGIC
                header = json.loads(file.readline() if known else b"{}")
                body = file.read()
                whole = known and (len(body), zlib.crc32(body)) == (header["bytes"], header["crc32"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{model} cannot be read as handwriting templates ({type(error).__name__}). "
                             f"{REMEDY}") from None
        if not whole:
            raise ModelError(f"{model} is no whole and sound file of handwriting templates. {REMEDY}")

    def characters(self) -> str:
        """All it knows."""
        self._open()
        return self._characters

    def recognise(self, strokes: Sequence[Stroke]) -> tuple[str, ...]:
        """The characters that these strokes may be, the likeliest first, at most ``ANSWERS``; none for no stroke.

        Only the first ``MOST_STROKES`` strokes are looked at; no character has more.
        """
        written = [stroke for stroke in strokes[:MOST_STROKES] if stroke]
        if not written:
            return ()
        self._open()
        ink = normalised(written)
        wanted = bits(ink)
        apart = [(wanted ^ other).bit_count() for other in self._bits]
        nearest = sorted(range(len(apart)), key=apart.__getitem__)[:NEAREST]
        drawn = shapes(ink)
        costs: dict[int, float] = {}
        may_join = JOINED_NEAREST
        for number in nearest:
            template = self._template(number)
            cost = pairing(drawn, template)
            if len(template) > len(drawn) and may_join:
                may_join -= 1
                cost = min(cost, pairing_joined(drawn, template))
            costs[number] = cost + BIT_COST * apart[number] - WEIGHT_GAIN * self._weights[number] / 10
        return tuple(self._characters[number] for number in sorted(costs, key=costs.__getitem__)[:ANSWERS])

    def _template(self, number: int) -> list[tuple[int, ...]]:
        start, end = self._starts[number] * SHAPE_BYTES, self._starts[number + 1] * SHAPE_BYTES
        return [tuple(self._shapes[at:at + SHAPE_BYTES]) for at in range(start, end, SHAPE_BYTES)]

    def _open(self) -> None:
        if self._bits:
            return
        with open(self._model, "rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            file.seek(len(MAGIC))
            header = json.loads(file.readline())
            at = file.tell()
        characters: str = header["characters"]
        count = len(characters)
        self._weights = bytes(content[at:at + count])
        self._starts = [0]
        for strokes in content[at + count:at + 2 * count]:
            self._starts.append(self._starts[-1] + strokes)
        at += 2 * count
        self._shapes = content[at + count * BIT_BYTES:]
        self._characters = characters
        self._bits = [int.from_bytes(content[place:place + BIT_BYTES], "big")
                      for place in range(at, at + count * BIT_BYTES, BIT_BYTES)]


REMEDY = "Bring back assets/ime/handwriting.bin, or make it: python -m launch.handwriting"


def pairing(drawn: Sequence[Shape], template: Sequence[Shape]) -> float:
    """How far the strokes lie from their partners, on average; every one without a partner costs ``MISSING``."""
    fewer, more = (drawn, template) if len(drawn) <= len(template) else (template, drawn)
    apart = math.dist
    pairs = sorted((apart(one, other), i, j) for i, one in enumerate(fewer) for j, other in enumerate(more))
    taken_fewer: set[int] = set()
    taken_more: set[int] = set()
    total = 0.0
    for distance, i, j in pairs:
        if i in taken_fewer or j in taken_more:
            continue
        taken_fewer.add(i)
        taken_more.add(j)
        total += distance
        if len(taken_fewer) == len(fewer):
            break
    return (total + MISSING * (len(more) - len(fewer))) / len(more)


def pairing_joined(drawn: Sequence[Shape], template: Sequence[Shape]) -> float:
    """The same where a stroke drawn may be up to ``LONGEST_JOIN`` strokes of the template in one."""
    longest = min(LONGEST_JOIN, len(template) - len(drawn) + 1)
    runs: list[tuple[Shape, int, int]] = [(shape, place, 1) for place, shape in enumerate(template)]
    for length in range(2, longest + 1):
        runs.extend((joined([part for shape in template[place:place + length] for part in shape]), place, length)
                    for place in range(len(template) - length + 1))
    pairs = sorted((math.dist(one, shape), i, place, length)
                   for i, one in enumerate(drawn) for shape, place, length in runs)
    taken: set[int] = set()
    covered, covered_count, total = 0, 0, 0.0
    for distance, i, place, length in pairs:
        these = ((1 << length) - 1) << place
        if i in taken or covered & these:
            continue
        taken.add(i)
        covered |= these
        covered_count += length
        total += distance * length
        if len(taken) == len(drawn):
            break
    alone = len(template) - covered_count + len(drawn) - len(taken)
    return (total + MISSING * alone + JOINT * (covered_count - len(taken))) / len(template)
