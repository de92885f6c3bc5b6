"""A serial line whose far end is the desk: a pty, and a link that always points at its present name."""

import os
import pty
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from emulated.loop import Loop

RATES = {termios.B9600: 9600, termios.B19200: 19200, termios.B38400: 38400, termios.B57600: 57600,
         termios.B115200: 115200}


class PtyLine:
    """``heard`` is called with what the host wrote. A pty has no DTR and no RTS, but knows the rate that was set."""

    def __init__(self, loop: Loop, link: Path, permissions: Callable[[Path], None],
                 heard: Callable[[bytes], None], room: Callable[[], int] = lambda: 4096) -> None:
        """``room``: how many bytes may be read at most."""
        self._room = room
        self.plugged = False
        self._loop, self._link, self._permissions, self._heard = loop, link, permissions, heard
        self._line = -1
        self._held_open = -1
        self._listening = False

    def plug(self) -> bool:
        """A new pty, as a new tty appears when the real one is plugged. False where it was plugged."""
        if self.plugged:
            return False
        self.plugged = True
        self._line, self._held_open = pty.openpty()
        # Raw, and kept open here: else the desk would see a hang-up whenever nobody listens.
        tty.setraw(self._held_open)
        os.set_blocking(self._line, False)
        name = Path(os.ttyname(self._held_open))
        self._permissions(name)
        fresh = self._link.with_name(self._link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(name)
        fresh.replace(self._link)
        self._loop.watch(self._line, self._readable)
        self._listening = True
        return True

    def unplug(self) -> None:
        """The line hangs up and its name is gone."""
        if not self.plugged:
            return
        self.plugged = False
        self._link.unlink(missing_ok=True)
        if self._listening:
            self._loop.forget(self._line)
        os.close(self._line)
        os.close(self._held_open)

    def listen(self, on: bool) -> None:
        """Read what the host writes, or let it stand in the line until that is full and the host has to wait."""
        if not self.plugged or on is self._listening:
            return
        self._listening = on
        if on:
            self._loop.watch(self._line, self._readable)
        else:
            self._loop.forget(self._line)

    def rate(self) -> int:
        """The baud rate that the host has set."""
        return RATES.get(termios.tcgetattr(self._held_open)[5], 0)

    def write(self, data: bytes) -> None:
        """Send. Where nobody reads and the line's buffer is full, a real line loses the bytes, too."""
        if not self.plugged:
            return
        try:
            os.write(self._line, data)
        except BlockingIOError:
            return

    def _readable(self) -> None:
        try:
            data = os.read(self._line, max(1, min(4096, self._room())))
        except OSError:
            return
        self._heard(data)
