"""扫描条码: a receipt's barcode opens its state, an item's its 事项介绍; any other is not recognised."""

from __future__ import annotations

import msgspec

from rules import receipt_number
from rules.items import Audience, Item
from rules.receipt import item_of
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.journeys.apply import CHOSEN, FOUND, GUIDED
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.stage import Alarm, Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Heading, Paragraph
from ui.widgets.motion import CodeBeforeReader
from ui.widgets.progress import Waiting
from ui.widgets.trouble import TroubleCard
from wire.messages import CodeRead, DeviceChanged, ItemDetail, Notice
from wire.values import Act, DeviceState, DeviceView, Failure

_DEVICE = "barcode"
_STEPS = ("step1", "step2", "step3")
_NOBODY_CAME = ("code.none", "request.timed_out")
_AGAIN_S = 2.0
"""After a code that opened nothing the reader is asked again by itself."""
_LATE_S = 0.4
"""After which it is said that the reader is not listened to yet; it is within some 20 ms where its worker runs."""
_UNKNOWN = Failure(code="code.unknown", act=Act.CITIZEN)


class Code(Screen):
    """Waits for codes until one opens something; a reader that was gone is asked again when it is back."""

    name = "code"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.reading = False
        self.listening = False
        """A code that is shown now is read: the reader's worker runs and waits for one."""
        self.late = False
        """It should be by now."""
        self._alarm: Alarm | None = None
        self._again: Alarm | None = None
        """When the reader is asked again by itself."""
        self._of_reader = False
        """What failed is the reader itself, not what was shown to it."""
        self.opening = False
        """The item of a code is being asked for."""
        self.other: Item | None = None
        """The item that was read while another is under way."""

    def enter(self) -> None:
        self._read()

    def noticed(self, notice: Notice) -> None:
        if not isinstance(notice, DeviceChanged) or notice.view.device != _DEVICE:
            return
        if self._of_reader and not self.stage.surroundings.works(_DEVICE):
            # the failure often comes before the news: what is waited for now is the reader, not some seconds
            self._rest()
        elif self._again is None and notice.view.state is DeviceState.ONLINE:
            self._read_again()

    def view(self) -> View:
        return View(
            content=self._content(content_box()), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            dialog=self._question(self.other) if self.other is not None else None,
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        left, right = room.left(1016), room.after(1016 + GUTTER)
        if self.opening:
            return Card(box=room), Waiting(box=room, words=self.say("opening"))
        theme = self.stage.kit.theme
        inner = right.inset(40)
        parts: list[Widget] = [Card(box=left), CodeBeforeReader(box=left.inset(24)), Card(box=right),
                               Heading(box=inner.top(48), text=self.say("title"))]
        if self.failure is not None:
            grave = self.failure.act in (Act.STAFF, Act.ENGINEER)
            parts.append(TroubleCard(box=inner.bottom_rows(inner.h - 80), grave=grave,
                                     trouble=self._trouble(), icon="barcode"))
            return tuple(parts)
        if self.late:
            parts.append(Waiting(box=inner.bottom_rows(inner.h - 80), words=self.say("preparing")))
            return tuple(parts)
        y = inner.y + 64
        # that the screen opens by itself is said once it does
        for key in _STEPS if self.listening else _STEPS[:-1]:
            text = self.say(key)
            height = self.stage.kit.type.height(text, theme.type.label, inner.w)
            parts.append(Paragraph(box=Box(inner.x, y, inner.w, height), text=text, style=theme.type.label,
                                   colour=theme.palette.ink))
            y += height + 12
        return tuple(parts)

    def _trouble(self) -> Trouble:
        if self.failure is None or self.failure.code == _UNKNOWN.code:
            return Trouble(self.say("unknown"), self.say("unknown_now"), _UNKNOWN.code)
        return self.stage.trouble(self.failure)

    def _question(self, item: Item) -> Dialog:
        return Dialog(
            title=self.say("change", title=item.title), line=self.say("change_line"),
            main=Action(label=self.say("change_stay"), tap=self.stage.leaves(BACK)),
            other=Action(label=self.say("change_go"), tap=lambda: self._open(item)),
        )

    def _read(self) -> None:
        self._rest()
        self.reading, self.listening = True, False
        self.stage.services.await_code(self._came, self._listens)
        self._alarm = self.stage.after(_LATE_S, self._is_late)

    def _listens(self, done: int, total: int) -> None:
        self.listening = True
        if self._of_reader:
            self.failure, self._of_reader = None, False
        self._be_patient_no_more()

    def _is_late(self) -> None:
        self.late = True

    def _rest(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def _be_patient_no_more(self) -> None:
        self.late = False
        if self._alarm is not None:
            self._alarm.cancel()

    def _came(self, result: CodeRead | Failure) -> None:
        self.reading = False
        self._be_patient_no_more()
        if isinstance(result, Failure):
            none = result.code in _NOBODY_CAME
            self._nothing(Failure(code="code.none", act=Act.CITIZEN) if none else result, of_reader=not none)
            return
        number, item = receipt_number.normal(result.code), item_of(result.code)
        if number is not None:
            self.stage.answers.code = number
            self.stage.leave(FOUND)
        elif item is not None:
            self.opening, self.failure = True, None
            self.stage.services.get_item(item, self._item_came)
        else:
            self._nothing(_UNKNOWN)

    def _nothing(self, failure: Failure, of_reader: bool = False) -> None:
        """What was said of a code stands until the next one; what was said of the reader, until it listens again."""
        self.failure, self._of_reader = failure, of_reader
        if not of_reader or self.stage.surroundings.works(_DEVICE):
            self._again = self.stage.after(_AGAIN_S, self._read_again)

    def _read_again(self) -> None:
        self._rest()
        if not (self.reading or self.opening or self.other):
            self._read()

    def _item_came(self, result: ItemDetail | Failure) -> None:
        self.opening = False
        if isinstance(result, Failure):
            self._nothing(result)
            return
        try:
            item = msgspec.convert(result.record, Item)
        except msgspec.ValidationError:
            self._nothing(Failure(code="catalogue.broken", act=Act.ENGINEER))
            return
        answers = self.stage.answers
        if answers.something_to_lose and answers.item_key != item.key:
            self.other = item
        else:
            self._open(item)

    def _open(self, item: Item) -> None:
        """On to 事项介绍; what it needs of cards comes after it, unless the visit has it already."""
        answers = self.stage.answers
        answers.audience = item.audience
        if answers.task is not Task.APPLY or answers.item_key != item.key or answers.accepted is not None:
            answers.begin(Task.APPLY)
            answers.choose_item(item.key)
            answers.item = item
        enterprise_known = item.audience is Audience.PERSON or bool(answers.credit_code)
        good = answers.card_is_good(self.stage.surroundings.now.date().isoformat())
        self.stage.leave(CHOSEN if good and enterprise_known else GUIDED)


def _with(code: str, act: Act, state: DeviceState = DeviceState.ONLINE) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices[_DEVICE] = DeviceView(device=_DEVICE, state=state)
        screen = Code(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


def _waiting(stage: Stage) -> Screen:
    screen = Code(stage)
    screen.listening = True
    return screen


def _late(stage: Stage) -> Screen:
    screen = Code(stage)
    screen.late = True
    return screen


def _opening(stage: Stage) -> Screen:
    screen = Code(stage)
    screen.opening = True
    return screen


def _changing(stage: Stage) -> Screen:
    screen = Code(stage)
    screen.listening, screen.other = True, ITEM
    return screen


SAMPLES: Samples = {
    "waiting": _waiting, "late": _late, "none": _with("code.none", Act.CITIZEN),
    "unknown": _with(_UNKNOWN.code, Act.CITIZEN),
    "reader_gone": _with("code.reader_gone", Act.STAFF, DeviceState.NO_DEVICE),
    "no_item": _with("item.not_found", Act.NOBODY), "opening": _opening, "changing": _changing,
}
