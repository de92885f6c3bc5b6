"""An 80 mm receipt printer with cutter on USB, in the manner of a TM-T88 with a head of 576 dots (04b8:0202).

Bytes go into a buffer of 4 KiB; the press takes commands out of it at the pace of the head, and not at all while the
printer is offline, so that the buffer fills and the host gets NAK. ``DLE EOT`` is answered on reception, ahead of the
buffer; ``GS r`` and ``GS ( H`` are answered when their turn comes, after all that was sent before them.
"""

from collections.abc import Callable

from emulated.escpos_parser import Command, Parser
from emulated.faults import Faults, Refused
from emulated.loop import Loop, Timer
from emulated.pace import PACES, Pace
from emulated.receipt_press import DEFAULT_SPACING, Press, Ticket
from emulated.receipt_type import Type
from emulated.usb_descriptors import Description, Endpoint, Interface
from emulated.usb_device import Setup, Stall, UsbDevice

OUT, IN = 0x01, 0x82
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
    "mute": "answers no status request",
    "nak-after": "takes the value in bytes (0) more, then none",
    "slow": "prints slower by the value as a factor (20)",
    "stall": "the OUT endpoint stalls at the next byte, until cleared",
    "unplug-after": "the cable is pulled after the value in bytes (0)",
}


class ReceiptPrinter(UsbDevice):
    """``on_ticket`` gets every piece of paper that comes out, in order."""

    def __init__(self, loop: Loop, pace: Callable[[], Pace], letters: Type,
                 on_ticket: Callable[[Ticket], None]) -> None:
        super().__init__(Description(0x04B8, 0x0202, 0x0100, "EMULATED", "DESK-80", "DESK0001",
                                     (Interface((Endpoint(OUT), Endpoint(IN)), class_code=7, subclass=1, protocol=2,
                                                kernel_driver="usblp"),)))
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
        self.pump(OUT)

    def state(self) -> dict[str, object]:
        """For people and tests. ``paper``: ok, low, out; ``complaints``: bytes it did not know or could not draw."""
        return {"paper": "out" if self._paper_out() else "low" if self._paper_low() else "ok",
                "cover": "open" if self._is_open() else "closed", "stuck": self._stuck, "offline": self._offline(),
                "buffered": len(self._buffer) + self._parser.waiting(), "busy": self._busy is not None,
                "hanging_out_dots": self.press.strip.head if self.press.strip.printed else 0,
                "complaints": list(self.press.complaints)}

    def room(self, endpoint: int) -> int:
        """What the buffer takes; a command that is not complete yet does not count while the press waits for it."""
        idle = self._busy is None and self._held is None and not self._offline()
        room = BUFFER - len(self._buffer) - (0 if idle else self._parser.waiting())
        for name in ("nak-after", "unplug-after"):
            limit = self.faults.number(name, 0)
            if limit is not None:
                left = int(limit) - self._taken
                room = min(room, left if name == "nak-after" else max(left, 1))
        return max(room, 0)

    def received(self, endpoint: int, data: bytes) -> None:
        """The host's bytes."""
        if self.faults.strike("stall"):
            self.halt(endpoint)
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

    def _offline(self) -> bool:
        return self._is_open() or self._paper_out() or self._stuck is not None or self._hot()

    def _work(self) -> None:
        """Take commands while the head is free."""
        while self.plugged and self._busy is None and not self._offline():
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
        cutting = command.name in ("cut", "cut partially")
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
        if seconds > 0:
            self._busy = self._loop.later(seconds, self._head_free)
        if rows:
            self._report()
        return True

    def _head_free(self) -> None:
        self._busy = None
        self._work()
        self.pump(OUT)

    def _real_time(self, data: bytes) -> None:
        """DLE EOT and DLE ENQ act on reception, wherever they stand; the press later passes over them."""
        scanned = self._tail + data
        for place in range(len(scanned) - 2):
            if scanned[place] == 0x10 and scanned[place + 1] == 0x04 and 1 <= scanned[place + 2] <= 4:
                self._reply(self._status_byte(scanned[place + 2]))
            elif scanned[place] == 0x10 and scanned[place + 1] == 0x05 and scanned[place + 2] == 2:
                self._buffer.clear()
                self._parser, self._held = Parser(), None
        self._tail = scanned[-2:]

    def _status_byte(self, number: int) -> bytes:
        bits = {
            1: 0x08 * self._offline(),
            2: 0x04 * self._is_open() | 0x20 * self._paper_out() | 0x40 * (self._stuck is not None or self._hot()),
            3: 0x04 * (self._stuck == "jam") | 0x08 * (self._stuck == "cutter") | 0x40 * self._hot(),
            4: 0x0C * self._paper_low() | 0x60 * self._paper_out(),
        }[number]
        return bytes((0x12 | bits,))

    def _answer(self, command: Command) -> None:
        body = command.body
        if command.name == "status":
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
        elif command.name == "response request":
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
            self.send(IN, data)
