"""16 扫描材料确认: the page as it was scanned, to be turned, cut, scanned again, or kept."""

from __future__ import annotations

import pygame

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import NEXT
from ui.journeys.apply import SCAN
from ui.samples import ITEM, PAGE, page_picture
from ui.screen import Sample, Samples, Screen
from ui.spool import SpoolError
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.label import Card, Paragraph, Tag
from ui.widgets.page import Crop, ImageView
from ui.widgets.progress import Waiting
from ui.widgets.trouble import TroubleCard
from wire.messages import Done, PageScanned
from wire.values import Act, Failure

_ZOOMS = (1.0, 1.6, 2.4, 3.6)
_FIRST_CROP: Crop = (0.06, 0.06, 0.94, 0.94)
_SIDE = 448
_TROUBLE = 200
_MIDDLE = (0.5, 0.5)


class Page(Screen):
    """完成 keeps the page and goes on to the next material that was brought, or to the list when none is left."""

    name = "page"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.picture: pygame.Surface | None = None
        self.zoom = 0
        self.at = _MIDDLE
        self.crop: Crop | None = None
        self.working = False
        self.failure: Failure | None = None
        self._from = _MIDDLE

    def enter(self) -> None:
        self._look()

    def view(self) -> View:
        content = self._content(content_box())
        ready = self.picture is not None and not self.working
        if self.crop is not None:
            return View(
                content=content, hint=self.say("crop_hint"),
                back=Action(label=self.say("crop_cancel"), tap=self._end_crop),
                main=Action(label=self.say("crop_do"), tap=self._cut, icon="crop", enabled=ready,
                            reason=self.say("wait")),
            )
        material = self.stage.answers.scanned_material
        room_left = material is not None and self._number < material.scan.max_pages
        full = self.say("full", title=material.title, pages=material.scan.max_pages) if material is not None else ""
        return View(
            content=content, hint=self.say("hint"),
            back=Action(label=self.say("again"), tap=self._again, icon="scan"),
            others=(Action(label=self.say("more"), tap=self._more, icon="add", enabled=ready and room_left,
                           reason=full if ready else self.say("wait")),),
            main=Action(label=self.say("done"), tap=self._done, icon="check", enabled=ready, reason=self.say("wait")),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        left, right = room.left(room.w - _SIDE - GUTTER), room.right_columns(_SIDE)
        seen: Widget
        if self.picture is None:
            seen = Card(box=left)
        elif self.crop is not None:
            seen = ImageView(box=left, picture=self.picture, crop=self.crop, cropped=self._cropped)
        else:
            seen = ImageView(box=left, picture=self.picture, zoom=_ZOOMS[self.zoom], at=self.at, moved=self._moved)
        over: tuple[Widget, ...] = ()
        if self.working:
            notice = left.centred(560, 240)
            over = (Card(box=notice), Waiting(box=notice, words=self.say("working")))
        elif self.failure is not None:
            place = left.inset(40, 32)
            place = place.centred(place.w, _TROUBLE) if self.picture is None else place.bottom_rows(_TROUBLE)
            over = (TroubleCard(box=place, trouble=self.stage.trouble(self.failure),
                                grave=self.failure.act in (Act.STAFF, Act.ENGINEER)),)
        return seen, *over, Card(box=right), *self._side(right.inset(32, 28))

    def _side(self, room: Box) -> tuple[Widget, ...]:
        theme, material = self.stage.kit.theme, self.stage.answers.scanned_material
        title = material.title if material is not None else ""
        style = theme.type.label_bold
        height = min(3, len(self.stage.kit.type.lines(title, style, room.w))) * style.leading
        words = self.say("number", page=self._number)
        width = self.stage.kit.type.width(words, theme.type.small_medium) + 32
        heading = (
            Paragraph(box=room.top(height), text=title, style=style, colour=theme.palette.deep),
            Tag(box=Box(room.x, room.y + height + 8, width, 44), text=words, fore=theme.palette.deep,
                ground=theme.palette.tint),
        )
        if self.crop is not None:
            return *heading, Paragraph(box=room.below(height + 76), text=self.say("crop_how"), style=theme.type.label,
                                       colour=theme.palette.ink)
        boxes = [box for row in room.bottom_rows(264).rows(2, GUTTER) for box in row.columns(2, GUTTER)]
        ready = self.picture is not None and not self.working
        wait = self.say("wait")
        tools = (
            ("zoom_in", "zoom-in", self._zoom_in, self.zoom + 1 < len(_ZOOMS)),
            ("zoom_out", "zoom-out", self._zoom_out, self.zoom > 0),
            ("turn", "turn", self._turn, True),
            ("crop", "crop", self._begin_crop, True),
        )
        return *heading, *(
            Button(box=box, label=self.say(key), tap=tap, icon=icon, kind=Kind.QUIET, enabled=ready and possible,
                   reason="" if ready else wait)
            for box, (key, icon, tap, possible) in zip(boxes, tools)
        )

    @property
    def _number(self) -> int:
        """Which page of its material this is, from 1."""
        answers = self.stage.answers
        return len(answers.pages.get(answers.material, ())) + 1

    def _look(self) -> None:
        self.picture, self.zoom, self.at = None, 0, _MIDDLE
        page = self.stage.answers.page
        try:
            self.picture = self.stage.spool.page(page.page) if page is not None else None
        except SpoolError:
            pass
        if self.picture is None:
            self.failure = Failure(code="page.unknown_page", act=Act.CITIZEN)

    def _zoom_in(self) -> None:
        self.zoom = min(self.zoom + 1, len(_ZOOMS) - 1)

    def _zoom_out(self) -> None:
        self.zoom = max(self.zoom - 1, 0)
        if self.zoom == 0:
            self.at = _MIDDLE

    def _moved(self, across: float, along: float, ended: bool) -> None:
        reach = 0.5 / _ZOOMS[self.zoom]
        self.at = (min(1 - reach, max(reach, self._from[0] + across)),
                   min(1 - reach, max(reach, self._from[1] + along)))
        if ended:
            self._from = self.at

    def _begin_crop(self) -> None:
        self.crop, self.failure = _FIRST_CROP, None

    def _end_crop(self) -> None:
        self.crop = None

    def _cropped(self, crop: Crop) -> None:
        self.crop = crop

    def _turn(self) -> None:
        page = self.stage.answers.page
        if page is not None:
            self.working, self.failure = True, None
            self.stage.services.turn_page(page.page, 1, self._changed)

    def _cut(self) -> None:
        page, crop = self.stage.answers.page, self.crop
        if page is not None and crop is not None:
            self.crop, self.working, self.failure = None, True, None
            self.stage.services.crop_page(page.page, *crop, self._changed)

    def _changed(self, result: PageScanned | Failure) -> None:
        self.working = False
        if isinstance(result, Failure):
            self.failure = result
            return
        self.stage.answers.page = result
        self._look()

    def _again(self) -> None:
        if self.working:
            return
        page, self.stage.answers.page = self.stage.answers.page, None
        if page is None:
            self.stage.leave(SCAN)
            return
        self.working = True
        self.stage.services.drop_page(page.page, self._dropped)

    def _dropped(self, result: Done | Failure) -> None:
        """A page that could not be dropped goes with the visit."""
        self.stage.leave(SCAN)

    def _more(self) -> None:
        self._keep()
        self.stage.leave(SCAN)

    def _done(self) -> None:
        self._keep()
        left = self.stage.answers.unscanned()
        if left:
            self.stage.answers.material = left[0].key
        self.stage.leave(SCAN if left else NEXT)

    def _keep(self) -> None:
        answers = self.stage.answers
        if answers.page is not None:
            answers.brought.add(answers.material)
            answers.pages.setdefault(answers.material, []).append(answers.page)
            answers.page = None


def _seen(stage: Stage) -> Page:
    stage.answers.item = ITEM
    stage.answers.material = ITEM.materials[0].key
    stage.answers.page = PAGE
    screen = Page(stage)
    screen.picture = page_picture()
    return screen


def _zoomed(stage: Stage) -> Screen:
    screen = _seen(stage)
    screen.zoom, screen.at = 2, (0.5, 0.2)
    return screen


def _cropping(stage: Stage) -> Screen:
    screen = _seen(stage)
    screen.crop = (0.1, 0.08, 0.9, 0.62)
    return screen


def _turned(stage: Stage) -> Screen:
    screen = _seen(stage)
    screen.picture = pygame.transform.rotate(page_picture(), -90)
    return screen


def _working(stage: Stage) -> Screen:
    screen = _seen(stage)
    screen.working = True
    return screen


def _failed(code: str, act: Act) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = _seen(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


def _full(stage: Stage) -> Screen:
    screen = _seen(stage)
    stage.answers.pages = {ITEM.materials[0].key: [PAGE] * 9}
    return screen


def _gone(stage: Stage) -> Screen:
    screen = _seen(stage)
    screen.picture, screen.failure = None, Failure(code="page.unknown_page", act=Act.CITIZEN)
    return screen


SAMPLES: Samples = {
    "seen": _seen, "zoomed": _zoomed, "turned": _turned, "cropping": _cropping, "working": _working, "full": _full,
    "spool_full": _failed("page.spool_full", Act.CITIZEN), "gone": _gone,
}
