"""Opened receipt printers of every model, with short delays, and what of their paper tests look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from drivers.base import Surroundings
from drivers.errors import Canceled, DriverError
from drivers.printer import FONT, MODELS
from drivers.printer.profiles import PROFILES, Profile
from drivers.printer.talk import BLAME, Delays
from drivers.printer.thermal import ThermalPrinter
from drivers.network_port import open_network, parse_host
from drivers.printer_node import open_node
from drivers.serial_port import Flow, open_serial
from drivers.transport import ResettableTransport
from drivers.usb_bulk import open_usb
from emulated.client import DeskClient
from rules.blocks import Document

SHORT = Delays(status=0.3, piece=0.1, stuck=0.3, confirm=0.6, quiet=0.05, taken=0.5, look=0.02)
"""For what never comes; what does come is waited for with the product's own."""
EVERY_MODEL = sorted(MODELS)
AROUND, MARGIN = 24, 32
"""Of the desk and of the paper's own white, in the desk's pictures."""


def profile_of(model: str) -> Profile:
    """The row that a model is made from."""
    return PROFILES[model.rpartition("-")[0]]


def make_printer(
    model: str, desk: DeskClient, surroundings: Surroundings, delays: Delays = Delays(),
) -> ThermalPrinter:
    """The model's driver, its make on the desk; not opened. The delays are the product's where none are given."""
    make, _, way = model.rpartition("-")
    desk.ask("printer", make=make, way=way)
    places = desk.places()

    def connect() -> ResettableTransport:
        match way:
            case "usb":
                return open_usb(PROFILES[make].ids, BLAME, surroundings.usb_backend, interface_class=7)
            case "serial":
                return open_serial(places["printer-serial"], 115200, BLAME, Flow.XON)
            case "network":
                return open_network(*parse_host(places["printer-network"]), BLAME)
            case _:
                return open_node(places["printer-lp"], BLAME)

    return ThermalPrinter(model, PROFILES[make], connect, surroundings.assets / FONT, delays)


@dataclass
class Print:
    """One print as its caller saw it: how often it began, and its end: a code, True, False, or "canceled"."""

    began: int = 0
    end: object = None
    steps: list[tuple[int, int]] = field(default_factory=list)

    def run(
        self, printer: ThermalPrinter, document: Document, marked: bool = False, at_first_byte: Any = None,
    ) -> Print:
        """Print; `at_first_byte` is called when it begins."""
        def begin() -> None:
            self.began += 1
            if at_first_byte is not None:
                at_first_byte()

        try:
            self.end = printer.print(document, marked, lambda done, total: self.steps.append((done, total)), begin)
        except DriverError as error:
            self.end = error.code
        except Canceled:
            self.end = "canceled"
        return self


def state(desk: DeskClient) -> dict[str, Any]:
    """The printer's part of the desk's state."""
    devices = desk.ask("state")["devices"]
    assert isinstance(devices, dict)
    found: dict[str, Any] = devices["printer"]
    return found


def pictures(desk: DeskClient) -> list[Path]:
    """Pictures of what came out, in order."""
    printed = desk.ask("printed")["receipts"]
    assert isinstance(printed, list)
    return [Path(receipt["png"]) for receipt in printed]


def dots(picture: Path) -> Image.Image:
    """The printed dots in black on white, without the desk around them and the paper's edges."""
    with Image.open(picture) as opened:
        whole = opened.convert("L").point([0 if level < 128 else 255 for level in range(256)])
    inset = AROUND + MARGIN
    return whole.crop((inset, AROUND + 2, whole.width - inset, whole.height - AROUND - 10))
