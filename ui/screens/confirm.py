"""办事预约: all of it once more before it is booked, or before a booking is given up."""

from __future__ import annotations

from rules import mask
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screen import Sample, Samples, Screen
from ui.screens.patience import Patience
from ui.screens.slots import day_in_words
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Fact, Icon, Label
from ui.widgets.progress import Waiting
from wire.messages import Accepted, Book
from wire.values import Act, Failure

_PAD = 24
_MARK = 112
_LABEL = 160


class Confirm(Screen):
    """One touch books, or gives up. Whether there was a place is known only afterwards."""

    name = "confirm"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.failure: Failure | None = None
        self.booking = False
        self.patience = Patience(stage, "confirm.booking")

    def enter(self) -> None:
        if self.stage.answers.handing_in:
            self._book()

    def view(self) -> View:
        if self.booking:
            room = content_box()
            return View(content=(Card(box=room), Waiting(box=room, words=self.patience.words)), hint=self.say("wait"))
        canceling = not self.stage.answers.slot
        around = self.stage.surroundings
        return View(
            content=self._content(content_box(), canceling), hint=self.say("hint_cancel" if canceling else "hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)), dialog=self._dialog(),
            main=Action(label=self.say("give_up" if canceling else "book"), tap=self._book, danger=canceling,
                        icon="cross" if canceling else "check", enabled=around.hall_answers,
                        reason=self.say("booking.away")),
        )

    def _content(self, room: Box, canceling: bool) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        palette, body, large = theme.palette, theme.type.body, theme.type.large
        answers = self.stage.answers
        moved = bool(answers.about) and not canceling
        lines = body.leading * (2 if moved else 1) + large.leading
        above = room.top(lines + 2 * _PAD)
        below = room.below(above.h + GUTTER)
        inner = above.inset(48, _PAD)
        words = inner.after(_MARK + 48)
        colour = palette.danger if canceling else palette.deep
        day, _, hours = answers.slot.partition(" ")
        when = answers.about if canceling else f"{day_in_words(self.stage, day)}　{hours}"
        parts: list[Widget] = [
            Card(box=above),
            Icon(box=inner.left(_MARK).centred(_MARK, _MARK), name="calendar", colour=colour,
                 ground=palette.danger_tint if canceling else palette.tint),
            Label(box=words.top(body.leading), text=self.say("cancel" if canceling else "change" if moved else "title"),
                  style=body, colour=palette.soft),
            Label(box=words.below(body.leading).top(large.leading), text=when, style=large, colour=colour),
        ]
        if moved:
            parts.append(Label(box=words.bottom_rows(body.leading), text=self.say("former", number=answers.about),
                               style=body, colour=palette.soft))
        facts = below.inset(48, _PAD)
        rows = self._rows()
        if facts.h < len(rows) * body.leading:
            # larger type: whoever must find the way there finds the address on the voucher
            rows = [row for row in rows if row[0] != "address"]
        height = min(facts.h // len(rows), body.leading + 8)
        return (*parts, Card(box=below), *(
            Fact(box=Box(facts.x, facts.y + index * height, facts.w, height), label=self.say(key), value=value,
                 label_width=_LABEL) for index, (key, value) in enumerate(rows)))

    def _rows(self) -> list[tuple[str, str]]:
        answers = self.stage.answers
        rows = [("item", answers.item.title if answers.item is not None else "")]
        if answers.office is not None:
            rows += [("office", answers.office.name), ("address", answers.office.address)]
        if answers.identity is not None:
            rows.append(("person", f"{mask.name(answers.identity.name)}　{mask.number(answers.identity.number)}"))
        return rows

    def _book(self) -> None:
        answers = self.stage.answers
        if self.booking or answers.item is None or answers.office is None:
            return
        self.booking, self.failure = True, None
        answers.handing_in = True
        self.patience.begin()
        self.stage.services.submit(Book(
            item=answers.item.key, office=answers.office.key, card=answers.card, slot=answers.slot or None,
            instead_of=answers.about or None,
        ), self._booked)

    def _booked(self, result: Accepted | Failure) -> None:
        self.booking = self.stage.answers.handing_in = False
        self.patience.end()
        if isinstance(result, Failure):
            self.failure = result
            return
        self.stage.answers.accepted = result
        self.stage.answers.print_asked = self.stage.answers.printed = False
        self.stage.leave(NEXT)

    def _dialog(self) -> Dialog | None:
        if self.failure is None:
            return None
        trouble = self.stage.trouble(self.failure)
        close = Action(label=self.say("frame.close"), tap=self._put_away)
        again = Action(label=self.say("frame.retry"), tap=self._book)
        line = self.say("offline_now") if self.failure.code == "hall.offline" else trouble.now
        if self.failure.act in (Act.STAFF, Act.ENGINEER):
            return Dialog(title=trouble.what, line=line, main=close, other=again, code=trouble.code)
        return Dialog(title=trouble.what, line=line, main=again, other=close, code=trouble.code)

    def _put_away(self) -> None:
        self.failure = None


def booked_by_sample(stage: Stage, slot: str = "2026-11-26 09:00-10:00", about: str = "") -> None:
    """An invented booking, for the samples of this screen and the next."""
    answers = stage.answers
    answers.task, answers.identity, answers.card = Task.BOOKING, PERSON, "sample_card_token_0001"
    answers.item, answers.office, answers.slot, answers.about = ITEM, OFFICES[0], slot, about


def _with(slot: str = "2026-11-26 09:00-10:00", about: str = "", code: str = "", booking: bool = False) -> Sample:
    def build(stage: Stage) -> Screen:
        booked_by_sample(stage, slot, about)
        screen = Confirm(stage)
        screen.booking = booking
        if code:
            screen.failure = Failure(code=code, act=Act.NOBODY)
        return screen

    return build


SAMPLES: Samples = {
    "book": _with(), "change": _with(about=ACCEPTED.number), "cancel": _with(slot="", about=ACCEPTED.number),
    "booking": _with(booking=True), "offline": _with(code="hall.offline"), "no_card": _with(code="seal.no_card"),
}
