"""A strip of amber that says what is not as it should be, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.kit import Kit
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Touchable, Widget

_PAD = 14
_MARK = 64


@dataclass(frozen=True, kw_only=True)
class NoticeStrip(Widget):
    """A line each; the number to call at the right."""

    lines: tuple[str, ...]
    hotline: str

    @staticmethod
    def height(kit: Kit, lines: int) -> int:
        """What its box needs, in pixels."""
        return max(_MARK, lines * kit.theme.type.body.leading) + 2 * _PAD

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, body, number = theme.palette, theme.type.body, theme.type.label_bold
        canvas.panel(self.box, Panel(palette.hint, theme.shapes.card, palette.on_hint.mixed(palette.hint, 0.65), 2))
        inner = self.box.inset(28, 0)
        mark = inner.left(_MARK).centred(_MARK, _MARK)
        canvas.panel(mark, Panel(palette.card, _MARK // 2))
        canvas.icon("warning", mark.inset(15), palette.on_hint)
        width = canvas.kit.type.width(self.hotline, number)
        phone = inner.right_columns(width)
        canvas.text(self.hotline, phone, number, palette.on_hint, Align.RIGHT)
        canvas.icon("phone", Box(phone.x - 48, inner.y, 36, inner.h), palette.on_hint)
        words = Box(mark.right + 24, 0, phone.x - 72 - mark.right - 24, body.leading)
        top = inner.y + (inner.h - len(self.lines) * body.leading) // 2
        for index, line in enumerate(self.lines):
            canvas.text(line, words.moved(0, top + index * body.leading), body, palette.ink)

    @property
    def level(self) -> Level:
        return Level.FLAT
