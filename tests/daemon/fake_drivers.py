"""Drivers that fulfil the contract of `drivers/base.py` for devices that are files in a folder, the desk.

    CLASS.unplugged  the device is not there          CLASS.hang   verbs come back from nothing, not even a cancel
    CLASS.crash      a verb ends in a foreign error    CLASS.die    a verb takes the whole process along
    card             a card lies on the reader         code         a code is shown (its text)
    staff            a staff card lies there (its number)
    key              the service key was turned        lamp.NAME    written here: 1 or 0
    CLASS.lies       (when the worker starts) its answers are to other questions
    printed.NUMBER   written here: what came out, a line a print: "marked" or "unmarked"
    printer.unsure   the printer does not say whether it is out
    printer.stops-when-MOMENT  (accepted, started, printed) it goes no further, and writes printer.is-MOMENT
    printer.dropped  written here: what an earlier process left was dropped
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from drivers.base import DeviceInfo, DeviceStatus, Factory, Paper, Progress, State, Surroundings
from drivers.errors import Act, Canceled, Code, DriverError, Retry
from drivers.idcard import CardData
from drivers.scanner import Sheet, imaging
from rules.blocks import Document
from rules.identity import CardKind, Identity, Sex
from rules.settings import Device
from wire.values import Slug

NAME = "王小明测试标记"
NUMBER = "440604199001011234"
PEEK_S = 0.01


class _FakeDevice:
    """What every class has."""

    def __init__(self, name: str, gone: Code) -> None:
        self._desk = Path(os.environ["DESK"])
        self._name = name
        self._gone = gone
        self._canceled = threading.Event()

    def open(self) -> DeviceInfo:
        self._look()
        return DeviceInfo(f"fake {self._name}")

    def status(self) -> DeviceStatus:
        if self._has("unplugged"):
            return DeviceStatus(State.NO_DEVICE, self._gone, Act.STAFF)
        return DeviceStatus(State.ONLINE, paper=self._paper())

    def _paper(self) -> Paper:
        if self._name != "printer":
            return Paper.UNKNOWN
        return Paper.LOW if self._has("low") else Paper.OK

    def cancel(self) -> None:
        self._canceled.set()

    def close(self) -> None:
        return

    def _has(self, fault: str) -> bool:
        return (self._desk / f"{self._name}.{fault}").exists()

    def _look(self) -> None:
        if self._has("unplugged"):
            raise DriverError(self._gone, Act.STAFF)

    def _begin(self) -> None:
        self._canceled.clear()
        self._look()
        if self._has("die"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if self._has("crash"):
            raise RuntimeError(f"{NAME} {NUMBER} would stand in a log now")
        if self._has("hang"):
            threading.Event().wait()

    def _await(self, file: str, timeout_s: float, none: Code) -> str:
        deadline = time.monotonic() + timeout_s
        while not (self._desk / file).exists():
            if self._canceled.wait(PEEK_S):
                raise Canceled
            self._look()
            if time.monotonic() > deadline:
                raise Retry(none)
        return (self._desk / file).read_text(encoding="utf-8")


class FakeCardReader(_FakeDevice):
    """A card is the file `card`."""

    def read(self, timeout_s: float) -> CardData:
        self._begin()
        self._await("card", timeout_s, Code.CARD_NONE)
        identity = Identity(
            kind=CardKind.RESIDENT, name=NAME, sex=Sex.MALE, birth="1990-01-01", number=NUMBER,
            valid_from="2020-01-01", valid_to="2040-01-01",
        )
        return CardData(identity, b"a portrait")

    def read_staff(self, timeout_s: float) -> str:
        self._begin()
        return self._await("staff", timeout_s, Code.CARD_NONE)


class FakeCodeReader(_FakeDevice):
    """A code is the file `code`."""

    def read(self, timeout_s: float) -> str:
        self._begin()
        return self._await("code", timeout_s, Code.CODE_NONE)


class FakePageScanner(_FakeDevice):
    """A page takes a moment and tells of it."""

    def scan(self, dpi: int, colour: bool, progress: Progress, quality: int = 85) -> Sheet:
        progress(1, 3)
        self._begin()
        for line in (2, 3):
            progress(line, 3)
        return Sheet(b"\xff\xd8\xff" + bytes(4096), b"\xff\xd8\xff", 100, 200, False)

    def turned(self, jpeg: bytes, quarters: int) -> Sheet:
        return imaging.turned(jpeg, quarters)

    def cropped(self, jpeg: bytes, left: float, top: float, right: float, bottom: float) -> Sheet:
        return imaging.cropped(jpeg, left, top, right, bottom)


class FakePrinter(_FakeDevice):
    """What was printed is a file on the desk."""

    def print(self, document: Document, marked: bool, progress: Progress, begin: Callable[[], None]) -> bool:
        self._begin()
        self._stop_at("accepted")
        begin()
        self._stop_at("started")
        with (self._desk / f"printed.{document.number}").open("a", encoding="utf-8") as paper:
            paper.write("marked\n" if marked else "unmarked\n")
        self._stop_at("midway")
        self._stop_at("printed")
        return not self._has("unsure")

    def drop_left_over(self) -> None:
        (self._desk / "printer.dropped").touch()

    def _stop_at(self, moment: str) -> None:
        """Until it is killed, where the desk says so; the desk is told that it has come so far."""
        if self._has(f"stops-when-{moment}"):
            (self._desk / f"printer.is-{moment}").touch()
            threading.Event().wait()


class FakeLines(_FakeDevice):
    """Lamps are files; the key is one that the desk turns."""

    def set_lamp(self, name: Slug, on: bool) -> None:
        self._begin()
        passing = self._desk / f".lamp.{name}"
        passing.write_text("1" if on else "0", encoding="utf-8")
        passing.rename(self._desk / f"lamp.{name}")

    def watch(self, key_pressed: Callable[[Slug], None]) -> None:
        def look() -> None:
            pause = threading.Event()
            while not (self._desk / "key").exists():
                pause.wait(PEEK_S)
            key_pressed("service")

        threading.Thread(target=look, daemon=True).start()


def _checked(device: Device, surroundings: Surroundings) -> None:
    if device.address:
        raise ValueError(f"a fake device has no address, so not {device.address!r}")


def factories(name: str) -> Mapping[str, Factory]:
    """The fake models of a class."""
    makers: dict[str, Callable[[], FakeCardReader | FakeCodeReader | FakePageScanner | FakePrinter | FakeLines]] = {
        "idcard": lambda: FakeCardReader(name, Code.READER_GONE),
        "barcode": lambda: FakeCodeReader(name, Code.CODE_READER_GONE),
        "page": lambda: FakePageScanner(name, Code.PAGE_SCANNER_GONE),
        "printer": lambda: FakePrinter(name, Code.PRINT_PRINTER_GONE),
        "gpio": lambda: FakeLines(name, Code.GPIO_GONE),
    }

    def make(device: Device, surroundings: Surroundings) -> (
        FakeCardReader | FakeCodeReader | FakePageScanner | FakePrinter | FakeLines
    ):
        _checked(device, surroundings)
        return makers[name]()

    return {"fake": make}
