"""The SAM_V module's frames: bytes in at any split, frozen events out. No I/O, no clock.

A request is preamble, LEN (2 bytes, big-endian), command, parameter, check; an answer is preamble, LEN, SW1 SW2 SW3,
data, check. LEN counts all that follows it; the check byte is the XOR of all from LEN to the byte before it. After the
public descriptions of GA 450 modules; the standard's own text was not at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("aaaaaa9669")
LENGTH_SIZE = 2
SMALLEST_LENGTH = 4
"""Three status words and the check byte."""
LARGEST_LENGTH = 2400
"""The longest known answer (text, photo and two fingerprints) has 2314; more cannot be an answer."""


class Status(IntEnum):
    """SW3, where SW1 and SW2 are 0."""

    OK = 0x90
    ABSENT = 0x91
    FOUND = 0x9F
    HOST_CHECK_ERROR = 0x10
    HOST_LENGTH_ERROR = 0x11
    BAD_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REFUSED_BY_SAM = 0x31
    SAM_REFUSED_BY_CARD = 0x32
    INFORMATION_CHECK_FAILED = 0x33
    UNKNOWN_CARD_KIND = 0x40
    READ_FAILED = 0x41
    RANDOM_NUMBER_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81


class Request(IntEnum):
    """Command and parameter as one number."""

    SAM_STATUS = 0x11FF
    SAM_ID = 0x12FF
    FIND = 0x2001
    SELECT = 0x2002
    READ = 0x3001
    NEWEST_ADDRESS = 0x3003

    def frame(self) -> bytes:
        """The bytes to send."""
        body = (LENGTH_SIZE + 1).to_bytes(LENGTH_SIZE, "big") + self.to_bytes(2, "big")
        return PREAMBLE + body + bytes((_check(body),))


@dataclass(frozen=True)
class Answer:
    """A whole frame whose check byte is right. `status` is SW3; a non-zero SW1 or SW2 stands in its upper bytes."""

    status: int
    data: bytes

    def __repr__(self) -> str:
        """Never the data: it is a person's."""
        return f"<Answer {self.status:#04x}, {len(self.data)} bytes>"


@dataclass(frozen=True)
class Damaged:
    """A frame whose check byte is wrong, or whose length cannot be."""

    length: int


Event = Answer | Damaged


class Decoder:
    """Collects bytes into events. Holds at most one frame; what is no frame is skipped and counted."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.skipped = 0

    @property
    def held(self) -> int:
        """Bytes of a frame that has begun."""
        return len(self._buffer)

    def receive(self, data: bytes) -> list[Event]:
        """The events that `data` completes, in order."""
        self._buffer += data
        events: list[Event] = []
        while (event := self._next()) is not None:
            events.append(event)
        return events

    def clear(self) -> None:
        """Forget a frame that has begun."""
        self._buffer.clear()

    def _next(self) -> Event | None:
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            self._skip(max(0, len(self._buffer) - _begun(self._buffer)))
            return None
        self._skip(start)
        head = len(PREAMBLE) + LENGTH_SIZE
        if len(self._buffer) < head:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE):head], "big")
        if not SMALLEST_LENGTH <= length <= LARGEST_LENGTH:
            self._skip(1)  # a true preamble may begin within this false frame
            return Damaged(length)
        if len(self._buffer) < head + length:
            return None
        body = bytes(self._buffer[len(PREAMBLE):head + length])
        if _check(body[:-1]) != body[-1]:
            self._skip(1)
            return Damaged(length)
        del self._buffer[:head + length]
        return Answer(int.from_bytes(body[2:5], "big"), body[5:-1])

    def _skip(self, count: int) -> None:
        self.skipped += count
        del self._buffer[:count]


@dataclass(frozen=True)
class CardBlocks:
    """What a read brings: 256 bytes of text and the photo in the maker's own coding."""

    text: bytes
    photo: bytes

    def __repr__(self) -> str:
        """Never the person."""
        return "<CardBlocks>"


def card_blocks(data: bytes) -> CardBlocks | None:
    """Split a read's data by the two lengths that it opens with; None where they do not fit it."""
    text_length = int.from_bytes(data[0:2], "big")
    photo_length = int.from_bytes(data[2:4], "big")
    if len(data) != 4 + text_length + photo_length:
        return None
    return CardBlocks(data[4:4 + text_length], data[4 + text_length:])


def module_number(data: bytes) -> str:
    """The SAM's number as printed on the reader, from the 16 bytes of SAM_ID; "" for another length."""
    if len(data) != 16:
        return ""
    first, second = int.from_bytes(data[0:2], "little"), int.from_bytes(data[2:4], "little")
    day, high, low = (int.from_bytes(data[place:place + 4], "little") for place in (4, 8, 12))
    return f"{first:02d}.{second:02d}-{day:08d}-{high:010d}-{low:010d}"


def _check(body: bytes) -> int:
    return reduce(xor, body, 0)


def _begun(buffer: bytearray) -> int:
    """How many bytes at the end may be the beginning of a preamble."""
    for count in range(min(len(PREAMBLE) - 1, len(buffer)), 0, -1):
        if buffer.endswith(PREAMBLE[:count]):
            return count
    return 0
