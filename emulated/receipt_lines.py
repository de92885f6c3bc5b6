"""The ways to the receipt printer: USB, a serial line, a device file as usblp makes one, TCP port 9100's like.

One is plugged at a time. Each hands the printer only as many bytes as it has room for and then stops reading, so that
the host sees a full buffer as on the wire: a NAK, XOFF, a device that does not become writable, a closed window.
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from emulated.faults import Refused
from emulated.loop import Loop
from emulated.pty_line import PtyLine
from emulated.receipt_makes import MAKES, OUT
from emulated.receipt_printer import ReceiptPrinter
from emulated.usb_bus import UsbBus

XON, XOFF = b"\x11", b"\x13"
FORGET = b"\x10\x05\x02"
RESERVE = 128 * 1024
"""Bytes that a pty may have carried over before its host heard XOFF, and some more."""
WAYS = ("usb", "serial", "lp", "network")


class _Pty:
    """A serial line, or the device file.

    A full printer at the former says XOFF, and XON later. What a pty carried over before the host heard that waits
    here, as it would in the host's own queue; DLE ENQ 2, which a host sends past flow control, is heard all the same.
    """

    def __init__(self, loop: Loop, link: Path, permissions: Callable[[Path], None], printer: ReceiptPrinter,
                 reserve: int) -> None:
        self._printer, self._reserve = printer, reserve
        self._said_stop = False
        self._early = bytearray()
        self._line = PtyLine(loop, link, permissions, self._heard, lambda: printer.room(OUT) + self._spare())

    @property
    def plugged(self) -> bool:
        return self._line.plugged

    def plug(self) -> None:
        self._line.plug()

    def unplug(self) -> None:
        self._line.unplug()
        self._said_stop = False
        self._early.clear()

    def pump(self) -> None:
        """Say what the room has become."""
        while self._early and (room := self._printer.room(OUT)) > 0:
            piece = bytes(self._early[:room])
            del self._early[:room]
            self._printer.heard(piece, self._line.write)
        room = self._printer.room(OUT)
        if self._reserve and (room <= 0) is not self._said_stop:
            self._said_stop = room <= 0
            self._line.write(XOFF if self._said_stop else XON)
        self._line.listen(max(room, 0) + self._spare() > 0)

    def _spare(self) -> int:
        return self._reserve - len(self._early)

    def _heard(self, data: bytes) -> None:
        self._early += data
        if self._early.endswith(FORGET):
            del self._early[:-len(FORGET)]
            self._printer.heard(bytes(self._early), self._line.write)
            self._early.clear()
        self.pump()


class _Network:
    """One connection at a time, as such printers have it; a second one is closed at once."""

    def __init__(self, loop: Loop, printer: ReceiptPrinter) -> None:
        self._loop = loop
        self._printer = printer
        self._listening: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._reading = False
        self.port = 0

    @property
    def plugged(self) -> bool:
        return self._listening is not None

    def plug(self) -> None:
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            self._listening.setblocking(False)
            self.port = self._listening.getsockname()[1]
            self._loop.watch(self._listening.fileno(), self._accept)

    def unplug(self) -> None:
        self._hang_up()
        if self._listening is not None:
            self._loop.forget(self._listening.fileno())
            self._listening.close()
            self._listening = None

    def pump(self) -> None:
        """Read, or let the window close."""
        self._read(self._printer.room(OUT) > 0)

    def _accept(self) -> None:
        assert self._listening is not None
        try:
            connection, _ = self._listening.accept()
        except OSError:
            return
        if self._connection is not None and self._left(self._connection):
            self._hang_up()
        if self._connection is not None:
            connection.close()
            return
        connection.setblocking(False)
        self._connection = connection
        self.pump()

    @staticmethod
    def _left(connection: socket.socket) -> bool:
        """Whether the host hung up, which may not have been looked at yet when it calls again."""
        try:
            return connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _readable(self) -> None:
        assert self._connection is not None
        try:
            data = self._connection.recv(max(1, min(4096, self._printer.room(OUT))))
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._printer.heard(data, self._say)
            self.pump()
        else:
            self._hang_up()

    def _say(self, data: bytes) -> None:
        if self._connection is not None:
            try:
                self._connection.send(data)
            except OSError:
                return  # it hears no more; reading will tell

    def _read(self, on: bool) -> None:
        if self._connection is None or on is self._reading:
            return
        self._reading = on
        if on:
            self._loop.watch(self._connection.fileno(), self._readable)
        else:
            self._loop.forget(self._connection.fileno())

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._read(False)
            self._connection.close()
            self._connection = None


class PrinterLines:
    """The desk's printer as a make, at the end of one of ``WAYS``."""

    def __init__(self, loop: Loop, bus: UsbBus, port: int, printer: ReceiptPrinter, directory: Path,
                 permissions: Callable[[Path], None]) -> None:
        self._bus, self._printer = bus, printer
        self._way, self._make = "usb", next(iter(MAKES))
        self._network = _Network(loop, printer)
        self._ptys = {"serial": _Pty(loop, directory / "printer-serial", permissions, printer, RESERVE),
                      "lp": _Pty(loop, directory / "printer-lp", permissions, printer, 0)}
        bus.add(port, printer)
        printer.unplug = self.unplug
        printer.room_again = self._pump
        self._network.plug()  # so that its port is known from the start
        self._network.unplug()
        self._places = {"printer-serial": os.fspath(directory / "printer-serial"),
                        "printer-lp": os.fspath(directory / "printer-lp"),
                        "printer-network": f"127.0.0.1:{self._network.port}"}

    def places(self) -> dict[str, str]:
        """Where the ways but USB are found when they are plugged."""
        return dict(self._places)

    @property
    def plugged(self) -> bool:
        """Whether the present way's cable is in."""
        return self._printer.plugged if self._way == "usb" else self._line().plugged

    def become(self, make: str, way: str) -> None:
        """Be another make at another way, new and plugged. Raises :class:`Refused`."""
        if make not in MAKES or way not in WAYS:
            raise Refused(f"no printer {make!r} by {way!r}; there are {', '.join(MAKES)} by {', '.join(WAYS)}")
        self.unplug()
        self._way, self._make = way, make
        self._printer.become(MAKES[make])
        self.plug()

    def restore(self) -> None:
        """Be the make that the desk was started with."""
        if (self._make, self._way) != (next(iter(MAKES)), "usb"):
            self.become(next(iter(MAKES)), "usb")

    def plug(self) -> None:
        """Plug the present way."""
        if self._way == "usb":
            self._bus.plug(self._printer)
        elif not self.plugged:
            self._printer.powered(True)
            self._line().plug()

    def unplug(self) -> None:
        """Pull the cable; the printer loses its power with it."""
        self._bus.unplug(self._printer)
        for line in self._ptys.values():
            line.unplug()
        self._network.unplug()
        self._printer.powered(False)

    def _line(self) -> _Pty | _Network:
        return self._network if self._way == "network" else self._ptys[self._way]

    def _pump(self) -> None:
        if self._way != "usb":
            self._line().pump()
