"""Rows of lists, and the pager under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import GUTTER, Level
from ui.vectors import Panel
from ui.view import Drag, Tap, Touchable, Widget
from ui.widgets.button import draw_label, two_lines

Turn = Callable[[int], None]
_PAD = 32
_SWIPE = 96
_AIR = 6
"""What stays free over and under the two lines of a row."""


@dataclass(frozen=True, kw_only=True)
class ListRow(Widget):
    """A row to touch: title (matches marked), a softer line under it, a word and an arrow at the right."""

    title: str
    tap: Tap = field(compare=False)
    line: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    """Start and length of what matched, in characters of the title."""
    trailing: str = ""
    weighty: bool = False
    """The word at the right is what people look for: as large as the title."""
    urgent: bool = False
    """That word asks something of the citizen."""
    icon: str = ""
    chosen: bool = False
    enabled: bool = True
    reason: str = ""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.title, self.box, self.tap, self.enabled, self.reason),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        fill = palette.tint if self.chosen else palette.card
        if pressed is not None and self.enabled:
            fill = palette.pressed
        if not self.enabled:
            fill = palette.dim
        border = palette.brand if self.chosen else palette.line
        canvas.panel(self.box, Panel(fill, theme.shapes.small, border, 3 if self.chosen else 1))
        room = self.box.inset(_PAD, 0)
        ink = palette.ink if self.enabled else palette.on_dim
        soft = palette.soft if self.enabled else palette.on_dim
        if self.icon:
            ground = Box(room.x, self.box.y + (self.box.h - 64) // 2, 64, 64)
            canvas.panel(ground, Panel(palette.tint if not self.chosen else palette.card, 32))
            canvas.icon(self.icon, ground.inset(15), palette.brand)
            room = room.after(64 + 24)
        canvas.icon("check" if self.chosen else "next", room.right_columns(32), palette.brand if self.enabled else soft)
        room = room.left(room.w - 48)
        if self.trailing:
            word, colour = (theme.type.label_medium, palette.deep) if self.weighty else (theme.type.small, soft)
            colour = palette.danger if self.urgent else colour
            width = canvas.kit.type.width(self.trailing, word)
            canvas.text(self.trailing, room.right_columns(width), word, colour, Align.RIGHT)
            room = room.left(room.w - width - GUTTER)
        title, small = theme.type.label_medium, theme.type.small
        if self.line:
            title, small = two_lines(canvas, title, small, room.h - 2 * _AIR)
        height = title.leading + (small.leading if self.line else 0)
        top = room.y + (room.h - height) // 2
        canvas.marked(self.title, self.marks, Box(room.x, top, room.w, title.leading), title, ink, palette.danger)
        if self.line:
            canvas.text(self.line, Box(room.x, top + title.leading, room.w, small.leading), small, soft, shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class Pager(Widget):
    """上一页  第 n/m 页  下一页, 80 high; `pages` 0 or 1 dims both ends. Pages count from 0.

    `turn` is called with the page that is wanted, which always exists."""

    page: int
    pages: int
    words: str
    previous: str
    next: str
    turn: Turn = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        left, right = self._ends()
        return (
            Touchable(self.previous, left, lambda: self.turn(self.page - 1), self.page > 0),
            Touchable(self.next, right, lambda: self.turn(self.page + 1), self.page + 1 < self.pages),
        )

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        canvas.panel(self.box, Panel(palette.tint, self.box.h // 2))
        for touchable, icon in zip(self.touchables(), ("previous", "next")):
            colour = palette.deep if touchable.enabled else palette.on_dim
            if pressed is not None and pressed.key == touchable.key and touchable.enabled:
                canvas.panel(touchable.box, Panel(palette.pressed, self.box.h // 2))
            draw_label(canvas, touchable.box, touchable.label, icon, theme.type.body_medium, colour, icon == "next")
        canvas.text(self.words, self.box, theme.type.body, palette.ink, Align.CENTRE)

    @property
    def level(self) -> Level:
        return Level.FLAT

    def _ends(self) -> tuple[Box, Box]:
        width = min(216, self.box.w // 3)
        return self.box.left(width), self.box.right_columns(width)


@dataclass(frozen=True, kw_only=True)
class SwipeGround(Widget):
    """Lies under a list: a finger drawn across turns the page. `turn_by` gets 1 (up or left: onward) or -1,
    whether or not there is such a page."""

    turn_by: Turn = field(compare=False)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        """It is not seen."""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable("", self.box, drag=self._dragged, surface=True),)

    def _dragged(self, drag: Drag) -> None:
        if not drag.ended:
            return
        across, along = drag.at[0] - drag.start[0], drag.at[1] - drag.start[1]
        far = across if abs(across) > abs(along) else along
        if abs(far) >= _SWIPE:
            self.turn_by(1 if far < 0 else -1)
