"""12 事项办理处: the offices that handle the item, those of this kiosk's own district first."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from rules.items import Office
from ui.answers import Task
from ui.canvas import Canvas
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import WITHOUT_FORM
from ui.samples import ITEM, OFFICES
from ui.screen import Samples, Screen
from ui.stage import Stage
from ui.theme import GUTTER, Level
from ui.vectors import Panel
from ui.view import Action, Tap, Touchable, View, Widget
from ui.widgets.row import Pager, SwipeGround

_PER_PAGE = 3
_PAGER = (720, 80)
_GAP = 16
_SIDE = 840


@dataclass(frozen=True, kw_only=True)
class OfficeCard(Widget):
    """One office to choose: its name and whom to call, where it is and when it is open."""

    office: Office
    chosen: bool
    tap: Tap = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.office.name, self.box, self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        fill = palette.pressed if pressed is not None else palette.tint if self.chosen else palette.card
        border = palette.brand if self.chosen else palette.outline
        canvas.panel(self.box, Panel(fill, theme.shapes.small, border, 3 if self.chosen else 2))
        ring = Box(self.box.x + 32, self.box.y + (self.box.h - 48) // 2, 48, 48)
        canvas.panel(ring, Panel(palette.card, 24, border, 3))
        if self.chosen:
            canvas.panel(ring.inset(12), Panel(palette.brand, 12))
        room = Box(ring.right + 32, self.box.y, self.box.right - ring.right - 64, self.box.h)
        title, body = theme.type.label_bold, theme.type.body
        gap = min(12, max(0, (room.h - title.leading - 2 * body.leading) // 4))
        top = room.y + (room.h - title.leading - gap - body.leading) // 2
        first, second = Box(room.x, top, room.w, title.leading), Box(room.x, top + title.leading + gap, room.w, 46)
        canvas.text(self.office.name, first.left(room.w - _SIDE), title, palette.ink, shorten=True)
        self._fact(canvas, first.right_columns(_SIDE - GUTTER), "phone", self.office.phone)
        self._fact(canvas, second.left(room.w - _SIDE), "place", self.office.address)
        self._fact(canvas, second.right_columns(_SIDE - GUTTER), "clock", self.office.hours)

    @staticmethod
    def _fact(canvas: Canvas, box: Box, icon: str, text: str) -> None:
        theme = canvas.kit.theme
        canvas.icon(icon, box.left(28).centred(28, 28), theme.palette.brand)
        canvas.text(text, box.after(44), theme.type.body, theme.palette.soft, shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT


class Offices(Screen):
    """Three on a page, with address, hours and phone; one is chosen, then 下一步."""

    name = "offices"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.offices = self._sorted()
        chosen = stage.answers.office
        self.page = self.offices.index(chosen) // _PER_PAGE if chosen in self.offices else 0

    def view(self) -> View:
        answers = self.stage.answers
        chosen = answers.office
        onward = WITHOUT_FORM if answers.task is Task.PRECHECK else NEXT
        return View(
            content=self._content(content_box()),
            hint=self.words("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("frame.next"), tap=self.stage.leaves(onward), enabled=chosen is not None,
                        reason=self.say("choose")),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        pages = -(-len(self.offices) // _PER_PAGE)
        rows = room.top(room.h - _PAGER[1] - _GAP) if pages > 1 else room
        shown = self.offices[self.page * _PER_PAGE:][:_PER_PAGE]
        height = (rows.h - _GAP * (_PER_PAGE - 1)) // _PER_PAGE
        choices = tuple(
            OfficeCard(box=Box(rows.x, rows.y + index * (height + _GAP), rows.w, height), office=office,
                       chosen=office == self.stage.answers.office, tap=self._chooses(office))
            for index, office in enumerate(shown)
        )
        if pages <= 1:
            return choices
        pager = Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=self.page, pages=pages,
            words=self.say("pager.page", page=self.page + 1, pages=pages), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        return (SwipeGround(box=rows, turn_by=lambda by: self._turn(self.page + by)), *choices, pager)

    def _turn(self, page: int) -> None:
        if 0 <= page * _PER_PAGE < len(self.offices):
            self.page = page

    def _chooses(self, office: Office) -> Tap:
        def tap() -> None:
            self.stage.answers.office = office

        return tap

    def _sorted(self) -> list[Office]:
        item = self.stage.answers.item
        district = self.stage.surroundings.place.district
        return sorted(item.offices if item is not None else (), key=lambda office: office.district != district)


def _some(stage: Stage) -> Screen:
    stage.answers.item = ITEM
    return Offices(stage)


def _chosen(stage: Stage) -> Screen:
    stage.answers.item = ITEM
    stage.answers.office = OFFICES[1]
    return Offices(stage)


def _many(stage: Stage) -> Screen:
    others = tuple(msgspec.structs.replace(office, key=f"{office.key}-2", district="南海区",
                                           name=office.name.replace("街道", "镇")) for office in OFFICES)
    stage.answers.item = msgspec.structs.replace(ITEM, offices=(*others, *OFFICES))
    return Offices(stage)


SAMPLES: Samples = {"some": _some, "chosen": _chosen, "many": _many}
