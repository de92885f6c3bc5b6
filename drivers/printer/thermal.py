"""A receipt printer over a transport: looks first, sends in counted pieces, and asks afterwards whether it is done.

A successful write proves that the printer buffered bytes, not that paper came out. The proof is an answer that the
printer gives in its turn, after the cut.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drivers.base import DeviceInfo, DeviceStatus, Paper, Progress, State
from drivers.errors import Act, Code, DeviceFailure, DriverError
from drivers.printer.commands import compile_lines
from drivers.printer.escpos import (
    FORGET, Ask, Event, JobDone, PaperSensor, RealTime, Replies, Report, Sensors, confirmation, reported_sensors,
    sensors,
)
from drivers.printer.layout import lay_out
from drivers.printer.picture import Type
from drivers.transport import Blame, ResettableTransport
from drivers.turn import Busy, Turn
from rules.blocks import Document

BLAME = Blame(gone=Code.PRINT_PRINTER_GONE, broken=Code.PRINT_BROKEN)


@dataclass(frozen=True)
class Make:
    """What tells one printer from another. `width` in dots; `profile` is python-escpos's."""

    name: str
    profile: str
    width: int


@dataclass(frozen=True)
class Delays:
    """All waiting in this driver, in seconds."""

    status: float = 0.5
    """For one status byte; printers answer within some milliseconds, in the middle of a line later."""
    piece: float = 1.0
    """For the printer to take some bytes of a piece; then it is asked how it is."""
    stuck: float = 12.0
    """For a printer that says it is well and takes nothing, or is too hot."""
    confirm: float = 12.0
    """From the last byte to the answer after the cut."""


PIECE = 512
_STATES = {
    Code.PRINT_PRINTER_GONE: State.NO_DEVICE, Code.PRINT_MUTE: State.OFFLINE, Code.DEVICE_BUSY: State.OFFLINE,
    Code.PRINT_COVER_OPEN: State.USER_ERROR, Code.PRINT_PAPER_OUT: State.ONLINE, Code.PRINT_HEAD_HOT: State.BUSY,
}


class ThermalPrinter:
    """See `drivers.printer.contract.ReceiptPrinter`. `connect` opens the transport and may raise `DriverError`."""

    def __init__(
        self, make: Make, connect: Callable[[], ResettableTransport], font: Path, delays: Delays = Delays(),
    ) -> None:
        self._make, self._connect, self._delays = make, connect, delays
        self._letters = Type(font)
        self._turn = Turn()
        self._transport: ResettableTransport | None = None
        self._replies = Replies()
        self._heard: list[Event] = []
        self._reported: Sensors | None = None
        self._unfinished = False
        self._jobs = (b"%04d" % (number % 10000) for number in itertools.count(1))

    def open(self) -> DeviceInfo:
        """See `Driver.open`. A printer that is out of paper, or mute, opens; its status says so."""
        with self._turn.take():
            self._drop()
            self._transport = self._connect()
            return DeviceInfo(self._make.name)

    def status(self) -> DeviceStatus:
        """Ask all four status bytes. A printer without paper is online; its paper is out."""
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
            transport = self._opened()
            self._listen_anew(transport)
            self._require_well(patient=False)
            self._turn.check()
            lines = lay_out(document, self._make.width, marked)
            job = next(self._jobs)
            data = compile_lines(lines, self._make.width, self._make.profile, self._letters, self._unfinished)
            begin()
            self._unfinished = True
            try:
                self._send(data + confirmation(job), progress)
                confirmed = self._confirmed(job)
            except BaseException:
                self._forget()
                raise
            self._unfinished = False
            return confirmed

    def drop_left_over(self) -> None:
        """See `ReceiptPrinter.drop_left_over`."""
        with self._turn.take():
            self._forget()
            self._unfinished = True

    def cancel(self) -> None:
        """See `Driver.cancel`. A receipt that is coming out is completed: half of one is worse than one too many."""
        self._turn.cancel()

    def close(self) -> None:
        """See `Driver.close`."""
        self.cancel()
        with self._turn.take_last():
            self._drop()

    def _status(self) -> DeviceStatus:
        self._listen_anew(self._opened())
        found = self._sense()
        if found is None:
            return DeviceStatus(State.OFFLINE, Code.PRINT_MUTE, Act.ENGINEER, Paper.UNKNOWN)
        trouble = _trouble(found)
        if trouble is None:
            return DeviceStatus(State.ONLINE, paper=found.paper)
        return DeviceStatus(_STATES.get(trouble.code, State.HARDWARE_ERROR), trouble.code, trouble.act, found.paper)

    def _send(self, data: bytes, progress: Progress) -> None:
        done = 0
        moved = time.monotonic()
        while done < len(data):
            count = self._write(data[done:done + PIECE], self._delays.piece)
            done += count
            progress(done, len(data))
            if count:
                moved = time.monotonic()
                continue
            self._turn.check()
            patient = time.monotonic() - moved < self._delays.stuck
            self._require_well(patient=patient)
            if not patient:
                raise DriverError(Code.PRINT_BROKEN, Act.ENGINEER, "says it is well and takes no more bytes")

    def _confirmed(self, job: bytes) -> bool:
        deadline = time.monotonic() + self._delays.confirm
        of_another = False
        while True:
            for event in self._take_heard():
                match event:
                    case JobDone() if event.job == job:
                        return True
                    case JobDone():
                        of_another = True  # of a job before, whose GS r follows
                    case PaperSensor():
                        if not of_another:
                            return True
                        of_another = False
            left = deadline - time.monotonic()
            if left <= 0:
                self._require_well(patient=False, mute_is_trouble=False)
                return False
            if not self._listen(min(left, 1.0)):
                self._require_well(patient=True, mute_is_trouble=False)

    def _require_well(self, *, patient: bool, mute_is_trouble: bool = True) -> None:
        """Raise what keeps the printer from printing. `patient`: not what passes by itself."""
        found = self._sense()
        trouble = DriverError(Code.PRINT_MUTE, Act.ENGINEER, "no answer to DLE EOT") if found is None \
            else _trouble(found)
        if trouble is None or (trouble.code is Code.PRINT_MUTE and not mute_is_trouble):
            return
        if patient and trouble.code in (Code.PRINT_HEAD_HOT, Code.PRINT_MUTE):
            return
        raise trouble

    def _sense(self) -> Sensors | None:
        """The four status bytes; where one does not come, what it reported by itself; else None: nothing is known."""
        found: dict[Ask, int] = {}
        for ask in Ask:
            if self._write(ask.command(), self._delays.status) < len(ask.command()):
                self._listen(0.01)
                return self._reported
            deadline = time.monotonic() + self._delays.status
            while ask not in found:
                left = deadline - time.monotonic()
                if left <= 0:
                    return self._reported
                self._listen(left)
                for event in [it for it in self._heard if isinstance(it, RealTime)]:
                    self._heard.remove(event)
                    found[ask] = event.bits
        return sensors(found)

    def _listen(self, timeout_s: float) -> bool:
        """Hear what the printer says; whether it said anything."""
        transport = self._opened()
        try:
            events = self._replies.receive(transport.read(256, timeout_s))
        except DriverError as error:
            self._left(error)
            raise
        for event in events:
            if isinstance(event, Report):
                self._reported = reported_sensors(event)
            else:
                self._heard.append(event)
        return bool(events)

    def _take_heard(self) -> list[Event]:
        heard, self._heard = self._heard, []
        return heard

    def _listen_anew(self, transport: ResettableTransport) -> None:
        self._replies.clear()
        self._heard.clear()
        self._reported = None
        try:
            transport.flush()
        except DriverError as error:
            self._left(error)
            raise

    def _write(self, data: bytes, timeout_s: float) -> int:
        transport = self._opened()
        try:
            return transport.write(data, timeout_s)
        except DriverError as error:
            self._left(error)
            raise

    def _forget(self) -> None:
        """Have the printer drop what it still holds: it would come out, for the next citizen, when paper is put in."""
        if self._transport is None:
            return
        try:
            self._transport.reset()
        except DriverError:
            self._forget_by_stream(self._transport)

    def _forget_by_stream(self, transport: ResettableTransport) -> None:
        try:
            transport.write(FORGET, self._delays.status)
        except DriverError:
            pass  # the error that led here is the one to tell

    def _opened(self) -> ResettableTransport:
        if self._transport is None:
            raise BLAME.is_gone("not open")
        return self._transport

    def _left(self, error: DriverError) -> None:
        if error.code is Code.PRINT_PRINTER_GONE:
            self._drop()

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None


def _trouble(found: Sensors) -> DriverError | None:
    """What keeps a printer from printing, the worst first."""
    if found.unrecoverable:
        return DriverError(Code.PRINT_BROKEN, Act.ENGINEER, "unrecoverable error")
    if found.cover_open:
        return DriverError(Code.PRINT_COVER_OPEN, Act.STAFF)
    if found.paper is Paper.OUT:
        return DriverError(Code.PRINT_PAPER_OUT, Act.STAFF)
    if found.cutter:
        return DriverError(Code.PRINT_CUTTER, Act.STAFF)
    if found.jam:
        return DriverError(Code.PRINT_JAM, Act.STAFF)
    if found.head_hot:
        return DriverError(Code.PRINT_HEAD_HOT, Act.NOBODY)
    return DriverError(Code.PRINT_BROKEN, Act.STAFF, "offline, and does not say why") if found.offline else None
