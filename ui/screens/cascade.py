"""Choosing level by level (省、市、区、街道): one level at a time, paged where it does not fit."""

from __future__ import annotations

from collections.abc import Callable

from rules.forms import branches_at
from rules.items import CASCADE_BETWEEN, Branch, Field
from ui.geometry import Box
from ui.stage import Stage
from ui.view import Tap, Widget
from ui.widgets.choice import Choice
from ui.widgets.row import Pager

_COLUMNS, _ROWS = 4, 4
_GAP = 16
_CHOICE_H = 88
_PAGER = (720, 80)


class Cascade:
    """One cascade that is being chosen from. A level with one name only is passed by itself."""

    def __init__(self, field: Field, answer: str, chosen: Callable[[str], None]) -> None:
        """Begins where `answer` was chosen, at the first level without one. `chosen` is told the whole way at its end.
        """
        self.field = field
        self._chosen = chosen
        self._answer = answer if branches_at(field, answer) == () and answer else ""
        self._way = self._answer.split(CASCADE_BETWEEN)[:-1] if self._answer else self._down([])
        self._page = 0

    @property
    def level(self) -> str:
        """What is chosen now: 街道（镇）."""
        return self.field.levels[len(self._way)] if len(self._way) < len(self.field.levels) else self.field.label

    @property
    def so_far(self) -> str:
        """The names that are chosen already, for the heading."""
        return " ".join(self._way)

    def back(self) -> bool:
        """One level up; False where there is none to choose at."""
        self._page = 0
        while self._way:
            self._way.pop()
            if len(self._here()) > 1:
                return True
        return False

    def widgets(self, room: Box, stage: Stage) -> tuple[Widget, ...]:
        """The present level's names, and a pager where they are many."""
        here = self._here()
        rows_a_page = _ROWS if len(here) <= _COLUMNS * _ROWS else _ROWS - 1
        per_page = _COLUMNS * rows_a_page
        pages = max(1, -(-len(here) // per_page))
        page = min(self._page, pages - 1)
        lines = [Box(room.x, room.y + line * (_CHOICE_H + _GAP), room.w, _CHOICE_H) for line in range(rows_a_page)]
        boxes = [box for line in lines for box in line.columns(_COLUMNS, _GAP)]
        marked = self._answer.split(CASCADE_BETWEEN)
        rows = tuple(
            Choice(box=box, label=branch.label, chosen=marked[:len(self._way) + 1] == [*self._way, branch.label],
                   tap=self._picks(branch))
            for box, branch in zip(boxes, here[page * per_page:])
        )
        if pages == 1:
            return rows
        return (*rows, Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=page, pages=pages,
            words=stage.say("pager.page", page=page + 1, pages=pages), previous=stage.say("pager.previous"),
            next=stage.say("pager.next"), turn=self._turn,
        ))

    def _here(self) -> tuple[Branch, ...]:
        return branches_at(self.field, CASCADE_BETWEEN.join(self._way)) or ()

    def _down(self, way: list[str]) -> list[str]:
        """The way, and on through every level that has one name with more below it."""
        while True:
            here = branches_at(self.field, CASCADE_BETWEEN.join(way)) or ()
            if len(here) != 1 or not here[0].below:
                return way
            way = [*way, here[0].label]

    def _picks(self, branch: Branch) -> Tap:
        def tap() -> None:
            way = [*self._way, branch.label]
            if not branch.below:
                self._chosen(CASCADE_BETWEEN.join(way))
                return
            self._way, self._page = self._down(way), 0

        return tap

    def _turn(self, page: int) -> None:
        self._page = page
