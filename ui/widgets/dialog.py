"""What lies over a screen: a question that must be answered, and a sentence that goes by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.canvas import Align, Canvas
from ui.geometry import SCREEN, Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Action, Touchable, Widget
from ui.widgets.button import Button, Kind

_SIZE = (960, 440)


@dataclass(frozen=True, kw_only=True)
class Dialog(Widget):
    """A question over a darkened screen: title, a line, and answers; the main one stands at the right."""

    title: str
    line: str
    main: Action
    other: Action | None = None
    icon: str = "warning"
    code: str = ""
    """A small code for the staff, in the corner."""
    box: Box = field(default=SCREEN, init=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return tuple(touchable for button in self._buttons() for touchable in button.touchables())

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        canvas.shade(self.box, palette.ink, 0.55)
        card = SCREEN.centred(*_SIZE)
        canvas.panel(card, Panel(palette.card, theme.shapes.dialog, None, 0, Level.DIALOG))
        mark = Box(card.x + 56, card.y + 64, 112, 112)
        canvas.panel(mark, Panel(palette.hint, 56))
        canvas.icon(self.icon, mark.inset(26), palette.on_hint)
        words = Box(mark.right + 40, card.y + 56, card.right - mark.right - 88, 68)
        canvas.text(self.title, words, theme.type.title, palette.ink)
        canvas.paragraph(self.line, Box(words.x, words.bottom + 4, words.w, 150), theme.type.body, palette.soft)
        corner = Box(card.x + 56, card.y + 12, card.w - 84, 36)
        canvas.text(self.code, corner, theme.type.small, palette.soft, Align.RIGHT)
        for button in self._buttons():
            held = pressed if pressed is not None and pressed.box == button.box else None
            button.draw(canvas, held)

    def _buttons(self) -> tuple[Button, ...]:
        row = SCREEN.centred(*_SIZE).inset(56, 48).bottom_rows(104)
        width = (row.w - 32) // 2
        kind = Kind.DANGER if self.main.danger else Kind.PRIMARY
        buttons = [_answer(self.main, row.right_columns(width), kind)]
        if self.other is not None:
            buttons.append(_answer(self.other, row.left(width), Kind.SECONDARY))
        return tuple(buttons)


def _answer(action: Action, box: Box, kind: Kind) -> Button:
    return Button(box=box, label=action.label, tap=action.tap, kind=kind, icon=action.icon)


@dataclass(frozen=True, kw_only=True)
class Toast(Widget):
    """A sentence over the lower part of the screen, for some seconds. It takes no touch."""

    words: str
    box: Box = field(default=Box(360, 700, 1200, 72), init=False)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        width = min(self.box.w, canvas.kit.type.width(self.words, theme.type.body_medium) + 96)
        box = self.box.centred(width, self.box.h)
        canvas.panel(box, Panel(theme.palette.ink, 36, None, 0, Level.RAISED))
        canvas.text(self.words, box.inset(24, 0), theme.type.body_medium, theme.palette.white, Align.CENTRE, True)
