"""企业信息: the enterprise by its credit code, beside the agent (经办人) whose card was read."""

from __future__ import annotations

import msgspec

from rules import credit_code, mask
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
from ui.widgets.label import Card, Fact, Heading

_SIDE = 640


class Enterprise(Screen):
    """The code is checked by its own check character, so that a slip is seen before anything is filled in."""

    name = "enterprise"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.complained = bool(stage.answers.credit_code)

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
        )

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
        stage.answers.identity = msgspec.structs.replace(PERSON)
        stage.answers.credit_code = code
        screen = Enterprise(stage)
        screen.complained = complained or screen.complained
        return screen

    return build


SAMPLES: Samples = {"empty": _with(""), "complained": _with("", True), "wrong": _with("91440600MA4W000000"),
                    "right": _with("91440600MA4WEXAMP" + credit_code.check_character("91440600MA4WEXAMP"))}
