"""A byte stream over one pipe each way: what most USB devices have, printers and card readers among them."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.base import UsbId
from drivers.transport import Blame
from drivers.usb_pipes import Pipe, Shape, UsbPipes, open_pipes

SOFT_RESET = 2


class UsbStream:
    """See `drivers.transport.Transport`. What came beyond the bytes asked for is kept for the next read."""

    def __init__(self, pipes: UsbPipes, out: Pipe, into: Pipe) -> None:
        self._pipes, self._out, self._in = pipes, out, into
        self._rest = b""

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`."""
        return self._pipes.send(self._out, data, timeout_s)

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`."""
        if not self._rest:
            self._rest = self._more(size, timeout_s)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def flush(self) -> None:
        """See `Transport.flush`."""
        self._rest = b""
        self._pipes.drain(self._in)

    def wake(self) -> None:
        """See `Transport.wake`."""
        self._pipes.wake()

    def close(self) -> None:
        """See `Transport.close`."""
        self._pipes.close()

    def _more(self, size: int, timeout_s: float) -> bytes:
        return self._pipes.receive(self._in, size, timeout_s)


class UsbBulk(UsbStream):
    """A bulk pipe each way, as USB printers have."""

    def reset(self, command: bytes) -> None:
        """See `ResettableTransport.reset`: SOFT_RESET of the USB printer class (1.1, 4.2.3)."""
        self._pipes.control(SOFT_RESET, 0)


def open_usb(
    ids: Sequence[UsbId], blame: Blame, backend: object | None, *, interface_class: int | None = None,
) -> UsbBulk:
    """Find the first device with one of `ids`, claim an interface with bulk endpoints both ways.

    `interface_class` (7: printers) chooses within a composite device. Raises `DriverError`.
    """
    def fits(shape: Shape) -> bool:
        wanted = interface_class is None or shape.interface_class == interface_class
        return wanted and bool(bulk(shape.outs)) and bool(bulk(shape.ins))

    pipes = open_pipes(ids, blame, backend, fits)
    return UsbBulk(pipes, bulk(pipes.shape.outs)[0], bulk(pipes.shape.ins)[0])


def bulk(pipes: Sequence[Pipe]) -> list[Pipe]:
    """The bulk ones among them."""
    return [pipe for pipe in pipes if not pipe.interrupt]
