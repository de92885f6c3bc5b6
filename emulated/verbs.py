"""What can be done at the desk by hand: every verb of the control socket, one row of a table each.

A verb takes the request's fields and returns the answer's; it raises :class:`Refused` with a text that says what to do.
A verb that waits returns a :class:`Waiting` instead, and the answer goes out when the count is reached.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from emulated.barcode_reader import BarcodeReader
from emulated.faults import Faults, Refused
from emulated.gpio_header import GpioHeader
from emulated.idcard_people import card_of, everyone
from emulated.idcard_reader import IdCardReader
from emulated.idcard_text import card_from_fields
from emulated.pace import PACES
from emulated.page_scanner import PageScanner, load_sheet
from emulated.printed import Printed
from emulated.receipt_lines import PrinterLines
from emulated.receipt_printer import ReceiptPrinter
from emulated.touch_panel import AXIS, TouchPanel

LONGEST_WAIT = 600.0
COUNTS = ("receipts-printed", "cards-read", "pages-scanned", "scans-broken-off", "codes-sent")

Fields = dict[str, object]


class Device(Protocol):
    """What verbs need of every device."""

    @property
    def faults(self) -> Faults:
        """What can go wrong with it."""

    @property
    def plugged(self) -> bool:
        """Whether its cable is in."""

    def state(self) -> dict[str, object]:
        """For people and tests."""


@dataclass
class Waiting:
    """Answer when ``count`` has come to ``at_least``, or fail after ``seconds``."""

    count: str
    at_least: int
    seconds: float


@dataclass
class Desk:
    """All devices of one desk, and what has happened on it."""

    idcard: IdCardReader
    printer: ReceiptPrinter
    barcode: BarcodeReader
    scanner: PageScanner
    gpio: GpioHeader
    touch: TouchPanel
    printed: Printed
    cables: dict[str, tuple[Callable[[], None], Callable[[], None]]]
    counts: Counter[str]
    set_pace: Callable[[str], None]
    stop: Callable[[], None]
    printer_lines: PrinterLines

    def devices(self) -> dict[str, Device]:
        """By the names that the verbs use."""
        return {"idcard": self.idcard, "printer": self.printer, "barcode": self.barcode, "scanner": self.scanner,
                "gpio": self.gpio}

    def device(self, fields: Fields) -> tuple[str, Device]:
        """The device that a request names. Raises :class:`Refused`."""
        name, devices = text(fields, "device"), self.devices()
        if name not in devices:
            raise Refused(f"no device {name!r} on the desk; there are: {', '.join(devices)}")
        return name, devices[name]


def text(fields: Fields, name: str, default: str | None = None) -> str:
    """A text from the request. Raises :class:`Refused` when it is missing or no text."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise Refused(f"give {name!r} as a text")
    return value


def real(fields: Fields, name: str) -> float | None:
    """A number from the request, None where it is left out. Raises :class:`Refused`."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Refused(f"{name!r} must be a number")
    return float(value)


def one_of(fields: Fields, name: str, *choices: str) -> str:
    """A text that is one of ``choices``. Raises :class:`Refused`."""
    value = text(fields, name)
    if value not in choices:
        raise Refused(f"{name!r} is one of {', '.join(choices)}, not {value!r}")
    return value


def people(desk: Desk, fields: Fields) -> Fields:
    """The cards in the drawer."""
    return {"people": [{"name": card.title(), "kind": card.kind, "number": card.number, "until": card.end,
                        "note": card.note} for card in everyone()]}


def card(desk: Desk, fields: Fields) -> Fields:
    """Lay a card of the drawer by name, or one with fields of its own; ``none`` lifts."""
    own = fields.get("fields")
    if own is not None:
        if not isinstance(own, dict):
            raise Refused("'fields' must be an object of the card's fields")
        laid = card_from_fields(own)
    elif text(fields, "name") == "none":
        desk.idcard.lay(None)
        return {"card": None}
    else:
        laid = card_of(text(fields, "name"))
    desk.idcard.lay(laid)
    return {"card": laid.title()}


def reader(desk: Desk, fields: Fields) -> Fields:
    """Another make of card reader, plugged; ``rate`` is a serial one's."""
    rate = real(fields, "rate")
    desk.idcard.become(text(fields, "make"), *(() if rate is None else (int(rate),)))
    return {}


def printer(desk: Desk, fields: Fields) -> Fields:
    """Another make of printer, at the end of another way, plugged."""
    desk.printer_lines.become(text(fields, "make"), text(fields, "way", "usb"))
    return {}


def paper(desk: Desk, fields: Fields) -> Fields:
    """Lay files on the scanner; an empty list takes them away."""
    files = fields.get("files")
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        raise Refused("give 'files' as a list of paths; an empty list takes the paper away")
    desk.scanner.lay([load_sheet(Path(file)) for file in files])
    return {"sheets": len(files)}


def code(desk: Desk, fields: Fields) -> Fields:
    """Hold a code before the barcode reader."""
    sent = desk.barcode.show(text(fields, "text"))
    if sent:
        desk.counts["codes-sent"] += 1
    return {"sent": sent}


def _cable(desk: Desk, fields: Fields) -> str:
    """Whose cable a request names: a device's, or the touch panel's. Raises :class:`Refused`."""
    name = text(fields, "device")
    return name if name == "touch" else desk.device(fields)[0]


def plug(desk: Desk, fields: Fields) -> Fields:
    """Plug a device."""
    desk.cables[_cable(desk, fields)][0]()
    return {}


def unplug(desk: Desk, fields: Fields) -> Fields:
    """Pull a device's cable."""
    desk.cables[_cable(desk, fields)][1]()
    return {}


def touch(desk: Desk, fields: Fields) -> Fields:
    """A finger on the panel, its place in thousandths of the screen's width and height, or lifted from there."""
    x, y = real(fields, "x"), real(fields, "y")
    if x is None or y is None or not 0 <= x <= 1000 or not 0 <= y <= 1000:
        raise Refused("give 'x' and 'y' from 0 to 1000")
    if not desk.touch.plugged:
        raise Refused("the touch panel is unplugged; it is there where a kernel is: --kernel touch=SOCKET")
    desk.touch.finger(round(x * AXIS / 1000), round(y * AXIS / 1000),
                      one_of(fields, "finger", "down", "up") == "down")
    return {}


def fault(desk: Desk, fields: Fields) -> Fields:
    """Switch a fault on; ``none`` switches all of the device's off."""
    name, device = desk.device(fields)
    wanted = text(fields, "fault")
    if wanted == "none":
        device.faults.clear()
        return {}
    times = real(fields, "times")
    device.faults.set(wanted, real(fields, "value"), None if times is None else int(times),
                      int(real(fields, "skip") or 0))
    return {}


def faults(desk: Desk, fields: Fields) -> Fields:
    """Every fault of every device."""
    return {"faults": {name: device.faults.listing() for name, device in desk.devices().items()}}


def paper_roll(desk: Desk, fields: Fields) -> Fields:
    """The printer's roll."""
    desk.printer.load(text(fields, "level"))
    return {}


def cover(desk: Desk, fields: Fields) -> Fields:
    """The printer's cover."""
    desk.printer.cover(one_of(fields, "position", "open", "closed") == "open")
    return {}


def tear(desk: Desk, fields: Fields) -> Fields:
    """Tear off what hangs out of the printer."""
    return {"torn": desk.printer.tear()}


def take(desk: Desk, fields: Fields) -> Fields:
    """Take the ticket out of the presenter's mouth."""
    return {"taken": desk.printer.take()}


def key(desk: Desk, fields: Fields) -> Fields:
    """The service key; it pulls its line to ground."""
    desk.gpio.drive("service-key", 0 if one_of(fields, "position", "press", "release") == "press" else None)
    return {}


def door(desk: Desk, fields: Fields) -> Fields:
    """The cabinet's door; shut, its contact pulls the line to ground."""
    desk.gpio.drive("door", 0 if one_of(fields, "position", "open", "closed") == "closed" else None)
    return {}


def lamps(desk: Desk, fields: Fields) -> Fields:
    """The lamps."""
    return {"lamps": desk.gpio.lamps()}


def printed(desk: Desk, fields: Fields) -> Fields:
    """All receipts, newest last."""
    return {"receipts": desk.printed.receipts}


def wait(desk: Desk, fields: Fields) -> Waiting:
    """Wait for one of the desk's counts."""
    count = one_of(fields, "count", *COUNTS)
    at_least = real(fields, "at_least")
    seconds = real(fields, "seconds")
    if at_least is None or not 0 <= at_least <= 1_000_000:
        raise Refused("give 'at_least' as a number")
    return Waiting(count, int(at_least), min(30.0 if seconds is None else max(seconds, 0.0), LONGEST_WAIT))


def wait_printed(desk: Desk, fields: Fields) -> Waiting:
    """Wait until so many receipts are complete."""
    return wait(desk, {**fields, "count": "receipts-printed"})


def pace(desk: Desk, fields: Fields) -> Fields:
    """How long things take."""
    desk.set_pace(one_of(fields, "pace", *PACES))
    return {}


def state(desk: Desk, fields: Fields) -> Fields:
    """Everything."""
    devices = {name: {"plugged": device.plugged, "faults": device.faults.names_on(), **device.state()}
               for name, device in desk.devices().items()}
    return {"devices": devices, "counts": {name: desk.counts[name] for name in COUNTS}}


def reset(desk: Desk, fields: Fields) -> Fields:
    """As after starting: no card, no paper, no fault, all plugged, nothing printed, counts at zero."""
    for name, device in desk.devices().items():
        device.faults.clear()
        desk.cables[name][1]()
        desk.cables[name][0]()
    desk.idcard.lay(None)
    desk.idcard.restore()
    desk.printer_lines.restore()
    desk.printer.take()
    desk.scanner.lay([])
    desk.printer.load("ok")
    desk.printer.cover(False)
    desk.printer.press.tear()
    desk.printer.press.complaints.clear()
    desk.gpio.drive("service-key", None)
    desk.gpio.drive("door", 0)
    desk.printed.forget()
    desk.counts.clear()
    return {}


def leave(desk: Desk, fields: Fields) -> Fields:
    """End the desk's process."""
    desk.stop()
    return {}


Verb = Callable[[Desk, Fields], Fields | Waiting]
VERBS: dict[str, Verb] = {
    "people": people, "card": card, "reader": reader, "printer": printer, "paper": paper, "code": code,
    "plug": plug, "unplug": unplug, "touch": touch, "take": take,
    "fault": fault, "faults": faults, "paper-roll": paper_roll, "cover": cover, "tear": tear, "key": key, "door": door,
    "lamps": lamps, "printed": printed, "wait": wait, "wait-printed": wait_printed, "pace": pace, "state": state,
    "reset": reset, "quit": leave,
}
