"""Cells to write in with a finger, and the ink."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pygame

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.ime.ink import Point
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Drag, Touchable, Widget

_WIDTH = 11
_DASH, _GAP = 12, 10


@dataclass(frozen=True, kw_only=True)
class PadCell(Widget):
    """A white cell with the crossed lines of a copybook. `pen` follows the finger from when it comes down."""

    label: str
    pen: Callable[[Drag], None] = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box.inset(1), pen=self.pen),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        canvas.panel(self.box, Panel(palette.card, canvas.kit.theme.shapes.small, palette.outline, 2))
        (x, y), inner = self.box.centre, self.box.inset(16)
        for left in range(inner.x, inner.right - _DASH, _DASH + _GAP):
            canvas.fill(Box(left, y, _DASH, 2), palette.line)
        for top in range(inner.y, inner.bottom - _DASH, _DASH + _GAP):
            canvas.fill(Box(x, top, 2, _DASH), palette.line)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class Ink(Widget):
    """One stroke as it was written. It takes no touches: the cell beneath does."""

    points: tuple[Point, ...]

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        colour = canvas.kit.theme.palette.ink
        for one, other in zip(self.points, self.points[1:]):
            along, across = sorted((abs(one[0] - other[0]), abs(one[1] - other[1])), reverse=True)
            # pygame measures a line's width along the axis that it runs across: a slanted one would be thin
            width = round(_WIDTH * math.hypot(along, across) / along) if along else _WIDTH
            pygame.draw.aaline(canvas.surface, colour, one, other, width)
        for point in self.points:
            pygame.draw.aacircle(canvas.surface, colour, point, _WIDTH / 2)

    @property
    def level(self) -> Level:
        return Level.FLAT


def ink(points: Sequence[Point]) -> Ink:
    """The stroke in the smallest box that holds it: a stroke that grows draws nothing else again."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = int(min(xs)) - _WIDTH, int(min(ys)) - _WIDTH
    return Ink(box=Box(left, top, int(max(xs)) + _WIDTH - left, int(max(ys)) + _WIDTH - top), points=tuple(points))


@dataclass(frozen=True, kw_only=True)
class SignaturePad(Widget):
    """A white field with a line to write on; `words` stand on it until something is written."""

    label: str
    words: str
    pen: Callable[[Drag], None] = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, pen=self.pen),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        canvas.panel(self.box, Panel(palette.card, theme.shapes.small, palette.brand, 3))
        canvas.fill(Box(self.box.x + 64, self.box.bottom - 72, self.box.w - 128, 2), palette.outline)
        canvas.text(self.words, self.box, theme.type.title, palette.soft, Align.CENTRE)

    @property
    def level(self) -> Level:
        return Level.FLAT
