"""One reading of a card as a state machine: find, select, read, newest address. Pure: it says what to ask the module
and is told what came.

    FINDING ──none──► RESTING ──► FINDING
       └──found──► SELECTING ──ok──► READING ──ok──► ADDRESSING (resident, J) ──ok, absent──► DONE
                     │                 ├ refused ──► JUDGING (find) ────► Retry
                     └ lost: FINDING   └ lost ─────► DOUBTING (status) ─► Retry

A card answers *find* once. After a read, good or bad, the module says "none" until the card was lifted, so that what
went wrong in a read cannot be tried again without the citizen. All other endings are `Retry` or `DriverError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from drivers.errors import Act, Code, DriverError, Retry
from drivers.idcard.document import read_address, read_identity
from drivers.idcard.sam_protocol import Answer, CardBlocks, Request, Status, card_blocks
from rules.identity import CardKind, Identity


@dataclass(frozen=True)
class Delays:
    """All waiting of a reader with a SAM_V module, in seconds."""

    poll: float = 0.3
    """Between two questions for a card; modules want no more than three a second."""
    write: float = 1.0
    settle: float = 0.15
    """After a damaged frame, how long a good one may still follow it."""
    answers: tuple[tuple[Request, float], ...] = (
        (Request.SAM_STATUS, 1.0), (Request.SAM_ID, 1.0), (Request.FIND, 1.0), (Request.SELECT, 1.0),
        (Request.READ, 3.0), (Request.NEWEST_ADDRESS, 1.5),
    )
    late: float = 1.0
    """Beyond an answer's time, how long it may still come. Until then nothing else is asked."""
    portrait: float = 2.0
    """For decoding the photo, from the moment when all else of the card was read."""


class Stage(Enum):
    """How far the reading has come."""

    FINDING = auto()
    RESTING = auto()
    SELECTING = auto()
    READING = auto()
    DOUBTING = auto()
    JUDGING = auto()
    ADDRESSING = auto()
    DONE = auto()


@dataclass(frozen=True)
class Ask:
    """Ask the module. `twice`: once more where the answer was lost, which does no harm; then it must come."""

    request: Request
    twice: bool


@dataclass(frozen=True)
class Rest:
    """No card; wait for `Delays.poll`, or give up."""


@dataclass(frozen=True)
class Done:
    """The card was read."""

    identity: Identity

    def __repr__(self) -> str:
        """Never the person."""
        return f"<Done {self.identity.kind}>"


Action = Ask | Rest | Done

_ASKS = {
    Stage.FINDING: Ask(Request.FIND, twice=True), Stage.SELECTING: Ask(Request.SELECT, twice=False),
    Stage.READING: Ask(Request.READ, twice=False), Stage.DOUBTING: Ask(Request.SAM_STATUS, twice=True),
    Stage.JUDGING: Ask(Request.FIND, twice=True), Stage.ADDRESSING: Ask(Request.NEWEST_ADDRESS, twice=True),
}
_CARD_FAILURES = (
    Status.CARD_REFUSED_BY_SAM, Status.SAM_REFUSED_BY_CARD, Status.INFORMATION_CHECK_FAILED,
    Status.READ_FAILED, Status.RANDOM_NUMBER_FAILED, Status.ABSENT, Status.FIND_FAILED, Status.SELECT_FAILED,
)
HOST_ERRORS = (Status.HOST_CHECK_ERROR, Status.HOST_LENGTH_ERROR)
"""What we sent came damaged: as good as lost."""
_NO_NEWER_ADDRESS = (Status.ABSENT, Status.BAD_COMMAND, Status.NOT_PERMITTED, Status.UNKNOWN_ERROR)
"""Also a module that does not know the question."""
_WITH_NEWEST_ADDRESS = (CardKind.RESIDENT, CardKind.HMT_RESIDENT)


class Transaction:
    """`failed_before`: whether the citizen's last try failed in a way that may have been haste; true afterwards if so.

    Alternate `action` and, after an `Ask`, `hear`; after a `Rest`, `rested`.
    """

    def __init__(self, failed_before: bool = False) -> None:
        self.stage = Stage.FINDING
        self.failed_before = failed_before
        self._refused = 0
        self._blocks = CardBlocks(b"", b"")
        self._identity: Identity | None = None

    @property
    def photo(self) -> bytes:
        """In the maker's own coding; nothing until the card was read, or where it has none."""
        return self._blocks.photo

    def action(self) -> Action:
        """What is to be done now."""
        if self.stage is Stage.RESTING:
            return Rest()
        if self.stage is Stage.DONE and self._identity is not None:
            return Done(self._identity)
        return _ASKS[self.stage]

    def rested(self) -> None:
        """Time to look for a card again."""
        self.stage = Stage.FINDING

    def hear(self, answer: Answer | None) -> None:
        """What came to the last `Ask`; None where it was lost. Raises `Retry` or `DriverError`."""
        match self.stage:
            case Stage.FINDING:
                self._found(_present(answer))
            case Stage.SELECTING:
                self._selected(answer)
            case Stage.READING:
                self._read(answer)
            case Stage.DOUBTING:
                expect(_present(answer), Status.OK)
                raise Retry(Code.CARD_UNREADABLE, "the module's answer was damaged or late")
            case Stage.JUDGING:
                self._judged(_present(answer))
            case Stage.ADDRESSING:
                self._addressed(_present(answer))
            case _:
                raise ValueError("nothing was asked")

    def _found(self, answer: Answer) -> None:
        if answer.status == Status.FIND_FAILED:
            self.stage = Stage.RESTING
            return
        if answer.status in _CARD_FAILURES:
            raise Retry(Code.CARD_UNREADABLE, f"find: SW3 {answer.status:#04x}")
        expect(answer, Status.FOUND)
        self.stage = Stage.SELECTING

    def _selected(self, answer: Answer | None) -> None:
        if answer is None or answer.status in HOST_ERRORS:
            self.stage = Stage.FINDING
            return
        if answer.status in _CARD_FAILURES:
            raise Retry(Code.CARD_INTERRUPTED, "select")
        expect(answer, Status.OK)
        self.stage = Stage.READING

    def _read(self, answer: Answer | None) -> None:
        if answer is None or answer.status in HOST_ERRORS:
            self.stage = Stage.DOUBTING
            return
        if answer.status in _CARD_FAILURES:
            self._refuse(answer.status)
            return
        expect(answer, Status.OK)
        blocks = card_blocks(answer.data)
        if blocks is None:
            raise Retry(Code.CARD_UNREADABLE, "the lengths in the answer contradict each other")
        self._blocks, self._identity = blocks, read_identity(blocks.text)
        if self._identity.kind in _WITH_NEWEST_ADDRESS:
            self.stage = Stage.ADDRESSING
        else:
            self._finish()

    def _addressed(self, answer: Answer) -> None:
        if answer.status not in _NO_NEWER_ADDRESS:
            if answer.status in _CARD_FAILURES:
                self._refuse(answer.status)
                return
            expect(answer, Status.OK)
            address = read_address(answer.data)
            if address and self._identity is not None:
                self._identity = msgspec.structs.replace(self._identity, address=address)
        self._finish()

    def _finish(self) -> None:
        self.stage = Stage.DONE
        self.failed_before = False

    def _refuse(self, status: int) -> None:
        self._refused = status
        self.stage = Stage.JUDGING

    def _judged(self, answer: Answer) -> None:
        """The module says the same of a card that was lifted and of one that it cannot read.

        One that still answers cannot be read. Of the others the first is taken for haste, those after it are not.
        """
        if answer.status not in _CARD_FAILURES:
            expect(answer, Status.FOUND)
        hasty = not self.failed_before and answer.status == Status.FIND_FAILED
        self.failed_before = True
        raise Retry(Code.CARD_INTERRUPTED if hasty else Code.CARD_UNREADABLE, f"SW3 {self._refused:#04x}")


def expect(answer: Answer, wanted: Status) -> None:
    """Raises what an answer means that nobody hoped for."""
    if answer.status == wanted:
        return
    if answer.status == Status.UNKNOWN_CARD_KIND:
        raise Retry(Code.CARD_UNKNOWN_KIND)
    raise DriverError(Code.READER_BROKEN, Act.ENGINEER, f"SW {answer.status:#08x}")


def _present(answer: Answer | None) -> Answer:
    if answer is None:
        raise DriverError(Code.READER_BROKEN, Act.ENGINEER, "no answer")
    return answer
