"""One state in a line of states: a dot on a line, its name, when, and what it means."""

from __future__ import annotations

from dataclasses import dataclass

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Level
from ui.vectors import Panel
from ui.view import Touchable, Widget

_DOT = 40
_LINE = 6


@dataclass(frozen=True, kw_only=True)
class Stop(Widget):
    """A state, 96 high or more; words that do not fit are cut. `now`: the present one, which is drawn large.

    `above` and `below` say where the line goes on."""

    title: str
    line: str
    time: str
    now: bool = False
    above: bool = True
    below: bool = True
    alarm: bool = False
    """Something is wanted of the citizen, or it was refused."""

    @staticmethod
    def words(box: Box) -> Box:
        """The part of a stop's box that its words stand in."""
        return box.after(_DOT + 28)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, styles = theme.palette, theme.type
        middle = self.box.y + styles.label_bold.leading // 2 + 4
        rail = self.box.x + _DOT // 2 - _LINE // 2
        if self.above:
            canvas.fill(Box(rail, self.box.y, _LINE, middle - self.box.y), palette.line)
        if self.below:
            canvas.fill(Box(rail, middle, _LINE, self.box.bottom - middle), palette.line)
        strong = palette.danger if self.alarm else palette.brand if self.now else palette.done
        size = _DOT if self.now else _DOT - 12
        dot = Box(self.box.x + (_DOT - size) // 2, middle - size // 2, size, size)
        canvas.panel(dot, Panel(strong, size // 2))
        canvas.icon("warning" if self.alarm else "check", dot.inset(size // 5), palette.white)
        words = self.words(self.box)
        style = styles.label_bold if self.now else styles.label_medium
        width = canvas.kit.type.width(self.time, styles.body)
        head = Box(words.x, self.box.y + 4, words.w, style.leading)
        canvas.text(self.time, head, styles.body, palette.soft, Align.RIGHT)
        canvas.text(self.title, head.left(max(0, words.w - width - 24)), style,
                    strong if self.now or self.alarm else palette.ink, shorten=True)
        lines = canvas.kit.type.lines(self.line, styles.body, words.w)
        fitting = max(1, (self.box.bottom - head.bottom) // styles.body.leading)
        shown = lines[:fitting] if len(lines) <= fitting else (*lines[:fitting - 1], lines[fitting - 1] + "…")
        for index, line in enumerate(shown):
            row = Box(words.x, head.bottom + index * styles.body.leading, words.w, styles.body.leading)
            canvas.text(line, row, styles.body, palette.ink, shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT
