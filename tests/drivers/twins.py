"""For each model of each class its emulated twin, and how the battery in `test_contract.py` handles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from daemon.pages.apart import ScannerApart
from daemon.pages.nursery import Nursery
from drivers import gpio, idcard, printer, scanner
from drivers.base import Model
from drivers.errors import Code
from emulated.client import DeskClient
from rules.blocks import Document, Paragraph
from rules.settings import Device

DOCUMENT = Document(kind="receipt", number="FS01-261123-0007-K", blocks=(Paragraph(text="样张"),))


def silent(done: int, total: int) -> None:
    """A progress that nobody looks at."""


def unheard() -> None:
    """A print's beginning that nobody notes down."""


@dataclass(frozen=True)
class Twin:
    """`name` is the desk's; `verb` does the class's work in a second or so; `wait` waits for a citizen, if any does."""

    name: str
    gone: Code
    verb: Callable[[Any], object]
    wait: Callable[[Any, float], object] | None = None
    nothing_came: Code | None = None
    address: Callable[[DeskClient], str] = lambda desk: ""
    make: str = ""
    """Which make the desk has to bring, where it has several."""
    bring: str = "reader"
    """The desk's verb for that."""
    way: str | None = None
    """Which way to it."""


def _printer(make: str, way: str) -> Twin:
    return Twin(
        "printer", Code.PRINT_PRINTER_GONE, lambda driver: driver.print(DOCUMENT, False, silent, unheard), make=make,
        bring="printer", way=way, address=lambda desk: "" if way == "usb" else desk.places()[f"printer-{way}"])


def _code_reader(address: Callable[[DeskClient], str]) -> Twin:
    return Twin("barcode", Code.CODE_READER_GONE, lambda driver: driver.read(0.05),
                wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CODE_NONE, address=address)


TWINS: dict[str, Twin] = {
    "sam-v-usb": Twin(
        "idcard", Code.READER_GONE, lambda driver: driver.read(2.0),
        wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CARD_NONE),
    "sam-v-hid": Twin(
        "idcard", Code.READER_GONE, lambda driver: driver.read(2.0),
        wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CARD_NONE, make="hid"),
    "sam-v-serial": Twin(
        "idcard", Code.READER_GONE, lambda driver: driver.read(2.0),
        wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CARD_NONE, make="serial",
        address=lambda desk: desk.places()["idcard"]),
    "pcsc": Twin(
        "idcard", Code.READER_GONE, lambda driver: driver.read(2.0),
        wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CARD_NONE, make="pcsc"),
    "serial": _code_reader(lambda desk: desk.places()["barcode"]),
    "serial-honeywell": _code_reader(lambda desk: desk.places()["barcode"]),
    "serial-newland": _code_reader(lambda desk: desk.places()["barcode"]),
    "hid-pos": _code_reader(lambda desk: "0c2e:0b81"),
    "sane": Twin("scanner", Code.PAGE_SCANNER_GONE, lambda driver: driver.scan(75, False, silent)),
    "sane-feeder": Twin("scanner", Code.PAGE_SCANNER_GONE, lambda driver: driver.scan(75, False, silent)),
    "sane-feeder-duplex": Twin(
        "scanner", Code.PAGE_SCANNER_GONE, lambda driver: driver.scan(75, False, silent)),
    **{f"{make}-{way}": _printer(make, way) for make, ways in {
        "escpos-80": ("usb", "serial", "network", "lp"), "escpos-58": ("usb", "serial"),
        "masung-80": ("usb", "serial"), "custom-vkp80": ("usb", "serial"), "plain-58": ("serial", "lp"),
    }.items() for way in ways},
    "rpi": Twin("gpio", Code.GPIO_GONE, lambda driver: driver.set_lamp(gpio.CARD_LAMP, True)),
}

ELSEWHERE = frozenset({"hid-keyboard"})
"""Not on the desk: a keyboard wants umockdev around the whole process. Its battery: `test_a_keyboard_reader.py`."""

CLASSES: tuple[Mapping[str, Model[Any]], ...] = (
    idcard.MODELS, scanner.CODE_MODELS, scanner.PAGE_MODELS, printer.MODELS, gpio.MODELS)
NURSERY = Nursery()
"""Children that scan, as on a kiosk: sane-airscan does not bear being left and begun again in one process."""


def in_a_child(model: Model[Any]) -> Model[Any]:
    """A page scanner as its worker has it."""
    return replace(model, build=lambda device, surroundings: ScannerApart(
        replace(device, model=model.name), surroundings, NURSERY))


SCANNERS = {name: in_a_child(model) for name, model in scanner.PAGE_MODELS.items()}
MODELS: dict[str, Model[Any]] = {
    name: SCANNERS.get(name, model) for models in CLASSES for name, model in models.items() if name not in ELSEWHERE}


def settings_of(name: str, desk: DeskClient) -> Device:
    """The configuration that finds a model's twin on the desk, which is brought there."""
    if TWINS[name].make:
        way = {} if TWINS[name].way is None else {"way": TWINS[name].way}
        desk.ask(TWINS[name].bring, make=TWINS[name].make, **way)
    return Device(model=name, address=TWINS[name].address(desk))
