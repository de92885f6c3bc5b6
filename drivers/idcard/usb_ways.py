"""Ways to a SAM_V module over USB, chosen by what the descriptors say, since makes with other endpoints share ids.

HID class: envelopes in reports. Two bulk pipes each way: preamble and length on the first, the rest on the second. One
bulk or interrupt pipe each way: whole frames.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers.base import UsbId
from drivers.idcard.hid_protocol import REPORT, Opener, reports
from drivers.idcard.sam_protocol import LENGTH_SIZE, PREAMBLE
from drivers.transport import Blame, Transport
from drivers.usb_bulk import UsbStream, bulk
from drivers.usb_pipes import Pipe, Shape, UsbPipes, open_pipes

HID_CLASS = 3
SET_REPORT, OUTPUT_REPORT = 0x09, 0x0200
_HEAD = len(PREAMBLE) + LENGTH_SIZE


class SplitStream(UsbStream):
    """Two pipes each way."""

    def __init__(self, pipes: UsbPipes, outs: Sequence[Pipe], ins: Sequence[Pipe]) -> None:
        super().__init__(pipes, outs[0], ins[0])
        self._second_out, self._second_in = outs[1], ins[1]
        self._head = b""
        self._owed = 0

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`. One frame a call; its answer begins on the first pipe."""
        self._head, self._owed = b"", 0
        done = self._pipes.send(self._out, data[:_HEAD], timeout_s)
        if done < min(_HEAD, len(data)):
            return done
        return done + self._pipes.send(self._second_out, data[_HEAD:], timeout_s)

    def flush(self) -> None:
        """See `Transport.flush`. The next answer begins on the first pipe."""
        super().flush()
        self._pipes.drain(self._second_in)
        self._head, self._owed = b"", 0

    def _more(self, size: int, timeout_s: float) -> bytes:
        """Of the first pipe until length is known, then of the second as many bytes as it announces."""
        if self._owed:
            data = self._pipes.receive(self._second_in, min(size, self._owed), timeout_s)
            self._owed = max(0, self._owed - len(data))
            return data
        data = self._pipes.receive(self._in, size, timeout_s)
        self._head += data
        if len(self._head) >= _HEAD:
            length = int.from_bytes(self._head[len(PREAMBLE):_HEAD], "big")
            self._owed = max(0, length - len(self._head[_HEAD:]))
            self._head = b""
        return data


class HidStream(UsbStream):
    """Reports of 64 bytes. A reader without an OUT endpoint takes them as SET_REPORT (HID 1.11, 7.2.2)."""

    def __init__(self, pipes: UsbPipes) -> None:
        into = pipes.shape.ins[0]
        super().__init__(pipes, pipes.shape.outs[0] if pipes.shape.outs else into, into)
        self._opener = Opener()
        self._number = 0

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`. One frame a call; it went whole or not at all."""
        self._number += 1
        for report in reports(self._number, data):
            if not self._pipes.shape.outs:
                self._pipes.control(SET_REPORT, OUTPUT_REPORT, report)
            elif self._pipes.send(self._out, report, timeout_s) < len(report):
                return 0
        return len(data)

    def flush(self) -> None:
        """See `Transport.flush`."""
        super().flush()
        self._opener.clear()

    def _more(self, size: int, timeout_s: float) -> bytes:
        return self._opener.receive(self._pipes.receive(self._in, REPORT, timeout_s))


def open_reader(ids: Sequence[UsbId], blame: Blame, backend: object | None) -> Transport:
    """Find the first reader with one of `ids` and speak to it the way its descriptors tell. Raises `DriverError`."""
    pipes = open_pipes(ids, blame, backend, _fits)
    shape = pipes.shape
    if shape.interface_class == HID_CLASS:
        return HidStream(pipes)
    outs, ins = bulk(shape.outs), bulk(shape.ins)
    if len(outs) > 1 and len(ins) > 1:
        return SplitStream(pipes, outs, ins)
    if outs and ins:
        return UsbStream(pipes, outs[0], ins[0])
    return UsbStream(pipes, shape.outs[0], shape.ins[0])


def _fits(shape: Shape) -> bool:
    return bool(shape.ins) and (bool(shape.outs) or shape.interface_class == HID_CLASS)
