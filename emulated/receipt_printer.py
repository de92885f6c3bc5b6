"""A receipt printer with a cutter, as one of the makes of ``receipt_makes``; at first in the manner of a TM-T88.

Bytes go into a buffer of 4 KiB; the press takes commands out of it at the pace of the head, and not at all while the
printer is offline, so that the buffer fills and the host gets NAK. ``DLE EOT`` is answered on reception, ahead of the
buffer; ``GS r`` and ``GS ( H`` are answered when their turn comes, after all that was sent before them. A presenter
holds a ticket in its mouth until it is taken, or retracts it after the time it was given.
"""

from collections.abc import Callable

from emulated.escpos_parser import Command, Parser
from emulated.faults import Faults, Refused
from emulated.loop import Loop, Timer
from emulated.pace import PACES, Pace
from emulated.receipt_makes import IN, MAKES, OUT, Make
from emulated.receipt_paper import Strip
from emulated.receipt_press import DEFAULT_SPACING, Press, Ticket
from emulated.receipt_type import Type
from emulated.usb_device import Setup, Stall, UsbDevice

BUFFER = 4096
ROLLS = ("ok", "low", "out")
DEVICE_ID = b"MFG:EMULATED;CMD:ESC/POS;MDL:DESK-80;CLS:PRINTER;"
IDENTITY = {65: "1.00", 66: "EMULATED", 67: "DESK-80", 68: "DESK0001"}

FAULTS = {
    "paper-low": "the near-end sensor sees the end of the roll",
    "paper-out": "the paper ends, after the value in lines of 34 dots (0: now)",
    "cover-open": "the cover stands open",
    "cutter": "the cutter stays stuck at the next cut",
    "jam": "the paper jams at the next movement",
    "head-hot": "the head is too hot and pauses",
    "black-mark": "finds no black mark (a make with Masung's status)",
    "mute": "answers no status request",
    "garbage-status": "answers with bytes that are no status",
    "snatched": "whoever stands there takes the ticket before the presenter's sensor tells of it",
    "nak-after": "takes the value in bytes (0) more, then none",
    "slow": "prints slower by the value as a factor (20)",
    "stall": "the OUT endpoint stalls at the next byte, until cleared",
    "unplug-after": "the cable is pulled after the value in bytes (0)",
}


class ReceiptPrinter(UsbDevice):
    """``on_ticket`` gets every piece of paper that comes out, in order."""

    def __init__(self, loop: Loop, pace: Callable[[], Pace], letters: Type,
                 on_ticket: Callable[[Ticket], None]) -> None:
        self._make = next(iter(MAKES.values()))
        super().__init__(self._make.describe())
        self.room_again: Callable[[], None] = lambda: None
        """Called when there may be room for bytes again, for ways other than USB."""
        self.faults = Faults(FAULTS, self._fault_switched)
        self.press = Press(letters)
        self._loop, self._pace, self._on_ticket = loop, pace, on_ticket
        self._roll = "ok"
        self._cover_open = False
        self._stuck: str | None = None
        self._parser = Parser()
        self._held: Command | None = None
        self._buffer = bytearray()
        self._tail = b""
        self._busy: Timer | None = None
        self._automatic = 0
        self._reported = b""
        self._taken = 0
        self._fed_at_fault = 0
        self._on = False
        self._voice: Callable[[bytes], None] = self._by_usb
        self._letters = letters
        self._mouth: Timer | None = None
        self._presented = {"taken": 0, "retracted": 0}

    def become(self, make: Make) -> None:
        """Another printer stands there, not plugged, new and empty."""
        self._make, self.description = make, make.describe()
        lacks = {"chinese": ("chinese on", "chinese off", "chinese double size"), "codes": ("barcode", "symbol"),
                 "presenter": ("present",)}
        without = {name for part, names in lacks.items() if not getattr(make, part) for name in names}
        if make.presenter:
            without |= {"cut", "cut partially"}
        self.press = Press(self._letters, Strip(make.width), lacks=frozenset(without))
        self._empty_mouth()
        self._presented = {"taken": 0, "retracted": 0}
        self._fed_at_fault = 0

    def take(self) -> bool:
        """A hand takes the ticket out of the presenter's mouth; False where there is none."""
        if self._mouth is None:
            return False
        self._empty_mouth()
        self._presented["taken"] += 1
        return True

    def load(self, roll: str) -> None:
        """The paper roll: ok, low or out."""
        if roll not in ROLLS:
            raise Refused(f"the paper roll is one of {', '.join(ROLLS)}")
        self._roll = roll
        self._changed()

    def cover(self, is_open: bool) -> None:
        """Open or close the cover."""
        self._cover_open = is_open
        self._changed()

    def tear(self) -> bool:
        """Tear off the paper that hangs out; False where nothing was printed on it."""
        ticket = self.press.tear()
        if ticket is not None:
            self._on_ticket(ticket)
        return ticket is not None

    def _fault_switched(self, name: str) -> None:
        if self._stuck is not None and not self.faults.on(self._stuck):
            self._stuck = None
        if name == "paper-out":
            self._fed_at_fault = self.press.strip.fed
        if name in ("nak-after", "unplug-after"):
            self._taken = 0
        self._changed()

    def _changed(self) -> None:
        """A sensor or a fault changed: report it where the host asked for that, and go on printing if possible."""
        self._report()
        self._work()
        self._room_again()

    def _room_again(self) -> None:
        self.pump(OUT)
        self.room_again()

    def state(self) -> dict[str, object]:
        """For people and tests. ``paper``: ok, low, out; ``complaints``: bytes it did not know or could not draw."""
        return {"paper": "out" if self._paper_out() else "low" if self._paper_low() else "ok",
                "cover": "open" if self._is_open() else "closed", "stuck": self._stuck, "offline": self._offline(),
                "buffered": len(self._buffer) + self._parser.waiting(), "busy": self._busy is not None,
                "hanging_out_dots": self.press.strip.head if self.press.strip.printed else 0,
                "complaints": list(self.press.complaints), "make": self._make.name,
                "mouth": "empty" if self._mouth is None else "ticket", **self._presented}

    def room(self, endpoint: int) -> int:
        """What the buffer takes; a command that is not complete yet does not count while the press waits for it."""
        idle = self._busy is None and self._held is None and not self._offline()
        room = BUFFER - len(self._buffer) - (0 if idle else self._parser.waiting())
        for name in ("nak-after", "unplug-after"):
            limit = self.faults.number(name, 0)
            if limit is not None:
                left = int(limit) - self._taken
                room = min(room, left if name == "nak-after" else max(left, 1))
        return room

    def received(self, endpoint: int, data: bytes) -> None:
        """The host's bytes, by USB."""
        self.heard(data, self._by_usb)

    def heard(self, data: bytes, voice: Callable[[bytes], None]) -> None:
        """The host's bytes, by whatever way; what it is answered goes to ``voice``."""
        self._voice = voice
        if self.faults.strike("stall"):
            self.halt(OUT)
            return
        self._taken += len(data)
        limit = self.faults.number("unplug-after", 0)
        if limit is not None and self._taken >= limit:
            self.faults.strike("unplug-after")
            self._taken = 0
            self.unplug()
            return
        self._buffer += data
        self._real_time(data)
        self._work()

    def powered(self, on: bool) -> None:
        """The cable carries the power as well: what was in the buffer is lost, what is on the paper stays."""
        if self._busy is not None:
            self._busy.cancel()
        self._on = on
        self._busy, self._held, self._parser, self._tail, self._automatic = None, None, Parser(), b"", 0
        self._buffer.clear()
        self.press.power_cycle()

    def control(self, setup: Setup, payload: bytes) -> bytes:
        """The printer class: device id, port status, soft reset."""
        request = setup.request_type, setup.request
        if request == (0xA1, 0):
            return (len(DEVICE_ID) + 2).to_bytes(2, "big") + DEVICE_ID
        if request == (0xA1, 1):
            return bytes((0x10 | (0 if self._stuck or self._is_open() else 0x08)
                          | (0x20 if self._paper_out() else 0),))
        if request in ((0x21, 2), (0x23, 2)):
            self.powered(True)
            return b""
        raise Stall

    def _is_open(self) -> bool:
        return self._cover_open or self.faults.on("cover-open") is not None

    def _paper_out(self) -> bool:
        lines = self.faults.number("paper-out", 0)
        return self._roll == "out" or lines is not None and \
            self.press.strip.fed - self._fed_at_fault >= lines * DEFAULT_SPACING

    def _paper_low(self) -> bool:
        return self._roll != "ok" or self.faults.on("paper-low") is not None or self._paper_out()

    def _hot(self) -> bool:
        return self.faults.on("head-hot") is not None

    def _lost_mark(self) -> bool:
        return self._make.status == "masung" and self.faults.on("black-mark") is not None

    def _offline(self) -> bool:
        return self._is_open() or self._paper_out() or self._stuck is not None or self._hot() or self._lost_mark()

    def _work(self) -> None:
        """Take commands while the head is free."""
        while self._on and self._busy is None and not self._offline():
            if self._held is None:
                self._parser.feed(bytes(self._buffer))
                self._buffer.clear()
                self._held = self._parser.take()
            command = self._held
            if command is None:
                return
            if not self._perform(command):
                self._report()
                return
            self._held = None

    def _perform(self, command: Command) -> bool:
        cutting = command.name in ("cut", "cut partially", "present")
        moving = cutting or command.name in ("feed line", "feed lines", "feed dots", "raster image", "barcode")
        for name, due in (("cutter", cutting), ("jam", moving)):
            if due and self.faults.on(name):
                self._stuck = name
                return False
        before = self.press.strip.fed
        tickets = self.press.perform(command)
        rows = self.press.strip.fed - before
        self._answer(command)
        slower = self.faults.number("slow", 20)
        seconds = rows * (self._pace().print_line if slower is None else PACES["real"].print_line * slower)
        seconds += self._pace().cut if cutting else 0
        for ticket in tickets:
            self._on_ticket(ticket)
            if command.name == "present":
                self._present(command.body[3])
        if seconds > 0:
            self._busy = self._loop.later(seconds, self._head_free)
        if rows:
            self._report()
        return True

    def _head_free(self) -> None:
        self._busy = None
        self._work()
        self._room_again()

    def _present(self, seconds: int) -> None:
        """Another ticket pushes out the one before."""
        self._empty_mouth()
        if self.faults.strike("snatched"):
            self._presented["taken"] += 1
        else:
            self._mouth = self._loop.later(seconds, self._retract)

    def _retract(self) -> None:
        self._mouth = None
        self._presented["retracted"] += 1

    def _empty_mouth(self) -> None:
        if self._mouth is not None:
            self._mouth.cancel()
            self._mouth = None

    def _real_time(self, data: bytes) -> None:
        """DLE EOT and DLE ENQ act on reception, wherever they stand; the press later passes over them."""
        scanned = self._tail + data
        for place in range(len(scanned) - 2):
            if scanned[place] == 0x10 and scanned[place + 1] == 0x04 and 1 <= scanned[place + 2] <= 4:
                self._reply(self._status_byte(scanned[place + 2]))
            elif scanned[place:place + 3] == b"\x10\x04\x14" and self._make.status == "custom":
                self._reply(self._full_status())
            elif scanned[place] == 0x10 and scanned[place + 1] == 0x05 and scanned[place + 2] == 2:
                self._buffer.clear()
                self._parser, self._held = Parser(), None
        self._tail = scanned[-2:]

    def _status_byte(self, number: int) -> bytes:
        bits = {
            1: 0x08 * self._offline(),
            2: 0x04 * self._is_open() | 0x20 * self._paper_out() | 0x40 * (self._stuck is not None or self._hot()),
            3: 0x04 * (self._stuck == "jam") | 0x08 * (self._stuck == "cutter") | 0x40 * self._hot()
            | 0x20 * self._lost_mark(),
            4: 0x0C * self._paper_low() | 0x60 * self._paper_out(),
        }[number]
        return bytes((0x12 | bits,))

    def _full_status(self) -> bytes:
        """Of a VKP80: paper, what a person did, errors that pass, errors that do not."""
        return b"\x10\x0f" + bytes((
            0x01 * self._paper_out() | 0x04 * self._paper_low() | 0x20 * (self._mouth is not None),
            0x02 * self._is_open(), 0x01 * self._hot() | 0x40 * (self._stuck == "jam"),
            0x01 * (self._stuck == "cutter")))

    def _answer(self, command: Command) -> None:
        body = command.body
        if command.name == "status" and self._make.in_turn:
            if body[0] in (1, 49):
                self._reply(bytes((0x03 * self._paper_low() | 0x0C * self._paper_out(),)))
            elif body[0] in (2, 50):
                self._reply(b"\x00")
            else:
                self.press.complain(f"unknown status {body[0]}")
        elif command.name == "automatic status":
            self._automatic, self._reported = body[0], b""
            self._report()
        elif command.name == "identity":
            if body[0] in IDENTITY:
                self._reply(b"_" + IDENTITY[body[0]].encode() + b"\0")
            elif body[0] in (1, 2, 3, 49, 50, 51):
                self._reply(bytes(({1: 0x20, 2: 0x03, 3: 0x01}[body[0] % 48],)))
            else:
                self.press.complain(f"unknown identity {body[0]}")
        elif command.name == "response request" and self._make.process_id:
            if body[2:4] == b"00" and len(body) == 8:
                self._reply(b"\x37\x22" + body[4:8] + b"\0")
            else:
                self.press.complain(f"unknown response request {body[2:4].hex(' ')}")

    def _report(self) -> None:
        """Automatic status back: four bytes, when they differ from those sent last."""
        if not self._automatic:
            return
        status = bytes((
            0x10 | 0x08 * self._offline() | 0x20 * self._is_open(),
            0x04 * (self._stuck == "jam") | 0x08 * (self._stuck == "cutter") | 0x40 * self._hot(),
            0x03 * self._paper_low() | 0x0C * self._paper_out(), 0x0F))
        if status != self._reported:
            self._reported = status
            self._reply(status)

    def _reply(self, data: bytes) -> None:
        if not self.faults.on("mute"):
            self._voice(b"\xa5" * len(data) if self.faults.on("garbage-status") else data)

    def _by_usb(self, data: bytes) -> None:
        self.send(IN, data)
