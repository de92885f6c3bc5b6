"""Ten digits to touch, and what was touched as dots: for a PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

ERASE = "backspace"
_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", ERASE)
_GAP = 16
_EDGE = 3
_DOT, _STEP = 24, 52


@dataclass(frozen=True, kw_only=True)
class Keypad(Widget):
    """Keys as on a telephone. They answer when the finger comes down; not enabled they are dim and say why."""

    tap: Callable[[str], None] = field(compare=False)
    erase: Tap = field(compare=False)
    erase_label: str
    enabled: bool = True
    reason: str = ""

    def touchables(self) -> tuple[Touchable, ...]:
        return tuple(
            Touchable(self.erase_label if key == ERASE else key, box,
                      self.erase if key == ERASE else partial(self.tap, key), self.enabled, self.reason, at_once=True)
            for key, box in self._placed()
        )

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, radius = theme.palette, theme.shapes.button
        for key, box in self._placed():
            held = pressed is not None and pressed.box == box and self.enabled
            fore = palette.ink if self.enabled else palette.on_dim
            if held or not self.enabled:
                canvas.panel(box, Panel(palette.pressed if held else palette.dim, radius))
            else:
                edge = palette.line.mixed(palette.outline, 0.5)
                canvas.panel(box, Panel(palette.tint, radius, None, 0, Level.FLAT, edge, _EDGE))
            if key == ERASE:
                canvas.icon(ERASE, box.centred(48, 48), fore)
            else:
                canvas.text(key, box, theme.type.title, fore, Align.CENTRE)

    def _placed(self) -> list[tuple[str, Box]]:
        boxes = [box for row in self.box.rows(4, _GAP) for box in row.columns(3, _GAP)]
        return [(key, box) for key, box in zip(_KEYS, boxes) if key]


@dataclass(frozen=True, kw_only=True)
class Dots(Widget):
    """How many digits there are, never which."""

    filled: int
    room: int

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        canvas.panel(self.box, Panel(palette.card, canvas.kit.theme.shapes.small, palette.outline, 2))
        x = self.box.x + (self.box.w - _STEP * (self.room - 1) - _DOT) // 2
        for index in range(self.room):
            dot = Box(x + index * _STEP, self.box.y + (self.box.h - _DOT) // 2, _DOT, _DOT)
            canvas.panel(dot, Panel(palette.brand if index < self.filled else palette.line, _DOT // 2))
