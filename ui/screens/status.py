"""状态查询: what became of a number: the item, its office, and the states it went through. Never a person."""

from __future__ import annotations

from datetime import datetime

from rules.progress import VERDICTS, ApplicationState, EnvelopeKind
from rules.receipt import PROGRESS, RECEIPT
from rules.slips import APPOINTMENT, REVIEW_RESULT
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, CODE
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screen import Sample, Samples, Screen
from ui.screens.patience import Patience
from ui.screens.printing import Printing, PrintState
from ui.screens.slots import day_in_words
from ui.screens.todo import Todo
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.barcode import Barcode
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Fact, Heading, Label
from ui.widgets.progress import Waiting
from ui.widgets.row import Pager, SwipeGround
from ui.widgets.timeline import Stop
from ui.widgets.trouble import TroublePage
from wire.messages import HallChanged, Notice, ProgressFound
from wire.values import Act, DeviceState, DeviceView, Failure, HallState, ProgressStep

_LEFT = 704
_LEFT_BOOKING = 976
"""A booking has few states, and one more thing to say than others."""
_LABEL = 176
_CODE = 72
_STOP_GAP = 20
_MOST_LINES = 5
"""A note of the office is cut after so many lines; the office tells the rest."""
_PAGER = (640, 80)
_AWAY = "hall.offline"
_BROKEN = "seal.outbox_broken"
ALARMS = (ApplicationState.SUPPLEMENT.value, ApplicationState.REJECTED.value, ApplicationState.LACKING.value,
          ApplicationState.FULL.value)
"""States that ask something of the citizen, or disappoint."""


class Status(Screen):
    """Asks for `answers.code`; asks again by itself when the hall is back."""

    name = "status"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.found: ProgressFound | None = None
        self.failure: Failure | None = None
        self.page = 0
        self.patience = Patience(stage, "status.asking")
        self.printing = Printing(stage)
        self.told = True
        self.todo = Todo(stage)

    def enter(self) -> None:
        self._ask()

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, HallChanged) and notice.state is HallState.ONLINE and self.failure is not None:
            self._ask()

    def view(self) -> View:
        others: tuple[Action, ...] = ()
        main = Action(label=self.say("another"), tap=self.stage.leaves(CODE), icon="barcode")
        if self.failure is not None:
            main = Action(label=self.say("frame.retry"), tap=self._ask)
        hint = "hint"
        if self.found is not None and self.found.steps:
            others = (Action(label=self.say("print_review" if self._reviewed else "receipt.print"), tap=self._print,
                             icon="print",
                             enabled=self.stage.surroundings.has_paper, reason=self.say("no_printer")),)
            todo = self.todo.actions(self.found)
            if todo:
                others, main, hint = (*others, *todo[:-1]), todo[-1], self.todo.hint(self.found)
        return View(
            content=self._content(content_box()), hint=self.say(hint), others=others,
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)), main=main,
            dialog=self.todo.dialog() if self.told else self._dialog(),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        if self.failure is not None:
            trouble = self._trouble(self.failure)
            return (TroublePage(box=room, trouble=trouble,
                                grave=self.failure.act in (Act.STAFF, Act.ENGINEER)),)
        if self.found is None:
            return Card(box=room), Waiting(box=room, words=self.patience.words)
        if not self.found.steps:
            trouble = Trouble(self.say("none", number=self.found.number), self.say("none_now"), "hall.not_found")
            return (TroublePage(box=room, trouble=trouble, icon="search"),)
        width = _LEFT if self.found.slot is None else _LEFT_BOOKING
        left, right = room.left(width), room.after(width + GUTTER)
        return (Card(box=left), *self._summary(left.inset(40, 32), self.found),
                Card(box=right), *self._timeline(right.inset(44, 28), self.found.steps))

    def _trouble(self, failure: Failure) -> Trouble:
        words = {_AWAY: "away_now", _BROKEN: "broken_now"}.get(failure.code)
        return Trouble(self.say("away"), self.say(words), failure.code) if words else self.stage.trouble(failure)

    def _summary(self, room: Box, found: ProgressFound) -> tuple[Widget, ...]:
        theme, setter = self.stage.kit.theme, self.stage.kit.type
        palette, styles = theme.palette, theme.type
        last = found.steps[-1]
        colour = palette.danger if last.state in ALARMS else palette.done
        if last.state == ApplicationState.WAITING.value:
            colour = palette.brand
        number = room.below(128).top(styles.title.leading)
        parts: list[Widget] = [
            Label(box=room.top(40), text=self.say("latest"), style=styles.body, colour=palette.soft),
            Label(box=room.below(40).top(styles.large.leading), text=self._state("state", last.state),
                  style=styles.large, colour=colour),
            Label(box=number, text=found.number, style=styles.title, colour=palette.ink),
        ]
        facts = [("item", found.item), ("office", found.office)]
        if found.slot is not None:
            day, _, hours = found.slot.partition(" ")
            facts.insert(0, ("slot", f"{day_in_words(self.stage, day)} {hours}"))
        y = number.bottom + 8
        code = room.bottom_rows(_CODE)
        heights = [styles.body.leading + min(2 * styles.body_medium.leading,
                                             setter.height(value, styles.body_medium, room.w)) for _, value in facts]
        beside = found.slot is not None or y + sum(heights) + 4 * len(heights) > code.y
        if beside:
            heights = [min(styles.body.leading, (code.y - y) // len(facts) - 4)] * len(facts)
        for (key, value), height in zip(facts, heights):
            parts.append(Fact(box=Box(room.x, y, room.w, height), label=self.say(key), value=value,
                              label_width=_LABEL if beside else 0))
            y += height + 4
        return *parts, Barcode(box=code, code=found.number)

    def _timeline(self, room: Box, steps: tuple[ProgressStep, ...]) -> tuple[Widget, ...]:
        heading = Heading(box=room.top(48), text=self.say("progress"))
        below = room.below(64)
        paged = below.top(below.h - _PAGER[1] - 12)
        pages = self._cut(below, steps)
        if len(pages) == 1:
            return heading, *pages[0]
        pages = self._cut(paged, steps)
        shown = min(self.page, len(pages) - 1)
        pager = Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=shown, pages=len(pages),
            words=self.say("pager.page", page=shown + 1, pages=len(pages)), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=paged, turn_by=lambda by: self._turn(min(len(pages) - 1, max(0, shown + by))))
        return heading, ground, *pages[shown], pager

    def _cut(self, room: Box, steps: tuple[ProgressStep, ...]) -> list[list[Stop]]:
        """The states, the latest first, on as many pages as they need."""
        styles = self.stage.kit.theme.type
        pages: list[list[Stop]] = [[]]
        y = room.y
        for index, step in enumerate(reversed(steps)):
            line = step.note or self._state("state_line", step.state)
            lines = len(self.stage.kit.type.lines(line, styles.body, Stop.words(room).w))
            height = styles.label_bold.leading + min(_MOST_LINES, lines) * styles.body.leading + _STOP_GAP
            if pages[-1] and y + height - _STOP_GAP > room.bottom:
                pages.append([])
                y = room.y
            pages[-1].append(Stop(
                box=Box(room.x, y, room.w, min(height, room.bottom - y)), title=self._state("state", step.state),
                time=self._time(step.at), line=line, now=index == 0, above=index > 0, below=index + 1 < len(steps),
                alarm=index == 0 and step.state in ALARMS,
            ))
            y += height
        return pages

    def _state(self, table: str, state: str) -> str:
        """A state in words; one that this program does not know yet reads as under way."""
        key = f"{table}.{state}"
        return self.say(key if self.stage.kit.strings.has(key) else f"{table}.other")

    def _time(self, text: str) -> str:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        return self.say("time", month=at.month, day=at.day, clock=f"{at:%H:%M}")

    def _turn(self, page: int) -> None:
        self.page = page

    def _ask(self) -> None:
        self.found = self.failure = None
        self.patience.begin()
        self.stage.services.ask_progress(self.stage.answers.code, self._came)

    def _came(self, result: ProgressFound | Failure) -> None:
        self.patience.end()
        if isinstance(result, Failure):
            self.failure = result
        else:
            self.found = result

    @property
    def _reviewed(self) -> bool:
        """Whether it is a precheck that was answered."""
        found = self.found
        return found is not None and found.kind == EnvelopeKind.PRECHECK and any(
            step.state in VERDICTS for step in found.steps[-1:])

    def _print(self) -> None:
        """This visit's own receipt as it was, any other by its number alone: without a name."""
        number, accepted = self.stage.answers.code, self.stage.answers.accepted
        own = accepted is not None and accepted.number == number
        booked = self.found is not None and self.found.kind == EnvelopeKind.BOOKING and self.found.slot is not None
        self.told = False
        kind = (APPOINTMENT if booked else RECEIPT) if own else PROGRESS
        self.printing.start(REVIEW_RESULT if self._reviewed else kind, number, copy=True)

    def _put_away(self) -> None:
        self.told = True

    def _dialog(self) -> Dialog:
        close = Action(label=self.say("frame.close"), tap=self._put_away)
        if self.printing.running:
            return Dialog(title=self.say("receipt.printing"), line=self.say("receipt.printing_now"), main=close,
                          icon="print")
        if self.printing.state is PrintState.PRINTED:
            return Dialog(title=self.say("receipt.printed"), line=self.say("receipt.printed_now"), main=close,
                          icon="check")
        unsure = Failure(code="print.mute", act=Act.CITIZEN)
        trouble = self.stage.trouble(self.printing.failure or unsure)
        again = Action(label=self.say("frame.retry"), tap=self._print)
        return Dialog(title=trouble.what, line=trouble.now, main=close, other=again, code=trouble.code)


_STEPS = (
    ProgressStep(state="submitted", at="2026-11-23T09:47"),
    ProgressStep(state="received", at="2026-11-23T14:05"),
    ProgressStep(state="accepted", at="2026-11-24T10:12"),
    ProgressStep(state="reviewing", at="2026-11-25T09:00", note="已送制证中心"),
    ProgressStep(state="ready", at="2026-12-11T16:30", note="请带受理回执到祖庙街道行政服务中心 3 号窗口领取"),
)


def _with(*steps: ProgressStep, page: int = 0, kind: EnvelopeKind = EnvelopeKind.APPLICATION,
          slot: str | None = None) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.code = ACCEPTED.number
        screen = Status(stage)
        screen.page = page
        screen.found = ProgressFound(number=ACCEPTED.number, item=ITEM.title if steps else "", kind=kind.value,
                                     office=OFFICES[0].name if steps else "", steps=steps, item_key=ITEM.key, slot=slot)
        return screen

    return build


def _unprinted(stage: Stage) -> Screen:
    stage.surroundings.devices["printer"] = DeviceView(device="printer", state=DeviceState.NO_DEVICE)
    return _with(*_STEPS[:2], _SUPPLEMENT)(stage)


def _lost(stage: Stage) -> Screen:
    screen = _with(*_STEPS[:2], _SUPPLEMENT)(stage)
    assert isinstance(screen, Status) and screen.found is not None
    stage.answers.contact = "13800000000"
    screen.todo.actions(screen.found)[-1].tap()
    return screen


def _failed(code: str, act: Act) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = Status(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


def _own(stage: Stage) -> Screen:
    stage.answers.accepted = ACCEPTED
    return _with(ProgressStep(state="waiting", at="2026-11-23T09:47"))(stage)


_SUPPLEMENT = ProgressStep(
    state="supplement", at="2026-11-24T10:12",
    note="居民户口簿本人页不清楚，请带户口簿原件到祖庙街道行政服务中心补交；委托他人的，还须带委托书和双方身份证。")

_BOOKED = ProgressStep(state="booked", at="2026-11-23T09:47")

SAMPLES: Samples = {
    "asking": Status, "submitted": _with(*_STEPS[:1]), "ready": _with(*_STEPS), "older": _with(*_STEPS, page=1),
    "supplement": _with(*_STEPS[:2], _SUPPLEMENT), "supplement_loses": _lost,
    "supplement_unprinted": _unprinted,
    "booking": _with(_BOOKED, kind=EnvelopeKind.BOOKING, slot="2026-11-26 09:00-10:00"),
    "booking_canceled": _with(_BOOKED, ProgressStep(state="canceled", at="2026-11-24T08:30"),
                              kind=EnvelopeKind.BOOKING, slot="2026-11-26 09:00-10:00"),
    "precheck": _with(*_STEPS[:2], ProgressStep(state="admissible", at="2026-11-24T10:12"),
                      kind=EnvelopeKind.PRECHECK),
    "lacking": _with(*_STEPS[:2], ProgressStep(state="lacking", at="2026-11-24T10:12", note="缺少居民户口簿首页。"),
                     kind=EnvelopeKind.PRECHECK),
    "own": _own, "unknown": _with(),
    "offline": _failed(_AWAY, Act.NOBODY), "broken": _failed("seal.outbox_broken", Act.ENGINEER),
}
