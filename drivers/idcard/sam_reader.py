"""A reader with a SAM_V module, over any transport: it carries out what the transaction says."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from drivers.base import DeviceInfo, DeviceStatus, State
from drivers.errors import Act, Code, DeviceFailure, DriverError, Retry
from drivers.idcard.contract import CardData
from drivers.idcard.sam_protocol import Answer, Decoder, Request, Status, module_number
from drivers.idcard.transaction import HOST_ERRORS, Ask, Delays, Done, Rest, Transaction, expect
from drivers.transport import Blame, Transport
from drivers.turn import Busy, Turn

BLAME = Blame(gone=Code.READER_GONE, broken=Code.READER_BROKEN)

_STATES = {Code.READER_GONE: State.NO_DEVICE, Code.READER_SILENT: State.OFFLINE, Code.DEVICE_BUSY: State.OFFLINE}


class Portraits(Protocol):
    """Decodes photos, one at a time. Every method is quick but `finish`."""

    def prepare(self) -> None:
        """A photo will come soon. Never raises."""

    def begin(self, photo: bytes) -> None:
        """Decode this. Never raises."""

    def finish(self, timeout_s: float) -> bytes | None:
        """The PNG, or None where it cannot be had in time, or nothing was begun."""

    def close(self) -> None:
        """No photo will come. Idempotent; never raises."""


class SamReader:
    """See `drivers.idcard.contract.CardReader`. `connect` opens the transport and may raise `DriverError`.

    Without `portraits` a card has none.
    """

    def __init__(self, model: str, connect: Callable[[], Transport], delays: Delays = Delays(),
                 portraits: Portraits | None = None) -> None:
        self._model, self._connect, self._delays, self._portraits = model, connect, delays, portraits
        self._answer_within = dict(delays.answers)
        self._turn = Turn()
        self._transport: Transport | None = None
        self._decoder = Decoder()
        self._clean = False
        self._owed_until = 0.0
        self._failed_before = False

    def open(self) -> DeviceInfo:
        """Find the reader and ask its module how it is. Raises `DriverError`."""
        with self._turn.take():
            self._drop()
            self._transport = self._connect()
            self._clean = False
            self._owed_until = 0.0
            try:
                return DeviceInfo(self._model, serial=self._greet())
            except BaseException:
                self._drop()
                raise

    def status(self) -> DeviceStatus:
        """Ask the module. Busy while a verb runs."""
        try:
            with self._turn.take():
                expect(self._ask(Request.SAM_STATUS), Status.OK)
        except Busy:
            return DeviceStatus(State.BUSY)
        except DeviceFailure as error:
            return DeviceStatus(_STATES.get(error.code, State.HARDWARE_ERROR), error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def read(self, timeout_s: float) -> CardData:
        """See `CardReader.read`."""
        with self._turn.take():
            transaction = Transaction(self._failed_before)
            try:
                return self._follow(transaction, time.monotonic() + timeout_s)
            finally:
                self._failed_before = transaction.failed_before
                if self._portraits is not None:
                    self._portraits.close()

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

    def _follow(self, transaction: Transaction, deadline: float) -> CardData:
        while True:
            match transaction.action():
                case Ask(request, twice):
                    transaction.hear(self._ask(request) if twice else self._exchange(request))
                    if self._portraits is not None and transaction.photo and request is Request.READ:
                        self._portraits.begin(transaction.photo)  # while the newest address is asked for
                case Rest():
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise Retry(Code.CARD_NONE)
                    self._turn.rest(min(self._delays.poll, left))
                    transaction.rested()
                case Done(identity):
                    return CardData(identity, self._portrait())

    def _greet(self) -> str:
        """The module's number. Raises `DriverError` where the module is not well.

        A process that was ended in the middle of a card leaves an answer on the line. Then each question seems to be
        answered by what belongs to the one before, which the number's length gives away: its own is awaited, too.
        """
        state, number = self._ask(Request.SAM_STATUS), self._ask(Request.SAM_ID)
        if not module_number(number.data):
            self._owed_until = time.monotonic() + self._delays.late
            number = self._ask(Request.SAM_ID)
        if state.status != Status.OK:
            state = self._ask(Request.SAM_STATUS)
        expect(state, Status.OK)
        return module_number(number.data)

    def _portrait(self) -> bytes | None:
        return None if self._portraits is None else self._portraits.finish(self._delays.portrait)

    def _ask(self, request: Request) -> Answer:
        """For what may be asked twice. Raises `DriverError` when both went wrong."""
        skipped = self._decoder.skipped
        for _ in range(2):
            answer = self._exchange(request)
            if answer is not None and answer.status not in HOST_ERRORS:
                return answer
        if answer is None and self._decoder.skipped == skipped and not self._decoder.held:
            raise DriverError(Code.READER_SILENT, Act.ENGINEER, f"no answer to {request.name}")
        raise DriverError(Code.READER_BROKEN, Act.ENGINEER, f"no whole answer to {request.name}")

    def _exchange(self, request: Request) -> Answer | None:
        """One request and its answer, None where it was late or damaged."""
        if self._transport is None:
            raise BLAME.is_gone("not open")
        self._turn.check()
        try:
            self._tidy(self._transport)
            self._clean = False
            frame = request.frame()
            within = self._answer_within[request]
            if self._transport.write(frame, self._delays.write) < len(frame):
                return None
            now, skipped = time.monotonic(), self._decoder.skipped
            if request is Request.READ and self._portraits is not None:
                self._portraits.prepare()  # its process starts while the module reads
            self._owed_until = now + within + self._delays.late
            answer = self._await(self._transport, now + within)
        except DriverError as error:
            if error.code is Code.READER_GONE:
                self._drop()
            raise
        self._clean = answer is not None
        if self._decoder.held or self._decoder.skipped > skipped:
            self._owed_until = 0.0  # it came, but damaged
        return answer

    def _tidy(self, transport: Transport) -> None:
        """Nothing is asked before an answer has come or can come no more: none says to which question it belongs."""
        if self._owed_until > time.monotonic():
            self._await(transport, self._owed_until)
        if not self._clean:
            transport.flush()
            self._decoder.clear()

    def _await(self, transport: Transport, deadline: float) -> Answer | None:
        while (left := deadline - time.monotonic()) > 0:
            for event in self._decoder.receive(transport.read(4096, left)):
                if isinstance(event, Answer):
                    self._owed_until = 0.0
                    self._turn.check()
                    return event
                deadline = min(deadline, time.monotonic() + self._delays.settle)
            self._turn.check()
        return None

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None
