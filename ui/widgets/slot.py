"""A day or some hours to choose for a booking."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.canvas import Align, Canvas
from ui.theme import GUTTER, Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

_PAD = 20
_LEAD = 8
"""Pixels that a line is higher than its characters."""


@dataclass(frozen=True, kw_only=True)
class Slot(Widget):
    """When, and under or beside it how many places are left, as there is room; a full one is dim and says so when it is
    touched. 80 high or more.
    """

    label: str
    line: str
    chosen: bool
    tap: Tap = field(compare=False)
    enabled: bool = True
    reason: str = ""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, self.tap, self.enabled, self.reason),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        down = pressed is not None and self.enabled
        fill = palette.pressed if down else palette.brand if self.chosen else palette.card
        fill = fill if self.enabled else palette.dim
        border = palette.brand if self.chosen else palette.outline if self.enabled else palette.line
        canvas.panel(self.box, Panel(fill, theme.shapes.small, border, 3 if self.chosen else 2))
        ink, soft = (palette.ink, palette.ink if down else palette.done) if self.enabled else (
            palette.on_dim, palette.on_dim)
        if self.chosen and not down:
            # turned inside out: seen without colours too
            ink = soft = palette.white
        style, small = theme.type.label_medium, theme.type.body
        room = self.box.inset(_PAD, _LEAD)
        upper, lower = style.size + _LEAD, small.size + _LEAD
        beside = canvas.kit.type.width(self.label, style) + GUTTER + canvas.kit.type.width(self.line, small)
        if upper + lower <= room.h:
            block = room.centred(room.w, upper + lower)
            canvas.text(self.label, block.top(upper), style, ink, Align.CENTRE)
            canvas.text(self.line, block.below(upper), small, soft, Align.CENTRE)
        elif beside <= room.w:
            canvas.text(self.label, room, style, ink)
            canvas.text(self.line, room, small, soft, Align.RIGHT)
        else:
            canvas.text(self.label, room, style, ink, Align.CENTRE)

    @property
    def level(self) -> Level:
        return Level.FLAT
