"""What a card reader may send, whatever it is: no crash, no hang, no unbounded buffer.

A target takes any bytes and raises only when something is wrong with the code under it.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

from drivers.errors import DriverError, Retry
from drivers.idcard.document import TEXT_SIZE, read_address, read_identity
from drivers.idcard.hid_protocol import REPORT, Opener
from drivers.idcard.sam_protocol import (
    LARGEST_LENGTH, LENGTH_SIZE, PREAMBLE, Answer, Decoder, card_blocks, module_number,
)
from drivers.idcard.transaction import Ask, Done, Transaction

_LONGEST = len(PREAMBLE) + LENGTH_SIZE + LARGEST_LENGTH
_MOST_QUESTIONS = 12
_MOST_PIECES = 64
"""Long inputs come in larger pieces; that every byte may come alone is what the tests of the codec show."""


class Wrong(AssertionError):
    """What held before does not hold any more."""


def codec(data: bytes) -> None:
    """Any bytes at any split; afterwards a sound frame is still heard."""
    decoder = Decoder()
    step = max(1 + (data[0] if data else 0), len(data) // _MOST_PIECES)
    for start in range(0, len(data), step):
        decoder.receive(data[start:start + step])
        if decoder.held > _LONGEST:
            raise Wrong(f"the decoder holds {decoder.held} bytes")
    decoder.receive(bytes(_LONGEST))
    if decoder.receive(framed(b"\0\0\x90" + data[:64]))[-1:] != [Answer(0x90, data[:64])]:
        raise Wrong("a sound frame was not heard")


def envelopes(data: bytes) -> None:
    """Any reports of a HID reader."""
    opener = Opener()
    for start in range(0, len(data), REPORT):
        if len(opener.receive(data[start:start + REPORT])) > _LONGEST:
            raise Wrong("an envelope is longer than any frame")


def text(data: bytes) -> None:
    """Any text block; a byte behind it makes it one of the kinds that there are."""
    block = data[:TEXT_SIZE].ljust(TEXT_SIZE, b" ")
    kind = " IYJ"[data[TEXT_SIZE] % 4].encode("utf-16-le") if len(data) > TEXT_SIZE else block[248:250]
    try:
        if not read_identity(block[:248] + kind + block[250:]).number:
            raise Wrong("a card without a number")
    except Retry:
        pass
    try:
        read_address(data[:70])
    except Retry:
        pass
    card_blocks(data)
    module_number(data)


def transaction(data: bytes) -> None:
    """Any answers in any order: the reading ends, in a few questions, one way or the other."""
    reading, place = Transaction(failed_before=bool(data[:1] > b"\x7f")), 1
    try:
        for _ in range(_MOST_QUESTIONS):
            action = reading.action()
            if isinstance(action, Done):
                return
            if not isinstance(action, Ask):
                return
            status, size = data[place:place + 1], int.from_bytes(data[place + 1:place + 3], "big")
            reading.hear(Answer(status[0], data[place + 3:place + 3 + size]) if status else None)
            place += 3 + size
            if place > len(data):
                return
    except (Retry, DriverError):
        return
    if reading.stage.name not in ("FINDING", "SELECTING"):
        raise Wrong("a reading that does not end")


def framed(body: bytes) -> bytes:
    """A frame with any body, its length and check right."""
    counted = (len(body) + 1).to_bytes(LENGTH_SIZE, "big") + body
    return PREAMBLE + counted + bytes((reduce(xor, counted),))


TARGETS = (codec, envelopes, text, transaction)


def one(data: bytes) -> None:
    """One execution: the first byte chooses the target."""
    if data:
        TARGETS[data[0] % len(TARGETS)](data[1:])
