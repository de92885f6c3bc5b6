"""3 身份证刷卡: shows where the card goes; a read card moves on by itself, every failure says what to do."""

from __future__ import annotations

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.screen import Sample, Samples, Screen
from ui.spool import SpoolError
from ui.stage import Alarm, Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.label import Card, Heading, Icon, Label, Paragraph
from ui.widgets.motion import CardOnReader
from ui.widgets.trouble import TroubleCard
from wire.messages import CardRead, DeviceChanged, Notice
from wire.values import Act, DeviceState, DeviceView, Failure

_STEPS = ("step1", "step2", "step3")
_NOBODY_CAME = ("card.none", "request.timed_out")
_AGAIN_S = 2.0
"""After a failure that lifting and laying the card again puts right, the reader is asked again by itself."""
_GRAVE_AGAIN_S = 10.0
"""The same where the reader itself is not well: it is given time."""
_TROUBLE = 264
_STEP_GAP = 24


class CardScreen(Screen):
    """Reads until a card is read. Between two reads it waits: some seconds, or for a reader that is gone to be back."""

    name = "card"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.reading = False
        self._alarm: Alarm | None = None

    def enter(self) -> None:
        self._read()

    def noticed(self, notice: Notice) -> None:
        if not isinstance(notice, DeviceChanged) or notice.view.device != "idcard" or self.reading:
            return
        if not self._works:
            # the failure often comes before the news: what is waited for now is the reader, not some seconds
            self._rest()
        elif self._alarm is None and notice.view.state is not DeviceState.STARTING:
            self._read()

    def view(self) -> View:
        retry = Action(label=self.say("frame.retry"), tap=self._read, icon="card-tap")
        return View(
            content=self._content(content_box()), hint=self.say("hint" if self._works else "hint_reader"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=retry if self._alarm is not None else None,
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        left, right = room.left(960), room.after(960 + GUTTER)
        theme = self.stage.kit.theme
        picture: Widget = CardOnReader(box=left.inset(24)) if self._works else Icon(
            box=left.centred(240, 240), name="card-tap", colour=theme.palette.on_dim, ground=theme.palette.dim)
        inner = right.inset(40)
        status = Label(box=inner.bottom_rows(theme.type.body.leading), text=self.say(self._status()),
                       style=theme.type.body, colour=theme.palette.soft)
        parts = [Card(box=left), picture, Card(box=right), Heading(box=inner.top(48), text=self.say("title")), status]
        if self.failure is not None:
            room = right.inset(40, 24).below(96).top(_TROUBLE)
            return (*parts, TroubleCard(box=room, grave=self._grave(self.failure),
                                        trouble=self.stage.trouble(self.failure)))
        y, setter = inner.y + 48 + _STEP_GAP, self.stage.kit.type
        texts = [self.say(key) for key in _STEPS]
        style = setter.largest(theme.type.label, lambda smaller: y + sum(
            setter.height(text, smaller, inner.w) + _STEP_GAP for text in texts) <= status.box.y)
        for text in texts:
            height = setter.height(text, style, inner.w)
            parts.append(Paragraph(box=Box(inner.x, y, inner.w, height), text=text, style=style,
                                   colour=theme.palette.ink))
            y += height + _STEP_GAP
        return tuple(parts)

    @property
    def _works(self) -> bool:
        return self.stage.surroundings.works("idcard")

    @staticmethod
    def _grave(failure: Failure) -> bool:
        return failure.act in (Act.STAFF, Act.ENGINEER)

    def _status(self) -> str:
        if self._alarm is not None:
            return "again"
        return "waiting" if self.reading or self.failure is None else "reader"

    def _rest(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _read(self) -> None:
        self._rest()
        if self.failure is not None and self._grave(self.failure):
            self.failure = None
        self.reading = True
        self.stage.services.read_card(self._done)

    def _done(self, result: CardRead | Failure) -> None:
        self.reading = False
        if isinstance(result, Failure):
            self._failed(result)
            return
        try:
            self.stage.answers.identity = self.stage.spool.identity(result.card)
        except SpoolError:
            self._failed(Failure(code="card.unreadable", act=Act.CITIZEN))
            return
        self.stage.answers.card = result.card
        self.stage.leave(NEXT)

    def _failed(self, failure: Failure) -> None:
        self.failure = Failure(code="card.none", act=Act.CITIZEN) if failure.code in _NOBODY_CAME else failure
        if self._works:
            pause = _GRAVE_AGAIN_S if self._grave(self.failure) else _AGAIN_S
            self._alarm = self.stage.after(pause, self._read)


def _with(code: str, act: Act, state: DeviceState = DeviceState.ONLINE) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=state)
        screen = CardScreen(stage)
        screen._failed(Failure(code=code, act=act))
        return screen

    return build


SAMPLES: Samples = {
    "waiting": CardScreen,
    "none": _with("card.none", Act.CITIZEN),
    "interrupted": _with("card.interrupted", Act.CITIZEN),
    "unreadable": _with("card.unreadable", Act.CITIZEN),
    "unknown_kind": _with("card.unknown_kind", Act.CITIZEN),
    "bad_check": _with("card.bad_check", Act.CITIZEN),
    "reader_silent": _with("card.reader_silent", Act.STAFF),
    "reader_gone": _with("card.reader_gone", Act.STAFF, DeviceState.NO_DEVICE),
}
