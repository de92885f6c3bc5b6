"""The six stations of the journey, at the right of the breadcrumb."""

from __future__ import annotations

from dataclasses import dataclass

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.journey import Station
from ui.vectors import Panel
from ui.view import Touchable, Widget

_DOT = 32
_GAP = 10
_LINK = 28


@dataclass(frozen=True, kw_only=True)
class StepIndicator(Widget):
    """Those behind are ticked in green, the present one is blue, those to come are pale."""

    names: tuple[str, ...]
    station: Station

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, plain, bold = theme.palette, theme.type.small, theme.type.small_medium
        widths = [canvas.kit.type.width(name, bold if index == self.station else plain)
                  for index, name in enumerate(self.names)]
        room = sum(widths) + len(widths) * (_DOT + _GAP)
        link = min(_LINK, (self.box.w - room) // max(1, len(widths) - 1) - 2 * _GAP)
        x = self.box.right - room - (len(widths) - 1) * (link + 2 * _GAP)
        middle = self.box.centre[1]
        for index, name in enumerate(self.names):
            behind, here = index < self.station, index == self.station
            dot = Box(x, middle - _DOT // 2, _DOT, _DOT)
            canvas.panel(dot, Panel(palette.done if behind else palette.brand if here else palette.tint, _DOT // 2))
            if behind:
                canvas.icon("check", dot.inset(6), palette.white)
            else:
                canvas.text(str(index + 1), dot, bold.smallest, palette.white if here else palette.soft, Align.CENTRE)
            x = dot.right + _GAP
            canvas.text(name, Box(x, self.box.y, widths[index], self.box.h), bold if here else plain,
                        palette.brand if here else palette.soft)
            x += widths[index] + _GAP
            if index + 1 < len(widths):
                canvas.fill(Box(x, middle, link, 2), palette.line)
                x += link + _GAP
