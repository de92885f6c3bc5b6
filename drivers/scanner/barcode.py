"""A barcode reader on a serial port (or a USB one that shows itself as such)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from drivers.base import DeviceInfo, DeviceStatus, State
from drivers.errors import Act, Code, DriverError, Retry
from drivers.scanner import barcode_protocol
from drivers.scanner.triggers import Command, Trigger, answered
from drivers.transport import Blame, Transport
from drivers.turn import Busy, Turn

BLAME = Blame(gone=Code.CODE_READER_GONE, broken=Code.CODE_READER_GONE)

Result = TypeVar("Result")

_TELL_S = 0.5
"""A reader answers a command within some 50 ms."""

_CHUNK = 4096
_MOST_WAITING = 64
"""Reads that take in what waits; a device that never stops sending is not listened to for longer."""

_STATES = {Code.CODE_READER_GONE: State.NO_DEVICE}


class StreamCodeReader:
    """See `drivers.scanner.contract.CodeReader`. `connect` opens the transport and may raise `DriverError`.

    Without a `trigger` it never asks the device anything: such readers speak when they see a code, and have beeped by
    the time somebody asks. What they say is therefore heard at any time, and kept for a moment (`Heard`).
    With one the reader is dark until somebody is to be read.
    """

    def __init__(self, model: str, connect: Callable[[], Transport], trigger: Trigger | None = None,
                 gap_s: float = barcode_protocol.GAP_S) -> None:
        self._model, self._connect, self._trigger = model, connect, trigger
        self._turn = Turn()
        self._transport: Transport | None = None
        self._heard = barcode_protocol.Heard(secrets.token_bytes(16), gap_s)
        self._listened = 0.0
        """When what had come was last taken in."""

    def open(self) -> DeviceInfo:
        """See `Driver.open`."""
        with self._turn.take():
            self._drop()
            self._transport = self._connect()
            self._guarded(self._begin_anew)
            if self._trigger is not None and self._trigger.prepare is not None:
                prepare = self._trigger.prepare
                self._guarded(lambda transport: self._tell(transport, prepare))
            return DeviceInfo(self._model)

    def status(self) -> DeviceStatus:
        """Whether the port is still there, and, of a reader that can be asked, whether it answers."""
        ask = self._trigger.ask if self._trigger is not None else None
        try:
            with self._turn.take():
                self._guarded(self._listen if self._trigger is None else self._begin_anew)
                if ask is not None:
                    self._guarded(lambda transport: self._tell(transport, ask))
        except Busy:
            return DeviceStatus(State.BUSY)
        except DriverError as error:
            return DeviceStatus(_STATES.get(error.code, State.OFFLINE), error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def read(self, timeout_s: float) -> str:
        """See `CodeReader.read`."""
        with self._turn.take():
            return self._guarded(lambda transport: self._read(transport, timeout_s))

    def cancel(self) -> None:
        """See `Driver.cancel`."""
        self._turn.cancel()
        transport = self._transport
        if transport is not None:
            transport.wake()

    def close(self) -> None:
        """See `Driver.close`."""
        with self._turn.take_last(self.cancel):
            self._drop()

    def _read(self, transport: Transport, timeout_s: float) -> str:
        deadline = time.monotonic() + timeout_s
        if self._trigger is None:
            self._listen(transport)
            return self._next(transport, deadline)
        self._begin_anew(transport)
        early = self._tell(transport, self._trigger.on)
        self._heard.receive(early, time.monotonic())
        try:
            return self._next(transport, deadline)
        finally:
            transport.write(self._trigger.off.data, _TELL_S)

    def _begin_anew(self, transport: Transport) -> None:
        """What came before is nobody's: of any age where the device was not open, late where it is dark."""
        transport.flush()
        self._heard.forget()
        self._listened = time.monotonic()

    def _listen(self, transport: Transport) -> None:
        """Take in what has come since the last time."""
        for _ in range(_MOST_WAITING):
            data = transport.read(_CHUNK, 0)
            if not data:
                break
            self._heard.receive(data, time.monotonic(), self._listened)
        self._listened = time.monotonic()
        self._heard.elapse(self._listened)

    def _next(self, transport: Transport, deadline: float) -> str:
        """The next code; one that has begun by the deadline is heard to its end."""
        self._turn.check()  # what was read before this may have used up the wake that came with a cancel
        while True:
            event, now, due = self._heard.take(time.monotonic()), time.monotonic(), self._heard.due()
            if isinstance(event, barcode_protocol.Refused):
                raise Retry(Code.CODE_NONE, event.reason)
            if event is not None:
                return event.text
            if now >= deadline and (due is None or now >= deadline + barcode_protocol.GAP_S):
                raise Retry(Code.CODE_NONE)
            until = due if due is not None else deadline
            data = transport.read(_CHUNK, max(until - now, 0.001))
            self._listened = time.monotonic()
            if data:
                self._heard.receive(data, self._listened)
            else:
                self._heard.elapse(self._listened)
            # not before it is kept: what comes with the cancel was shown to whoever asks next
            self._turn.check()

    def _tell(self, transport: Transport, command: Command) -> bytes:
        """Send a command. Returns what came after the answer; raises `DriverError` where there is none, or a no."""
        transport.write(command.data, _TELL_S)
        heard, deadline = b"", time.monotonic() + _TELL_S
        while command.answer:
            verdict = answered(heard, command)
            if verdict is not None:
                if not verdict[0]:
                    raise DriverError(Code.CODE_READER_MUTE, Act.ENGINEER, "the reader refuses its maker's command")
                return verdict[1]
            left = deadline - time.monotonic()
            if left <= 0:
                raise DriverError(Code.CODE_READER_MUTE, Act.STAFF, "the reader does not answer")
            heard = (heard + transport.read(4096, left))[-4096:]
            self._turn.check()
        return b""

    def _guarded(self, action: Callable[[Transport], Result]) -> Result:
        if self._transport is None:
            raise BLAME.is_gone("not open")
        try:
            return action(self._transport)
        except DriverError as error:
            if error.code is Code.CODE_READER_GONE:
                self._drop()
            raise

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None
