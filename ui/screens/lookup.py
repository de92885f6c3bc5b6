"""状态查询: three ways to what was handed in: by card, by a typed number, by the receipt's code."""

from __future__ import annotations

from rules import receipt_number
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, CODE
from ui.journeys.apply import FOUND, INPUT
from ui.journeys.booking import BY_CARD
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.field import ERROR, FIELD, LABEL, TextField
from ui.widgets.label import Card
from ui.widgets.tile import Tile
from ui.widgets.trouble import TroublePage
from wire.values import DeviceState, DeviceView, HallState

_FIELD = 32 + LABEL + FIELD + ERROR


class Lookup(Screen):
    """A number that was typed right is looked up at once; a slip is told by its check character, and kept."""

    name = "lookup"

    def enter(self) -> None:
        number = receipt_number.normal(self.stage.answers.number)
        if number is not None:
            self.stage.answers.number = ""
            self.stage.answers.code = number
            self.stage.leave(FOUND)

    def view(self) -> View:
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        room = content_box()
        if self.stage.surroundings.hall_answers:
            reads = any(map(self.stage.surroundings.works, ("idcard", "barcode")))
            return View(content=self._content(room), hint=self.say("hint" if reads else "hint_number"), back=back)
        trouble = Trouble(self.say("status.away"), self.say("away_now"), "hall.offline")
        return View(content=(TroublePage(box=room, trouble=trouble),), hint=self.say("hint_offline"),
                    back=back)

    def _content(self, room: Box) -> tuple[Widget, ...]:
        around, palette = self.stage.surroundings, self.stage.kit.theme.palette
        no_card = "" if around.works("idcard") else self.say("home.no_reader")
        no_code = "" if around.works("barcode") else self.say("home.no_code_reader")
        left, right = room.top(room.h - _FIELD - GUTTER).columns(2, GUTTER)
        field = room.bottom_rows(_FIELD)
        return (
            Tile(box=left, title=self.say("card"), line=self.say("card_line"), icon="idcard", shades=palette.blue,
                 tap=self.stage.leaves(BY_CARD), enabled=not no_card, reason=no_card),
            Tile(box=right, title=self.say("code"), line=self.say("code_line"), icon="barcode", shades=palette.violet,
                 tap=self.stage.leaves(CODE), enabled=not no_code, reason=no_code),
            Card(box=field),
            TextField(box=field.inset(40, 16).top(LABEL + FIELD + ERROR), label=self.say("number"),
                      value=self.stage.answers.number, placeholder=self.say("placeholder"), error=self._error(),
                      tap=self._write),
        )

    def _error(self) -> str:
        typed = self.stage.answers.number
        return self.say("wrong") if typed and receipt_number.normal(typed) is None else ""

    def _write(self) -> None:
        self.stage.answers.editing = "number"
        self.stage.leave(INPUT)


def _typed(number: str) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.number = number
        return Lookup(stage)

    return build


def _offline(stage: Stage) -> Screen:
    stage.surroundings.hall = HallState.OFFLINE
    return Lookup(stage)


def _without(*devices: str) -> Sample:
    def build(stage: Stage) -> Screen:
        for device in devices:
            stage.surroundings.devices[device] = DeviceView(device=device, state=DeviceState.NO_DEVICE)
        return Lookup(stage)

    return build


SAMPLES: Samples = {"empty": Lookup, "wrong": _typed("FS0126112300071"), "offline": _offline,
                    "no_readers": _without("idcard", "barcode")}
