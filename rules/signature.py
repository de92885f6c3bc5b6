"""手写签名: strokes of a finger on the pad, and the picture they become. Pure.

The picture is an SVG of paths alone (https://www.w3.org/TR/SVG2/paths.html): every number in it is made here, so
nothing that was sent can be markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

WIDTH, HEIGHT = 1600, 320
"""The pad, in its own units: pixels of the screen."""
MOST_STROKES = 60
MOST_NUMBERS = 800
"""Of one stroke: x and y of each point after one another."""
MOST_BYTES = 512 * 1024
"""Of a picture."""

_PEN = 9
_LEAST_INK = 150.0
"""A tap or a slip of the hand is no name: so long, in the pad's units, are all strokes together at least."""


class SignatureError(ValueError):
    """These are no strokes on the pad. The message says why and shows none of them."""


def signed(strokes: Sequence[Sequence[int]]) -> bool:
    """Whether something was written that can be a name."""
    return sum(_length(stroke) for stroke in strokes) >= _LEAST_INK


def picture(strokes: Sequence[Sequence[int]]) -> bytes:
    """The strokes as an SVG, black on nothing. Raises `SignatureError`."""
    if not 1 <= len(strokes) <= MOST_STROKES:
        raise SignatureError(f"{len(strokes)} strokes, 1 to {MOST_STROKES} make a signature")
    paths = "".join(f'<path d="{_path(stroke)}"/>' for stroke in strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" stroke="#000" '
        f'stroke-width="{_PEN}" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    ).encode("ascii")


def _path(stroke: Sequence[int]) -> str:
    if not stroke or len(stroke) % 2 or len(stroke) > MOST_NUMBERS:
        raise SignatureError(f"a stroke of {len(stroke)} numbers; they come in pairs, {MOST_NUMBERS} at most")
    points = list(zip(stroke[::2], stroke[1::2]))
    if any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        raise SignatureError("a point lies outside the pad")
    (x, y), *others = points
    # a lone dot is a line to itself: round ends make it a dot
    return f"M{x} {y}" + "".join(f"L{x} {y}" for x, y in others or points)


def _length(stroke: Sequence[int]) -> float:
    xs, ys = stroke[::2], stroke[1::2]
    return sum(hypot(x - a, y - b) for a, b, x, y in zip(xs, ys, xs[1:], ys[1:]))
