"""A date picked without a keyboard: year, month and day by large steps, so that no wrong date can be written."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Touchable, Widget
from ui.widgets.button import Button, Kind

_STEP = 96
_DECADE = 144


@dataclass(frozen=True, kw_only=True)
class DatePicker(Widget):
    """Three columns; a day that a month does not have becomes its last. Its box is 1100 x 320 or larger."""

    value: date
    earliest: date
    latest: date
    changed: Callable[[date], None] = field(compare=False)
    units: tuple[str, str, str] = ("年", "月", "日")
    decades: tuple[str, str] = ("前10年", "后10年")

    def touchables(self) -> tuple[Touchable, ...]:
        return tuple(touchable for button in self._buttons() for touchable in button.touchables())

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        numbers = (self.value.year, self.value.month, self.value.day)
        for column, number, unit in zip(self._columns(), numbers, self.units):
            middle = column.inset(0, _STEP + 16)
            canvas.panel(middle, Panel(theme.palette.card, theme.shapes.small, theme.palette.outline, 2))
            canvas.text(f"{number}{unit}", middle, theme.type.title, theme.palette.ink, Align.CENTRE)
        for button in self._buttons():
            button.draw(canvas, pressed if pressed is not None and pressed.box == button.box else None)

    @property
    def level(self) -> Level:
        return Level.FLAT

    def _columns(self) -> tuple[Box, Box, Box]:
        year, month, day = self.box.columns(3, 32)
        return year, month, day

    def _buttons(self) -> tuple[Button, ...]:
        buttons: list[Button] = []
        for index, column in enumerate(self._columns()):
            top, bottom = column.top(_STEP), column.bottom_rows(_STEP)
            if index == 0:
                buttons += [self._button(top.left(_DECADE), 0, -10, self.decades[0]),
                            self._button(bottom.left(_DECADE), 0, 10, self.decades[1])]
                top, bottom = top.after(_DECADE + 16), bottom.after(_DECADE + 16)
            buttons += [self._button(top, index, -1, ""), self._button(bottom, index, 1, "")]
        return tuple(buttons)

    def _button(self, box: Box, unit: int, step: int, label: str) -> Button:
        new = moved(self.value, unit, step)
        possible = self.earliest <= new <= self.latest
        return Button(box=box, label=label, icon="" if label else "up" if step < 0 else "down", kind=Kind.QUIET,
                      tap=lambda: self.changed(new), enabled=possible, repeats=True)


def moved(value: date, unit: int, step: int) -> date:
    """`value` with its year (0), month (1) or day (2) moved on; months and days go round, a day is cut to its month."""
    year, month, day = value.year, value.month, value.day
    if unit == 0:
        year = min(9999, max(1, year + step))
    elif unit == 1:
        month = (month - 1 + step) % 12 + 1
    days = calendar.monthrange(year, month)[1]
    day = (day - 1 + step) % days + 1 if unit == 2 else min(day, days)
    return date(year, month, day)
