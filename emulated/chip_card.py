"""Chip cards as the desk's slot holds them: APDUs in, responses out. A social-security card, and a staff card.

Written from ISO 7816-4 and the social-security card's file list alone.
"""

from collections.abc import Callable

from emulated.faults import Faults
from emulated.idcard_text import Card

STAFF = "staff"
"""The kind of a card that is a technician's; its number is a UID in hexadecimal."""

SOCIAL_ATR = bytes.fromhex("3b6500005353453130")
STAFF_ATR = bytes.fromhex("3b8f8001804f0ca000000306030001000000006a")
DONE, NOT_FOUND, NO_RECORD, REFUSED, UNKNOWN = b"\x90\x00", b"\x6a\x82", b"\x6a\x83", b"\x69\x82", b"\x6d\x00"


class ChipCard:
    """One card, from its insertion on. `lifted` is called where a fault takes it out in the middle."""

    def __init__(self, card: Card, faults: Faults, lifted: Callable[[], None]) -> None:
        self.atr = STAFF_ATR if card.kind == STAFF else SOCIAL_ATR
        self._card, self._faults, self._lifted = card, faults, lifted
        self._application = False
        self._file = 0
        self._rest = b""

    def reset(self) -> None:
        """Power or reset: no file is selected."""
        self._application, self._file, self._rest = False, 0, b""

    def answer(self, command: bytes) -> bytes:
        """The response to one APDU; nothing where the card was taken out meanwhile."""
        if self._faults.strike("lifted"):
            self._lifted()
            return b""
        if self._card.kind == STAFF:
            return bytes.fromhex(self._card.number) + DONE if command[:4] == b"\xff\xca\x00\x00" else UNKNOWN
        head = command[:2]
        if head == b"\x00\xa4":
            return self._select(command)
        if head == b"\x00\xc0":
            rest, self._rest = self._rest, b""
            return rest + DONE
        if head == b"\x00\xb2":
            return self._record(command)
        return UNKNOWN

    def _select(self, command: bytes) -> bytes:
        data = command[5:5 + command[4]] if len(command) > 5 else b""
        if command[2:4] == b"\x04\x00":
            self._application = data == b"sx1.sh." + "社会保障".encode("gbk")
            self._rest = b"\x6f\x02\x84\x00"
            return bytes((0x61, len(self._rest))) if self._application else NOT_FOUND
        if self._application and data in (b"\xef\x05", b"\xef\x06"):
            self._file = data[1]
            return DONE
        return NOT_FOUND

    def _record(self, command: bytes) -> bytes:
        if self._faults.strike("read-failed"):
            return REFUSED
        card = self._card
        files = {
            5: {5: bytes.fromhex(card.start), 6: bytes.fromhex("20991231" if card.end == "长期" else card.end)},
            6: {1: card.number.encode(), 2: card.name.encode("gb18030").ljust(30, b"\0")},
        }
        value = files.get(self._file, {}).get(command[2])
        if value is None:
            return NO_RECORD
        tag = command[2] + (7 if self._file == 6 else 0)
        return bytes((tag, len(value))) + value + DONE
