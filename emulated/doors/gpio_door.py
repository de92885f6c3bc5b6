"""The desk's end of the GPIO door: lgpio's calls as JSON lines.

A process opens two connections under one name of its own choice: one for calls, and, once it wants edges, one on which
the desk alone speaks. When the first closes, the process's lines are free.
"""

import json
import time

from emulated.gpio_header import ALERT, INPUT, OUTPUT, GpioHeader, LineError
from emulated.json_lines import JsonLines
from emulated.stream import Stream

NO_HANDLE = -4


class GpioDoor:
    """Serves the header to every process that connects."""

    def __init__(self, header: GpioHeader) -> None:
        self.header = header
        self._listeners: dict[str, Stream] = {}

    def admit(self, stream: Stream) -> None:
        """A process connected."""
        owner: list[str] = []

        def line(text: dict[str, object]) -> None:
            name = str(text.get("owner", ""))[:64]
            if text.get("op") == "listen":
                self._listeners[name] = stream
                stream.on_closed = lambda: self._forget(name)
                stream.send(b"{}\n")
                return
            if not owner:
                owner.append(name)
            stream.send(json.dumps({"result": self._call(owner[0], text)}).encode() + b"\n")

        def closed() -> None:
            for name in owner:
                self.header.free_all(name)

        stream.on_closed = closed
        JsonLines(stream, line)

    def _forget(self, name: str) -> None:
        self._listeners.pop(name, None)

    def _call(self, owner: str, text: dict[str, object]) -> int:
        try:
            return self._perform(owner, text)
        except LineError as error:
            return error.number

    def _perform(self, owner: str, text: dict[str, object]) -> int:
        operation, line, header = text.get("op"), _whole(text, "line"), self.header
        if operation == "open":
            header.check()
        elif operation == "read":
            return header.read(owner, line)
        elif operation == "write":
            header.write(owner, line, int(bool(_whole(text, "level"))))
        elif operation == "mode":
            return header.mode(owner, line)
        elif operation == "claim":
            mode = {"input": INPUT, "output": OUTPUT, "alert": ALERT}.get(str(text.get("mode")), INPUT)
            header.claim(owner, line, mode, _whole(text, "flags"), int(bool(_whole(text, "level"))),
                         _whole(text, "edges"), lambda line, level: self._edge(owner, line, level))
        elif operation == "free":
            header.free(owner, line)
        elif operation == "debounce":
            header.debounce(owner, line, min(_whole(text, "micros"), 5_000_000) / 1e6)
        elif operation == "pwm":
            header.pulse(owner, line, _real(text, "hertz"), _real(text, "per_cent"))
        else:
            return NO_HANDLE
        return 0

    def _edge(self, owner: str, line: int, level: int) -> None:
        listener = self._listeners.get(owner)
        if listener is not None:
            event = {"line": line, "level": level, "tick": time.time_ns()}
            listener.send(json.dumps(event).encode() + b"\n")


def _whole(text: dict[str, object], name: str) -> int:
    value = text.get(name, 0)
    return value if isinstance(value, int) else -1


def _real(text: dict[str, object], name: str) -> float:
    value = text.get(name, 0)
    return float(value) if isinstance(value, int | float) else 0.0
