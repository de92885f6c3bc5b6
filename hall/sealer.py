"""The sealer: takes what a citizen hands in, seals it, keeps it, answers with a number.

It has no network. It serves one submission, then it ends; it ends too when the visit ends or the daemon falls silent.
A kiosk's sealers are forked by `hall.warm`; `python -m hall.sealer` is one alone.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import zmq
from nacl.public import PublicKey

from hall import filings
from hall.catalogue import CatalogueError
from hall.catalogue.files import find_item
from hall.database import DatabaseError, DatabaseFull
from hall.envelopes import AnyFiled, Application, EnvelopeError, read_key, seal
from hall.outbox import Given, Outbox, Sealed
from hall.process import arguments, guarded, read_settings, serve, user_number
from hall.refusal import Refusal
from hall.spool import Spool, SpoolFull
from hall.submission import (
    check_answers, check_card, check_contact, check_materials, check_office, check_signature,
    submission_key,
)
from hall.visit import Attendance
from rules import mask, receipt_number
from rules.blocks import Document
from rules.items import Item, Office
from rules.receipt import RECEIPT, receipt, slip
from rules.settings import Settings
from rules.slips import APPOINTMENT, appointment
from wire.calls import Call, Peer
from wire.endpoint import Endpoint
from wire.loop import Loop
from wire.messages import (
    Accepted, Answer, Ask, Book, QuestionSealed, Rate, SealQuestion, Submit, SubmitPrecheck, SubmitSupplement,
)
from wire.values import Act, Failure, HallState, Role

log = logging.getLogger("sealer")

MOST_IN_A_VISIT = 10
"""Applications that one visit may hand in: a renderer that was taken over must not fill the outbox for a person."""


LOOKS_S = (0.05, 0.15, 0.3, 0.5, 1.0)
"""Pauses between looks whether the hall has taken what was just sealed. A hall that died a moment ago still counts as
there; a receipt says 已提交 only of what the hall has."""
_BUSY = Failure(code="request.busy", act=Act.NOBODY)


@dataclass(frozen=True)
class Taken:
    """What is sealed and safe. `tell` prints it and gives the answer, once it is known whether it waits for the hall;
    it has no number where nobody asks for it by one.
    """

    number: str
    tell: Callable[[bool], Answer]


class Sealer:
    """Everything from a Submit to its number. No bus in here."""

    def __init__(self, settings: Settings, write: Callable[[Document], None], now: Callable[[], datetime]) -> None:
        """`write` puts a document into the visit's spool; `now` gives local time."""
        self._settings = settings
        self._folder = Path(settings.paths.state) / "outbox"
        self._outbox: Outbox | None = None
        self._spool = Spool(Path(settings.paths.runtime))
        self._write = write
        self._now = now

    def submit(self, submit: Submit) -> Taken:
        """Check, seal, keep. Raises `Refusal`; nothing was kept then."""
        self._count()
        at = self._now().replace(microsecond=0)
        item = self._item(submit.item)
        office = check_office(item, submit.office)
        identity = check_card(self._spool, submit.card, at.date())
        answers = check_answers(item, submit.answers, identity, at.date())
        by = check_contact(submit)
        signature = check_signature(item, submit.signature)
        materials = check_materials(self._spool, item, submit.attachments)
        given = self._seal(submit, at, lambda number: Application(
            number=number, item=item.key, office=office.key, at=at.isoformat(timespec="seconds"), identity=identity,
            answers=answers, notify=by.value, contact=submit.contact, materials=materials,
            signature=signature,
        ))

        def tell(waiting: bool) -> Accepted:
            self._give_receipt(given, item, office, mask.name(identity.name), waiting)
            return Accepted(number=given.number, at=given.at, waiting=waiting)

        return Taken(given.number, tell)

    def take(self, ask: Ask, away: bool) -> Taken:
        """Anything that is handed in. `away`: the hall does not answer. Raises `Refusal`; nothing was kept then."""
        if isinstance(ask, Submit):
            return self.submit(ask)
        if away and not isinstance(ask, (SubmitPrecheck, SubmitSupplement, Rate)):
            raise Refusal("hall.offline", Act.NOBODY, f"{type(ask).__name__} needs the hall's answer")
        at = self._now().replace(microsecond=0)
        if isinstance(ask, SealQuestion):
            given = self._seal(ask, at, filings.question(ask, self._spool, at), ticket=True)
            sealed = QuestionSealed(ticket=given.number)
            return Taken("", lambda waiting: sealed)
        if isinstance(ask, Rate):
            return self._taken(self._seal(ask, at, filings.rating(ask, at)))
        if not isinstance(ask, (SubmitPrecheck, SubmitSupplement, Book)):
            raise TypeError(type(ask).__name__)
        self._count()
        item = self._item(ask.item)
        prepared = filings.prepare(ask, item, self._spool, at)
        given = self._seal(ask, at, prepared.make)
        self._print(given, lambda: self._slip(given, prepared, item))
        return self._taken(given)

    def has_left(self, number: str) -> bool:
        """Whether the hall has taken it; not known counts as not."""
        try:
            return self._opened().find(number) is None
        except DatabaseError as error:
            log.error("%s", error)
            return False

    def close(self) -> None:
        """Give the outbox back. Idempotent."""
        outbox, self._outbox = self._outbox, None
        if outbox is not None:
            outbox.close()

    def _opened(self) -> Outbox:
        """The outbox, held until this process leaves: who closes it last tidies it up, which nobody is to wait for."""
        if self._outbox is None:
            self._outbox = Outbox(self._folder)
        return self._outbox

    def _taken(self, given: Given) -> Taken:
        return Taken(given.number, lambda waiting: Accepted(number=given.number, at=given.at, waiting=waiting))

    def _slip(self, given: Given, prepared: filings.Prepared, item: Item) -> Document:
        """What is taken home: of a booking its voucher, of anything else a slip."""
        place, hotline = self._place(), self._settings.kiosk.hotline
        if prepared.slot is not None and prepared.office is not None:
            day, _, hours = prepared.slot.partition(" ")
            return appointment(
                number=given.number, item_title=item.title, applicant_masked=prepared.applicant,
                office=prepared.office, day=date.fromisoformat(day), hours=hours, place=place, hotline=hotline)
        return slip(
            kind=prepared.kind, number=given.number, item_title=item.title, at=given.at, about=prepared.about,
            office=prepared.office, place=place, hotline=hotline)

    def _count(self) -> None:
        if self._spool.written(RECEIPT) + self._spool.written(APPOINTMENT) >= MOST_IN_A_VISIT:
            raise Refusal("seal.too_many", Act.STAFF, f"more than {MOST_IN_A_VISIT} applications in one visit")

    def _seal(self, ask: Ask, at: datetime, make: Callable[[str], AnyFiled], ticket: bool = False) -> Given:
        """Seal and keep; `ticket`: under a number by chance, for a question."""
        key = self._key()

        def closed(sequence: int) -> Sealed:
            filed = make(filings.ticket() if ticket else self._number(at.date(), sequence))
            return Sealed(filed.number, filed.item, filed.office, seal(filed, key))

        return self._keep(submission_key(ask), at, closed)

    def _item(self, key: str) -> Item:
        try:
            item = find_item(self._settings, key)
        except CatalogueError as error:
            raise Refusal("catalogue.broken", Act.ENGINEER, str(error)) from None
        if item is None:
            raise Refusal("item.not_found", Act.NOBODY, key)
        return item

    def _key(self) -> PublicKey:
        file = self._settings.hall.public_key
        try:
            return read_key(Path(file).read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError, EnvelopeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no public key of a hall"
            raise Refusal("seal.key_missing", Act.ENGINEER, f"{file}: {reason}; the hall server writes it") from None

    def _number(self, day: date, sequence: int) -> str:
        try:
            return receipt_number.make(self._settings.kiosk.id, day, sequence)
        except ValueError as error:
            raise Refusal("seal.outbox_broken", Act.ENGINEER, str(error)) from None

    def _keep(self, submission: bytes, at: datetime, closed: Callable[[int], Sealed]) -> Given:
        try:
            outbox = self._opened()
            given = outbox.put(submission, at, closed)
            outbox.ring()
            return given
        except DatabaseFull as error:
            raise Refusal("seal.disk_full", Act.STAFF, str(error)) from None
        except DatabaseError as error:
            raise Refusal("seal.outbox_broken", Act.ENGINEER, str(error)) from None

    def _give_receipt(self, given: Given, item: Item, office: Office, applicant: str, waiting: bool) -> None:
        self._print(given, lambda: receipt(
            number=given.number, item_title=item.title, applicant_masked=applicant, office=office, at=given.at,
            place=self._place(), waiting=waiting, hotline=self._settings.kiosk.hotline,
        ))

    def _print(self, given: Given, build: Callable[[], Document]) -> None:
        try:
            self._write(build())
        except SpoolFull as error:
            # it is safe and has its number: the screen shows it, only its print is not to be had
            log.error("the receipt of %s cannot be printed: %s", given.number, error)

    def _place(self) -> str:
        return f"{self._settings.place.city} · {self._settings.place.district}"


class Service:
    """The sealer on its bus."""

    def __init__(self, settings: Settings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer
        self._loop = Loop()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._renderer = user_number(settings.users.ui, "ui")
        self._endpoint: Endpoint | None = None
        self._calls: list[Call] = []
        """Who waits to be told of what is sealed: it is the last that this process does."""
        self._attendance = Attendance(
            self._loop, self._context, f"ipc://{settings.paths.runtime}/hall.sock", Role.SEALER, self._loop.stop,
            self._open)

    def run(self, leads: bool = True) -> None:
        """Serve until this process must go; what was answered is with its asker then. `leads`: see `serve`."""
        serve(self._loop, leads)
        if self._endpoint is not None:
            self._endpoint.close()
        self._attendance.close()
        self._context.term()
        self._sealer.close()
        self._loop.close()

    def _open(self) -> None:
        """Only now: before the daemon has said that there is a visit, a submission of that visit would be refused."""
        self._endpoint = Endpoint(
            self._loop, self._context, f"ipc://{self._settings.paths.runtime}/sealer.sock",
            roles={Role.UI: self._renderer}, permit=self._permit,
            handlers=dict.fromkeys((Submit, SubmitPrecheck, SubmitSupplement, Book, SealQuestion, Rate), self._submit),
        )

    def _permit(self, peer: Peer, ask: Ask) -> Failure | None:
        return None if self._attendance.in_visit else Failure(code="request.no_visit", act=Act.NOBODY)

    def _submit(self, call: Call) -> None:
        if self._calls:
            # who left the screen and came back asks for the same again
            if call.ask == self._calls[0].ask:
                self._calls.append(call)
            else:
                call.refuse(_BUSY)
            return
        self._attendance.holding = True
        try:
            taken = self._sealer.take(call.ask, self._attendance.hall is not HallState.ONLINE)
        except Refusal as refusal:
            refusal.tell(log)
            call.fail(refusal.failure)
            return
        self._calls.append(call)
        self._look(taken, LOOKS_S)

    def _look(self, taken: Taken, pauses: tuple[float, ...]) -> None:
        """Answer once the hall has it, or is known to be away, or was waited for long enough."""
        waiting = bool(taken.number) and not self._sealer.has_left(taken.number)
        if waiting and pauses and self._attendance.hall is HallState.ONLINE:
            self._loop.call_later(pauses[0], lambda: self._look(taken, pauses[1:]))
            return
        answer = taken.tell(waiting)
        for call in self._calls:
            call.complete(answer)
        self._loop.stop()


def serve_one(settings: Settings, leads: bool = True) -> int:
    """A sealer's whole life. Exit status 0 after a submission or at a visit's end. `leads`: see `serve`."""
    Service(settings, Sealer(settings, Spool(Path(settings.paths.runtime)).write, datetime.now)).run(leads)
    return 0


def main(arguments_given: Sequence[str]) -> int:
    """Run one sealer, without a warm parent."""
    file = arguments("hall.sealer", "seals what a citizen hands in, once").parse_args(arguments_given).config
    return guarded(lambda: serve_one(read_settings(file)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
