"""5 事项列表: items by category and department, paged; 查找事项."""

from __future__ import annotations

from collections.abc import Callable

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.journeys.apply import SEARCH
from ui.screen import Samples, Screen
from ui.screens.lists import PAGE_SIZE, ItemList
from ui.services import Errand
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.label import Paragraph
from wire.messages import ItemPage, ListItems
from wire.values import Act, Facet, Failure, ItemRow

_SIDE = 360
_MAX_CATEGORIES = 6


class Items(ItemList):
    """Categories stand at the left, the chosen one marked; 全部 is all of them."""

    name = "items"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.category: str | None = None

    def request(self, done: Callable[[ItemPage | Failure], None]) -> Errand:
        ask = ListItems(
            audience=self.stage.answers.audience.value, category=self.category, page=self.page, page_size=PAGE_SIZE,
        )
        return self.stage.services.list_items(ask, done)

    def view(self) -> View:
        room = content_box()
        return View(
            content=(*self._categories(room.left(_SIDE)), *self._rows(room.after(_SIDE + GUTTER))),
            hint=self.say("hint"), back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("search"), tap=self.stage.leaves(SEARCH), icon="search"),
        )

    def _rows(self, room: Box) -> tuple[Widget, ...]:
        if self.found is not None and not self.found.rows and self.failure is None:
            theme = self.stage.kit.theme
            return (Paragraph(box=room, text=self.say("none"), style=theme.type.label, colour=theme.palette.soft,
                              middle=True),)
        return self.listing(room)

    def _categories(self, room: Box) -> tuple[Widget, ...]:
        facets = self.found.categories[:_MAX_CATEGORIES] if self.found is not None else ()
        names: list[str | None] = [None, *(facet.name for facet in facets)]
        return tuple(
            Button(box=Box(room.x, room.y + index * (80 + 12), room.w, 80), label=name or self.say("all"),
                   kind=Kind.PRIMARY if name == self.category else Kind.SECONDARY, tap=self._picks(name))
            for index, name in enumerate(names)
        )

    def _picks(self, category: str | None) -> Tap:
        def tap() -> None:
            self.category, self.page = category, 0
            self.ask()

        return tap


TITLES = ("居民身份证办理", "居民身份证换领", "居民身份证补领", "临时居民身份证办理", "居民户口簿补发", "出生登记",
          "户口迁移", "居住证申领")


def rows() -> tuple[ItemRow, ...]:
    """Invented rows for the samples of this screen and of its results."""
    return tuple(
        ItemRow(item=f"item-{index}", title=title, category="户政", department="公安", audience="person",
                can_apply=index != 3)
        for index, title in enumerate(TITLES)
    )


def _full(stage: Stage) -> Screen:
    screen = Items(stage)
    screen.found = ItemPage(
        rows=rows(), total=17, page=0, pages=3,
        categories=(Facet(name="户政", items=12), Facet(name="出入境", items=3), Facet(name="治安", items=2)),
    )
    return screen


def _empty(stage: Stage) -> Screen:
    screen = Items(stage)
    screen.found = ItemPage(rows=(), total=0, page=0, pages=0)
    return screen


def _broken(stage: Stage) -> Screen:
    screen = Items(stage)
    screen.failure = Failure(code="catalogue.broken", act=Act.ENGINEER)
    return screen


SAMPLES: Samples = {"full": _full, "waiting": Items, "empty": _empty, "broken": _broken}
