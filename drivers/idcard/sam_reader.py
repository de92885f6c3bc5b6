"""A reader with a SAM_V module: the transaction find, select, read, newest address, over any transport.

A card answers *find* once. After a read, good or bad, the module says "none" until the card was lifted, so that what
went wrong in a read cannot be tried again without the citizen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from drivers.base import DeviceInfo, DeviceStatus, State
from drivers.errors import Act, Code, DeviceFailure, DriverError, Retry
from drivers.idcard.contract import CardData
from drivers.idcard.document import read_address, read_identity
from drivers.idcard.sam_protocol import Answer, Damaged, Decoder, Request, Status, card_blocks, module_number
from drivers.transport import Blame, Transport
from drivers.turn import Busy, Turn
from rules.identity import CardKind

BLAME = Blame(gone=Code.READER_GONE, broken=Code.READER_BROKEN)


@dataclass(frozen=True)
class Delays:
    """All waiting in this driver, in seconds."""

    poll: float = 0.3
    """Between two questions for a card; modules want no more than three a second."""
    write: float = 1.0
    settle: float = 0.15
    """After a damaged frame, how long a good one may still follow it."""
    answers: tuple[tuple[Request, float], ...] = (
        (Request.SAM_STATUS, 1.0), (Request.SAM_ID, 1.0), (Request.FIND, 1.0), (Request.SELECT, 1.0),
        (Request.READ, 3.0), (Request.NEWEST_ADDRESS, 1.5),
    )


_STATES = {Code.READER_GONE: State.NO_DEVICE, Code.READER_SILENT: State.OFFLINE, Code.DEVICE_BUSY: State.OFFLINE}

_HOST_ERRORS = (Status.HOST_CHECK_ERROR, Status.HOST_LENGTH_ERROR)
_CARD_FAILURES = (
    Status.CARD_REFUSED_BY_SAM, Status.SAM_REFUSED_BY_CARD, Status.INFORMATION_CHECK_FAILED,
    Status.READ_FAILED, Status.RANDOM_NUMBER_FAILED, Status.ABSENT,
)
_WITH_NEWEST_ADDRESS = (CardKind.RESIDENT, CardKind.HMT_RESIDENT)


class SamReader:
    """See `drivers.idcard.contract.CardReader`. `connect` opens the transport and may raise `DriverError`."""

    def __init__(self, model: str, connect: Callable[[], Transport], delays: Delays = Delays()) -> None:
        self._model, self._connect, self._delays = model, connect, delays
        self._answer_within = dict(delays.answers)
        self._turn = Turn()
        self._transport: Transport | None = None
        self._decoder = Decoder()
        self._clean = False
        self._failed_before = False

    def open(self) -> DeviceInfo:
        """Find the reader and ask its module how it is. Raises `DriverError`."""
        with self._turn.take():
            self._drop()
            self._transport = self._connect()
            self._clean = False
            try:
                _expect(self._ask(Request.SAM_STATUS), Status.OK)
                number = self._ask(Request.SAM_ID)
            except BaseException:
                self._drop()
                raise
            return DeviceInfo(self._model, serial=module_number(number.data))

    def status(self) -> DeviceStatus:
        """Ask the module. Busy while a verb runs."""
        try:
            with self._turn.take():
                _expect(self._ask(Request.SAM_STATUS), Status.OK)
        except Busy:
            return DeviceStatus(State.BUSY)
        except DeviceFailure as error:
            return DeviceStatus(_STATES.get(error.code, State.HARDWARE_ERROR), error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def read(self, timeout_s: float) -> CardData:
        """See `CardReader.read`."""
        with self._turn.take():
            deadline = time.monotonic() + timeout_s
            while True:
                if self._find() and self._select():
                    card = self._read()
                    self._failed_before = False
                    return card
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Retry(Code.CARD_NONE)
                self._turn.rest(min(self._delays.poll, left))

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

    def _find(self) -> bool:
        answer = self._ask(Request.FIND)
        if answer.status == Status.FIND_FAILED:
            return False
        _expect(answer, Status.FOUND)
        return True

    def _select(self) -> bool:
        """False where the answer was lost: find must then begin anew."""
        answer = self._exchange(Request.SELECT)
        if answer is None:
            return False
        if answer.status == Status.SELECT_FAILED or answer.status in _CARD_FAILURES:
            raise Retry(Code.CARD_REMOVED, "select")
        _expect(answer, Status.OK)
        return True

    def _read(self) -> CardData:
        answer = self._exchange(Request.READ)
        if answer is None:
            _expect(self._ask(Request.SAM_STATUS), Status.OK)
            raise Retry(Code.CARD_UNREADABLE, "the module's answer was damaged or late")
        if answer.status in _CARD_FAILURES:
            raise self._card_failed(answer.status)
        _expect(answer, Status.OK)
        blocks = card_blocks(answer.data)
        if blocks is None:
            raise Retry(Code.CARD_UNREADABLE, "the lengths in the answer contradict each other")
        identity = read_identity(blocks.text)
        if identity.kind in _WITH_NEWEST_ADDRESS:
            address = self._newest_address()
            if address:
                identity = msgspec.structs.replace(identity, address=address)
        return CardData(identity)

    def _newest_address(self) -> str:
        answer = self._ask(Request.NEWEST_ADDRESS)
        if answer.status in (Status.ABSENT, Status.BAD_COMMAND, Status.UNKNOWN_ERROR):
            return ""  # no newer address, or a module that does not know the question
        if answer.status in _CARD_FAILURES:
            raise self._card_failed(answer.status)
        _expect(answer, Status.OK)
        return read_address(answer.data)

    def _card_failed(self, status: int) -> Retry:
        """The module says the same of a card that was lifted and of one that it cannot read.

        One that still answers cannot be read. Of the others the first is taken for haste, those after it are not.
        """
        first, self._failed_before = not self._failed_before, True
        code = Code.CARD_REMOVED if first and not self._find() else Code.CARD_UNREADABLE
        return Retry(code, f"SW3 {status:#04x}")

    def _ask(self, request: Request) -> Answer:
        """For what may be asked twice. Raises `DriverError` when both went wrong."""
        skipped = self._decoder.skipped
        for _ in range(2):
            answer = self._exchange(request)
            if answer is not None and answer.status not in _HOST_ERRORS:
                return answer
        if answer is None and self._decoder.skipped == skipped:
            raise DriverError(Code.READER_SILENT, Act.ENGINEER, f"no answer to {request.name}")
        raise DriverError(Code.READER_BROKEN, Act.ENGINEER, f"no whole answer to {request.name}")

    def _exchange(self, request: Request) -> Answer | None:
        """One request and its answer, None where it was late or damaged."""
        if self._transport is None:
            raise BLAME.is_gone("not open")
        self._turn.check()
        try:
            if not self._clean:
                self._transport.flush()
                self._decoder.clear()
            self._clean = False
            frame = request.frame()
            if self._transport.write(frame, self._delays.write) < len(frame):
                return None
            answer = self._await(self._transport, self._answer_within[request])
        except DriverError as error:
            if error.code is Code.READER_GONE:
                self._drop()
            raise
        self._clean = answer is not None
        return answer

    def _await(self, transport: Transport, timeout_s: float) -> Answer | None:
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            data = transport.read(4096, left)
            self._turn.check()
            for event in self._decoder.receive(data):
                if isinstance(event, Answer):
                    return event
                if isinstance(event, Damaged):
                    deadline = min(deadline, time.monotonic() + self._delays.settle)
        return None

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None


def _expect(answer: Answer, wanted: Status) -> None:
    """Raises what an answer means that nobody hoped for."""
    if answer.status == wanted:
        return
    if answer.status == Status.UNKNOWN_CARD_KIND:
        raise Retry(Code.CARD_UNKNOWN_KIND)
    raise DriverError(Code.READER_BROKEN, Act.ENGINEER, f"SW {answer.status:#08x}")
