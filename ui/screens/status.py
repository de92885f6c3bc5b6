"""状态查询: what became of a number: the item, its office, and the states it went through. Never a person."""

from __future__ import annotations

from datetime import datetime

from rules.progress import ApplicationState
from rules.receipt import RECEIPT
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, CODE
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screen import Sample, Samples, Screen
from ui.screens.patience import Patience
from ui.screens.printing import Printing, PrintState
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.barcode import Barcode
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Fact, Heading, Label, Tag
from ui.widgets.progress import Waiting
from ui.widgets.row import Pager, SwipeGround
from ui.widgets.timeline import Stop
from ui.widgets.trouble import TroubleCard
from wire.messages import HallChanged, Notice, ProgressFound
from wire.values import Act, Failure, HallState, ProgressStep

_LEFT = 704
_PER_PAGE = 4
_PAGER = (640, 80)
_TROUBLE = 200
_AWAY = "hall.offline"
_ALARMS = (ApplicationState.SUPPLEMENT.value, ApplicationState.REJECTED.value)


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

    def enter(self) -> None:
        self._ask()

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, HallChanged) and notice.state is HallState.ONLINE and self.failure is not None:
            self._ask()

    def view(self) -> View:
        others: tuple[Action, ...] = ()
        accepted = self.stage.answers.accepted
        if accepted is not None and accepted.number == self.stage.answers.code:
            others = (Action(label=self.say("reprint"), tap=self._reprint, icon="print"),)
        return View(
            content=self._content(content_box()), hint=self.say("hint"), others=others,
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("another"), tap=self.stage.leaves(CODE), icon="barcode"),
            dialog=None if self.told else self._dialog(),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        if self.failure is not None:
            if self.failure.code == _AWAY:
                trouble = Trouble(self.say("away"), self.say("away_now"), _AWAY)
            else:
                trouble = self.stage.trouble(self.failure)
            return (TroubleCard(box=room.top(_TROUBLE), trouble=trouble,
                                grave=self.failure.act in (Act.STAFF, Act.ENGINEER)),)
        if self.found is None:
            return Card(box=room), Waiting(box=room, words=self.patience.words)
        if not self.found.steps:
            trouble = Trouble(self.say("none", number=self.found.number), self.say("none_now"), "hall.not_found")
            return (TroubleCard(box=room.top(_TROUBLE), trouble=trouble, icon="search"),)
        left, right = room.left(_LEFT), room.after(_LEFT + GUTTER)
        return (Card(box=left), *self._summary(left.inset(40, 32), self.found),
                Card(box=right), *self._timeline(right.inset(44, 28), self.found.steps))

    def _summary(self, room: Box, found: ProgressFound) -> tuple[Widget, ...]:
        theme, setter = self.stage.kit.theme, self.stage.kit.type
        palette, styles = theme.palette, theme.type
        last = found.steps[-1]
        alarm = last.state in _ALARMS
        state = self._state("state", last.state)
        tag = Box(room.x, room.y + 52, setter.width(state, styles.small_medium) + 48, 52)
        number = room.below(124).top(styles.title.leading)
        parts: list[Widget] = [
            Label(box=room.top(48), text=self.say("latest"), style=styles.body, colour=palette.soft),
            Tag(box=tag, text=state, fore=palette.danger if alarm else palette.done,
                ground=palette.danger_tint if alarm else palette.done_tint),
            Label(box=number, text=found.number, style=styles.title, colour=palette.ink),
        ]
        facts = (("item", found.item), ("office", found.office))
        y = number.bottom + 8
        for key, value in facts:
            height = styles.body.leading + min(2 * styles.body_medium.leading,
                                               setter.height(value, styles.body_medium, room.w))
            parts.append(Fact(box=Box(room.x, y, room.w, height), label=self.say(key), value=value))
            y += height + 4
        parts.append(Barcode(box=room.bottom_rows(72), code=found.number))
        return tuple(parts)

    def _timeline(self, room: Box, steps: tuple[ProgressStep, ...]) -> tuple[Widget, ...]:
        heading = Heading(box=room.top(48), text=self.say("progress"))
        latest_first = steps[::-1]
        pages = -(-len(steps) // _PER_PAGE)
        below = room.below(60)
        rows_room = below.top(below.h - _PAGER[1] - 12) if pages > 1 else below
        rows = rows_room.rows(_PER_PAGE, 0)
        first = self.page * _PER_PAGE
        stops = tuple(
            Stop(box=row, title=self._state("state", step.state), time=self._time(step.at), now=index == 0,
                 line=step.note or self._state("state_line", step.state), above=index > 0,
                 below=index + 1 < len(steps), alarm=step.state in _ALARMS and index == 0)
            for row, (index, step) in zip(rows, list(enumerate(latest_first))[first:first + _PER_PAGE])
        )
        if pages == 1:
            return heading, *stops
        pager = Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=self.page, pages=pages,
            words=self.say("pager.page", page=self.page + 1, pages=pages), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=rows_room, turn_by=lambda by: self._turn(min(pages - 1, max(0, self.page + by))))
        return heading, ground, *stops, pager

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

    def _reprint(self) -> None:
        self.told = False
        self.printing.start(RECEIPT, self.stage.answers.code, copy=True)

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
        again = Action(label=self.say("frame.retry"), tap=self._reprint)
        return Dialog(title=trouble.what, line=trouble.now, main=close, other=again, code=trouble.code)


_STEPS = (
    ProgressStep(state="submitted", at="2026-11-23T09:47"),
    ProgressStep(state="received", at="2026-11-23T14:05"),
    ProgressStep(state="accepted", at="2026-11-24T10:12"),
    ProgressStep(state="reviewing", at="2026-11-25T09:00", note="已送制证中心"),
    ProgressStep(state="ready", at="2026-12-11T16:30", note="请带受理回执到祖庙街道行政服务中心 3 号窗口领取"),
)


def _with(*steps: ProgressStep, page: int = 0) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.code = ACCEPTED.number
        screen = Status(stage)
        screen.page = page
        screen.found = ProgressFound(number=ACCEPTED.number, item=ITEM.title if steps else "",
                                     office=OFFICES[0].name if steps else "", steps=steps)
        return screen

    return build


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

SAMPLES: Samples = {
    "asking": Status, "submitted": _with(*_STEPS[:1]), "ready": _with(*_STEPS), "older": _with(*_STEPS, page=1),
    "supplement": _with(*_STEPS[:2], _SUPPLEMENT), "own": _own, "unknown": _with(),
    "offline": _failed(_AWAY, Act.NOBODY), "broken": _failed("seal.outbox_broken", Act.ENGINEER),
}
