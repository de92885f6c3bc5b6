"""17 材料列表: every material with its pages and state, and 提交申请."""

from __future__ import annotations

from functools import partial

import msgspec
import pygame

from rules.items import Item, Material
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, HOME, NEXT
from ui.journeys.apply import REVISE, SCAN
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES, PAGE, page_picture
from ui.screen import Sample, Samples, Screen
from ui.screens.handing_in import handed_in
from ui.screens.material_rows import THUMBNAILS, MaterialRow, thumbnail
from ui.screens.patience import Patience
from ui.spool import SpoolError
from ui.stage import Stage
from ui.view import Action, View, Widget
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card
from ui.widgets.progress import Waiting
from ui.widgets.row import Pager, SwipeGround
from wire.messages import Accepted, Done
from wire.values import Act, Failure, HallState

_ROWS = 3
_ROW_H = 168
_GAP = 16
_PAGER = (720, 80)
_THUMBNAIL_H = 112
_FORM_INVALID = "form.invalid"
_NO_CARD = "seal.no_card"


class Pages(Screen):
    """Without a required material it cannot be submitted; a failure of the sealer says where to go back to."""

    name = "pages"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.page = 0
        self.failure: Failure | None = None
        self.submitting = False
        self.again: Material | None = None
        """The material that is asked about: shall its pages be dropped?"""
        self.thumbnails: dict[str, pygame.Surface] = {}
        """Small pictures by page token."""
        self.patience = Patience(stage, "pages.submitting")
        self._to_look_at: list[str] = []
        self._dropping = 0

    def enter(self) -> None:
        pages = self.stage.answers.pages.values()
        self._to_look_at = [page.page for of_one in pages for page in of_one[:THUMBNAILS]]
        self._look()
        if self.stage.answers.handing_in:
            self._submit()

    def _look(self) -> None:
        """One page a turn of the loop: a page takes long to decode, and a finger must not wait for all of them."""
        if not self._to_look_at:
            return
        token = self._to_look_at.pop(0)
        try:
            self.thumbnails[token] = thumbnail(
                self.stage.spool.preview(token), _THUMBNAIL_H, self.stage.kit.theme.palette.outline)
        except SpoolError:
            # the row goes without its picture; the sealer says so if the page is really gone
            pass
        self.stage.after(0.0, self._look)

    def view(self) -> View:
        item = self.stage.answers.item
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        if item is None:
            return View(content=(), back=back)
        offline = self.stage.surroundings.hall is HallState.OFFLINE
        if self.submitting:
            room = content_box(actions=False)
            return View(content=(Card(box=room), Waiting(box=room, words=self.patience.words)),
                        hint=self.say("confirm.wait"))
        room, missing = content_box(), self.stage.answers.unscanned_wanted()
        hint = self.words("not_all", title=missing.title) if missing is not None else self.words(
            "offline" if offline else "hint")
        return View(
            content=self._content(room, item), hint=hint, back=back, dialog=self._dialog(),
            main=Action(label=self.words("submit"), tap=self._submit, enabled=missing is None,
                        reason=self.words("not_all", title=missing.title) if missing is not None else ""),
        )

    def _content(self, room: Box, item: Item) -> tuple[Widget, ...]:
        order = sorted(item.materials, key=lambda m: (not m.required, m.key not in self.stage.answers.brought))
        pages = max(1, -(-len(order) // _ROWS))
        if pages == 1:
            return self._list(room, order)
        listed = room.top(room.h - _PAGER[1] - _GAP)
        pager = Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=self.page, pages=pages,
            words=self.say("pager.page", page=self.page + 1, pages=pages), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=listed, turn_by=lambda by: self._turn(min(pages - 1, max(0, self.page + by))))
        return ground, *self._list(listed, order[self.page * _ROWS:][:_ROWS]), pager

    def _list(self, room: Box, materials: list[Material]) -> tuple[Widget, ...]:
        first = self.stage.answers.unscanned_wanted()
        height = min(_ROW_H, (room.h - _GAP * (_ROWS - 1)) // _ROWS)
        return tuple(
            widget for index, material in enumerate(materials)
            for widget in self._row(material, first).widgets(
                self.stage, Box(room.x, room.y + index * (height + _GAP), room.w, height))
        )

    def _row(self, material: Material, first: Material | None) -> MaterialRow:
        answers = self.stage.answers
        pages = answers.kept(material.key)
        pictures = tuple(self.thumbnails[page.page] for page in pages if page.page in self.thumbnails)
        return MaterialRow(
            material=material, count=len(pages), pictures=pictures, brought=material.key in answers.brought,
            first=material is first,
            more=partial(self._scan, material), again=partial(self._ask_again, material),
        )

    def _turn(self, page: int) -> None:
        self.page = page

    def _scan(self, material: Material) -> None:
        answers = self.stage.answers
        hidden = material.key not in answers.brought and material.key in answers.pages
        answers.brought.add(material.key)
        if not hidden:
            answers.material = material.key
            self.stage.leave(SCAN)

    def _ask_again(self, material: Material) -> None:
        self.again = material

    def _scan_again(self, material: Material) -> None:
        """Drop the pages, then scan: the errands of a screen that was left are not done any more."""
        self.again = None
        pages = self.stage.answers.pages.pop(material.key, [])
        self._dropping = len(pages)
        for page in pages:
            self.stage.services.drop_page(page.page, partial(self._dropped, material))

    def _dropped(self, material: Material, result: Done | Failure) -> None:
        """A page that could not be dropped goes with the visit."""
        self._dropping -= 1
        if self._dropping == 0:
            self._scan(material)

    def _submit(self) -> None:
        ask = None if self.submitting else handed_in(self.stage.answers)
        if ask is not None:
            self.submitting, self.failure = True, None
            self.stage.answers.handing_in = True
            self.patience.begin()
            self.stage.services.submit(ask, self._submitted)

    def _submitted(self, result: Accepted | Failure) -> None:
        self.submitting = self.stage.answers.handing_in = False
        self.patience.end()
        if isinstance(result, Failure):
            self.failure = result
            return
        self.stage.answers.accepted = result
        self.stage.leave(NEXT)

    def _dialog(self) -> Dialog | None:
        if self.again is not None:
            return self._question(self.again)
        if self.failure is None:
            return None
        trouble = self.stage.trouble(self.failure)
        close = Action(label=self.say("frame.close"), tap=self._put_away)
        submit = Action(label=self.say("again_submit"), tap=self._submit)
        if self.failure.code == _FORM_INVALID and self.stage.answers.task is Task.APPLY:
            revise = Action(label=self.say("revise"), tap=self.stage.leaves(REVISE))
            return Dialog(title=trouble.what, line=self.say("revise_now"), main=revise, other=close, icon="pen",
                          code=trouble.code)
        if self.failure.code == _NO_CARD:
            home = Action(label=self.say("frame.home"), tap=self.stage.leaves(HOME))
            return Dialog(title=trouble.what, line=trouble.now, main=home, other=close, icon="idcard",
                          code=trouble.code)
        if self.failure.act in (Act.STAFF, Act.ENGINEER):
            return Dialog(title=trouble.what, line=trouble.now, main=close, other=submit, code=trouble.code)
        return Dialog(title=trouble.what, line=trouble.now, main=submit, other=close, code=trouble.code)

    def _question(self, material: Material) -> Dialog:
        count = len(self.stage.answers.pages.get(material.key, ()))
        return Dialog(
            title=self.say("again_title"), line=self.say("again_line", title=material.title, count=count), icon="scan",
            main=Action(label=self.say("again_keep"), tap=self._put_away),
            other=Action(label=self.say("again_do"), tap=partial(self._scan_again, material)),
        )

    def _put_away(self) -> None:
        self.again, self.failure = None, None


def _filled(stage: Stage) -> Pages:
    stage.answers.identity, stage.answers.card = PERSON, "sample_card_token_0001"
    stage.answers.item, stage.answers.office = ITEM, OFFICES[0]
    stage.answers.brought = {"household-register"}
    stage.answers.pages = {"household-register": [
        msgspec.structs.replace(PAGE, page=f"sample_page_token_000{index}") for index in range(2)
    ]}
    screen = Pages(stage)
    for page in stage.answers.pages["household-register"]:
        screen.thumbnails[page.page] = thumbnail(
            page_picture(), _THUMBNAIL_H, stage.kit.theme.palette.outline)
    return screen


def _for(task: Task) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.task, stage.answers.about = task, ACCEPTED.number
        return _filled(stage)

    return build


def _missing(stage: Stage) -> Screen:
    screen = _filled(stage)
    stage.answers.brought, stage.answers.pages = {"household-register", "photo-receipt"}, {}
    return screen


def _many(stage: Stage) -> Screen:
    screen = _filled(stage)
    long = Material(key="consent", title="监护人同意书（监护人为外国公民的，须附经公证的中文译本及公证书原件）", required=True)
    others = tuple(Material(key=f"paper-{index}", title=f"佐证材料之{index}", required=False) for index in range(4))
    stage.answers.item = msgspec.structs.replace(ITEM, materials=(*ITEM.materials, long, *others))
    stage.answers.brought.add("consent")
    stage.answers.pages["consent"] = stage.answers.pages["household-register"] * 5
    return screen


def _offline(stage: Stage) -> Screen:
    stage.surroundings.hall = HallState.OFFLINE
    return _filled(stage)


def _submitting(stage: Stage) -> Screen:
    screen = _filled(stage)
    screen.submitting, screen.patience.step = True, 1
    return screen


def _asking(stage: Stage) -> Screen:
    screen = _filled(stage)
    screen.again = ITEM.materials[0]
    return screen


def _failed(code: str, act: Act) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = _filled(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


SAMPLES: Samples = {
    "complete": _filled, "precheck": _for(Task.PRECHECK), "supplement": _for(Task.SUPPLEMENT),
    "missing": _missing, "many": _many, "offline": _offline, "submitting": _submitting,
    "asking": _asking, "form_invalid": _failed(_FORM_INVALID, Act.CITIZEN),
    "disk_full": _failed("seal.disk_full", Act.STAFF), "no_card": _failed(_NO_CARD, Act.CITIZEN),
    "key_missing": _failed("seal.key_missing", Act.ENGINEER), "broken": _failed("seal.outbox_broken", Act.ENGINEER),
    "timed_out": _failed("request.timed_out", Act.NOBODY),
}
