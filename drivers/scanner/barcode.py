"""A barcode reader on a serial port (or a USB one that shows itself as such)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from drivers.base import DeviceInfo, DeviceStatus, State
from drivers.errors import Code, DriverError, Retry
from drivers.scanner import barcode_protocol
from drivers.transport import Blame, Transport
from drivers.turn import Busy, Turn

BLAME = Blame(gone=Code.CODE_READER_GONE, broken=Code.CODE_READER_GONE)

Result = TypeVar("Result")

_STATES = {Code.CODE_READER_GONE: State.NO_DEVICE}


class StreamCodeReader:
    """See `drivers.scanner.contract.CodeReader`. `connect` opens the transport and may raise `DriverError`.

    It never asks the device anything: such readers speak when they see a code and at no other time.
    """

    def __init__(self, model: str, connect: Callable[[], Transport]) -> None:
        self._model, self._connect = model, connect
        self._turn = Turn()
        self._transport: Transport | None = None
        self._repeats = barcode_protocol.Repeats(secrets.token_bytes(16))

    def open(self) -> DeviceInfo:
        """See `Driver.open`."""
        with self._turn.take():
            self._drop()
            self._transport = self._connect()
            return DeviceInfo(self._model)

    def status(self) -> DeviceStatus:
        """Whether the port is still there; what stands behind it does not tell."""
        try:
            with self._turn.take():
                self._guarded(lambda transport: transport.flush())
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
        while (now := time.monotonic()) < deadline:
            until = min(deadline, splitter.due() or deadline)
            data = transport.read(4096, max(until - now, 0.001))
            self._turn.check()
            now = time.monotonic()
            for event in splitter.receive(data, now) if data else splitter.elapse(now):
                if isinstance(event, barcode_protocol.Refused):
                    raise Retry(Code.CODE_NONE, event.reason)
                if not self._repeats.again(event, now):
                    return event.text
        raise Retry(Code.CODE_NONE)

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
