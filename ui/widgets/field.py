"""A field to write in: its label over it, a lock where the card filled it, its own sentence where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.canvas import Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

LABEL = 44
FIELD = 80
ERROR = 40


@dataclass(frozen=True, kw_only=True)
class TextField(Widget):
    """Touched, it asks for input. Its box holds label, field, and, where there is an error, a sentence under it."""

    label: str
    value: str
    tap: Tap | None = field(default=None, compare=False)
    placeholder: str = ""
    error: str = ""
    locked: bool = False
    lock_reason: str = ""
    """Said when a locked field is touched."""
    required: bool = False
    icon: str = "pen"

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self._field, self.tap, not self.locked, self.lock_reason),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, style = theme.palette, theme.type.label
        label = canvas.text(self.label, self.box.top(LABEL), theme.type.body_medium, palette.soft)
        if self.required and not self.locked:
            canvas.text("*", Box(label.right + 8, self.box.y, 24, LABEL), theme.type.body_medium, palette.danger)
        held = pressed is not None and not self.locked
        fill = palette.dim if self.locked else palette.pressed if held else palette.card
        border = palette.danger if self.error else palette.line if self.locked else palette.outline
        canvas.panel(self._field, Panel(fill, theme.shapes.small, border, 3 if self.error else 2))
        room = self._field.inset(24, 0)
        icon = "lock" if self.locked else self.icon
        canvas.icon(icon, room.right_columns(32), palette.on_dim if self.locked else palette.brand)
        words, colour = (self.value, palette.ink) if self.value else (self.placeholder, palette.soft)
        canvas.text(words, room.left(room.w - 48), style, colour, shorten=True)
        if self.error:
            canvas.icon("warning", Box(self.box.x, self._field.bottom + 4, 28, ERROR - 4), palette.danger)
            canvas.text(self.error, Box(self.box.x + 40, self._field.bottom + 2, self.box.w - 40, ERROR),
                        theme.type.body, palette.danger, shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT

    @property
    def _field(self) -> Box:
        return Box(self.box.x, self.box.y + LABEL, self.box.w, FIELD)
