"""The gateway: the one process of the kiosk that speaks HTTP to the hall. Run by `python -m hall.gateway`.

It carries sealed envelopes and numbers, and sees nothing personal. It outlives visits. What it finds about a number it
puts into the visit's spool too, so that a receipt that was never printed can be printed later, without a name.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import zmq

from hall import kiosk_key
from hall.answers import Record
from hall.catalogue import CatalogueError
from hall.catalogue.files import find_item
from hall.client import HallAway, HallClient, signer
from hall.courier import Courier, Report
from hall.database import DatabaseError
from hall.outbox import Outbox, Waiting
from hall.process import StartError, arguments, guarded, read_settings, serve, user_number
from hall.renewal import Renewal
from hall.spool import Spool, SpoolFull
from hall.workthread import WorkThread
from rules import receipt_number
from rules.blocks import Document
from rules.progress import VERDICTS, ApplicationState, EnvelopeKind, Passed
from rules.receipt import progress
from rules.slips import review_result
from rules.settings import Settings
from wire.calls import Call
from wire.endpoint import Endpoint
from wire.link import Link
from wire.loop import Loop, Timer
from wire.messages import (
    Answer, Ask, AskAnswer, AskProgress, AskSlots, FiledFound, Notice, ProgressFound, ReportHall, SlotsFound,
    VisitChanged,
)
from wire.values import Act, Failure, FiledRow, HallState, ProgressStep, Role, SlotView, Snapshot, VisitState

log = logging.getLogger("gateway")

_LARGEST = 16 * 1024
"""Bytes of a question."""
_MOST_QUESTIONS = 32
"""Questions that may wait for the hall, those that were taken back meanwhile too: no asker makes the queue grow."""
_REPORT_S = 2.0
_DISK_S = 60.0
"""Seconds until the outbox is tried again when it could not be used."""


class Progress:
    """What became of a number: what waits here, then what the hall says."""

    def __init__(
        self, outbox: Outbox, client: HallClient, settings: Settings, write: Callable[[Document], None],
    ) -> None:
        """`write` puts a document into the visit's spool."""
        self._settings = settings
        self._write = write
        self._outbox = outbox
        self._client = client

    def tell(self, ask: Ask) -> Answer:
        """The answer to one of the gateway's asks. Raises `HallAway`, `DatabaseError`."""
        match ask:
            case AskProgress():
                return self.find(ask.number)
            case AskAnswer():
                return self.answer(ask.ticket)
            case AskSlots():
                return self.slots(ask.office)
            case _:
                raise TypeError(type(ask).__name__)

    def find(self, number: str) -> ProgressFound:
        """The progress; no steps where nobody knows the number. Raises `HallAway`, `DatabaseError`."""
        if not receipt_number.check(number):
            return _unknown(number)
        waiting = self._outbox.find(number)
        if waiting is not None:
            return self._printable(self._waiting(waiting))
        record = self._client.progress(number)
        return _unknown(number) if record is None else self._printable(self._recorded(record))

    def answer(self, ticket: str) -> FiledFound:
        """What a person has filed. Raises `HallAway`."""
        records = self._client.answer(ticket)
        if records is None:
            return FiledFound(ready=False)
        return FiledFound(ready=True, filed=tuple(self._row(record) for record in records if record.steps))

    def slots(self, office: str) -> SlotsFound:
        """What can be booked at an office. Raises `HallAway`."""
        return SlotsFound(slots=tuple(SlotView(slot=one.slot, left=one.left) for one in self._client.slots(office)))

    def _row(self, record: Record) -> FiledRow:
        item, office = self._names(record.item, record.office)
        last = record.steps[-1]
        return FiledRow(number=record.number, kind=record.kind.value, item=item, office=office,
                        state=last.state.value, at=last.at, slot=record.slot)

    def _printable(self, found: ProgressFound) -> ProgressFound:
        if not found.steps:
            return found
        place = f"{self._settings.place.city} · {self._settings.place.district}"
        try:
            self._write(progress(
                number=found.number, item_title=found.item, office=found.office, place=place,
                passed=[Passed(ApplicationState(step.state), step.at, step.note) for step in found.steps],
                hotline=self._settings.kiosk.hotline, kind=EnvelopeKind(found.kind), slot=found.slot,
            ))
            latest = found.steps[-1]
            if found.kind == EnvelopeKind.PRECHECK and latest.state in VERDICTS:
                self._write(review_result(
                    number=found.number, item_title=found.item, office=found.office, place=place,
                    verdict=Passed(ApplicationState(latest.state), latest.at, latest.note),
                    hotline=self._settings.kiosk.hotline))
        except SpoolFull as error:
            # the screen shows it all the same, only its print is not to be had
            log.error("the progress of %s cannot be printed: %s", found.number, error)
        return found

    def _waiting(self, waiting: Waiting) -> ProgressFound:
        item, office = self._names(waiting.item, waiting.office)
        step = ProgressStep(state=ApplicationState.WAITING.value, at=waiting.at[:16])
        return ProgressFound(number=waiting.number, item=item, office=office, steps=(step,),
                             item_key=waiting.item or None)

    def _recorded(self, record: Record) -> ProgressFound:
        item, office = self._names(record.item, record.office)
        steps = tuple(ProgressStep(state=step.state.value, at=step.at, note=step.note) for step in record.steps)
        return ProgressFound(number=record.number, item=item, office=office, steps=steps, kind=record.kind.value,
                             item_key=record.item or None, slot=record.slot)

    def _names(self, item_key: str, office_key: str) -> tuple[str, str]:
        """Item and office as people call them; their keys where this kiosk's catalogue does not have them."""
        try:
            item = find_item(self._settings, item_key)
        except CatalogueError as error:
            log.warning("progress shows keys instead of names: %s", error)
            return item_key, office_key
        if item is None:
            return item_key, office_key
        return item.title, next((office.name for office in item.offices if office.key == office_key), office_key)


class Service:
    """The gateway on its bus. Two threads speak HTTP: a long delivery must not hold up a question."""

    def __init__(self, settings: Settings) -> None:
        """Raises `StartError`, `DatabaseError`."""
        try:
            key = kiosk_key.read(settings)
            # this machine's own hall knows its gateway by the socket
            signed = None if key is None else signer(settings.kiosk.id, key)
            clients = HallClient(settings.hall.server, signed), HallClient(settings.hall.server, signed)
        except ValueError as error:
            raise StartError(str(error)) from None
        self._outbox = Outbox(Path(settings.paths.state) / "outbox")
        self._bell = self._outbox.listen()
        self._courier = Courier(self._outbox, clients[0], settings.kiosk.id, time.time, random.Random())
        self._progress = Progress(self._outbox, clients[1], settings, Spool(Path(settings.paths.runtime)).write)
        self._renewal = Renewal(settings, clients[0], time.monotonic)
        self._visit = VisitState.ACTIVE
        """As far as is known: nothing is put in place before the daemon has said that nobody is here."""
        self._loop = Loop()
        self._delivery = WorkThread(self._loop, "delivery")
        self._questions = WorkThread(self._loop, "questions")
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        runtime = settings.paths.runtime
        self._hall = HallState.UNKNOWN
        self._count = 0
        self._link = Link(
            self._loop, self._context, f"ipc://{runtime}/hall.sock", Role.GATEWAY,
            welcomed=self._welcomed, noticed=self._noticed)
        self._endpoint = Endpoint(
            self._loop, self._context, f"ipc://{runtime}/gateway.sock",
            roles={Role.UI: user_number(settings.users.ui, "ui")},
            handlers=dict.fromkeys((AskProgress, AskAnswer, AskSlots), self._ask),
            max_frame=_LARGEST,
        )
        self._asked = 0
        self._stepping = False
        self._rung = False
        self._next: Timer = self._loop.call_later(0, self._step)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        self._renewal.tidy()
        self._loop.watch(self._bell, self._ringing)
        serve(self._loop)
        self._endpoint.close()
        self._link.close()
        self._context.term()

    def _ringing(self) -> None:
        os.read(self._bell, 4096)
        self._rung = True
        if not self._stepping:
            self._next.cancel()
            self._step()

    def _step(self) -> None:
        self._stepping = True
        self._rung = False
        self._delivery.do(self._worked, self._stepped, self._stumbled)

    def _worked(self) -> Report:
        """In the thread: bring one envelope; while the hall is there, see whether its catalogue is newer."""
        report = self._courier.step()
        if report.hall is HallState.ONLINE:
            self._renewal.look()
        return report

    def _welcomed(self, snapshot: Snapshot | None) -> None:
        self._report()
        if snapshot is not None:
            self._visit = snapshot.visit.state
            self._renew()

    def _noticed(self, notice: Notice) -> None:
        if isinstance(notice, VisitChanged):
            self._visit = notice.visit.state
            self._renew()

    def _renew(self) -> None:
        """Between two visits only: what a citizen was shown must be what the sealer checks by."""
        if self._visit is VisitState.IDLE and self._renewal.ready:
            self._renewal.put_in_place()

    def _stepped(self, report: Report) -> None:
        self._renew()
        changed = (report.hall, report.waiting) != (self._hall, self._count)
        self._hall, self._count = report.hall, report.waiting
        if changed:
            self._report()
        self._rest(report.again_in_s)

    def _stumbled(self, error: Exception) -> None:
        if not isinstance(error, DatabaseError):
            raise error
        log.error("%s", error)
        self._rest(_DISK_S)

    def _rest(self, delay_s: float) -> None:
        self._stepping = False
        self._next = self._loop.call_later(0 if self._rung else delay_s, self._step)

    def _report(self) -> None:
        if self._link.greeted:
            self._link.ask(ReportHall(state=self._hall, waiting=self._count), _REPORT_S, lambda reply: None)

    def _ask(self, call: Call) -> None:
        if self._asked >= _MOST_QUESTIONS:
            call.refuse(Failure(code="request.too_many", act=Act.NOBODY))
            return
        self._asked += 1

        def find() -> Answer | None:
            # what nobody waits for any more is not asked of the hall
            return None if call.ended else self._progress.tell(call.ask)

        def found(answer: Answer | None) -> None:
            self._asked -= 1
            if answer is not None:
                call.complete(answer)

        def failed(error: Exception) -> None:
            self._asked -= 1
            if isinstance(error, HallAway):
                call.fail(Failure(code="hall.offline", act=Act.NOBODY, detail=str(error)[:200]))
            elif isinstance(error, DatabaseError):
                call.fail(Failure(code="seal.outbox_broken", act=Act.ENGINEER, detail=str(error)[:200]))
            else:
                raise error

        self._questions.do(find, found, failed)


def _unknown(number: str) -> ProgressFound:
    return ProgressFound(number=number, item="", office="", steps=())


def main(arguments_given: Sequence[str]) -> int:
    """Run the gateway. Exit status 0 after SIGTERM or SIGINT."""
    file = arguments("hall.gateway", "carries envelopes to the hall").parse_args(arguments_given).config

    def body() -> int:
        Service(read_settings(file)).run()
        return 0

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
