"""Asking a receipt printer and hearing it, over a transport that may end at any byte."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.base import Paper
from drivers.errors import Act, Code, DriverError
from drivers.printer.escpos import (
    ARE_YOU_THERE, FORGET, Ask, Event, FullStatus, PaperSensor, RealTime, Replies, Report, Sensors, full_sensors,
    questions, reported_sensors, sensors,
)
from drivers.printer.profiles import Status
from drivers.transport import Blame, ResettableTransport

BLAME = Blame(gone=Code.PRINT_PRINTER_GONE, broken=Code.PRINT_BROKEN)


@dataclass(frozen=True)
class Delays:
    """All waiting at a printer, in seconds."""

    status: float = 0.5
    """For one status answer; printers answer within some milliseconds, in the middle of a line later."""
    piece: float = 1.0
    """For the printer to take some bytes of a piece; then it is asked how it is."""
    stuck: float = 12.0
    """For a printer that says it is well and takes nothing, or is too hot."""
    confirm: float = 12.0
    """From the last byte to the answer after the cut."""
    quiet: float = 0.1
    """After which a printer that has begun to answer what it was asked long ago has answered all of it."""
    taken: float = 35.0
    """For a receipt in the presenter's mouth to be taken, or retracted."""
    look: float = 0.05
    """Between two looks at a presenter."""


class Talk:
    """One connection. Belongs to one thread; raises `DriverError`, and lets the transport go when the printer went."""

    def __init__(self, status: Status, connect: Callable[[], ResettableTransport], delays: Delays) -> None:
        self._status, self._connect, self._delays = status, connect, delays
        self._transport: ResettableTransport | None = None
        self._replies = Replies(status)
        self._heard: list[Event] = []
        self._reported: Sensors | None = None

    def open(self) -> None:
        """Connect anew."""
        self.close()
        self._transport = self._connect()
        self._replies.clear()
        self._heard.clear()
        self._reported = None

    def close(self) -> None:
        """Let go. Idempotent; never raises."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def require_open(self) -> None:
        """Raises `DriverError` (PRINT_PRINTER_GONE) unless connected."""
        self._opened()

    def listen_anew(self) -> None:
        """Forget what was said until now."""
        self._replies.clear()
        self._heard.clear()
        self._reported = None
        transport = self._opened()
        try:
            transport.flush()
        except DriverError as error:
            self._left(error)
            raise

    def write(self, data: bytes, timeout_s: float) -> int:
        """How many bytes the printer took in time."""
        transport = self._opened()
        try:
            return transport.write(data, timeout_s)
        except DriverError as error:
            self._left(error)
            raise

    def listen(self, timeout_s: float) -> bool:
        """Hear what the printer says; whether it said anything."""
        transport = self._opened()
        try:
            events = self._replies.receive(transport.read(256, timeout_s))
        except DriverError as error:
            self._left(error)
            raise
        for event in events:
            if isinstance(event, Report):
                self._reported = reported_sensors(self._status, event)
            else:
                self._heard.append(event)
        return bool(events)

    def take_heard(self) -> list[Event]:
        """All answers since the last call, in order."""
        heard, self._heard = self._heard, []
        return heard

    def sense(self) -> Sensors | None:
        """All sensors; where no answer comes, what it reported by itself; else None: nothing is known."""
        found: dict[Ask, int] = {}
        asked = b"".join(ask.command() for ask in questions(self._status))
        if self.write(asked, self._delays.status) < len(asked):
            while self.listen(0.01):
                continue  # the newest report counts
            return self._reported
        for ask in questions(self._status):
            answer = self._awaited(FullStatus if ask is Ask.ALL else RealTime)
            match answer:
                case FullStatus():
                    return full_sensors(answer)
                case RealTime():
                    found[ask] = answer.bits
                case _:
                    return self._reported
        return sensors(self._status, found)

    def in_step(self) -> bool:
        """Have all that was ever asked in turn answered and done with, so that the next such answer is to the next
        question. False: it does not answer in turn, or not now.
        """
        if self.write(ARE_YOU_THERE, self._delays.status) < len(ARE_YOU_THERE) or \
                self._awaited(PaperSensor) is None:
            return False
        while self.listen(self._delays.quiet):
            continue  # answers of before this one come in the same moment: there is nothing to print between
        self._heard = [event for event in self._heard if not isinstance(event, PaperSensor)]
        return True

    def forget(self) -> None:
        """Have the printer drop what it still holds: it would come out, for the next citizen, when paper is put in."""
        if self._transport is None:
            return
        try:
            self._transport.reset(FORGET)
        except DriverError:
            pass  # what led here is the one to tell

    def _awaited(self, kind: type[Event]) -> Event | None:
        """The next answer of a kind, taken out of what was heard; None when none comes in time."""
        deadline = time.monotonic() + self._delays.status
        while True:
            for event in self._heard:
                if isinstance(event, kind):
                    self._heard.remove(event)
                    return event
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self.listen(left)

    def _opened(self) -> ResettableTransport:
        if self._transport is None:
            raise BLAME.is_gone("not open")
        return self._transport

    def _left(self, error: DriverError) -> None:
        if error.code is Code.PRINT_PRINTER_GONE:
            self.close()


def trouble(found: Sensors) -> DriverError | None:
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
