"""The technician's side: a PIN or a staff card between visits, then devices that show that they work. Never anything
of a citizen.

What a trial reads stays in its worker, which is replaced when the service ends, as after a visit.
"""

from __future__ import annotations

import os
import platform
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import zmq

from daemon.jobs import End, Job, answer
from daemon.journal import Event, Journal
from daemon.lamps import CARD, PRINTER, Lamps
from daemon.pins import Pins, wait_after
from daemon.service_folder import ServiceBroken
from daemon.spool import DOCUMENTS, VISIT
from daemon.staff_cards import StaffCards
from daemon.verbs import absent
from rules.blocks import Document, file_name
from rules.settings import Settings
from rules.slips import printer_check
from rules.version import VERSION
from wire.calls import Call
from wire.endpoint import Handler
from wire.loop import Loop
from wire.messages import Ask, Done, PrintDocument, Printed, SetLamp
from wire.technician import (
    AskLock, AskMachine, LockState, Machine, ReadStaffCard, StaffCardRead, TryCard, TryCode, TryDevice, Unlock,
    UnlockByCard,
)
from wire.values import VERSION as WIRE_VERSION
from wire.values import Act, Failure, MachineFact, Outcome, Role, Trial

LIT_S = 3.0
"""How long the lamps show that they can."""
_LINE = 200
_SLOT = Path("/run/kiosk/slot")


@dataclass(frozen=True)
class House:
    """What the technician's side needs of the service: who opened it (a process id) begins it; a job for a device,
    False where the kiosk has none; the model that a device says it is.
    """

    begin: Callable[[int], bool]
    submit: Callable[[Role, Job], bool]
    cancel: Callable[[Role, Job], None]
    model: Callable[[Role], str]


class Technician:
    """Answers what only the technician's screens ask."""

    def __init__(self, loop: Loop, settings: Settings, journal: Journal, lamps: Lamps, house: House) -> None:
        """Wrong tries of the daemon before count: the whole wait begins anew."""
        self._loop = loop
        self._settings = settings
        self._journal = journal
        self._lamps = lamps
        self._house = house
        self._pins = Pins(Path(settings.paths.state))
        self._cards = StaffCards(Path(settings.paths.state))
        self._checking = False
        self._locked_until = loop.now()
        self.handlers: Mapping[type[Ask], Handler] = {
            AskLock: self._tell_lock, Unlock: self._unlock, UnlockByCard: self._unlock_by_card,
            AskMachine: self._describe, TryDevice: self._try,
        }
        self._trials: Mapping[Trial, Callable[[Call, Trial], None]] = {
            Trial.CARD: self._try_card, Trial.CODE: self._try_code, Trial.PRINT: self._try_print,
            Trial.LAMPS: self._try_lamps,
        }
        try:
            self._lock(self._pins.failures)
        except ServiceBroken:
            journal.write(Event.SERVICE_BROKEN)

    # ---------------------------------------------------------------- the lock

    def _tell_lock(self, call: Call) -> None:
        try:
            call.complete(LockState(pin_set=self._pins.is_set, wait=self._wait(), cards=bool(self._cards.numbers)))
        except ServiceBroken:
            self._say_broken(call)

    def _unlock(self, call: Call) -> None:
        assert isinstance(call.ask, Unlock)
        pin = call.ask.pin
        try:
            if not self._pins.is_set:
                call.refuse(Failure(code="service.no_pin", act=Act.ENGINEER))
            elif self._wait():
                call.refuse(Failure(code="service.locked", act=Act.ENGINEER))
            elif self._checking:
                call.refuse(Failure(code="request.busy", act=Act.NOBODY))
            else:
                self._pins.count_try()
                self._checking = True
                threading.Thread(target=self._check, args=(call, pin), name="pin", daemon=True).start()
        except ServiceBroken:
            self._say_broken(call)

    def _check(self, call: Call, pin: str) -> None:
        """On a thread of its own: the daemon's heart goes on beating."""
        try:
            right: bool | None = self._pins.matches(pin)
        except ServiceBroken:
            right = None
        self._loop.call_from_thread(lambda: self._checked(call, right))

    def _checked(self, call: Call, right: bool | None) -> None:
        self._checking = False
        try:
            if right:
                self._pins.forget_tries()
            elif right is not None:
                self._lock(self._pins.failures)
        except ServiceBroken:
            right = None
        if call.ended:
            return
        if right is None:
            self._say_broken(call)
        else:
            self._answer_try(call, right, "service.wrong_pin")

    def _unlock_by_card(self, call: Call) -> None:
        try:
            if not self._cards.numbers:
                call.refuse(Failure(code="service.no_cards", act=Act.ENGINEER))
            elif self._wait():
                call.refuse(Failure(code="service.locked", act=Act.ENGINEER))
            else:
                self._lamps.set(CARD, True)
                job = Job(ReadStaffCard(), call.deadline, lambda end: self._card_read(call, end), call.progress)
                call.on_cancel = lambda: self._house.cancel(Role.IDCARD, job)
                if not self._house.submit(Role.IDCARD, job):
                    job.end(End(Outcome.FAILED, failure=absent(Role.IDCARD)))
        except ServiceBroken:
            self._say_broken(call)

    def _card_read(self, call: Call, end: End) -> None:
        """A card counts as a try, as a PIN does: numbers are no harder to guess."""
        self._lamps.set(CARD, False)
        if call.ended:
            return
        if not isinstance(end.answer, StaffCardRead):
            answer(call, end)
        elif self._wait():
            call.refuse(Failure(code="service.locked", act=Act.ENGINEER))
        else:
            try:
                self._pins.count_try()
                right = end.answer.number in self._cards.numbers
                if right:
                    self._pins.forget_tries()
                else:
                    self._lock(self._pins.failures)
            except ServiceBroken:
                self._say_broken(call)
            else:
                self._answer_try(call, right, "service.wrong_card")

    def _answer_try(self, call: Call, right: bool, wrong: str) -> None:
        if not right:
            self._journal.write(Event.SERVICE_REFUSED, failures=self._failures(), wait=self._wait())
            call.refuse(Failure(code=wrong, act=Act.ENGINEER))
        elif self._house.begin(call.peer.pid):
            call.complete(Done())
        else:
            call.refuse(Failure(code="request.busy", act=Act.NOBODY))

    def _failures(self) -> int:
        try:
            return self._pins.failures
        except ServiceBroken:
            return 0

    def _lock(self, failures: int) -> None:
        self._locked_until = self._loop.now() + wait_after(failures)

    def _wait(self) -> int:
        return max(0, -int(-(self._locked_until - self._loop.now()) // 1))

    def _say_broken(self, call: Call) -> None:
        self._journal.write(Event.SERVICE_BROKEN)
        call.fail(Failure(code="service.broken", act=Act.ENGINEER))

    # ---------------------------------------------------------------- what there is

    def _describe(self, call: Call) -> None:
        found = os.uname()
        facts = {
            "kiosk": self._settings.kiosk.id, "version": _version(), "wire": str(WIRE_VERSION),
            "system": _system(), "kernel": f"{found.release} {found.machine}",
            "python": platform.python_version(), "zmq": zmq.zmq_version(),
        }
        call.complete(Machine(facts=tuple(
            MachineFact(name=name, value=value[:_LINE]) for name, value in facts.items())))

    # ---------------------------------------------------------------- trials

    def _try(self, call: Call) -> None:
        assert isinstance(call.ask, TryDevice)
        self._trials[call.ask.trial](call, call.ask.trial)

    def _try_card(self, call: Call, trial: Trial) -> None:
        self._lamps.set(CARD, True)
        self._run(call, trial, Role.IDCARD, TryCard(), lambda: self._lamps.set(CARD, False))

    def _try_code(self, call: Call, trial: Trial) -> None:
        self._run(call, trial, Role.BARCODE, TryCode())

    def _try_print(self, call: Call, trial: Trial) -> None:
        now, place = datetime.now(), self._settings.place
        number = f"TEST-{now:%y%m%d-%H%M%S}"
        document = printer_check(number, self._house.model(Role.PRINTER) or "-", f"{place.city}{place.district}")
        try:
            _put(Path(self._settings.paths.runtime) / VISIT / DOCUMENTS, document)
        except OSError:
            self._end(call, trial, End(Outcome.FAILED, failure=Failure(code="document.not_found", act=Act.ENGINEER)))
            return
        self._run(call, trial, Role.PRINTER, PrintDocument(kind=document.kind, number=number))

    def _try_lamps(self, call: Call, trial: Trial) -> None:
        """One after the other, so that an end says that both were set."""
        def lit(end: End) -> None:
            if end.outcome is Outcome.COMPLETED:
                self._run(call, trial, Role.GPIO, SetLamp(lamp=PRINTER, on=True))
            else:
                self._end(call, trial, end)

        first = Job(SetLamp(lamp=CARD, on=True), call.deadline, lit)
        if self._house.submit(Role.GPIO, first):
            self._loop.call_later(LIT_S, self._darken)
        else:
            self._end(call, trial, End(Outcome.FAILED, failure=absent(Role.GPIO)))

    def _darken(self) -> None:
        for lamp in (CARD, PRINTER):
            self._house.submit(Role.GPIO, Job(SetLamp(lamp=lamp, on=False), self._loop.now() + LIT_S, _let_be))

    def _run(
        self, call: Call, trial: Trial, role: Role, ask: Ask, after: Callable[[], None] = lambda: None,
    ) -> None:
        def done(end: End) -> None:
            after()
            self._end(call, trial, end)

        job = Job(ask, call.deadline, done, call.progress)
        call.on_cancel = lambda: self._house.cancel(role, job)
        if not self._house.submit(role, job):
            job.end(End(Outcome.FAILED, failure=absent(role)))

    def _end(self, call: Call, trial: Trial, end: End) -> None:
        if isinstance(end.answer, Printed) and not end.answer.confirmed:
            end = End(Outcome.FAILED, failure=Failure(code="print.mute", act=Act.STAFF))
        elif end.answer is not None:
            end = End(end.outcome, Done())
        self._journal.write(Event.SERVICE_TRIED, trial=trial, outcome=end.outcome)
        answer(call, end)


def _put(folder: Path, document: Document) -> None:
    """Where the printer's worker finds it: its folder hands its group down. Raises `OSError`."""
    passing = folder / f".{secrets.token_hex(8)}"
    with open(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640), "wb") as file:
        # whatever the umask: the printer's worker reads it by its group
        os.fchmod(file.fileno(), 0o640)
        file.write(msgspec.msgpack.encode(document))
    passing.rename(folder / file_name(document.kind, document.number))


def _version() -> str:
    """Ours, and on an image its own with the slot that runs (image-build/)."""
    try:
        return f"{VERSION} · {platform.freedesktop_os_release()['IMAGE_VERSION']} {_SLOT.read_text().strip().upper()}"
    except (OSError, KeyError):
        return VERSION


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "-")
    except OSError:
        return "-"


def _let_be(end: End) -> None:
    """A lamp that does not go dark is seen."""
