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

_STATES = {Code.CODE_READER_GONE: State.NO_DEVICE}


class StreamCodeReader:
    """See `drivers.scanner.contract.CodeReader`. `connect` opens the transport and may raise `DriverError`.

    Without a `trigger` it never asks the device anything: such readers speak when they see a code and at no other time.
    With one the reader is dark until somebody is to be read.
    """

    def __init__(self, model: str, connect: Callable[[], Transport], trigger: Trigger | None = None) -> None:
        self._model, self._connect, self._trigger = model, connect, trigger
        self._turn = Turn()
        self._transport: Transport | None = None
        self._repeats = barcode_protocol.Repeats(secrets.token_bytes(16))

    def open(self) -> DeviceInfo:
        """See `Driver.open`."""
        with self._turn.take():
            self._drop()
            self._transport = self._connect()
            if self._trigger is not None and self._trigger.prepare is not None:
                prepare = self._trigger.prepare
                self._guarded(lambda transport: self._tell(transport, prepare))
            return DeviceInfo(self._model)

    def status(self) -> DeviceStatus:
        """Whether the port is still there, and, of a reader that can be asked, whether it answers."""
        ask = self._trigger.ask if self._trigger is not None else None
        try:
            with self._turn.take():
                self._guarded(lambda transport: transport.flush())
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
        self.cancel()
        with self._turn.take_last():
            self._drop()

    def _read(self, transport: Transport, timeout_s: float) -> str:
        transport.flush()
        splitter = barcode_protocol.Splitter()
        deadline = time.monotonic() + timeout_s
        if self._trigger is None:
            return self._next(transport, splitter, [], deadline)
        early = self._tell(transport, self._trigger.on)
        try:
            return self._next(transport, splitter, splitter.receive(early, time.monotonic()), deadline)
        finally:
            transport.write(self._trigger.off.data, _TELL_S)

    def _next(
        self, transport: Transport, splitter: barcode_protocol.Splitter, events: list[barcode_protocol.Event],
        deadline: float,
    ) -> str:
        while True:
            now = time.monotonic()
            for event in events:
                if isinstance(event, barcode_protocol.Refused):
                    raise Retry(Code.CODE_NONE, event.reason)
                if not self._repeats.again(event, now):
                    return event.text
            if now >= deadline:
                raise Retry(Code.CODE_NONE)
            until = min(deadline, splitter.due() or deadline)
            data = transport.read(4096, max(until - now, 0.001))
            self._turn.check()
            now = time.monotonic()
            events = splitter.receive(data, now) if data else splitter.elapse(now)

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
