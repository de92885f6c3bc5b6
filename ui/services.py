"""What a screen may ask of the other processes: typed, asynchronous, ended when the screen is left.

Callbacks come on the loop's thread and get the answer or a `Failure`, exactly once, or never after the screen was left.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from rules.items import ScanRule
from wire.frames import Reply
from wire.messages import (
    Accepted, Answer, Ask, AskAnswer, AskProgress, AskSlots, AwaitCode, Book, CardRead, CodeRead, CropPage,
    DocumentReady, Done, DropPage, FiledFound, GetItem, ItemDetail, ItemPage, ListItems, PageScanned, PrepareDocument,
    PrintDocument, Printed, ProgressFound, QuestionSealed, Rate, ReadCard, ScanPage, SealQuestion, SearchItems,
    SlotsFound, Submit, SubmitPrecheck, SubmitSupplement, TurnPage,
)
from wire.technician import AskLock, AskMachine, LockState, Machine, TryDevice, Unlock, UnlockByCard
from wire.values import Act, Failure, Outcome, Trial

Wanted = TypeVar("Wanted", bound=Answer)
HandIn = Submit | SubmitPrecheck | SubmitSupplement | Book | Rate
"""All that is sealed and gets a number."""
Told = Callable[[int, int], None]
"""Progress: how much is done, of how much; total 0 where nobody knows."""

QUICK_S = 5.0
SUBMIT_S = 30.0
SCAN_S = 90.0
PRINT_S = 60.0
WAIT_S = 30.0
"""How long a card or a code is waited for before the screen prompts again."""


class Whom(StrEnum):
    """The sockets that the renderer talks to, by file name."""

    DAEMON = "citizen"
    GUIDE = "guide"
    SEALER = "sealer"
    GATEWAY = "gateway"


class Bus(Protocol):
    """The border that tests stand at: one request, one reply."""

    def ask(
        self, whom: Whom, ask: Ask, timeout_s: float, done: Callable[[Reply], None], progress: Told | None,
    ) -> str:
        """Ask; `done` is called exactly once. Returns the request's id."""

    def cancel(self, whom: Whom, request_id: str) -> None:
        """The answer is not wanted any more."""


class Errand:
    """Something asked for that has not come yet."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel
        self.running = True

    def cancel(self) -> None:
        """Not wanted any more: its callback will not be called. Idempotent."""
        if self.running:
            self.running = False
            self._cancel()

    def end(self) -> None:
        """It has come."""
        self.running = False


class Services:
    """One screen's errands."""

    def __init__(self, bus: Bus, called_back: Callable[[], None]) -> None:
        """`called_back` is called after each callback: the screen may look different now."""
        self._bus = bus
        self._called_back = called_back
        self._errands: list[Errand] = []

    def close(self) -> None:
        """The screen was left: cancel what still runs."""
        for errand in self._errands:
            errand.cancel()
        self._errands.clear()

    def read_card(self, done: Callable[[CardRead | Failure], None]) -> Errand:
        """Wait for a card; fails with `card.none` after 30 s."""
        return self._ask(Whom.DAEMON, ReadCard(), WAIT_S, CardRead, done)

    def await_code(self, done: Callable[[CodeRead | Failure], None], told: Told | None = None) -> Errand:
        """Wait for a barcode; fails with `code.none` after 30 s. `told` is called once the reader is listened to."""
        return self._ask(Whom.DAEMON, AwaitCode(), WAIT_S, CodeRead, done, told)

    def scan_page(self, rule: ScanRule, done: Callable[[PageScanned | Failure], None], told: Told) -> Errand:
        """Scan one sheet as its material wants it."""
        ask = ScanPage(dpi=rule.dpi, colour=rule.colour, quality=rule.quality)
        return self._ask(Whom.DAEMON, ask, SCAN_S, PageScanned, done, told)

    def turn_page(self, page: str, quarters: int, done: Callable[[PageScanned | Failure], None]) -> Errand:
        """Turn a page clockwise by quarter turns; the answer names a new page."""
        return self._ask(Whom.DAEMON, TurnPage(page=page, quarters=quarters), QUICK_S, PageScanned, done)

    def crop_page(
        self, page: str, left: float, top: float, right: float, bottom: float,
        done: Callable[[PageScanned | Failure], None],
    ) -> Errand:
        """Cut a page to a box in fractions of its size; the answer names a new page."""
        crop = CropPage(page=page, left=left, top=top, right=right, bottom=bottom)
        return self._ask(Whom.DAEMON, crop, QUICK_S, PageScanned, done)

    def drop_page(self, page: str, done: Callable[[Done | Failure], None]) -> Errand:
        """Forget a page."""
        return self._ask(Whom.DAEMON, DropPage(page=page), QUICK_S, Done, done)

    def print_document(
        self, kind: str, number: str, done: Callable[[Printed | Failure], None], copy: bool = False,
    ) -> Errand:
        """Print what sealer or guide wrote into the spool."""
        return self._ask(Whom.DAEMON, PrintDocument(kind=kind, number=number, copy=copy), PRINT_S, Printed, done)

    def list_items(self, ask: ListItems, done: Callable[[ItemPage | Failure], None]) -> Errand:
        """A page of the catalogue."""
        return self._ask(Whom.GUIDE, ask, QUICK_S, ItemPage, done)

    def search_items(self, ask: SearchItems, done: Callable[[ItemPage | Failure], None]) -> Errand:
        """A page of what matches some words."""
        return self._ask(Whom.GUIDE, ask, QUICK_S, ItemPage, done)

    def get_item(self, item: str, done: Callable[[ItemDetail | Failure], None]) -> Errand:
        """All about one item."""
        return self._ask(Whom.GUIDE, GetItem(item=item), QUICK_S, ItemDetail, done)

    def prepare_document(self, kind: str, item: str, done: Callable[[DocumentReady | Failure], None]) -> Errand:
        """Have a document about an item written, to be printed."""
        return self._ask(Whom.GUIDE, PrepareDocument(kind=kind, item=item), QUICK_S, DocumentReady, done)

    def submit(self, submit: HandIn, done: Callable[[Accepted | Failure], None]) -> Errand:
        """Seal and keep what is handed in."""
        return self._ask(Whom.SEALER, submit, SUBMIT_S, Accepted, done)

    def seal_question(self, card: str, done: Callable[[QuestionSealed | Failure], None]) -> Errand:
        """Ask the hall what the person of a card has filed."""
        return self._ask(Whom.SEALER, SealQuestion(card=card), SUBMIT_S, QuestionSealed, done)

    def ask_answer(self, ticket: str, done: Callable[[FiledFound | Failure], None]) -> Errand:
        """What the hall answers to a sealed question; it may not have the question yet."""
        return self._ask(Whom.GATEWAY, AskAnswer(ticket=ticket), QUICK_S, FiledFound, done)

    def ask_slots(self, office: str, done: Callable[[SlotsFound | Failure], None]) -> Errand:
        """What can be booked at an office."""
        return self._ask(Whom.GATEWAY, AskSlots(office=office), QUICK_S, SlotsFound, done)

    def ask_progress(self, number: str, done: Callable[[ProgressFound | Failure], None]) -> Errand:
        """What became of a number."""
        return self._ask(Whom.GATEWAY, AskProgress(number=number), QUICK_S, ProgressFound, done)

    def ask_lock(self, done: Callable[[LockState | Failure], None]) -> Errand:
        """Whether a technician may try the PIN."""
        return self._ask(Whom.DAEMON, AskLock(), QUICK_S, LockState, done)

    def unlock(self, pin: str, done: Callable[[Done | Failure], None]) -> Errand:
        """Open the technician's side."""
        return self._ask(Whom.DAEMON, Unlock(pin=pin), QUICK_S, Done, done)

    def unlock_by_card(self, done: Callable[[Done | Failure], None]) -> Errand:
        """Wait for a technician's card to open it."""
        return self._ask(Whom.DAEMON, UnlockByCard(), WAIT_S, Done, done)

    def ask_machine(self, done: Callable[[Machine | Failure], None]) -> Errand:
        """Versions and the like, for a technician."""
        return self._ask(Whom.DAEMON, AskMachine(), QUICK_S, Machine, done)

    def try_device(self, trial: Trial, done: Callable[[Done | Failure], None]) -> Errand:
        """Have a device show that it works, for a technician."""
        return self._ask(Whom.DAEMON, TryDevice(trial=trial), WAIT_S, Done, done)

    def _ask(
        self, whom: Whom, ask: Ask, timeout_s: float, wanted: type[Wanted], done: Callable[[Wanted | Failure], None],
        told: Told | None = None,
    ) -> Errand:
        request_id = ""

        def ended(reply: Reply) -> None:
            if errand.running:
                errand.end()
                self._errands.remove(errand)
                done(_result(reply, wanted))
                self._called_back()

        def progressed(so_far: int, total: int) -> None:
            if errand.running and told is not None:
                told(so_far, total)
                self._called_back()

        errand = Errand(lambda: self._bus.cancel(whom, request_id))
        self._errands.append(errand)
        request_id = self._bus.ask(whom, ask, timeout_s, ended, progressed)
        return errand


def _result(reply: Reply, wanted: type[Wanted]) -> Wanted | Failure:
    if reply.outcome is Outcome.COMPLETED and isinstance(reply.answer, wanted):
        return reply.answer
    if reply.failure is not None:
        return reply.failure
    code = "request.timed_out" if reply.outcome is Outcome.TIMED_OUT else "request.canceled"
    return Failure(code=code, act=Act.NOBODY)
