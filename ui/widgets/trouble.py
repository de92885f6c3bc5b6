"""A failure in words: what happened, what to do now and who helps, and a small code for the staff in the corner."""

from __future__ import annotations

from dataclasses import dataclass

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.stage import Trouble
from ui.theme import Colour, Level, Palette, Style
from ui.vectors import Panel
from ui.view import Touchable, Widget

_CODE_H = 36
_MARK, _PAGE_MARK = 80, 136


@dataclass(frozen=True, kw_only=True)
class _Told(Widget):
    """A sign, what happened, what to do now and who helps."""

    trouble: Trouble
    icon: str = "warning"
    grave: bool = False

    def _colours(self, palette: Palette) -> tuple[Colour, Colour]:
        """Ground and what stands on it."""
        return (palette.danger_tint, palette.danger) if self.grave else (palette.hint, palette.on_hint)

    def _write(self, canvas: Canvas, words: Box, title: Style, body: Style) -> None:
        """Title and sentence in the middle of `words`, the code in the box's corner."""
        theme, setter = canvas.kit.theme, canvas.kit.type
        small = theme.type.small.smallest
        code = setter.width(self.trouble.code, small)
        least = body.smallest
        under = setter.height(self.trouble.now, least, words.w)
        beside = words.h - under < _CODE_H + title.leading
        room = words.w - code if beside else words.w
        title = setter.largest(title, lambda style: style.leading + under <= words.h
                               and setter.width(self.trouble.what, style) <= room)
        body = setter.fitted_paragraph(self.trouble.now, body, words.w, words.h - title.leading)
        height = title.leading + setter.height(self.trouble.now, body, words.w)
        top = words.y + max(0, (words.h - height) // 2)
        _, fore = self._colours(theme.palette)
        canvas.text(self.trouble.what, Box(words.x, top, words.w, title.leading), title, fore)
        below = Box(words.x, top + title.leading, words.w, words.bottom - top - title.leading)
        canvas.paragraph(self.trouble.now, below, body, theme.palette.ink)
        canvas.text(self.trouble.code, Box(self.box.right - code - 24, self.box.y + 8, code, _CODE_H), small,
                    theme.palette.soft, Align.RIGHT)


@dataclass(frozen=True, kw_only=True)
class TroubleCard(_Told):
    """Amber for what the citizen or time puts right, red (`grave`) for what needs the staff. 160 high or more."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        ground, fore = self._colours(theme.palette)
        canvas.panel(self.box, Panel(ground, theme.shapes.card, fore.mixed(ground, 0.65), 2))
        inner = self.box.inset(32, 20)
        mark = Box(inner.x, inner.y + (inner.h - _MARK) // 2, _MARK, _MARK)
        canvas.panel(mark, Panel(theme.palette.card, _MARK // 2))
        canvas.icon(self.icon, mark.inset(19), fore)
        self._write(canvas, inner.after(_MARK + 32), theme.type.label_bold, theme.type.body)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class TroublePage(_Told):
    """The same where a screen has nothing else to show: all of the content's room, to be read from two steps away."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        ground, fore = self._colours(theme.palette)
        edge = theme.palette.card_edge
        canvas.panel(self.box, Panel(theme.palette.card, theme.shapes.card, edge, 3 if edge else 0, Level.CARD))
        inner = self.box.inset(64, 48)
        mark = Box(inner.x, inner.y + (inner.h - _PAGE_MARK) // 2, _PAGE_MARK, _PAGE_MARK)
        canvas.panel(mark, Panel(ground, _PAGE_MARK // 2))
        canvas.icon(self.icon, mark.inset(34), fore)
        self._write(canvas, inner.after(_PAGE_MARK + 56), theme.type.title, theme.type.label)
