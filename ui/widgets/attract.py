"""The pieces of the screen that passes by while nobody is here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ui.canvas import Canvas
from ui.geometry import Box
from ui.theme import MARGIN, Level, Palette
from ui.view import Tap, Touchable, Widget

_FRAMES = 2
_BEATS = 12
"""Steps of one breath: six seconds."""


@dataclass(frozen=True, kw_only=True)
class Sky(Widget):
    """The deep blue ground with the mark, all of the screen."""

    mark: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        canvas.fill(self.box, palette.deep)
        canvas.art(_circles(palette), Box(self.box.right - 1000, self.box.y, 1000, 1000))
        x, y, bar = self.box.x + MARGIN, self.box.y + 40, palette.deep.mixed(palette.white, 0.4)
        for index, character in enumerate(self.mark.split("|")):
            if index:
                canvas.fill(Box(x - 22, y + 8, 2, 56), bar)
            canvas.text(character, Box(x, y, 52, 72), canvas.kit.theme.type.mark, palette.white)
            x += 91

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class TouchHere(Widget):
    """A ring that breathes around a fingertip, two steps a second."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        beat = int(canvas.seconds * _FRAMES) % _BEATS
        breath = 0.5 - 0.5 * math.cos(2 * math.pi * beat / _BEATS)
        radius, size = round(52 + 28 * breath), min(self.box.size)
        canvas.art(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
            f'<circle cx="{size // 2}" cy="{size // 2}" r="{radius}" fill="none" stroke="{palette.amber.hex}" '
            f'stroke-width="5" stroke-opacity="{1.0 - 0.6 * breath:.2f}"/>'
            f'<circle cx="{size // 2}" cy="{size // 2}" r="36" fill="{palette.white.hex}"/></svg>', self.box)

    @property
    def level(self) -> Level:
        return Level.FLAT

    @property
    def frames(self) -> int:
        return _FRAMES


@dataclass(frozen=True, kw_only=True)
class Everywhere(Widget):
    """Nothing to see; all of the box answers when a finger comes down."""

    label: str
    tap: Tap = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, self.tap, at_once=True),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        """Nothing."""

    @property
    def level(self) -> Level:
        return Level.FLAT


def _circles(palette: Palette) -> str:
    paint = f'fill="{palette.brand.hex}" fill-opacity="0.35"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000" viewBox="0 0 1000 1000">'
            f'<circle cx="880" cy="120" r="640" {paint}/><circle cx="1000" cy="0" r="420" {paint}/></svg>')
