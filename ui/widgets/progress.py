"""Waiting that moves."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Touchable, Widget

_BAR = 24
_TURN_S = 1.2
_DOTS = 8


@dataclass(frozen=True, kw_only=True)
class ProgressBar(Widget):
    """How far something is. `total` 0: nobody knows, and a piece of the bar wanders. Its box is 24 high or more."""

    tells = True
    done: int
    total: int

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        rail = Box(self.box.x, self.box.y + (self.box.h - _BAR) // 2, self.box.w, _BAR)
        canvas.panel(rail, Panel(palette.line, _BAR // 2))
        if self.total:
            width = max(_BAR + 2, round(rail.w * min(1.0, self.done / self.total)))
            canvas.panel(rail.left(width), Panel(palette.brand, _BAR // 2))
            return
        piece = rail.w // 4
        place = 0.5 - 0.5 * math.cos(canvas.seconds * math.pi / _TURN_S)
        wanderer = Box(rail.x + round((rail.w - piece) * place), rail.y, piece, _BAR)
        canvas.panel(wanderer, Panel(palette.brand, _BAR // 2))

    @property
    def frames(self) -> int:
        return 0 if self.total else 20

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class Waiting(Widget):
    """A ring of dots that turns, and what is waited for. Its box is 200 high or more."""

    tells = True
    words: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        x, y = self.box.centre[0], self.box.y + self.box.h // 2 - 40
        step = int(canvas.seconds / _TURN_S * _DOTS) % _DOTS
        for index in range(_DOTS):
            angle = 2 * math.pi * index / _DOTS - math.pi / 2
            age = (step - index) % _DOTS
            colour = theme.palette.brand.mixed(theme.palette.line, age / (_DOTS - 1))
            dot = Box(round(x + 40 * math.cos(angle)) - 8, round(y + 40 * math.sin(angle)) - 8, 16, 16)
            canvas.panel(dot, Panel(colour, 8))
        words = Box(self.box.x, y + 72, self.box.w, theme.type.label.leading)
        canvas.text(self.words, words, theme.type.label, theme.palette.ink, Align.CENTRE)

    @property
    def frames(self) -> int:
        return 8

    @property
    def level(self) -> Level:
        return Level.FLAT
