"""One mark of 好差评: how many stars of how many, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

_STAR, _GAP = 40, 8


@dataclass(frozen=True, kw_only=True)
class Mark(Widget):
    """Stars in a row over the words, the whole box to touch; 140 high or more. Never by colour alone: the words say it.
    """

    stars: int
    most: int
    label: str
    tap: Tap = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, style = theme.palette, theme.type.label_medium
        down = pressed is not None
        canvas.panel(self.box, Panel(palette.pressed if down else palette.card, theme.shapes.button, palette.outline, 2,
                                     Level.FLAT if down else Level.CARD))
        block = self.box.centred(self.box.w - 24, _STAR + 16 + style.leading)
        row = block.top(_STAR).centred(self.most * (_STAR + _GAP) - _GAP, _STAR)
        for index in range(self.most):
            place = Box(row.x + index * (_STAR + _GAP), row.y, _STAR, _STAR)
            canvas.icon("star-full" if index < self.stars else "star", place,
                        palette.brand if index < self.stars else palette.outline)
        canvas.text(self.label, block.bottom_rows(style.leading), style, palette.ink, Align.CENTRE)
