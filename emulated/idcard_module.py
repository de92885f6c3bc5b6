"""The SAM_V module inside every ID-card reader, whatever connects it.

A command frame comes in byte by byte if the host likes; after the time the real one takes, the answer goes out. A card
answers find once: after a read, good or bad, find says 80 until the card is lifted and laid again.
"""

import time
from collections.abc import Callable
from functools import reduce
from operator import xor

from emulated.faults import Fault, Faults
from emulated.idcard_text import Card, photo_block
from emulated.loop import Loop, Timer
from emulated.pace import Pace

PREAMBLE = bytes.fromhex("aaaaaa9669")
SAM_ID = bytes.fromhex("05000300") + (20200101).to_bytes(4, "little") + (1234567).to_bytes(4, "little") + \
    (89012345).to_bytes(4, "little")
LARGEST_COMMAND = 64
OK, FOUND, ABSENT = 0x90, 0x9F, 0x91
BAD_CHECKSUM, BAD_LENGTH, BAD_COMMAND = 0x10, 0x11, 0x21
READ_FAILED, SELF_TEST_FAILED, UNAUTHORISED, NOT_FOUND, NOT_SELECTED = 0x41, 0x60, 0x66, 0x80, 0x81


FAULTS = {
    "silent": "takes commands and answers nothing",
    "slow": "answers later by the value in milliseconds (5000)",
    "busy": "works on the command for the value in milliseconds (1500), and on what comes meanwhile after it",
    "wrong-checksum": "the answer's last byte is wrong",
    "wrong-length": "the answer's length field is too large by the value (40)",
    "short-frame": "the answer ends in the middle",
    "garbage": "bytes without any frame instead of the answer",
    "noise": "rubbish with half a preamble before the answer",
    "noise-after": "rubbish with half a preamble between this answer and the next",
    "byte-by-byte": "the answer comes one byte a packet (not HID)",
    "bad-report": "the sum in the report around the answer is wrong (HID alone)",
    "stall": "the OUT endpoint stalls at the next command, until cleared (USB alone)",
    "status": "answers the value (36, which is 24 in hexadecimal) to find, select, read and newest address",
    "self-test-failed": "answers 60 to everything",
    "unauthorised": "answers 66 to find, select and read",
    "read-failed": "answers 41 to a read",
    "select-failed": "answers 81 to a select",
    "lifted": "the card is lifted just before find, select, read or newest address is answered",
    "lifted-while-reading": "the card is lifted in the middle of a read: 41, and no card",
    "unplug": "the cable is pulled in the middle of an answer",
    "unplug-while-reading": "the cable is pulled in the middle of the answer to a read",
}


class SamModule:
    """State: the card that lies on it, and how far that card has come (laid, found, selected, spent).

    Whoever connects the module sets `deliver` (bytes for the host, and whether one at a time) and `pull` (the cable).
    """

    def __init__(self, loop: Loop, pace: Callable[[], Pace], count: Callable[[str], None]) -> None:
        self.faults = Faults(FAULTS)
        self.card: Card | None = None
        self.commands: list[str] = []
        self.deliver: Callable[[bytes, bool], None] = lambda data, one_at_a_time: None
        self.pull: Callable[[], None] = lambda: None
        self._loop, self._pace, self._count = loop, pace, count
        self._progress = "none"
        self._input = bytearray()
        self._due: list[Timer] = []
        self._busy_until = 0.0
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
                "last_commands": self.commands[-20:]}

    def receive(self, data: bytes) -> None:
        """The host's bytes."""
        self._input += data
        while (frame := self._next_frame()) is not None:
            self._command(frame)

    def drop_input(self) -> None:
        """Forget a command that has begun."""
        self._input.clear()

    def powered(self) -> None:
        """Plugged or pulled: the command under way is forgotten; a card that lies there is found anew."""
        self._input.clear()
        self._forget_commands()
        self._busy_until = 0.0
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
            self._schedule(delay, lambda: self._answer(*self._handled(command, handler), reading=delay == "read"))

    def _handled(self, command: tuple[int, int], handler: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
        if command[0] in (0x20, 0x30):
            if (status := self.faults.strike("status")) is not None:
                return int(_value(status, 0x24)), b""
            if self.faults.strike("lifted"):
                self.lay(None)
        return handler()

    def _answer_after(self, delay: str, code: int, data: bytes) -> None:
        self._schedule(delay, lambda: self._answer(code, data))

    def _schedule(self, delay: str, call: Callable[[], None]) -> None:
        if (busy := self.faults.strike("busy")) is not None:
            self._busy_until = time.monotonic() + _value(busy, 1500) / 1000
        seconds = self._busy_until - time.monotonic()
        if seconds > 0:
            self._busy_until += 0.001  # one after the other, in the order in which they came
        else:
            self._forget_commands()
            seconds = float(getattr(self._pace(), delay))
        slow = self.faults.number("slow", 5000)
        if slow is not None:
            self.faults.strike("slow")
            seconds += slow / 1000
        self._due.append(self._loop.later(seconds, call))

    def _forget_commands(self) -> None:
        for timer in self._due:
            timer.cancel()
        self._due.clear()

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
        if self.faults.strike("noise-after"):
            frame += b"\x00\xff\xaa\xaa\x96\x69\xaa\xaa"
        if self.faults.strike("unplug") or (reading and self.faults.strike("unplug-while-reading")):
            # Whole packets only: a short one would end the host's transfer as if all had come.
            self.deliver(frame[:len(frame) // 128 * 64], False)
            self.pull()
            return
        self.deliver(frame, self.faults.strike("byte-by-byte") is not None)


def _value(fault: Fault, default: float) -> float:
    return default if fault.value is None else fault.value
