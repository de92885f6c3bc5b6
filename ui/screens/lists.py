"""What 事项列表 and its search results share: rows of items, a pager, a swipe, and the words while waiting."""

from __future__ import annotations

from collections.abc import Callable

from ui.geometry import Box
from ui.journeys.apply import CHOSEN
from ui.screen import Screen
from ui.services import Errand
from ui.stage import Stage
from ui.view import Action, Tap, Widget
from ui.widgets.progress import Waiting
from ui.widgets.row import ListRow, Pager, SwipeGround
from ui.widgets.trouble import TroublePage
from wire.messages import ItemPage
from wire.values import Failure, ItemRow

PAGE_SIZE = 6
"""Rows on a page: two columns of three, each tall enough for a thumb."""
_PAGER_W = 720
_PAGER_H = 80
_GAP = 16
_ROW_H = 112
_AGAIN_S = 5.0
"""A list that could not be had is asked for again by itself."""


class ItemList(Screen):
    """A screen that shows a page of items. Subclasses say what to ask for and what stands above the rows."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.found: ItemPage | None = None
        self.failure: Failure | None = None
        self.page = 0
        self._errand: Errand | None = None

    def enter(self) -> None:
        self.ask()

    def ask(self) -> None:
        """Ask for the present page; an older question is not waited for any more."""
        if self._errand is not None:
            self._errand.cancel()
        self._errand = self.request(self._came)

    def request(self, done: Callable[[ItemPage | Failure], None]) -> Errand:
        """The question behind this list."""
        raise NotImplementedError

    def turn(self, page: int) -> None:
        """Go to a page, where there is one."""
        pages = self.found.pages if self.found is not None else 0
        if 0 <= page < pages and page != self.page:
            self.page = page
            self.ask()

    def retry(self) -> tuple[Action, ...]:
        """再试一次, where the list could not be had."""
        return (Action(label=self.say("frame.retry"), tap=self.ask, icon="turn"),) if self.failure is not None else ()

    def listing(self, room: Box) -> tuple[Widget, ...]:
        """Rows and pager, or what stands in their place."""
        if self.failure is not None:
            return (TroublePage(box=room, trouble=self.stage.trouble(self.failure)),)
        if self.found is None:
            return (Waiting(box=room, words=self.say("items.loading")),)
        rows_room = room.top(room.h - _PAGER_H - _GAP) if self.found.pages > 1 else room
        height = min(_ROW_H, rows_room.rows(PAGE_SIZE // 2, _GAP)[0].h)
        lines = [Box(room.x, room.y + line * (height + _GAP), room.w, height) for line in range(PAGE_SIZE // 2)]
        boxes = [box for line in lines for box in line.columns(2, _GAP)]
        rows = tuple(self._row(box, row) for box, row in zip(boxes, self.found.rows))
        if self.found.pages <= 1:
            return rows
        pager = Pager(
            box=room.bottom_rows(_PAGER_H).centred(_PAGER_W, _PAGER_H), page=self.page, pages=self.found.pages,
            words=self.say("pager.page", page=self.page + 1, pages=self.found.pages),
            previous=self.say("pager.previous"), next=self.say("pager.next"), turn=self.turn,
        )
        return (SwipeGround(box=rows_room, turn_by=lambda by: self.turn(self.page + by)), *rows, pager)

    def _row(self, box: Box, row: ItemRow) -> Widget:
        marks = tuple((match.start, match.length) for match in row.matches)
        return ListRow(
            box=box, title=row.title, line=f"{row.category} · {row.department}", marks=marks,
            trailing="" if row.can_apply else self.say("items.guide_only"), tap=self._chooses(row.item),
        )

    def _chooses(self, item: str) -> Tap:
        def tap() -> None:
            answers = self.stage.answers
            if answers.item_key != item:
                answers.choose_item(item)
            self.stage.leave(CHOSEN)

        return tap

    def _came(self, result: ItemPage | Failure) -> None:
        self._errand = None
        if isinstance(result, Failure):
            self.failure = result
            self.stage.after(_AGAIN_S, self._again)
        else:
            self.failure, self.found = None, result

    def _again(self) -> None:
        if self.failure is not None and self._errand is None:
            self.ask()
