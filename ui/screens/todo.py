"""What a citizen can do about what 状态查询 found: hand in what is asked for, move or give up a booking, apply after a
precheck. For each of them the item is asked for first, and the card comes where it was not read yet.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from rules.items import Audience, Item
from rules.progress import ApplicationState, EnvelopeKind
from ui.answers import Task
from ui.journey import Outcome
from ui.journeys.apply import CHOSEN, GUIDED
from ui.journeys.status import CANCEL, CANCEL_CARDED, REBOOK, SUPPLEMENT, SUPPLEMENT_CARDED
from ui.stage import Stage
from ui.view import Action, Tap
from ui.widgets.dialog import Dialog
from wire.messages import ItemDetail, ProgressFound
from wire.values import Act, Failure

_Begin = Callable[[ProgressFound, Item], Outcome | None]
"""Takes what was found and its item into the answers; None where this kiosk does not know the office."""


class Todo:
    """The actions of one number, by its kind and its latest state."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._failure: Failure | None = None
        self._asking: Tap | None = None
        """What is begun if the citizen says that what was not submitted may go."""
        self._again: Tap | None = None
        """What is tried again after a failure that may pass."""
        self._opening = False

    def actions(self, found: ProgressFound) -> tuple[Action, ...]:
        """What can be done, the main one last."""
        match found.kind, found.steps[-1].state:
            case EnvelopeKind.APPLICATION, ApplicationState.SUPPLEMENT:
                return (self._action("supplement", "scan", found, self._supplement, wants=("idcard", "page")),)
            case EnvelopeKind.BOOKING, ApplicationState.BOOKED:
                return (self._action("cancel", "cross", found, self._cancel, wants=("idcard",)),
                        self._action("rebook", "calendar", found, self._rebook, wants=("idcard",)))
            case EnvelopeKind.PRECHECK, ApplicationState.ADMISSIBLE:
                return (self._action("apply", "idcard", found, self._apply, wants=("idcard",)),)
            case EnvelopeKind.PRECHECK, ApplicationState.LACKING:
                return (self._action("precheck", "scan", found, self._precheck, wants=("idcard", "page")),)
        return ()

    def hint(self, found: ProgressFound) -> str:
        """The key of the sentence that says what the actions are good for. Each of them ends with a slip: that none can
        be printed is said before.
        """
        if not self._stage.surroundings.has_paper:
            return "frame.cannot_print"
        return f"hint_{found.kind}_{found.steps[-1].state}"

    def dialog(self) -> Dialog | None:
        """What must be answered or read first."""
        say = self._stage.say
        close = Action(label=say("frame.close"), tap=self._put_away)
        if self._asking is not None:
            return Dialog(title=say("status.loses"), line=say("status.loses_line"),
                          main=Action(label=say("code.change_stay"), tap=self._put_away),
                          other=Action(label=say("status.loses_go"), tap=self._asking))
        if self._failure is None:
            return None
        trouble = self._stage.trouble(self._failure)
        if self._again is None:
            return Dialog(title=trouble.what, line=trouble.now, main=close, code=trouble.code)
        again = Action(label=say("frame.retry"), tap=self._again)
        return Dialog(title=trouble.what, line=trouble.now, main=again, other=close, code=trouble.code)

    def _action(self, key: str, icon: str, found: ProgressFound, begin: _Begin, wants: tuple[str, ...]) -> Action:
        missing = next((device for device in wants if not self._stage.surroundings.works(device)), "")
        reasons = {"idcard": "home.no_reader", "page": "precheck.no_scanner"}
        return Action(label=self._stage.say(f"status.{key}"), icon=icon, tap=lambda: self._ask(found, begin),
                      enabled=not missing, reason=self._stage.say(reasons[missing]) if missing else "")

    def _ask(self, found: ProgressFound, begin: _Begin) -> None:
        if self._stage.answers.something_to_lose:
            self._asking = lambda: self._open(found, begin)
        else:
            self._open(found, begin)

    def _open(self, found: ProgressFound, begin: _Begin) -> None:
        self._put_away()
        if found.item_key is None:
            self._failure = Failure(code="item.not_found", act=Act.NOBODY)
        elif not self._opening:
            self._opening = True
            self._stage.services.get_item(found.item_key, lambda result: self._came(result, found, begin))

    def _came(self, result: ItemDetail | Failure, found: ProgressFound, begin: _Begin) -> None:
        self._opening = False
        if isinstance(result, Failure):
            self._failure, self._again = result, lambda: self._open(found, begin)
            return
        try:
            item = msgspec.convert(result.record, Item)
        except msgspec.ValidationError:
            self._failure = Failure(code="catalogue.broken", act=Act.ENGINEER)
            return
        outcome = begin(found, item)
        if outcome is None:
            self._failure = Failure(code="item.not_found", act=Act.NOBODY)
        else:
            self._stage.leave(outcome)

    def _supplement(self, found: ProgressFound, item: Item) -> Outcome | None:
        self._begin(Task.SUPPLEMENT, item, found.number, found.steps[-1].note)
        return SUPPLEMENT_CARDED if self._carded else SUPPLEMENT

    def _cancel(self, found: ProgressFound, item: Item) -> Outcome | None:
        if not self._same_office(found, item):
            return None
        return CANCEL_CARDED if self._carded else CANCEL

    def _rebook(self, found: ProgressFound, item: Item) -> Outcome | None:
        return REBOOK if self._same_office(found, item) else None

    def _same_office(self, found: ProgressFound, item: Item) -> bool:
        """A number tells its office by name, as people call it."""
        office = next((office for office in item.offices if office.name == found.office), None)
        self._begin(Task.BOOKING, item, found.number)
        self._stage.answers.office = office
        return office is not None

    def _apply(self, found: ProgressFound, item: Item) -> Outcome | None:
        self._begin(Task.APPLY, item)
        return self._on_with(item)

    def _precheck(self, found: ProgressFound, item: Item) -> Outcome | None:
        self._begin(Task.PRECHECK, item)
        return self._on_with(item)

    def _on_with(self, item: Item) -> Outcome:
        known = item.audience is Audience.PERSON or bool(self._stage.answers.credit_code)
        return CHOSEN if self._carded and known else GUIDED

    def _begin(self, task: Task, item: Item, about: str = "", asked_for: str = "") -> None:
        answers = self._stage.answers
        answers.begin(task, about, asked_for)
        answers.choose_item(item.key)
        answers.item, answers.audience = item, item.audience

    @property
    def _carded(self) -> bool:
        return self._stage.answers.card_is_good(self._stage.surroundings.now.date().isoformat())

    def _put_away(self) -> None:
        self._asking = self._failure = self._again = None
