"""A barcode reader with a serial line: a pty whose far end is the desk. Code, then CR, as such readers are shipped.
What it sees goes out over its USB side as well, `hid_pos_reader`.

Understands the trigger of Honeywell readers (``16 54 0D`` on, ``16 55 0D`` off) and, of Newland's, trigger, mode and
query; these come back acknowledged. In mode ``sense`` it sends every code it sees; in mode ``trigger`` only one per
trigger. An emulated line has no DTR, RTS or baud rate.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from emulated.faults import Faults, Refused
from emulated.loop import Loop
from emulated.pty_line import PtyLine

SUFFIX = b"\r"
LARGEST_CODE = 4096
NEWLAND = re.compile(rb"~\x010000([@#])([A-Z]{6}[0-9]?|QRYSYS);\x03")
NEWLAND_MODES = {b"SCNMOD0": "trigger", b"SCNMOD2": "sense"}
FAULTS = {
    "silent": "sees no code",
    "byte-by-byte": "a byte every value milliseconds (20)",
    "no-suffix": "the code comes without its end",
    "lf": "ends the code with LF instead of CR",
    "crlf": "ends the code with CR LF",
    "truncated": "only the first half comes, and no end",
    "twice": "the code comes twice",
    "garbage": "bytes that are no text, then the end",
    "endless": "64 KiB without an end",
    "gbk": "sends Chinese as GBK instead of UTF-8",
}


class BarcodeReader:
    """Its line is a pty; ``link`` always points at its present name."""

    def __init__(self, loop: Loop, link: Path, permissions: Callable[[Path], None],
                 over_usb: Callable[[bytes], None]) -> None:
        self._over_usb = over_usb
        self._beside: list[Callable[[bytes], None]] = []
        self.faults = Faults(FAULTS)
        self._loop = loop
        self._line = PtyLine(loop, link, permissions, self._readable)
        self._heard = b""
        self._mode = "sense"
        self._armed = False
        self._sent = 0
        self.plug()

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._line.plugged

    def plug(self) -> None:
        """A new line, in the mode the reader is shipped in."""
        if self._line.plug():
            self._mode, self._armed, self._heard = "sense", False, b""

    def unplug(self) -> None:
        """The line hangs up and its name is gone."""
        self._line.unplug()

    def also(self, side: Callable[[bytes], None]) -> None:
        """What goes out on the line goes there as well, byte for byte."""
        self._beside.append(side)

    def hear(self, data: bytes) -> None:
        """A host's command, by whatever way."""
        self._readable(data)

    def show(self, code: str) -> bool:
        """Hold a code before the reader. Returns whether it was sent. Raises :class:`Refused` for an unfit one."""
        data = code.encode("gbk" if self.faults.on("gbk") else "utf-8", "strict")
        if not 0 < len(data) <= LARGEST_CODE or b"\r" in data or b"\n" in data:
            raise Refused(f"a code has 1 to {LARGEST_CODE} bytes and no line end")
        if not self.plugged:
            raise Refused("the barcode reader is unplugged; plug it first: plug barcode")
        if self.faults.strike("silent") or (self._mode == "trigger" and not self._armed):
            return False
        self._armed = False
        spoilt = self._spoilt(data)
        self._send(spoilt)
        self._over_usb(spoilt.rstrip(b"\r\n"))
        self._sent += 1
        return True

    def state(self) -> dict[str, object]:
        """For people and tests."""
        return {"mode": self._mode, "triggered": self._armed, "sent": self._sent}

    def _spoilt(self, data: bytes) -> bytes:
        suffix = SUFFIX
        if self.faults.strike("lf"):
            suffix = b"\n"
        if self.faults.strike("crlf"):
            suffix = b"\r\n"
        if self.faults.strike("garbage"):
            return b"\xff\x00\x1b\xfe\x80" + suffix
        if self.faults.strike("endless"):
            return b"8" * 65536
        if self.faults.strike("truncated"):
            return data[:len(data) // 2]
        if self.faults.strike("no-suffix"):
            suffix = b""
        return (data + suffix) * (2 if self.faults.strike("twice") else 1)

    def _send(self, data: bytes) -> None:
        gap = self.faults.number("byte-by-byte", 20)
        if gap is None:
            self._out(data)
            return
        self.faults.strike("byte-by-byte")
        for place in range(len(data)):
            self._loop.later(place * gap / 1000, partial(self._out, data[place:place + 1]))

    def _out(self, data: bytes) -> None:
        for write in (self._line.write, *self._beside):
            write(data)

    def _readable(self, data: bytes) -> None:
        self._heard = (self._heard + data)[-256:]
        self._obey()

    def _obey(self) -> None:
        for command, armed in ((b"\x16T\r", True), (b"\x16U\r", False)):
            if command in self._heard:
                self._armed = armed
                self._heard = self._heard.replace(command, b"")
        while (match := NEWLAND.search(self._heard)) is not None:
            self._heard = self._heard[match.end():]
            self._line.write(b"\x02\x010000" + match[1] + match[2] + self._newland(match[2]) + b";\x03")

    def _newland(self, command: bytes) -> bytes:
        if command in NEWLAND_MODES:
            self._mode = NEWLAND_MODES[command]
        elif command in (b"SCNTRG1", b"SCNTRG0"):
            self._armed = command.endswith(b"1")
        elif command != b"QRYSYS":
            return b"\x05"
        return b"\x06"
