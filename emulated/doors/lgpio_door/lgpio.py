"""What ``import lgpio`` finds on a machine without GPIO: the part of lgpio that rpi-lgpio calls, played by the desk.

Put this folder first on ``sys.path`` and the desk's gpio socket into ``CITIZEN_WINDOW_DESK_GPIO``; the real
``RPi.GPIO`` of rpi-lgpio then runs on top (with ``RPI_LGPIO_REVISION`` set, since no board is there to ask). The
numbers are those of lgpio's manual. Errors are raised as :class:`error`, which is lgpio's default.
"""

import json
import os
import socket
import threading
import uuid
from collections.abc import Callable
from typing import IO

SET_PULL_UP, SET_PULL_DOWN, SET_PULL_NONE = 32, 64, 128
RISING_EDGE, FALLING_EDGE, BOTH_EDGES = 1, 2, 3
GPIO_BUSY = -79
LINES_ON_CHIP = 28
SOCKET = "CITIZEN_WINDOW_DESK_GPIO"
PATIENCE = 5.0
"""Seconds to wait for the desk's answer."""

_TEXTS = {-4: "unknown handle", -5: "bad handle", -73: "bad gpio number", -76: "error reading the GPIO chip",
          -78: "can not open gpiochip", GPIO_BUSY: "GPIO busy", -80: "GPIO not allocated",
          -104: "GPIO not set as an output"}

Call = Callable[[int, int, int, int], None]


class error(Exception):
    """An lgpio call failed."""


def error_text(number: int) -> str:
    """What an error number means."""
    return _TEXTS.get(number, f"unknown error {number}")


class _Desk:
    """The connection for calls, and a thread that blocks on the one for edges."""

    def __init__(self) -> None:
        self._path = os.environ.get(SOCKET, "")
        self._owner = f"{os.getpid()}-{uuid.uuid4()}"
        self._lock = threading.Lock()
        self._answers: IO[bytes] | None = None
        self._calls: socket.socket | None = None
        self._edges: socket.socket | None = None
        self._callbacks: list["_Callback"] = []

    def ask(self, operation: str, **values: object) -> int:
        """One call. Raises :class:`error` for a negative result, and when the desk is gone."""
        with self._lock:
            try:
                if self._calls is None:
                    self._calls = self._connect(PATIENCE)
                    self._answers = self._calls.makefile("rb")
                result = self._exchange(self._calls, self._answers, {"op": operation, **values})
            except (OSError, ValueError) as problem:
                self._hang_up()
                where = self._path or f"{SOCKET} (not set)"
                raise error(f"the desk does not answer at {where}: {problem}") from problem
        if result < 0:
            raise error(error_text(result))
        return result

    def listen(self, callback: "_Callback") -> None:
        """Call ``callback`` on its line's edges from now on."""
        with self._lock:
            self._callbacks.append(callback)
            if self._edges is None:
                self._edges = self._connect(None)
                events = self._edges.makefile("rb")
                self._edges.sendall(json.dumps({"op": "listen", "owner": self._owner}).encode() + b"\n")
                events.readline()
                threading.Thread(target=self._deliver, args=(events,), name="lgpio-edges", daemon=True).start()

    def ignore(self, callback: "_Callback") -> None:
        """Harmless when it was never listened to."""
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def _connect(self, patience: float | None) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(patience)
        try:
            connection.connect(self._path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _exchange(self, calls: socket.socket, answers: IO[bytes] | None, request: dict[str, object]) -> int:
        calls.sendall(json.dumps({**request, "owner": self._owner}).encode() + b"\n")
        line = answers.readline(65536) if answers else b""
        if not line:
            raise ConnectionResetError("connection closed")
        return int(json.loads(line)["result"])

    def _hang_up(self) -> None:
        if self._calls is not None:
            self._calls.close()
        self._calls = self._answers = None

    def _deliver(self, events: IO[bytes]) -> None:
        for line in events:
            event = json.loads(line)
            with self._lock:
                called = [callback for callback in self._callbacks if callback.line == event["line"]]
            for callback in called:
                callback.call(0, event["line"], event["level"], event["tick"])


class _Callback:
    """What :func:`callback` returns."""

    def __init__(self, line: int, call: Call) -> None:
        self.line = line
        self.call = call

    def cancel(self) -> None:
        """No more calls. Idempotent."""
        _desk.ignore(self)


_desk = _Desk()


def gpiochip_open(gpiochip: int) -> int:
    """A handle; the desk has one chip, and its handle is 0."""
    _desk.ask("open")
    return 0


def gpiochip_close(handle: int) -> int:
    """Nothing to release: lines are freed one by one, or with the process."""
    return 0


def gpio_get_chip_info(handle: int) -> list[object]:
    """[0, number of lines, name, label]."""
    return [0, LINES_ON_CHIP, "gpiochip0", "desk"]


def gpio_get_mode(handle: int, gpio: int) -> int:
    """The mode bits of a line."""
    return _desk.ask("mode", line=gpio)


def gpio_claim_input(handle: int, gpio: int, lFlags: int = 0) -> int:
    """Claim as input."""
    return _desk.ask("claim", line=gpio, mode="input", flags=lFlags)


def gpio_claim_output(handle: int, gpio: int, level: int = 0, lFlags: int = 0) -> int:
    """Claim as output at ``level``."""
    return _desk.ask("claim", line=gpio, mode="output", flags=lFlags, level=int(level))


def gpio_claim_alert(handle: int, gpio: int, eFlags: int, lFlags: int = 0, notify_handle: int | None = None) -> int:
    """Claim as input that reports edges."""
    return _desk.ask("claim", line=gpio, mode="alert", flags=lFlags, edges=eFlags)


def gpio_free(handle: int, gpio: int) -> int:
    """Let go of a line."""
    return _desk.ask("free", line=gpio)


def gpio_read(handle: int, gpio: int) -> int:
    """0 or 1."""
    return _desk.ask("read", line=gpio)


def gpio_write(handle: int, gpio: int, level: int) -> int:
    """Set an output."""
    return _desk.ask("write", line=gpio, level=int(level))


def gpio_set_debounce_micros(handle: int, gpio: int, debounce_micros: int) -> int:
    """Report an edge only after the level has rested that long."""
    return _desk.ask("debounce", line=gpio, micros=debounce_micros)


def tx_pwm(handle: int, gpio: int, pwm_frequency: float, pwm_duty_cycle: float, pulse_offset: int = 0,
           pulse_cycles: int = 0) -> int:
    """Pulses on an output; a frequency of 0 ends them."""
    return _desk.ask("pwm", line=gpio, hertz=pwm_frequency, per_cent=pwm_duty_cycle)


def callback(handle: int, gpio: int, edge: int = RISING_EDGE, func: Call | None = None) -> _Callback:
    """Call ``func(chip, gpio, level, tick)`` on every reported edge of a claimed line."""
    listener = _Callback(gpio, func or (lambda chip, line, level, tick: None))
    _desk.listen(listener)
    return listener
