"""Switches that stay where they were put: how the screen serves this citizen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ui.canvas import Canvas
from ui.geometry import SCREEN, Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Action, Tap, Touchable, Widget
from ui.widgets.button import Button, Kind, draw_label

_SIZE = (1240, 400)
_BOTTOM = 40


@dataclass(frozen=True, kw_only=True)
class Switch(Widget):
    """On it is filled and ticked; off it is an outline. `dark`: it stands on the header's blue."""

    label: str
    tap: Tap = field(compare=False)
    on: bool = False
    dark: bool = False

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box, self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, radius = theme.palette, theme.shapes.small
        if self.dark:
            filled, fore = (palette.white, palette.deep) if self.on else (palette.deep, palette.white)
            edge = palette.white
        else:
            filled, fore = (palette.brand, palette.white) if self.on else (palette.card, palette.deep)
            edge = palette.brand
        if pressed is not None:
            filled, fore = palette.pressed, palette.deep
        canvas.panel(self.box, Panel(filled, radius, edge, 2))
        draw_label(canvas, self.box.inset(8, 0), self.label, "check" if self.on else "", theme.type.body_medium, fore)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class SwitchBoard(Widget):
    """All switches on a card in the lower half of a darkened screen, where a hand from a wheelchair comes to."""

    title: str
    switches: tuple[tuple[str, bool, Callable[[], None]], ...] = field(compare=False)
    close: Action
    box: Box = field(default=SCREEN, init=False)
    shown: tuple[tuple[str, bool], ...] = field(default=(), init=False)
    """What is compared of `switches`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", tuple((label, on) for label, on, _ in self.switches))

    def touchables(self) -> tuple[Touchable, ...]:
        return tuple(touchable for part in self._parts() for touchable in part.touchables())

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        canvas.shade(self.box, theme.palette.ink, 0.55)
        card = self._card()
        canvas.panel(card, Panel(theme.palette.card, theme.shapes.dialog, None, 0, Level.DIALOG))
        canvas.text(self.title, card.inset(48, 24).top(72), theme.type.title, theme.palette.ink)
        for part in self._parts():
            part.draw(canvas, pressed if pressed is not None and pressed.box == part.box else None)

    def _card(self) -> Box:
        return Box((SCREEN.w - _SIZE[0]) // 2, SCREEN.bottom - _BOTTOM - _SIZE[1], *_SIZE)

    def _parts(self) -> tuple[Widget, ...]:
        grid = self._card().inset(48, 0).below(112).top(256)
        boxes = [box for row in grid.rows(2, 24) for box in row.columns(4, 24)]
        switches = [Switch(box=box, label=label, on=on, tap=tap)
                    for box, (label, on, tap) in zip(boxes, self.switches)]
        close = Button(box=boxes[-1], label=self.close.label, tap=self.close.tap, kind=Kind.PRIMARY)
        return (*switches, close)
