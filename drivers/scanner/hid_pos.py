"""A HID POS barcode reader as a byte stream, so that it is read as a serial one is."""

from __future__ import annotations

from drivers.base import UsbId
from drivers.scanner.hid_pos_protocol import REPORT, stream_of
from drivers.transport import Blame
from drivers.usb_pipes import Pipe, Shape, UsbPipes, open_pipes

_HID = 3


class HidPosStream:
    """See `drivers.transport.Transport`. Nothing can be written to it."""

    def __init__(self, pipes: UsbPipes, into: Pipe) -> None:
        self._pipes, self._in = pipes, into

    def write(self, data: bytes, timeout_s: float) -> int:
        """Takes nothing."""
        return 0

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`. One report, whatever `size`; never more than its 64 bytes."""
        return stream_of(self._pipes.receive(self._in, REPORT, timeout_s))

    def flush(self) -> None:
        """See `Transport.flush`."""
        self._pipes.drain(self._in)

    def wake(self) -> None:
        """See `Transport.wake`."""
        self._pipes.wake()

    def close(self) -> None:
        """See `Transport.close`."""
        self._pipes.close()


def open_hid_pos(identity: UsbId, blame: Blame, backend: object | None) -> HidPosStream:
    """The reader of that identity. Raises `DriverError`."""
    pipes = open_pipes((identity,), blame, backend, _fits)
    return HidPosStream(pipes, next(pipe for pipe in pipes.shape.ins if pipe.interrupt))


def _fits(shape: Shape) -> bool:
    return shape.interface_class == _HID and any(pipe.interrupt for pipe in shape.ins)
