"""A failure in words: what happened, what to do now and who helps, and a small code for the staff in the corner."""

from __future__ import annotations

from dataclasses import dataclass

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.stage import Trouble
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Touchable, Widget

_CODE_H = 36


@dataclass(frozen=True, kw_only=True)
class TroubleCard(Widget):
    """Amber for what the citizen or time puts right, red (`grave`) for what needs the staff. 160 high or more."""

    trouble: Trouble
    icon: str = "warning"
    grave: bool = False

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        ground, fore = (palette.danger_tint, palette.danger) if self.grave else (palette.hint, palette.on_hint)
        canvas.panel(self.box, Panel(ground, theme.shapes.card, fore.mixed(ground, 0.65), 2))
        inner = self.box.inset(32, 20)
        mark = Box(inner.x, inner.y + (inner.h - 80) // 2, 80, 80)
        canvas.panel(mark, Panel(palette.card, 40))
        canvas.icon(self.icon, mark.inset(19), fore)
        words = inner.after(80 + 32)
        small = theme.type.small.smallest
        code = canvas.kit.type.width(self.trouble.code, small)
        setter, least = canvas.kit.type, theme.type.body.smallest
        under = setter.height(self.trouble.now, least, words.w)
        beside = words.h - under < _CODE_H + theme.type.label_bold.leading
        room = words.w - code if beside else words.w
        title = setter.largest(theme.type.label_bold, lambda style: style.leading + under <= words.h
                               and setter.width(self.trouble.what, style) <= room)
        body = setter.fitted_paragraph(self.trouble.now, theme.type.body, words.w, words.h - title.leading)
        height = title.leading + setter.height(self.trouble.now, body, words.w)
        top = words.y + max(0, (words.h - height) // 2)
        canvas.text(self.trouble.what, Box(words.x, top, words.w, title.leading), title, fore)
        below = Box(words.x, top + title.leading, words.w, words.bottom - top - title.leading)
        canvas.paragraph(self.trouble.now, below, body, palette.ink)
        canvas.text(self.trouble.code, Box(self.box.right - code - 24, self.box.y + 8, code, _CODE_H), small,
                    palette.soft, Align.RIGHT)

    @property
    def level(self) -> Level:
        return Level.FLAT
