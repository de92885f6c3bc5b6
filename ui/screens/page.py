"""16 扫描材料确认: the page as it was scanned, to be turned, cut, scanned again, or kept."""

from __future__ import annotations

import msgspec
import pygame

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import NEXT
from ui.journeys.apply import SCAN
from ui.samples import ITEM, PAGE, page_picture
from ui.screen import Sample, Samples, Screen
from ui.screens.material_rows import thumbnail
from ui.spool import SpoolError
from ui.stage import Stage
from ui.theme import GUTTER, TOUCH_MIN
from ui.view import Action, View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.label import Card, Paragraph, Tag
from ui.widgets.page import STRIP_GAP, STRIP_PAGE_H, STRIP_W, Crop, ImageView, PageStrip
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
    """完成 keeps the page and goes on to the next material that was brought, or to the list when none is left.

    Where the material has pages already they stand beside it: each can be looked at, turned, cut and scanned again.
    """

    name = "page"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.picture: pygame.Surface | None = None
        self.sharp = False
        """`picture` is the whole page, not its preview."""
        self.zoom = 0
        self.at = _MIDDLE
        self.crop: Crop | None = None
        self.working = False
        self.failure: Failure | None = None
        self._from = _MIDDLE
        self.shown = stage.answers.next_place
        """Which of the material's pages is looked at, from 0."""
        self.first = 0
        """The topmost page in the strip."""
        self.thumbnails: dict[str, pygame.Surface] = {}
        """Small pictures by page token."""
        self._to_shrink: list[str] = []

    def enter(self) -> None:
        self._look()
        pages = self._pages
        if len(pages) > 1:
            self.first = max(0, self.shown + 1 - self._strip_rows(content_box(), len(pages)))
            self._to_shrink = [page.page for page in pages]
            self.stage.after(0.0, self._shrink)

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
        room_left = material is not None and len(self._pages) < material.scan.max_pages
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
        strip: tuple[Widget, ...] = ()
        if len(self._pages) > 1 and self.crop is None:
            strip, left = self._strip(left.left(STRIP_W)), left.after(STRIP_W + GUTTER)
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
        return seen, *over, *strip, Card(box=right), *self._side(right.inset(32, 28))

    def _strip(self, room: Box) -> tuple[Widget, ...]:
        """All pages of the material; arrows where they are more than fit."""
        pages = self._pages
        rows = self._strip_rows(room, len(pages))
        seen = range(self.first, min(len(pages), self.first + rows))
        listed = room if rows >= len(pages) else room.inset(0, TOUCH_MIN + STRIP_GAP)
        strip = PageStrip(
            box=listed, pictures=tuple(self.thumbnails.get(pages[index].page) for index in seen),
            words=tuple(self.say("number", page=index + 1) for index in seen), chosen=self.shown - self.first,
            tap=lambda index: self._show(self.first + index))
        if rows >= len(pages):
            return (strip,)
        up, down = room.top(TOUCH_MIN), room.bottom_rows(TOUCH_MIN)
        return (
            strip,
            Button(box=up, label=self.say("earlier"), tap=lambda: self._leaf(-rows), icon="up", kind=Kind.QUIET,
                   enabled=self.first > 0),
            Button(box=down, label=self.say("later"), tap=lambda: self._leaf(rows), icon="down", kind=Kind.QUIET,
                   enabled=self.first + rows < len(pages)),
        )

    def _strip_rows(self, room: Box, pages: int) -> int:
        """How many pages the strip shows at once."""
        fitting = (room.h + STRIP_GAP) // (STRIP_PAGE_H + STRIP_GAP)
        between = room.h - 2 * (TOUCH_MIN + STRIP_GAP)
        return fitting if pages <= fitting else max(1, (between + STRIP_GAP) // (STRIP_PAGE_H + STRIP_GAP))

    def _leaf(self, by: int) -> None:
        rows = abs(by)
        self.first = min(max(0, self.first + by), max(0, len(self._pages) - rows))

    def _show(self, index: int) -> None:
        if not self.working and index != self.shown:
            self.shown, self.failure = index, None
            self._look()

    def _shrink(self) -> None:
        """One page a turn of the loop: a large one takes a moment to decode."""
        if self._to_shrink:
            token = self._to_shrink.pop(0)
            try:
                self.thumbnails[token] = thumbnail(
                    self.stage.spool.preview(token), STRIP_PAGE_H - 64, self.stage.kit.theme.palette.outline)
            except SpoolError:
                pass  # its place stays white; whoever looks at it is told
            self.stage.after(0.0, self._shrink)

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
        return self.shown + 1

    @property
    def _pages(self) -> list[PageScanned]:
        """The material's pages with the one just scanned in its place."""
        answers = self.stage.answers
        pages = list(answers.pages.get(answers.material, ()))
        if answers.page is not None:
            pages.insert(answers.next_place, answers.page)
        return pages

    @property
    def _page(self) -> PageScanned | None:
        """The page that is looked at."""
        pages = self._pages
        return pages[self.shown] if self.shown < len(pages) else None

    @property
    def _kept_at(self) -> int | None:
        """The place of the page that is looked at among those kept already; None for the one just scanned."""
        answers = self.stage.answers
        if answers.page is None or self.shown < answers.next_place:
            return self.shown
        return None if self.shown == answers.next_place else self.shown - 1

    def _look(self) -> None:
        self.picture, self.sharp, self.zoom, self.at, self._from = None, False, 0, _MIDDLE, _MIDDLE
        page = self._page
        try:
            self.picture = self.stage.spool.preview(page.page) if page is not None else None
        except SpoolError:
            pass
        if self.picture is None:
            self.failure = Failure(code="page.unknown_page", act=Act.CITIZEN)

    def _zoom_in(self) -> None:
        self.zoom = min(self.zoom + 1, len(_ZOOMS) - 1)
        if not self.sharp:
            self.stage.after(0.0, self._sharpen)  # the preview, enlarged, is seen at once

    def _sharpen(self) -> None:
        """Every dot of the page: what is only seen when it is enlarged."""
        page = self._page
        if page is not None and self.zoom and not self.sharp:
            try:
                self.picture, self.sharp = self.stage.spool.page(page.page), True
            except SpoolError:
                pass  # the preview goes on

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
        page = self._page
        if page is not None:
            self.working, self.failure = True, None
            self.stage.services.turn_page(page.page, 1, self._changed)

    def _cut(self) -> None:
        page, crop = self._page, self.crop
        if page is not None and crop is not None:
            self.crop, self.working, self.failure = None, True, None
            self.stage.services.crop_page(page.page, *crop, self._changed)

    def _changed(self, result: PageScanned | Failure) -> None:
        self.working = False
        if isinstance(result, Failure):
            self.failure = result
            return
        answers, kept_at = self.stage.answers, self._kept_at
        if kept_at is None:
            answers.page = result
        else:
            answers.pages[answers.material][kept_at] = result
        self._look()
        if len(self._pages) > 1:
            self._to_shrink.append(result.page)
            self._shrink()

    def _again(self) -> None:
        if self.working:
            return
        page, answers = self._page, self.stage.answers
        if page is None:
            answers.page = None
            self.stage.leave(SCAN)
            return
        self.working = True
        if self._kept_at is not None:
            answers.keep_page()
            answers.pages[answers.material].pop(self.shown)
        answers.page, answers.gap = None, (answers.material, self.shown)
        self.stage.services.drop_page(page.page, self._dropped)

    def _dropped(self, result: Done | Failure) -> None:
        """A page that could not be dropped goes with the visit."""
        self.stage.leave(SCAN)

    def _more(self) -> None:
        self.stage.answers.keep_page()
        self.stage.leave(SCAN)

    def _done(self) -> None:
        self.stage.answers.keep_page()
        left = self.stage.answers.unscanned()
        if left:
            self.stage.answers.material = left[0].key
        self.stage.leave(SCAN if left else NEXT)


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


def _with_others(before: int, shown: int, gap: int | None = None) -> Sample:
    def build(stage: Stage) -> Screen:
        material = ITEM.materials[0].key
        stage.answers.pages = {material: [
            msgspec.structs.replace(PAGE, page=f"sample_page_token_1{index:03}") for index in range(before)]}
        stage.answers.gap = (material, gap) if gap is not None else None
        screen = _seen(stage)
        small = thumbnail(page_picture(), STRIP_PAGE_H - 64, stage.kit.theme.palette.outline)
        screen.thumbnails = {page.page: small for page in (*stage.answers.pages[material], PAGE)}
        screen.shown, screen.first = shown, max(0, shown - 1 if before > 2 else 0)
        return screen

    return build


def _gone(stage: Stage) -> Screen:
    screen = _seen(stage)
    screen.picture, screen.failure = None, Failure(code="page.unknown_page", act=Act.CITIZEN)
    return screen


SAMPLES: Samples = {
    "seen": _seen, "zoomed": _zoomed, "turned": _turned, "cropping": _cropping, "working": _working,
    "second": _with_others(1, 1), "earlier": _with_others(2, 0), "full": _with_others(9, 9),
    "between": _with_others(6, 3, 3),
    "spool_full": _failed("page.spool_full", Act.CITIZEN), "gone": _gone,
}
