"""9 事项列表, found: the match marked; near matches where nothing matched, and always a way back."""

from __future__ import annotations

from collections.abc import Callable

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.journeys.apply import SEARCH
from ui.screen import Samples, Screen
from ui.screens.items import rows
from ui.screens.lists import PAGE_SIZE, ItemList
from ui.services import Errand
from ui.stage import Stage, Trouble
from ui.view import Action, View, Widget
from ui.widgets.label import Heading
from ui.widgets.trouble import TroubleCard, TroublePage
from wire.messages import ItemPage, SearchItems
from wire.values import Failure, Match

_HEADING = 72
_NONE = 136


class Results(ItemList):
    """What was found for the words."""

    name = "results"

    def request(self, done: Callable[[ItemPage | Failure], None]) -> Errand:
        answers = self.stage.answers
        ask = SearchItems(audience=answers.audience.value, words=answers.words, page=self.page, page_size=PAGE_SIZE)
        return self.stage.services.search_items(ask, done)

    def view(self) -> View:
        return View(
            content=self._content(content_box()), hint=self._hint(),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)), others=self.retry(),
            main=Action(label=self.say("items.search"), tap=self.stage.leaves(SEARCH), icon="search"),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        if self.found is None or self.failure is not None:
            return self.listing(room)
        words = self.stage.answers.words
        if self.found.near or not self.found.rows:
            near = bool(self.found.rows)
            trouble = Trouble(self.say("none", words=words), self.say("near" if near else "none_now"), "")
            if not near:
                return (TroublePage(box=room, icon="search", trouble=trouble),)
            return (TroubleCard(box=room.top(_NONE), icon="search", trouble=trouble),
                    *self.listing(room.below(_NONE + 16)))
        heading = Heading(box=room.top(_HEADING), text=self.say("found", words=words, total=self.found.total))
        return (heading, *self.listing(room.below(_HEADING)))

    def _hint(self) -> str:
        if self.found is None or self.failure is not None:
            return self.say("items.hint")
        return self.say("hint_none" if not self.found.rows else "hint_near" if self.found.near else "hint")


def _found(stage: Stage) -> Screen:
    stage.answers.words = "身份证"
    screen = Results(stage)
    marked = tuple(
        type(row)(item=row.item, title=row.title, category=row.category, department=row.department,
                  audience=row.audience, can_apply=row.can_apply,
                  matches=(Match(start=row.title.index("身份证"), length=3),))
        for row in rows() if "身份证" in row.title
    )
    screen.found = ItemPage(rows=marked, total=len(marked), page=0, pages=1)
    return screen


def _many(stage: Stage) -> Screen:
    stage.answers.words = "办理"
    screen = Results(stage)
    screen.found = ItemPage(rows=rows(), total=14, page=0, pages=3)
    return screen


def _near(stage: Stage) -> Screen:
    stage.answers.words = "身分正"
    screen = Results(stage)
    screen.found = ItemPage(rows=rows()[:3], total=3, page=0, pages=1, near=True)
    return screen


def _nothing(stage: Stage) -> Screen:
    stage.answers.words = "飞行汽车驾驶证"
    screen = Results(stage)
    screen.found = ItemPage(rows=(), total=0, page=0, pages=0)
    return screen


SAMPLES: Samples = {"found": _found, "many": _many, "near": _near, "nothing": _nothing}
