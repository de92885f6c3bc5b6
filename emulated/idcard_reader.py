"""An ID-card reader with a SAM_V module on USB (0400:C35A and its relatives).

A command frame comes in over the OUT endpoints, byte by byte if the host likes; after the time the real one takes, the
answer goes out over the IN endpoints in packets of 64 bytes. A card answers find once: after a read, good or bad, find
says 80 until the card is lifted and laid again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import xor

from emulated.faults import Fault, Faults
from emulated.idcard_text import Card, photo_block
from emulated.loop import Loop, Timer
from emulated.pace import Pace
from emulated.usb_descriptors import BULK, INTERRUPT, Description, Endpoint, Interface
from emulated.usb_device import UsbDevice

PREAMBLE = bytes.fromhex("aaaaaa9669")
SAM_ID = bytes.fromhex("05000300") + (20200101).to_bytes(4, "little") + (1234567).to_bytes(4, "little") + \
    (89012345).to_bytes(4, "little")
LARGEST_COMMAND = 64
OK, FOUND, ABSENT = 0x90, 0x9F, 0x91
BAD_CHECKSUM, BAD_LENGTH, BAD_COMMAND = 0x10, 0x11, 0x21
READ_FAILED, SELF_TEST_FAILED, UNAUTHORISED, NOT_FOUND, NOT_SELECTED = 0x41, 0x60, 0x66, 0x80, 0x81


@dataclass(frozen=True)
class Profile:
    """How one make lays out its endpoints. With two INs, preamble and length come from the first, the rest from the
    second."""

    name: str
    vendor: int
    product: int
    outs: tuple[int, ...]
    ins: tuple[int, ...]
    attributes: int = BULK

    def describe(self) -> Description:
        """The descriptors."""
        endpoints = tuple(Endpoint(address, self.attributes, interval=1 if self.attributes == INTERRUPT else 0)
                          for address in self.outs + self.ins)
        return Description(self.vendor, self.product, 0x0100, "EMULATED", "SAM_V ID card reader", "",
                           (Interface(endpoints),))


PROFILES = {profile.name: profile for profile in (
    Profile("two-endpoint", 0x0400, 0xC35A, (0x02,), (0x81,)),
    Profile("four-endpoint", 0x0400, 0xC35A, (0x02, 0x06), (0x81, 0x85)),
    Profile("interrupt", 0x0483, 0x5750, (0x01,), (0x81,), INTERRUPT),
)}

FAULTS = {
    "silent": "takes commands and answers nothing",
    "slow": "answers later by the value in milliseconds (5000)",
    "wrong-checksum": "the answer's last byte is wrong",
    "wrong-length": "the answer's length field is too large by the value (40)",
    "short-frame": "the answer ends in the middle",
    "garbage": "bytes without any frame instead of the answer",
    "noise": "rubbish with half a preamble before the answer",
    "byte-by-byte": "the answer comes one byte a packet",
    "stall": "the OUT endpoint stalls at the next command, until cleared",
    "self-test-failed": "answers 60 to everything",
    "unauthorised": "answers 66 to find, select and read",
    "read-failed": "answers 41 to a read",
    "select-failed": "answers 81 to a select",
    "lifted-while-reading": "the card is lifted in the middle of a read: 41, and no card",
    "unplug-while-reading": "the cable is pulled in the middle of the answer to a read",
}


class IdCardReader(UsbDevice):
    """State: the card that lies on it, and how far that card has come (laid, found, selected, spent)."""

    def __init__(self, loop: Loop, pace: Callable[[], Pace], profile: Profile,
                 count: Callable[[str], None]) -> None:
        super().__init__(profile.describe())
        self.faults = Faults(FAULTS)
        self.card: Card | None = None
        self.commands: list[str] = []
        self._loop, self._pace, self._profile, self._count = loop, pace, profile, count
        self._progress = "none"
        self._input = bytearray()
        self._due: Timer | None = None
        self._handlers: dict[tuple[int, int], tuple[str, Callable[[], tuple[int, bytes]]]] = {
            (0x10, 0xFF): ("other_command", self._reset), (0x11, 0xFF): ("other_command", lambda: (OK, b"")),
            (0x12, 0xFF): ("other_command", lambda: (OK, SAM_ID)),
            (0x20, 0x01): ("find", self._find), (0x20, 0x02): ("select", self._select),
            (0x30, 0x01): ("read", lambda: self._read(False)), (0x30, 0x10): ("read", lambda: self._read(True)),
            (0x30, 0x03): ("other_command", self._newest_address),
        }

    def lay(self, card: Card | None) -> None:
        """Lay a card, or lift the one that lies there (``None``)."""
        self.card = card
        self._progress = "none" if card is None else "laid"

    def state(self) -> dict[str, object]:
        """For people and tests. ``progress``: none, laid, found, selected, spent."""
        return {"card": self.card.title() if self.card else None, "progress": self._progress,
                "profile": self._profile.name, "last_commands": self.commands[-20:]}

    def room(self, endpoint: int) -> int:
        """Commands are short; there is always room."""
        return 1024

    def received(self, endpoint: int, data: bytes) -> None:
        """The host's bytes, from whichever OUT endpoint."""
        if self.faults.strike("stall"):
            self._input.clear()
            self.halt(endpoint)
            return
        self._input += data
        while (frame := self._next_frame()) is not None:
            self._command(frame)

    def powered(self, on: bool) -> None:
        """Pulling the cable forgets the command under way; a card that lies there is found anew after plugging."""
        self._input.clear()
        if self._due is not None:
            self._due.cancel()
        self._progress = "none" if self.card is None else "laid"

    def _next_frame(self) -> bytes | None:
        """LEN, command, parameter, data and checksum of the next frame; bytes before a preamble are dropped."""
        start = self._input.find(PREAMBLE)
        if start < 0:
            del self._input[:max(0, len(self._input) - len(PREAMBLE) + 1)]
            return None
        del self._input[:start]
        if len(self._input) < 7:
            return None
        length = int.from_bytes(self._input[5:7], "big")
        if not 3 <= length <= LARGEST_COMMAND:
            del self._input[:7]
            self._answer_after("other_command", BAD_LENGTH, b"")
            return None
        if len(self._input) < 7 + length:
            return None
        frame = bytes(self._input[5:7 + length])
        del self._input[:7 + length]
        return frame

    def _command(self, frame: bytes) -> None:
        self.commands = self.commands[-99:] + [frame[2:-1].hex(" ")]
        self.drop_unread()
        command = frame[2], frame[3]
        if reduce(xor, frame[:-1]) != frame[-1]:
            self._answer_after("other_command", BAD_CHECKSUM, b"")
        elif self.faults.strike("self-test-failed"):
            self._answer_after("other_command", SELF_TEST_FAILED, b"")
        elif command[0] in (0x20, 0x30) and self.faults.strike("unauthorised"):
            self._answer_after("other_command", UNAUTHORISED, b"")
        elif command not in self._handlers or len(frame) != 5:
            self._answer_after("other_command", BAD_COMMAND, b"")
        else:
            delay, handler = self._handlers[command]
            self._schedule(delay, lambda: self._answer(*handler(), reading=delay == "read"))

    def _answer_after(self, delay: str, code: int, data: bytes) -> None:
        self._schedule(delay, lambda: self._answer(code, data))

    def _schedule(self, delay: str, call: Callable[[], None]) -> None:
        if self._due is not None:
            self._due.cancel()
        seconds = float(getattr(self._pace(), delay))
        slow = self.faults.number("slow", 5000)
        if slow is not None:
            self.faults.strike("slow")
            seconds += slow / 1000
        self._due = self._loop.later(seconds, call)

    def _reset(self) -> tuple[int, bytes]:
        if self._progress in ("found", "selected"):
            self._progress = "laid"
        return OK, b""

    def _find(self) -> tuple[int, bytes]:
        if self._progress in ("laid", "found", "selected"):
            self._progress = "found"
            return FOUND, bytes(4)
        return NOT_FOUND, b""

    def _select(self) -> tuple[int, bytes]:
        if self._progress != "found" or self.faults.strike("select-failed"):
            return NOT_SELECTED, b""
        self._progress = "selected"
        return OK, bytes(8)

    def _read(self, fingerprints: bool) -> tuple[int, bytes]:
        if self._progress != "selected" or self.card is None:
            return READ_FAILED, b""
        self._progress = "spent"
        if self.faults.strike("lifted-while-reading"):
            self.lay(None)
            return READ_FAILED, b""
        if self.faults.strike("read-failed"):
            return READ_FAILED, b""
        parts = [self.card.text_block(), photo_block(self.card)]
        if fingerprints:
            parts.append(self.card.fingerprint_records())
        self._count("cards-read")
        return OK, b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts)

    def _newest_address(self) -> tuple[int, bytes]:
        if self.card is None or self._progress not in ("selected", "spent"):
            return READ_FAILED, b""
        address = self.card.newest_address_block()
        return (ABSENT, b"") if address is None else (OK, address)

    def _answer(self, code: int, data: bytes, reading: bool = False) -> None:
        body = bytes((0, 0, code)) + data
        length = (len(body) + 1).to_bytes(2, "big")
        if (wrong := self.faults.strike("wrong-length")) is not None:
            length = (len(body) + 1 + int(_value(wrong, 40))).to_bytes(2, "big")
        check = reduce(xor, length + body)
        if self.faults.strike("wrong-checksum"):
            check ^= 0x55
        frame = PREAMBLE + length + body + bytes((check,))
        if self.faults.strike("silent"):
            return
        if self.faults.strike("short-frame"):
            frame = frame[:len(frame) // 2]
        if self.faults.strike("garbage"):
            frame = bytes((place * 37 + 11) % 256 for place in range(len(frame)))
        if self.faults.strike("noise"):
            frame = b"\x00\xff\xaa\xaa\x96\x69\xaa\xaa" + frame
        if reading and self.faults.strike("unplug-while-reading"):
            # Whole packets only: a short one would end the host's transfer as if all had come.
            self._deliver(frame[:len(frame) // 128 * 64])
            self.unplug()
            return
        self._deliver(frame)

    def _deliver(self, frame: bytes) -> None:
        ins = self._profile.ins
        if self.faults.strike("byte-by-byte"):
            for place in range(len(frame)):
                self.send(ins[0] if place < 7 else ins[-1], frame[place:place + 1])
        elif len(ins) == 1:
            self.send(ins[0], frame)
        else:
            self.send(ins[0], frame[:7])
            self.send(ins[1], frame[7:])


def _value(fault: Fault, default: float) -> float:
    return default if fault.value is None else fault.value
