"""5 事项列表: items by category or by department, paged; 查找事项."""

from __future__ import annotations

from collections.abc import Callable

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.journeys.apply import SEARCH
from ui.screen import Sample, Samples, Screen
from ui.screens.lists import PAGE_SIZE, ItemList
from ui.services import Errand
from ui.stage import Stage, Trouble
from ui.view import Action, Tap, View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.trouble import TroubleCard
from wire.messages import ItemPage, ListItems
from wire.values import Act, Facet, Failure, ItemRow

_CHIPS = 88
_GAP = 16
_CHIP_PAD = 52
_BY = 232
_MORE = 168
_NONE = 160


class Items(ItemList):
    """Above the list stand the categories, or the departments, the chosen one marked; 全部 is all of them."""

    name = "items"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.page = stage.answers.list_page
        self.by_department = bool(stage.answers.department)
        self.chips: int | None = None
        """Which line of them is shown, where they do not fit into one; None: the one with the chosen one."""

    def request(self, done: Callable[[ItemPage | Failure], None]) -> Errand:
        answers = self.stage.answers
        answers.list_page = self.page
        ask = ListItems(audience=answers.audience.value, category=answers.category or None,
                        department=answers.department or None, page=self.page, page_size=PAGE_SIZE)
        return self.stage.services.list_items(ask, done)

    def view(self) -> View:
        room = content_box()
        return View(
            content=self._content(room),
            hint=self.say("hint"), back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            others=self.retry(), main=Action(label=self.say("search"), tap=self.stage.leaves(SEARCH), icon="search"),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        if self.found is None:
            return self.listing(room)
        chips, below = self._chips(room.top(_CHIPS), self.found), room.below(_CHIPS + _GAP)
        if self.found.rows or self.failure is not None:
            return (*chips, *self.listing(below))
        none = Trouble(self.say("none"), self.say("none_now"), "")
        return (*chips, TroubleCard(box=below.top(_NONE), icon="search", trouble=none))

    def _chips(self, room: Box, found: ItemPage) -> tuple[Widget, ...]:
        by = self.say("by_category" if self.by_department else "by_department")
        switch = Button(box=room.left(_BY), label=by, kind=Kind.QUIET, icon="turn", tap=self._switch)
        chosen = self.stage.answers.department if self.by_department else self.stage.answers.category
        facets = found.departments if self.by_department else found.categories
        names = ["", *(facet.name for facet in facets)]
        lines = self._lines(names, room.after(_BY + _GAP).w)
        home = next((index for index, line in enumerate(lines) if chosen in line), 0)
        shown = self.chips % len(lines) if self.chips is not None else home
        x, buttons = room.x + _BY + _GAP, [switch]
        for name in lines[shown]:
            width = self._width(name)
            buttons.append(Button(box=Box(x, room.y, width, room.h), label=name or self.say("all"),
                                  kind=Kind.PRIMARY if name == chosen else Kind.SECONDARY, tap=self._picks(name)))
            x += width + _GAP
        if len(lines) > 1:
            buttons.append(Button(box=room.right_columns(_MORE), label=self.say("more"), kind=Kind.QUIET, icon="next",
                                  tap=lambda: self._show_chips(shown + 1)))
        return tuple(buttons)

    def _width(self, name: str) -> int:
        style = self.stage.kit.theme.type.button_bold
        return self.stage.kit.type.width(name or self.say("all"), style) + _CHIP_PAD

    def _lines(self, names: list[str], room: int) -> list[list[str]]:
        """The names in lines that fit; with more than one line, each leaves room for 更多."""
        if sum(self._width(name) + _GAP for name in names) - _GAP <= room:
            return [names]
        lines: list[list[str]] = [[]]
        left = room - _MORE
        for name in names:
            width = self._width(name) + _GAP
            if lines[-1] and width > left:
                lines.append([])
                left = room - _MORE
            lines[-1].append(name)
            left -= width
        return lines

    def _switch(self) -> None:
        self.by_department = not self.by_department
        self.chips = None
        self._pick("")

    def _show_chips(self, line: int) -> None:
        self.chips = line

    def _picks(self, name: str) -> Tap:
        return lambda: self._pick(name)

    def _pick(self, name: str) -> None:
        answers = self.stage.answers
        answers.category, answers.department = ("", name) if self.by_department else (name, "")
        self.page = 0
        self.ask()


TITLES = ("居民身份证办理", "居民身份证换领", "居民身份证补领", "临时居民身份证办理", "居民户口簿补发", "出生登记")


def rows() -> tuple[ItemRow, ...]:
    """Invented rows for the samples of this screen and of its results."""
    return tuple(
        ItemRow(item=f"item-{index}", title=title, category="居民身份证", department="公安（治安）", audience="person",
                can_apply=index != 3)
        for index, title in enumerate(TITLES)
    )


_CATEGORIES = ("户口登记", "户口迁移", "居民身份证", "居住证", "出入境证件", "证明与便民")
_DEPARTMENTS = ("公安（治安）", "公安（出入境）", "公安（流动人口）")


def _listed(category: str = "", department: str = "", more: tuple[str, ...] = ()) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.category, stage.answers.department = category, department
        screen = Items(stage)
        screen.found = ItemPage(
            rows=rows(), total=17, page=0, pages=3,
            categories=tuple(Facet(name=name, items=3) for name in (*_CATEGORIES, *more)),
            departments=tuple(Facet(name=name, items=5) for name in _DEPARTMENTS),
        )
        return screen

    return build


def _empty(stage: Stage) -> Screen:
    stage.answers.category = "居住证"
    screen = Items(stage)
    screen.found = ItemPage(rows=(), total=0, page=0, pages=0,
                            categories=tuple(Facet(name=name, items=3) for name in _CATEGORIES))
    return screen


def _broken(stage: Stage) -> Screen:
    screen = Items(stage)
    screen.failure = Failure(code="catalogue.broken", act=Act.ENGINEER)
    return screen


SAMPLES: Samples = {
    "full": _listed(), "category": _listed("居民身份证"), "department": _listed(department="公安（出入境）"),
    "many_categories": _listed(more=("社会保障", "不动产", "公共交通与道路", "教育")), "waiting": Items,
    "empty": _empty, "broken": _broken,
}
