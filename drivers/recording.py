"""What goes to and fro on a transport, kept as JSON lines, and played back: for a reader that nobody here has.

A recording of a real card is a person's data. So nothing in the configuration turns it on, only `launch/record.py`, and
where a kiosk's image says that it is one, it is refused.
"""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

from drivers.errors import Act, Code, DriverError
from drivers.transport import Transport

IMAGE_MARK = Path("/etc/citizen-window/image")
"""Stands in every image of a kiosk."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a recording that is played back."""


class Recorder:
    """A transport that does what another does, and keeps it in `file`. See `drivers.transport.Transport`.

    Raises `DriverError` (DEVICE_DENIED) in an image, `OSError` where the file stands already.
    """

    def __init__(self, transport: Transport, file: Path, mark: Path = IMAGE_MARK) -> None:
        if mark.exists():
            transport.close()
            raise DriverError(Code.DEVICE_DENIED, Act.ENGINEER, "a kiosk records no cards")
        self._transport = transport
        self._began = time.monotonic()
        self._file = open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w",
                          encoding="ascii")

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`."""
        done = self._transport.write(data, timeout_s)
        self._keep("out", data[:done])
        return done

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`."""
        data = self._transport.read(size, timeout_s)
        self._keep("in", data)
        return data

    def flush(self) -> None:
        """See `Transport.flush`."""
        self._transport.flush()

    def wake(self) -> None:
        """See `Transport.wake`."""
        self._transport.wake()

    def close(self) -> None:
        """See `Transport.close`."""
        self._transport.close()
        self._file.close()

    def _keep(self, way: str, data: bytes) -> None:
        if data:
            at = round(time.monotonic() - self._began, 4)
            self._file.write(json.dumps({"at": at, way: data.hex()}) + "\n")


class Player:
    """The far end of a recording. It expects the same writes in the same order; reads come at once.

    Raises `ValueError` for a file that is no recording.
    """

    def __init__(self, file: Path) -> None:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"{file.name} is too large for a recording")
        self._entries = [_entry(line, f"{file.name}:{number}") for number, line in
                         enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)]
        self._woken = threading.Event()

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`. Raises `DriverError` (READER_BROKEN) where the recording goes another way."""
        while self._entries and self._entries[0][0] == "in":
            self._entries.pop(0)
        if not self._entries or self._entries.pop(0) != ("out", data):
            raise DriverError(Code.READER_BROKEN, Act.ENGINEER, "the recording goes another way")
        return len(data)

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`."""
        if not self._entries or self._entries[0][0] == "out":
            self._woken.wait(timeout_s)
            self._woken.clear()
            return b""
        way, data = self._entries.pop(0)
        if len(data) > size:
            self._entries.insert(0, (way, data[size:]))
        return data[:size]

    def flush(self) -> None:
        """Nothing: what was dropped was not recorded."""

    def wake(self) -> None:
        """See `Transport.wake`."""
        self._woken.set()

    def close(self) -> None:
        """Nothing is held."""


def _entry(line: str, where: str) -> tuple[str, bytes]:
    try:
        entry = json.loads(line)
        way = next(way for way in ("out", "in") if way in entry)
        return way, bytes.fromhex(entry[way])
    except (ValueError, TypeError, StopIteration):
        raise ValueError(f"{where} is no line of a recording") from None
