"""What is read from chip cards: a social-security card's holder, a staff card's number. Pure: APDUs as values.

A social-security card (LD/T 32; the application 社会保障 is selected by its name) gives two files to everybody: EF05, of
the card, and EF06, of its holder. Each record is a tag, a length, a value. After public programs that read such cards.
A staff card is any contactless card: its answer to reset begins as PC/SC part 3 says, and it has a number (UID).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from drivers.errors import Code, Retry
from rules.document_number import birth_of, check_resident, sex_of
from rules.identity import CardKind, Identity

APPLICATION = "sx1.sh.社会保障".encode("gbk")
CARD_FILE, HOLDER_FILE = 0xEF05, 0xEF06
ISSUED, VALID_TO = 5, 6
NUMBER, NAME = 1, 2
"""Records of the two files, counted from 1."""

_MOST_CONTINUED = 4
_STORAGE_CARD = bytes.fromhex("804f0ca000000306")
"""In the answer to reset of a contactless storage card: PC/SC's own identifier (part 3, 3.1.3.2.3)."""

Transmit = Callable[[bytes], bytes]


class Refused(Exception):
    """The card does not do what was asked."""


def is_staff_card(atr: bytes) -> bool:
    """Whether a contactless card without files lies there."""
    return _STORAGE_CARD in atr


def staff_number(transmit: Transmit) -> str:
    """A contactless card's number in hexadecimal (PC/SC part 3, 3.2.2.1.3). Raises `Retry`."""
    try:
        number = _ask(transmit, bytes.fromhex("ffca000000"))
    except Refused:
        raise Retry(Code.CARD_UNREADABLE, "no number") from None
    if not 4 <= len(number) <= 10:
        raise Retry(Code.CARD_UNREADABLE, f"a number of {len(number)} bytes")
    return number.hex()


def social_security(transmit: Transmit) -> Identity:
    """The holder. Raises `Retry`: CARD_UNKNOWN_KIND, CARD_UNREADABLE or CARD_BAD_CHECK."""
    try:
        _ask(transmit, b"\x00\xa4\x04\x00" + bytes((len(APPLICATION),)) + APPLICATION)
    except Refused:
        raise Retry(Code.CARD_UNKNOWN_KIND) from None
    try:
        _select(transmit, CARD_FILE)
        issued, valid_to = (_day(_record(transmit, number)) for number in (ISSUED, VALID_TO))
        _select(transmit, HOLDER_FILE)
        number = _text(_record(transmit, NUMBER))
        name = _text(_record(transmit, NAME))
    except Refused:
        raise Retry(Code.CARD_UNREADABLE, "the card keeps its files") from None
    born = birth_of(number)
    if not name or not check_resident(number) or born is None:
        raise Retry(Code.CARD_BAD_CHECK)
    return Identity(kind=CardKind.SOCIAL_SECURITY, name=name, sex=sex_of(number), birth=born.isoformat(), number=number,
                    valid_from=issued, valid_to=valid_to)


def _select(transmit: Transmit, file: int) -> None:
    _ask(transmit, bytes.fromhex("00a4020002") + file.to_bytes(2, "big"))


def _record(transmit: Transmit, number: int) -> bytes:
    data = _ask(transmit, bytes((0x00, 0xB2, number, 0x04, 0x00)))
    if len(data) < 2 or len(data) < 2 + data[1]:
        raise Refused
    return data[2:2 + data[1]]


def _ask(transmit: Transmit, command: bytes) -> bytes:
    """The data, fetched on where the card says that there is more (ISO 7816-4, 5.1.3)."""
    data = b""
    for _ in range(_MOST_CONTINUED):
        response = transmit(command)
        data, status, more = data + response[:-2], response[-2], response[-1]
        if (status, more) == (0x90, 0x00):
            return data
        if status == 0x61:
            command = bytes((0x00, 0xC0, 0x00, 0x00, more))
        elif status == 0x6C:
            command = command[:4] + bytes((more,))
        else:
            break
    raise Refused


def _text(value: bytes) -> str:
    try:
        text = value.rstrip(b"\0 \xff").decode("gb18030").strip()
    except UnicodeDecodeError:
        raise Refused from None
    if not text.isprintable():
        raise Refused
    return text


def _day(value: bytes) -> str:
    digits = value.hex()
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).isoformat()
    except ValueError:
        raise Refused from None
