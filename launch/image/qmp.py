"""QEMU's machine protocol: the screen's picture, fingers, keys, the power. JSON lines on a unix socket."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import TracebackType

from PIL import Image

ANSWER_S = 60.0
AXIS = 0x7FFF
"""An absolute axis of QEMU's input goes from 0 to this."""


class MachineGone(OSError):
    """QEMU does not answer any more."""


class MachineRefused(ValueError):
    """QEMU does not do it; the text is QEMU's own."""


class Qmp:
    """One connection. Every call waits for its answer. Raises `MachineGone`."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(ANSWER_S)
        try:
            self._socket.connect(str(path))
        except OSError as error:
            raise MachineGone(f"no machine answers at {path}: {error.strerror}") from error
        self._lines = self._socket.makefile("rb")
        self._read()
        self.do("qmp_capabilities")

    def do(self, command: str, **arguments: object) -> object:
        """Run a command; what it returns. Raises `MachineRefused`."""
        try:
            self._socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
            while True:
                answer = self._read()
                if "error" in answer:
                    raise MachineRefused(f"{command}: {answer['error']}")
                if "return" in answer:
                    return answer["return"]
        except OSError as error:
            raise MachineGone(f"the machine went during {command}: {error}") from error

    def picture(self, file: Path) -> Image.Image:
        """What the screen shows, by way of `file` (PPM: QEMU takes a second to make a PNG)."""
        self.do("screendump", filename=str(file), format="ppm")
        with Image.open(file) as opened:
            return opened.convert("RGB")

    def press(self, x: int, y: int, size: tuple[int, int]) -> None:
        """The emulated tablet's button goes down there, in pixels of a screen of `size`."""
        self._events({"type": "abs", "data": {"axis": "x", "value": (x * AXIS + AXIS // 2) // size[0]}},
                     {"type": "abs", "data": {"axis": "y", "value": (y * AXIS + AXIS // 2) // size[1]}})
        self._events({"type": "btn", "data": {"button": "left", "down": True}})

    def lift(self) -> None:
        """The button goes up."""
        self._events({"type": "btn", "data": {"button": "left", "down": False}})

    def keys(self, *names: str) -> None:
        """Keys pressed together, by QEMU's names (QKeyCode)."""
        self.do("send-key", keys=[{"type": "qcode", "data": name} for name in names])

    def close(self) -> None:
        """Idempotent."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Qmp:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.close()

    def _events(self, *events: dict[str, object]) -> None:
        self.do("input-send-event", events=list(events))

    def _read(self) -> dict[str, object]:
        line = self._lines.readline()
        if not line:
            raise MachineGone("the machine has closed its control socket")
        answer: dict[str, object] = json.loads(line)
        return answer
