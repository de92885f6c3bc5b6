"""企业信息: the enterprise by its credit code, beside the agent (经办人) whose card was read."""

from __future__ import annotations

import re

from rules import credit_code, mask
from rules.items import Audience
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import INPUT
from ui.people import PERSON
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.field import ERROR, FIELD, LABEL, TextField
from ui.widgets.label import Card, Fact, Heading, Icon, Label
from wire.messages import CodeRead, DeviceChanged, Notice
from wire.values import DeviceState, DeviceView, Failure

_SIDE = 640
_LICENCE = 128
_AGAIN_S = 2.0
_CODE = re.compile(rf"(?<![0-9A-Z])[{credit_code.ALPHABET}]{{18}}(?![0-9A-Z])")


class Enterprise(Screen):
    """Typed, or read from the business licence. Its check character shows a slip before anything is filled in."""

    name = "enterprise"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.complained = bool(stage.answers.credit_code)
        self._resting = False
        """No code is waited for: the reader is gone."""

    def enter(self) -> None:
        self._await()

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, DeviceChanged) and self._resting and self._reads:
            self._await()

    def view(self) -> View:
        return View(
            content=self._content(content_box()), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("frame.next"), tap=self._next),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        left, right = room.left(_SIDE), room.after(_SIDE + GUTTER)
        agent, company = left.inset(48, 40), right.inset(48, 40)
        identity = self.stage.answers.identity
        facts: tuple[Widget, ...] = ()
        if identity is not None:
            values = (("identity.person", identity.name), ("identity.number", mask.number(identity.number)))
            boxes = agent.below(80).top(208).rows(2, 16)
            facts = tuple(Fact(box=box, label=self.say(key), value=value) for box, (key, value) in zip(boxes, values))
        return (
            Card(box=left), Heading(box=agent.top(48), text=self.say("agent")), *facts,
            Card(box=right), Heading(box=company.top(48), text=self.say("company")),
            TextField(box=company.below(80).top(LABEL + FIELD + ERROR), label=self.say("code"),
                      value=self.stage.answers.credit_code, placeholder=self.say("placeholder"), required=True,
                      error=self._error(), tap=self._write),
            *self._licence(company.bottom_rows(_LICENCE)),
        )

    def _licence(self, room: Box) -> tuple[Widget, ...]:
        """The other way: the code on the licence, while it can be read."""
        if not self._reads:
            return ()
        theme = self.stage.kit.theme
        words = room.after(_LICENCE + 8).inset(0, 16)
        return (
            Icon(box=room.left(_LICENCE).centred(112, 112), name="barcode", colour=theme.palette.brand,
                 ground=theme.palette.tint),
            Label(box=words.top(theme.type.label_medium.leading), text=self.say("licence"),
                  style=theme.type.label_medium, colour=theme.palette.ink),
            Label(box=words.below(theme.type.label_medium.leading).top(theme.type.body.leading),
                  text=self.say("licence_now"), style=theme.type.body, colour=theme.palette.soft),
        )

    @property
    def _reads(self) -> bool:
        return self.stage.surroundings.works("barcode")

    def _await(self) -> None:
        self._resting = False
        self.stage.services.await_code(self._came)

    def _came(self, result: CodeRead | Failure) -> None:
        if isinstance(result, CodeRead):
            self._take(result.code)
        if self._reads:
            self.stage.after(_AGAIN_S, self._await)
        else:
            self._resting = True

    def _take(self, text: str) -> None:
        found = [code for code in _CODE.findall(text) if credit_code.check(code)]
        if found:
            self.stage.answers.credit_code = found[0]
            self.complained = True
        else:
            self.stage.toast(self.say("unreadable"))

    def _error(self) -> str:
        code = self.stage.answers.credit_code
        if not self.complained or credit_code.check(code):
            return ""
        return self.say("wrong" if code else "empty")

    def _write(self) -> None:
        self.stage.answers.editing = "credit_code"
        self.stage.leave(INPUT)

    def _next(self) -> None:
        if credit_code.check(self.stage.answers.credit_code):
            self.stage.leave(NEXT)
        else:
            self.complained = True


def _with(code: str, complained: bool = False) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.identity, stage.answers.audience = PERSON, Audience.ENTERPRISE
        stage.answers.credit_code = code
        screen = Enterprise(stage)
        screen.complained = complained or screen.complained
        return screen

    return build


def _no_code_reader(stage: Stage) -> Screen:
    stage.surroundings.devices["barcode"] = DeviceView(device="barcode", state=DeviceState.NO_DEVICE)
    return _with("")(stage)


SAMPLES: Samples = {"empty": _with(""), "no_code_reader": _no_code_reader, "complained": _with("", True),
                    "wrong": _with("91440600MA4W000000"),
                    "right": _with("91440600MA4WEXAMP" + credit_code.check_character("91440600MA4WEXAMP"))}
