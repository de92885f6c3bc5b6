"""3 身份证刷卡: shows where the card goes; a read card moves on by itself, every failure says what to do."""

from __future__ import annotations

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.screen import Sample, Samples, Screen
from ui.spool import SpoolError
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.label import Card, Heading, Paragraph
from ui.widgets.motion import CardOnReader
from ui.widgets.trouble import TroubleCard
from wire.messages import CardRead, DeviceChanged, Notice
from wire.values import Act, DeviceState, DeviceView, Failure

_STEPS = ("step1", "step2", "step3")
_AGAIN_S = 2.0
"""After a failure that lifting and laying the card again puts right, the reader is asked again by itself."""
_TROUBLE = 320


class CardScreen(Screen):
    """Reads until a card is read; a reader that is gone is asked again when it is back."""

    name = "card"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.reading = False

    def enter(self) -> None:
        self._read()

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, DeviceChanged) and notice.view.device == "idcard" and not self.reading:
            if notice.view.state is DeviceState.ONLINE:
                self._read()

    def view(self) -> View:
        return View(
            content=self._content(content_box()), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        left, right = room.left(1016), room.after(1016 + GUTTER)
        theme = self.stage.kit.theme
        inner = right.inset(40)
        parts: list[Widget] = [Card(box=left), CardOnReader(box=left.inset(24)), Card(box=right),
                               Heading(box=inner.top(48), text=self.say("title"))]
        if self.failure is not None:
            grave = self.failure.act in (Act.STAFF, Act.ENGINEER)
            return (*parts, TroubleCard(box=right.inset(24).below(80).top(_TROUBLE), grave=grave,
                                        trouble=self.stage.trouble(self.failure)))
        y = inner.y + 64
        for key in _STEPS:
            text = self.say(key)
            height = self.stage.kit.type.height(text, theme.type.label, inner.w)
            parts.append(Paragraph(box=Box(inner.x, y, inner.w, height), text=text, style=theme.type.label,
                                   colour=theme.palette.ink))
            y += height + 12
        return tuple(parts)

    def _read(self) -> None:
        self.reading = True
        self.stage.services.read_card(self._done)

    def _done(self, result: CardRead | Failure) -> None:
        self.reading = False
        if isinstance(result, CardRead):
            try:
                self.stage.answers.identity = self.stage.spool.identity(result.card)
            except SpoolError:
                self._failed(Failure(code="card.unreadable", act=Act.CITIZEN))
                return
            self.stage.answers.card = result.card
            self.stage.leave(NEXT)
            return
        self._failed(result)

    def _failed(self, failure: Failure) -> None:
        timed_out = failure.code == "request.timed_out"
        self.failure = Failure(code="card.none", act=Act.CITIZEN) if timed_out else failure
        if self.stage.surroundings.works("idcard"):
            self.stage.after(_AGAIN_S, self._read)


def _with(code: str, act: Act, state: DeviceState = DeviceState.ONLINE) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=state)
        screen = CardScreen(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


SAMPLES: Samples = {
    "waiting": CardScreen,
    "none": _with("card.none", Act.CITIZEN),
    "removed": _with("card.removed", Act.CITIZEN),
    "unreadable": _with("card.unreadable", Act.CITIZEN),
    "unknown_kind": _with("card.unknown_kind", Act.CITIZEN),
    "reader_gone": _with("card.reader_gone", Act.STAFF, DeviceState.NO_DEVICE),
}
