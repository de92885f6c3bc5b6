"""Choosing: a box to tick with its sentence, and one of several."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.canvas import Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget
from ui.widgets.button import two_lines

_BOX = 48
_PAD = 24
_TIGHT = 1.45
"""Leading by size where two lines must stand in a row of a full list."""


@dataclass(frozen=True, kw_only=True)
class Checkbox(Widget):
    """A box with a cross when ticked (☒), and its sentence; the whole line can be touched."""

    label: str
    ticked: bool
    tap: Tap = field(compare=False)
    strong: bool = False
    plain: bool = False
    """Without a ground of its own: it stands on a card."""
    line: str = ""
    """A softer line under the sentence, which is then one line too; both are shortened where they must be."""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        if pressed is not None:
            canvas.panel(self.box, Panel(palette.pressed, theme.shapes.small))
        elif not self.plain:
            canvas.panel(self.box, Panel(palette.tint, theme.shapes.small))
        mark = Box(self.box.x + _PAD, self.box.y + (self.box.h - _BOX) // 2, _BOX, _BOX)
        fill = palette.brand if self.ticked else palette.card
        canvas.panel(mark, Panel(fill, 10, palette.brand if self.ticked else palette.outline, 3))
        if self.ticked:
            canvas.icon("cross", mark.inset(6), palette.white)
        style = theme.type.label_medium if self.strong else theme.type.body_medium
        room = Box(mark.right + 20, self.box.y, self.box.right - mark.right - 20 - _PAD, self.box.h)
        if not self.line:
            tight = style._replace(leading=round(style.size * _TIGHT))
            loose = canvas.kit.type.height(self.label, style, room.w) <= room.h
            canvas.paragraph(self.label, room, style if loose else tight, palette.ink, middle=True)
            return
        style, small = two_lines(canvas, style, theme.type.small, room.h)
        top = room.y + (room.h - style.leading - small.leading) // 2
        canvas.text(self.label, Box(room.x, top, room.w, style.leading), style, palette.ink, shorten=True)
        canvas.text(self.line, Box(room.x, top + style.leading, room.w, small.leading), small, palette.soft,
                    shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class Choice(Widget):
    """One of several: a ring with a dot when it is the chosen one."""

    label: str
    chosen: bool
    tap: Tap = field(compare=False)
    line: str = ""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        fill = palette.pressed if pressed is not None else palette.tint if self.chosen else palette.card
        border = palette.brand if self.chosen else palette.outline
        canvas.panel(self.box, Panel(fill, theme.shapes.small, border, 3 if self.chosen else 2))
        ring = Box(self.box.x + _PAD, self.box.y + (self.box.h - 40) // 2, 40, 40)
        canvas.panel(ring, Panel(palette.card, 20, border, 3))
        if self.chosen:
            canvas.panel(ring.inset(10), Panel(palette.brand, 10))
        room = Box(ring.right + 20, self.box.y, self.box.right - ring.right - 20 - _PAD, self.box.h)
        style, small = theme.type.body_medium, theme.type.small
        if not self.line:
            canvas.paragraph(self.label, room, style, palette.ink, middle=True)
            return
        style, small = two_lines(canvas, style, small, room.h)
        top = room.y + (room.h - style.leading - small.leading) // 2
        canvas.text(self.label, Box(room.x, top, room.w, style.leading), style, palette.ink, shorten=True)
        canvas.text(self.line, Box(room.x, top + style.leading, room.w, small.leading), small, palette.soft,
                    shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT
