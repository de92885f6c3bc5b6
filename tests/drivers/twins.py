"""For each model of each class its emulated twin, and how the battery in `test_contract.py` handles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
    """Which make of card reader the desk has to bring."""


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
    "serial": Twin(
        "barcode", Code.CODE_READER_GONE, lambda driver: driver.read(0.05),
        wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CODE_NONE,
        address=lambda desk: desk.places()["barcode"]),
    "sane": Twin("scanner", Code.PAGE_SCANNER_GONE, lambda driver: driver.scan(75, False, silent)),
    "sane-feeder": Twin("scanner", Code.PAGE_SCANNER_GONE, lambda driver: driver.scan(75, False, silent)),
    "escpos-80-usb": Twin(
        "printer", Code.PRINT_PRINTER_GONE, lambda driver: driver.print(DOCUMENT, False, silent, unheard)),
    "rpi": Twin("gpio", Code.GPIO_GONE, lambda driver: driver.set_lamp(gpio.CARD_LAMP, True)),
}
    "pcsc": Twin(
        "idcard", Code.READER_GONE, lambda driver: driver.read(2.0),
        wait=lambda driver, timeout_s: driver.read(timeout_s), nothing_came=Code.CARD_NONE, make="pcsc"),

CLASSES: tuple[Mapping[str, Model[Any]], ...] = (
    idcard.MODELS, scanner.CODE_MODELS, scanner.PAGE_MODELS, printer.MODELS, gpio.MODELS)
MODELS: dict[str, Model[Any]] = {name: model for models in CLASSES for name, model in models.items()}


def settings_of(name: str, desk: DeskClient) -> Device:
    """The configuration that finds a model's twin on the desk, which is brought there."""
    if TWINS[name].make:
        desk.ask("reader", make=TWINS[name].make)
    return Device(model=name, address=TWINS[name].address(desk))
