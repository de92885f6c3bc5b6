"""What an ESC/POS printer says, and what it is asked. Pure: bytes in at any split, events out.

Status bytes after the manufacturers' common command reference; DLE EOT is answered at once, ahead of the buffer, GS r
and GS ( H in their turn, after all that was sent before them. Masung's and Custom's own meanings after their manuals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.base import Paper
from drivers.printer.profiles import Confirm, Status


class Ask(IntEnum):
    """DLE EOT's questions; the last is Custom's alone and has a longer answer."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4
    ALL = 0x14

    def command(self) -> bytes:
        """The bytes to send."""
        return bytes((0x10, 0x04, self))


def questions(status: Status) -> tuple[Ask, ...]:
    """What a make is asked to tell all of its sensors."""
    return (Ask.ALL,) if status is Status.CUSTOM else (Ask.PRINTER, Ask.OFFLINE_CAUSE, Ask.ERROR_CAUSE, Ask.PAPER)


FORGET = bytes((0x10, 0x05, 0x02))
"""DLE ENQ 2: drop all that is buffered. Printers that do not know it ignore it."""

REPORT_CHANGES = b"\x1da\x0e"
"""GS a: say by yourself when you go offline, fail, or see the paper's end. A printer whose buffer is full takes no
question any more, and this is how it is heard."""
REPORT_NOTHING = b"\x1da\x00"
ARE_YOU_THERE = b"\x1dr\x01"
"""GS r 1, answered in its turn."""


def confirmation(confirm: Confirm, job: bytes) -> bytes:
    """What is sent after the cut so that the printer says when it is done; `job` is a process id of four bytes."""
    match confirm:
        case Confirm.PROCESS_ID:
            return b"\x1d(H\x06\x00\x30\x30" + job
        case Confirm.STATUS:
            return ARE_YOU_THERE
        case Confirm.PRESENTER | Confirm.NOTHING:
            return b""


@dataclass(frozen=True)
class RealTime:
    """DLE EOT's answer; which question it answers is told by the order alone."""

    bits: int


@dataclass(frozen=True)
class JobDone:
    """GS ( H's answer: everything before this process id is on paper."""

    job: bytes


@dataclass(frozen=True)
class PaperSensor:
    """GS r 1's answer."""

    bits: int


@dataclass(frozen=True)
class Report:
    """GS a's four bytes."""

    bits: bytes


@dataclass(frozen=True)
class FullStatus:
    """Custom's answer to `Ask.ALL`: paper, what a person did, errors that pass, errors that do not."""

    bits: bytes


Event = RealTime | JobDone | PaperSensor | Report | FullStatus

_JOB_HEAD = b"\x37\x22"
_JOB_SIZE = 7
_REPORT_SIZE = 4
_FULL_HEAD = b"\x10\x0f"
_FULL_SIZE = 6
_PAPER_SENSOR = frozenset((0x00, 0x03, 0x0C, 0x0F))


class Replies:
    """Collects a printer's bytes into events; holds at most one incomplete one. What is no reply is dropped."""

    def __init__(self, status: Status = Status.EPSON) -> None:
        self._buffer = bytearray()
        self._custom = status is Status.CUSTOM

    def receive(self, data: bytes) -> list[Event]:
        """The events that `data` completes, in order."""
        self._buffer += data
        events: list[Event] = []
        while self._buffer:
            head, size = self._expected()
            if not self._buffer.startswith(head[:len(self._buffer)]):
                del self._buffer[0]  # it began like an answer and is none
                continue
            if len(self._buffer) < size:
                break
            taken = bytes(self._buffer[:size])
            del self._buffer[:size]
            event = self._event(taken)
            if event is not None:
                events.append(event)
        return events

    def clear(self) -> None:
        """Forget what has begun."""
        self._buffer.clear()

    def _expected(self) -> tuple[bytes, int]:
        """How what begins with the first byte goes on, and how long it is."""
        first = self._buffer[0]
        if first == _JOB_HEAD[0]:
            return _JOB_HEAD, _JOB_SIZE
        if self._custom and first == _FULL_HEAD[0]:
            return _FULL_HEAD, _FULL_SIZE
        if not self._custom and first & 0x93 == 0x10:
            return b"", _REPORT_SIZE
        return b"", 1

    def _event(self, taken: bytes) -> Event | None:
        if len(taken) == _JOB_SIZE:
            return JobDone(taken[2:6])
        if len(taken) == _FULL_SIZE:
            return FullStatus(taken[2:])
        if len(taken) == _REPORT_SIZE:
            return Report(taken)
        if taken[0] & 0x93 == 0x12:
            return RealTime(taken[0])
        return PaperSensor(taken[0]) if taken[0] in _PAPER_SENSOR else None


@dataclass(frozen=True)
class Sensors:
    """A printer's status in words. `in_exit`: a receipt stands in the presenter's mouth."""

    paper: Paper
    offline: bool = False
    cover_open: bool = False
    jam: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    head_hot: bool = False
    in_exit: bool = False


def sensors(status: Status, replies: Mapping[Ask, int]) -> Sensors:
    """Read the four bytes of an Epson-like or a Masung; all four must be there."""
    cause, error, paper = replies[Ask.OFFLINE_CAUSE], replies[Ask.ERROR_CAUSE], replies[Ask.PAPER]
    out = bool(paper & 0x60 or cause & 0x20)
    masung = status is Status.MASUNG
    return Sensors(
        offline=bool(replies[Ask.PRINTER] & 0x08), cover_open=bool(cause & 0x04),
        # a Masung that does not find the black mark has paper of another kind in it, or lets it slip
        jam=bool(error & (0x24 if masung else 0x04)), cutter=bool(error & 0x08),
        unrecoverable=bool(error & 0x20) and not masung, head_hot=bool(error & 0x40),
        paper=Paper.OUT if out else Paper.LOW if paper & 0x0C else Paper.OK)


def full_sensors(status: FullStatus) -> Sensors:
    """Read Custom's four bytes."""
    paper, user, passing, lasting = status.bits
    return Sensors(
        cover_open=bool(user & 0x03), head_hot=bool(passing & 0x01), jam=bool(passing & 0x40),
        cutter=bool(lasting & 0x01), unrecoverable=bool(lasting & 0x0C), in_exit=bool(paper & 0x20),
        paper=Paper.OUT if paper & 0x01 else Paper.LOW if paper & 0x04 else Paper.OK)


def reported_sensors(status: Status, report: Report) -> Sensors:
    """Read GS a's four bytes."""
    printer, error, paper, _ = report.bits
    masung = status is Status.MASUNG
    return Sensors(
        offline=bool(printer & 0x08), cover_open=bool(printer & 0x20), jam=bool(error & (0x24 if masung else 0x04)),
        cutter=bool(error & 0x08), unrecoverable=bool(error & 0x20) and not masung, head_hot=bool(error & 0x40),
        paper=Paper.OUT if paper & 0x0C else Paper.LOW if paper & 0x03 else Paper.OK)
