"""状态查询 by card: what its owner has handed in and booked, the newest first. Numbers, items and states; no person."""

from __future__ import annotations

from datetime import datetime

from rules.progress import EnvelopeKind
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.journeys.apply import FOUND
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screen import Sample, Samples, Screen
from ui.screens.patience import Patience
from ui.screens.slots import day_in_words
from ui.screens.status import ALARMS
from ui.stage import Stage, Trouble
from ui.view import Action, Tap, View, Widget
from ui.widgets.label import Card
from ui.widgets.progress import Waiting
from ui.widgets.row import ListRow, Pager, SwipeGround
from ui.widgets.trouble import TroublePage
from wire.messages import FiledFound, HallChanged, Notice, QuestionSealed
from wire.values import Act, Failure, FiledRow, HallState

_ROWS = 3
_GAP = 16
_PAGER = (720, 80)
_AGAIN_S = 1.0
_MOST_ASKED = 20
"""How often the hall is asked before it is given up: the question goes to it by the outbox."""
_AWAY = "hall.offline"
_NOT_SEALED = ("seal.outbox_broken", "seal.disk_full", "seal.key_missing")
_EXPIRED = Failure(code="card.expired", act=Act.CITIZEN)


class Filed(Screen):
    """Seals a question for the card's owner and waits for its answer; a row opens the state of its number."""

    name = "filed"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.rows: tuple[FiledRow, ...] | None = None
        self.failure: Failure | None = None
        self.page = 0
        self.patience = Patience(stage, "filed.asking")
        self._ticket = ""
        self._asked = 0

    def enter(self) -> None:
        if self.stage.answers.card_is_good(self.stage.surroundings.now.date().isoformat()):
            self._seal()
        else:
            self.failure = _EXPIRED

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, HallChanged) and notice.state is HallState.ONLINE and self._waits:
            self._seal()

    def view(self) -> View:
        return View(
            content=self._content(content_box()), hint=self.say("hint" if self.rows or self._asks else "hint_none"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("frame.retry"), tap=self._seal, icon="turn")
            if self.failure is not None and self.failure != _EXPIRED else None,
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        if self.failure is not None:
            return (TroublePage(box=room, trouble=self._trouble(self.failure),
                                grave=self.failure.act in (Act.STAFF, Act.ENGINEER)),)
        if self.rows is None:
            return Card(box=room), Waiting(box=room, words=self.patience.words)
        if not self.rows:
            trouble = Trouble(self.say("none"), self.say("none_now"), "")
            return (TroublePage(box=room, trouble=trouble, icon="search"),)
        pages = -(-len(self.rows) // _ROWS)
        listed = room.top(room.h - _PAGER[1] - _GAP)
        shown = self.rows[self.page * _ROWS:][:_ROWS]
        rows = tuple(
            ListRow(box=box, title=self._title(row), line=self._line(row), trailing=self._state(row.state),
                    weighty=True, urgent=row.state in ALARMS, icon=_ICONS.get(row.kind, "page"),
                    tap=self._opens(row.number))
            for box, row in zip(listed.rows(_ROWS, _GAP), shown)
        )
        if pages == 1:
            return rows
        pager = Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=self.page, pages=pages,
            words=self.say("pager.page", page=self.page + 1, pages=pages), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        return (SwipeGround(box=listed, turn_by=lambda by: self._turn(min(pages - 1, max(0, self.page + by)))),
                *rows, pager)

    def _title(self, row: FiledRow) -> str:
        return self.say("title", kind=self.say(f"filed_kind.{row.kind}"), item=row.item)

    def _line(self, row: FiledRow) -> str:
        """When and where, and the number that tells two of the same item apart."""
        try:
            at = datetime.fromisoformat(row.at)
            when = self.say("at", month=at.month, day=at.day)
        except ValueError:
            when = row.at
        if row.slot:
            day, _, hours = row.slot.partition(" ")
            when = self.say("slot", slot=f"{day_in_words(self.stage, day)} {hours}")
        return self.say("line", when=when, number=row.number, office=row.office)

    def _state(self, state: str) -> str:
        key = f"state.{state}"
        return self.say(key if self.stage.kit.strings.has(key) else "state.other")

    def _opens(self, number: str) -> Tap:
        def tap() -> None:
            self.stage.answers.code = number
            self.stage.leave(FOUND)

        return tap

    def _turn(self, page: int) -> None:
        self.page = page

    @property
    def _asks(self) -> bool:
        """Whether an answer is still to come."""
        return self.rows is None and self.failure is None

    @property
    def _waits(self) -> bool:
        """Whether the hall's return helps."""
        return self.failure is not None and self.failure.code == _AWAY

    def _trouble(self, failure: Failure) -> Trouble:
        if failure == _EXPIRED:
            return Trouble(self.say("identity.expired"), self.say("expired_now"), failure.code)
        if failure.code == _AWAY:
            return Trouble(self.say("status.away"), self.say("status.away_now"), failure.code)
        if failure.code in _NOT_SEALED:
            # what these codes say of an application is not true of a question: nothing was handed in
            return Trouble(self.say("broken"), self.say("broken_now"), failure.code)
        return self.stage.trouble(failure)

    def _seal(self) -> None:
        self.rows = self.failure = None
        self._asked = 0
        self.patience.begin()
        self.stage.services.seal_question(self.stage.answers.card, self._sealed)

    def _sealed(self, result: QuestionSealed | Failure) -> None:
        if isinstance(result, Failure):
            self._fail(result)
        else:
            self._ticket = result.ticket
            self._ask()

    def _ask(self) -> None:
        self._asked += 1
        self.stage.services.ask_answer(self._ticket, self._came)

    def _came(self, result: FiledFound | Failure) -> None:
        if isinstance(result, Failure):
            self._fail(result)
        elif result.ready:
            self.patience.end()
            self.rows = result.filed
        elif self._asked < _MOST_ASKED:
            self.stage.after(_AGAIN_S, self._ask)
        else:
            self._fail(Failure(code=_AWAY, act=Act.NOBODY))

    def _fail(self, failure: Failure) -> None:
        self.patience.end()
        self.failure = failure


_ICONS = {EnvelopeKind.APPLICATION.value: "receipt", EnvelopeKind.PRECHECK.value: "review",
          EnvelopeKind.SUPPLEMENT.value: "add", EnvelopeKind.BOOKING.value: "calendar"}


def _row(number: str, kind: str, state: str, slot: str | None = None) -> FiledRow:
    return FiledRow(number=number, kind=kind, item=ITEM.title, office=OFFICES[0].name, state=state,
                    at="2026-11-20T10:12", slot=slot)


_FEW = (
    _row("FS01-261123-0009-8", "booking", "booked", "2026-11-26 09:00-10:00"),
    _row(ACCEPTED.number, "application", "supplement"), _row("FS01-261119-0003-4", "precheck", "admissible"),
)


def _with(*rows: FiledRow) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.identity = PERSON
        screen = Filed(stage)
        screen.rows = rows
        return screen

    return build


def _failed(failure: Failure) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = Filed(stage)
        screen.failure = failure
        return screen

    return build


SAMPLES: Samples = {
    "asking": Filed, "few": _with(*_FEW), "many": _with(*_FEW * 3), "none": _with(), "expired": _failed(_EXPIRED),
    "offline": _failed(Failure(code=_AWAY, act=Act.NOBODY)),
    "broken": _failed(Failure(code="seal.outbox_broken", act=Act.ENGINEER)),
}
