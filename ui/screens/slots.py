"""办事预约: the day and the hours, with the places that are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules import booking
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.booking import CARDED
from ui.people import PERSON
from ui.samples import OFFICES
from ui.screen import Sample, Samples, Screen
from ui.screens.patience import Patience
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.label import Card, Heading, Label
from ui.widgets.progress import Waiting
from ui.widgets.slot import Slot
from ui.widgets.trouble import TroublePage
from wire.messages import HallChanged, Notice, SlotsFound
from wire.values import Act, Failure, HallState, SlotView

_DAYS = 10
"""Working days that stand on the screen: two columns of five."""
_LEFT = 920
_GAP = 16
_MOST_HOURS = 124
_AWAY = "hall.offline"


class Slots(Screen):
    """The first day with places is open; the citizen touches a day, then the hours. Full ones are dim."""

    name = "slots"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.slots: Sequence[SlotView] | None = None
        self.failure: Failure | None = None
        self.day = stage.answers.slot.partition(" ")[0]
        self.patience = Patience(stage, "slots.asking")

    def enter(self) -> None:
        self._ask()

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, HallChanged) and notice.state is HallState.ONLINE and self.failure is not None:
            self._ask()

    def take(self, found: SlotsFound) -> None:
        """What can be booked, from the hall. A day that is over or full is not stayed at."""
        self.slots = found.slots
        chosen = next((slot for slot in found.slots if slot.slot == self.stage.answers.slot), None)
        if chosen is None or not chosen.left:
            self.stage.answers.slot = ""
        open_days = [day for day in self._days() if self._left(day)]
        if self.day not in open_days:
            self.day = open_days[0] if open_days else ""

    def view(self) -> View:
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        if self.failure is not None:
            return View(content=(TroublePage(box=content_box(), trouble=self._trouble(self.failure)),),
                        hint=self.say("hint_trouble"), back=back,
                        main=Action(label=self.say("frame.retry"), tap=self._ask, icon="turn"))
        chosen = self.stage.answers.slot
        return View(
            content=self._content(content_box()), back=back,
            hint=self.say("hint" if self.day or self.slots is None else "hint_full"),
            main=Action(label=self.say("frame.next"), tap=self._next, enabled=bool(chosen),
                        reason=self.say("choose")) if self.day else None,
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        if self.slots is None:
            return Card(box=room), Waiting(box=room, words=self.patience.words)
        office = self.stage.answers.office
        if not self.day:
            trouble = Trouble(self.say("none", office=office.name if office is not None else ""),
                              self.say("none_now"), "")
            return (TroublePage(box=room, trouble=trouble, icon="calendar"),)
        left, right = room.left(_LEFT), room.after(_LEFT + GUTTER)
        return (Card(box=left), *self._calendar(left.inset(32, 14)),
                Card(box=right), *self._hours(right.inset(32, 14)))

    def _calendar(self, room: Box) -> tuple[Widget, ...]:
        columns = room.below(52).columns(2, _GAP)
        boxes = [box for column in columns for box in column.rows(_DAYS // 2, _GAP)]
        return (Heading(box=room.top(44), text=self.say("days")), *(
            Slot(box=box, label=self._words(day), line=self._places(self._left(day)), chosen=day == self.day,
                 tap=self._turns_to(day), enabled=self._left(day) > 0, reason=self.say("day_full"))
            for box, day in zip(boxes, self._days())
        ))

    def _hours(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        parts: list[Widget] = [Heading(box=room.top(44), text=self.say("hours", day=self._words(self.day)))]
        of_day = [slot for slot in self.slots or () if slot.slot.startswith(self.day)]
        morning = [slot for slot in of_day if _hours_of(slot) < "12"]
        halves = ("morning", morning), ("afternoon", [slot for slot in of_day if slot not in morning])
        for column, (key, slots) in zip(room.below(52).columns(2, _GAP), halves):
            named = theme.type.body_medium.leading
            parts.append(Label(box=column.top(named), text=self.say(key), style=theme.type.body_medium,
                               colour=theme.palette.soft))
            height = min(_MOST_HOURS, column.below(named).rows(len(booking.HOURS) // 2, _GAP)[0].h)
            for index, slot in enumerate(slots):
                box = Box(column.x, column.y + named + index * (height + _GAP), column.w, height)
                parts.append(Slot(
                    box=box, label=_hours_of(slot), line=self._places(slot.left), enabled=slot.left > 0,
                    chosen=slot.slot == self.stage.answers.slot, tap=self._takes(slot.slot), reason=self.say("full"),
                ))
        return tuple(parts)

    def _days(self) -> list[str]:
        return list(dict.fromkeys(slot.slot.partition(" ")[0] for slot in self.slots or ()))[:_DAYS]

    def _left(self, day: str) -> int:
        return sum(slot.left for slot in self.slots or () if slot.slot.startswith(day))

    def _places(self, left: int) -> str:
        return self.say("left", count=left) if left else self.say("none_left")

    def _words(self, day: str) -> str:
        return day_in_words(self.stage, day)

    def _turns_to(self, day: str) -> Tap:
        def tap() -> None:
            self.day = day
            if not self.stage.answers.slot.startswith(day):
                self.stage.answers.slot = ""

        return tap

    def _takes(self, slot: str) -> Tap:
        def tap() -> None:
            self.stage.answers.slot = slot

        return tap

    def _next(self) -> None:
        today = self.stage.surroundings.now.date().isoformat()
        self.stage.leave(CARDED if self.stage.answers.card_is_good(today) else NEXT)

    def _trouble(self, failure: Failure) -> Trouble:
        if failure.code == _AWAY:
            return Trouble(self.say("away"), self.say("away_now"), failure.code)
        return self.stage.trouble(failure)

    def _ask(self) -> None:
        office = self.stage.answers.office
        self.slots = self.failure = None
        if office is not None:
            self.patience.begin()
            self.stage.services.ask_slots(office.key, self._came)

    def _came(self, result: SlotsFound | Failure) -> None:
        self.patience.end()
        if isinstance(result, Failure):
            self.failure = result
        else:
            self.take(result)


def day_in_words(stage: Stage, day: str) -> str:
    """`2026-11-24` as people say it, with its weekday; what is no date stays as it is."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return day
    return stage.say("slots.day", month=at.month, day=at.day, weekday=stage.say(f"weekdays.{at.weekday()}"))


def _hours_of(slot: SlotView) -> str:
    return slot.slot.partition(" ")[2]


def _sample(full: int = 0, chosen: int | None = None, everything: bool = False) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.task, stage.answers.office, stage.answers.identity = Task.BOOKING, OFFICES[0], PERSON
        slots = [SlotView(slot=slot, left=0 if everything or index < full else (index * 7) % 21)
                 for index, slot in enumerate(booking.slots(stage.surroundings.now.date()))]
        if chosen is not None:
            stage.answers.slot = slots[chosen].slot
        screen = Slots(stage)
        screen.take(SlotsFound(slots=tuple(slots)))
        return screen

    return build


def _failed(code: str, act: Act) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.task, stage.answers.office = Task.BOOKING, OFFICES[0]
        screen = Slots(stage)
        screen.failure = Failure(code=code, act=act)
        return screen

    return build


def _asking(stage: Stage) -> Screen:
    stage.answers.task = Task.BOOKING
    return Slots(stage)


SAMPLES: Samples = {
    "open": _sample(), "chosen": _sample(full=6, chosen=14), "full": _sample(everything=True), "asking": _asking,
    "offline": _failed(_AWAY, Act.NOBODY), "timed_out": _failed("request.timed_out", Act.NOBODY),
}
