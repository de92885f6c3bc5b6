"""A receipt printer over a transport: looks first, sends in counted pieces, and asks afterwards whether it is done.

A successful write proves that the printer buffered bytes, not that paper came out. The proof is what the profile says:
an answer that the printer gives in its turn, after the cut, or the receipt in its presenter's mouth; or there is none.
"""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable
from pathlib import Path

from drivers.base import DeviceInfo, DeviceStatus, Paper, Progress, State
from drivers.errors import Act, Code, DeviceFailure, DriverError
from drivers.printer.commands import compile_lines
from drivers.printer.escpos import REPORT_CHANGES, REPORT_NOTHING, JobDone, PaperSensor, Sensors, confirmation
from drivers.printer.layout import lay_out
from drivers.printer.picture import Type
from drivers.printer.profiles import Confirm, Profile, Status
from drivers.printer.talk import Delays, Talk, trouble
from drivers.transport import ResettableTransport
from drivers.turn import Busy, Turn
from rules.blocks import Barcode, Document, Heading, Paragraph, QrCode

PIECE = 512
_SPECIMEN = Document(kind="receipt", number="A", blocks=(
    Heading(text="样张"), Paragraph(text="样张", small=True), Paragraph(text="㛃"), Barcode(code="A"), QrCode(code="A")))
"""Compiled at the start and never sent: fonts and tables are loaded before a citizen waits."""
_STATES = {
    Code.PRINT_PRINTER_GONE: State.NO_DEVICE, Code.PRINT_MUTE: State.OFFLINE, Code.DEVICE_BUSY: State.OFFLINE,
    Code.PRINT_COVER_OPEN: State.USER_ERROR, Code.PRINT_PAPER_OUT: State.ONLINE, Code.PRINT_HEAD_HOT: State.BUSY,
}


class ThermalPrinter:
    """See `drivers.printer.contract.ReceiptPrinter`. `connect` opens the transport and may raise `DriverError`."""

    def __init__(
        self, name: str, profile: Profile, connect: Callable[[], ResettableTransport], font: Path,
        delays: Delays = Delays(),
    ) -> None:
        self._name, self._profile, self._delays = name, profile, delays
        self._letters = Type(font)
        self._unfinished = False
        self._compile(_SPECIMEN, marked=False)
        self._turn = Turn()
        self._talk = Talk(profile.status, connect, delays)
        self._in_step = False
        """Whether the next answer in turn is to the next question: nothing from before is still to be answered."""

    def open(self) -> DeviceInfo:
        """See `Driver.open`. A printer that is out of paper, or mute, opens; its status says so."""
        with self._turn.take():
            self._talk.open()
            self._in_step = False
            return DeviceInfo(self._name)

    def status(self) -> DeviceStatus:
        """Ask for all that its sensors tell. A printer without paper is online; its paper is out."""
        try:
            with self._turn.take():
                return self._status()
        except Busy:
            return DeviceStatus(State.BUSY)
        except DeviceFailure as error:
            return DeviceStatus(_STATES.get(error.code, State.HARDWARE_ERROR), error.code, error.act)

    def print(self, document: Document, marked: bool, progress: Progress, begin: Callable[[], None]) -> bool:
        """See `ReceiptPrinter.print`."""
        with self._turn.take():
            self._talk.require_open()
            data = self._compile(document, marked)
            self._talk.listen_anew()
            self._require_well(patient=False, mute_is_trouble=self._tells)
            self._await_empty_exit()
            self._get_in_step()
            self._have_it_report()
            self._turn.check()
            job = "".join(secrets.choice(string.ascii_letters) for _ in range(4)).encode()
            begin()
            self._unfinished = True
            believed, self._in_step = self._in_step, False
            try:
                self._send(data + confirmation(self._profile.confirm, job) + self._last_words(), progress)
                confirmed = self._confirmed(job, believed)
            except BaseException:
                self._talk.forget()
                raise
            self._unfinished, self._in_step = False, confirmed
            return confirmed

    def drop_left_over(self) -> None:
        """See `ReceiptPrinter.drop_left_over`. Of a printer that confirms nothing every print looks unfinished."""
        if self._profile.confirm is Confirm.NOTHING:
            return
        with self._turn.take():
            self._talk.forget()
            self._unfinished = True

    def cancel(self) -> None:
        """See `Driver.cancel`. A receipt that is coming out is completed: half of one is worse than one too many."""
        self._turn.cancel()

    def close(self) -> None:
        """See `Driver.close`."""
        with self._turn.take_last(self.cancel):
            self._talk.close()

    def _compile(self, document: Document, marked: bool) -> bytes:
        return compile_lines(
            lay_out(document, self._profile.width, marked), self._profile, self._letters, self._unfinished)

    @property
    def _tells(self) -> bool:
        """Whether it is one that says how it is; of another, silence is no news."""
        return self._profile.confirm is not Confirm.NOTHING

    def _status(self) -> DeviceStatus:
        self._talk.listen_anew()
        found = self._talk.sense()
        if found is None and not self._tells:
            return DeviceStatus(State.ONLINE, paper=Paper.UNKNOWN)
        if found is None:
            return DeviceStatus(State.OFFLINE, Code.PRINT_MUTE, Act.ENGINEER, Paper.UNKNOWN)
        wrong = trouble(found)
        if wrong is None:
            self._get_in_step()  # here, where nobody waits for it
            if found.in_exit:
                return DeviceStatus(State.ONLINE, Code.PRINT_IN_EXIT, Act.CITIZEN, found.paper)
            return DeviceStatus(State.ONLINE, paper=found.paper)
        return DeviceStatus(_STATES.get(wrong.code, State.HARDWARE_ERROR), wrong.code, wrong.act, found.paper)

    def _get_in_step(self) -> None:
        if self._profile.confirm is Confirm.STATUS and not self._in_step:
            self._in_step = self._talk.in_step()

    @property
    def _reports(self) -> bool:
        return self._profile.status is not Status.CUSTOM

    def _have_it_report(self) -> None:
        """While it still takes questions: what stops it later may stop it from taking any."""
        if self._reports:
            self._talk.write(REPORT_CHANGES, self._delays.status)
            self._talk.listen(self._delays.look)  # it says how it is at once: so it has understood

    def _last_words(self) -> bytes:
        return REPORT_NOTHING if self._reports else b""

    def _send(self, data: bytes, progress: Progress) -> None:
        done = 0
        moved = time.monotonic()
        while done < len(data):
            count = self._talk.write(data[done:done + PIECE], self._delays.piece)
            done += count
            progress(done, len(data))
            if count:
                moved = time.monotonic()
                continue
            self._turn.check()
            patient = time.monotonic() - moved < self._delays.stuck
            self._require_well(patient=patient, mute_is_trouble=self._tells)
            if not patient:
                raise DriverError(Code.PRINT_BROKEN, Act.ENGINEER, "says it is well and takes no more bytes")

    def _confirmed(self, job: bytes, believed: bool) -> bool:
        match self._profile.confirm:
            case Confirm.PROCESS_ID:
                return self._answered(lambda event: isinstance(event, JobDone) and event.job == job)
            case Confirm.STATUS:
                # where it never answered in turn, what comes now may be anything
                return self._answered(lambda event: isinstance(event, PaperSensor)) and believed
            case Confirm.PRESENTER:
                return self._presented()
            case Confirm.NOTHING:
                self._require_well(patient=True, mute_is_trouble=False)
                return False

    def _answered(self, fits: Callable[[object], bool]) -> bool:
        """Whether the answer comes in time. Raises what went wrong meanwhile."""
        deadline = time.monotonic() + self._delays.confirm
        while not any(fits(event) for event in self._talk.take_heard()):
            left = deadline - time.monotonic()
            if left <= 0:
                self._require_well(patient=False, mute_is_trouble=False)
                return False
            if not self._talk.listen(min(left, 1.0)):
                self._require_well(patient=True, mute_is_trouble=False)
        return True

    def _presented(self) -> bool:
        """Whether a receipt comes into the mouth in time."""
        deadline = time.monotonic() + self._delays.confirm
        while time.monotonic() < deadline:
            found = self._require_well(patient=True, mute_is_trouble=False)
            if found is not None and found.in_exit:
                return True
            self._talk.listen(self._delays.look)
        return False

    def _await_empty_exit(self) -> None:
        """What still stands in the mouth would be taken for the next one."""
        if self._profile.confirm is not Confirm.PRESENTER:
            return
        deadline = time.monotonic() + self._delays.taken
        while (found := self._talk.sense()) is not None and found.in_exit:
            if time.monotonic() > deadline:
                raise DriverError(Code.PRINT_JAM, Act.STAFF, "the paper in the exit is neither taken nor retracted")
            self._turn.rest(self._delays.look)

    def _require_well(self, *, patient: bool, mute_is_trouble: bool = True) -> Sensors | None:
        """Raise what keeps the printer from printing. `patient`: not what passes by itself."""
        found = self._talk.sense()
        wrong = DriverError(Code.PRINT_MUTE, Act.ENGINEER, "no answer to DLE EOT") if found is None \
            else trouble(found)
        if wrong is None or (wrong.code is Code.PRINT_MUTE and not mute_is_trouble):
            return found
        if patient and wrong.code in (Code.PRINT_HEAD_HOT, Code.PRINT_MUTE):
            return found
        raise wrong
