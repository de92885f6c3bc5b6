"""What an ESC/POS printer says, and what it is asked. Pure: bytes in at any split, events out.

Status bytes after the manufacturers' common command reference: DLE EOT is answered at once, ahead of the buffer; GS r
and GS ( H in their turn, after all that was sent before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from drivers.base import Paper


class Ask(IntEnum):
    """DLE EOT's four questions."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4

    def command(self) -> bytes:
        """The bytes to send."""
        return bytes((0x10, 0x04, self))


FORGET = bytes((0x10, 0x05, 0x02))
"""DLE ENQ 2: drop all that is buffered. Printers that do not know it ignore it."""

REPORT_CHANGES = b"\x1da\x0e"
"""GS a: say by yourself when you go offline, fail, or see the paper's end. A printer whose buffer is full takes no
question any more, and this is how it is heard."""


def confirmation(job: bytes) -> bytes:
    """GS ( H with a process id of four printable bytes, GS r for printers that do not know it; then no more reports."""
    return b"\x1d(H\x06\x00\x30\x30" + job + b"\x1dr\x01\x1da\x00"


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


Event = RealTime | JobDone | PaperSensor | Report

_JOB_HEAD = b"\x37\x22"
_JOB_SIZE = 7
_REPORT_SIZE = 4


class Replies:
    """Collects a printer's bytes into events; holds at most one incomplete one. What is no reply is dropped."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive(self, data: bytes) -> list[Event]:
        """The events that `data` completes, in order."""
        self._buffer += data
        events: list[Event] = []
        while self._buffer:
            if self._buffer[0] == _JOB_HEAD[0]:
                if len(self._buffer) > 1 and self._buffer[1] != _JOB_HEAD[1]:
                    del self._buffer[0]
                    continue
                if len(self._buffer) < _JOB_SIZE:
                    break
                events.append(JobDone(bytes(self._buffer[2:6])))
                del self._buffer[:_JOB_SIZE]
                continue
            if self._buffer[0] & 0x93 == 0x10:
                if len(self._buffer) < _REPORT_SIZE:
                    break
                events.append(Report(bytes(self._buffer[:_REPORT_SIZE])))
                del self._buffer[:_REPORT_SIZE]
                continue
            byte = self._buffer.pop(0)
            if byte & 0x93 == 0x12:
                events.append(RealTime(byte))
            elif byte & 0x90 == 0x00:
                events.append(PaperSensor(byte))
        return events

    def clear(self) -> None:
        """Forget what has begun."""
        self._buffer.clear()


@dataclass(frozen=True)
class Sensors:
    """A printer's four status bytes in words."""

    offline: bool
    cover_open: bool
    jam: bool
    cutter: bool
    unrecoverable: bool
    head_hot: bool
    paper: Paper


def sensors(replies: dict[Ask, int]) -> Sensors:
    """Read the four bytes; all four must be there."""
    cause, error, paper = replies[Ask.OFFLINE_CAUSE], replies[Ask.ERROR_CAUSE], replies[Ask.PAPER]
    out = bool(paper & 0x60 or cause & 0x20)
    return Sensors(
        offline=bool(replies[Ask.PRINTER] & 0x08), cover_open=bool(cause & 0x04), jam=bool(error & 0x04),
        cutter=bool(error & 0x08), unrecoverable=bool(error & 0x20), head_hot=bool(error & 0x40),
        paper=Paper.OUT if out else Paper.LOW if paper & 0x0C else Paper.OK)


def reported_sensors(report: Report) -> Sensors:
    """Read GS a's four bytes."""
    printer, error, paper, _ = report.bits
    return Sensors(
        offline=bool(printer & 0x08), cover_open=bool(printer & 0x20), jam=bool(error & 0x04),
        cutter=bool(error & 0x08), unrecoverable=bool(error & 0x20), head_hot=bool(error & 0x40),
        paper=Paper.OUT if paper & 0x0C else Paper.LOW if paper & 0x03 else Paper.OK)
