"""A CODE 128 barcode, drawn in whole pixels so that a scanner or a telephone reads it off the glass."""

from __future__ import annotations

from dataclasses import dataclass

from ui.canvas import Canvas
from ui.code128 import QUIET, bars, modules
from ui.geometry import Box
from ui.theme import Level
from ui.view import Touchable, Widget


@dataclass(frozen=True, kw_only=True)
class Barcode(Widget):
    """As wide as whole modules allow, at the left of its box, on white. The box must take a pixel a module."""

    code: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        module = max(1, self.box.w // (modules(self.code) + 2 * QUIET))
        ground = self.box.left(module * (modules(self.code) + 2 * QUIET))
        canvas.fill(ground, palette.white)
        for start, width in bars(self.code):
            canvas.fill(Box(ground.x + (QUIET + start) * module, ground.y, width * module, ground.h), palette.ink)

    @property
    def level(self) -> Level:
        return Level.FLAT
