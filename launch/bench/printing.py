"""A receipt from the spool to the paper: our CPU, the time to its first byte, and how much slower than its printer."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from daemon import prints
from daemon.accounts import Account
from daemon.journal import Journal
from daemon.trades.printer import PrinterTrade
from drivers import printer
from drivers.base import Driver, Surroundings
from drivers.printer.commands import compile_lines
from drivers.printer.escpos import ARE_YOU_THERE
from drivers.printer.layout import lay_out
from drivers.printer.picture import Type
from drivers.printer.profiles import PROFILES
from drivers.printer.talk import BLAME
from drivers.usb_bulk import open_usb
from emulated.client import DeskClient, StartedDesk
from emulated.doors.usb_backend import DeskBackend
from launch.bench.measure import Figure
from launch.house import here
from rules.blocks import Document, Paragraph, file_name
from rules.items import Office
from rules.receipt import RECEIPT, receipt
from rules.settings import Device
from wire.messages import PrintDocument

ROUNDS = 20
LINES = 40
MODEL = "escpos-80-usb"


def spool_to_paper() -> list[Figure]:
    """Milliseconds, and parts of the printer's own time. The journal is on this checkout's disk."""
    cpu, first, ratio, asked = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="bench-", dir=here().build) as folder, \
            StartedDesk(Path(folder) / "desk", "--pace", "instant") as desk:
        place = Path(folder)
        prints.prepare(place / "state", Account(0, 0))
        for number in range(ROUNDS):
            with _worker(desk, place) as (trade, driver):
                cpu_ms, first_ms, _ = _print(trade, driver, place, _receipt(f"FS01-261123-{number + 1:04}-K"))
                cpu.append(cpu_ms)
                first.append(first_ms)
                begun = time.perf_counter()
                driver.status()
                asked.append((time.perf_counter() - begun) * 1000)
        drawn = [_drawn_ms(_receipt("FS01-261123-0001-K")) for _ in range(ROUNDS)]
        desk.ask("pace", pace="real")
        for number in range(5):
            lines = tuple(Paragraph(text=f"第{line}行：永和九年，岁在癸丑，暮春之初。") for line in range(LINES))
            document = Document(kind=RECEIPT, number=f"FS01-261124-{number:04}", blocks=lines)
            with _worker(desk, place) as (trade, driver):
                _, _, whole_ms = _print(trade, driver, place, document)
            ratio.append(whole_ms / _alone_ms(desk, document))
    return [
        Figure("receipt-cpu", "ms", cpu, "the same drawn whole", drawn, limit=60),
        Figure("receipt-first-byte", "ms", first, "asking how it is, alone", asked, limit=20),
        Figure("receipt-40-lines", "of the printer's own time", ratio, "the printer alone", (1.0,), limit=1.05),
    ]


@contextmanager
def _worker(desk: DeskClient, place: Path) -> Iterator[tuple[PrinterTrade, Driver]]:
    """What a printer's worker is made of, as it stands when it was started anew at a visit's end."""
    driver = printer.MODELS[MODEL].build(Device(model=MODEL), Surroundings(
        assets=here().assets, usb_backend=DeskBackend(desk.places()["usb"])))
    journal = prints.PrintJournal(place / "state")
    trade = PrinterTrade(place, journal, Journal(sys.stderr))
    driver.open()
    trade.begin(driver, lambda key: None)
    driver.status()
    yield trade, driver
    driver.close()
    journal.close()


def _print(trade: PrinterTrade, driver: Driver, spool: Path, document: Document) -> tuple[float, float, float]:
    """Our CPU, the time to the first byte that the printer took, and to its confirmation."""
    (spool / file_name(document.kind, document.number)).write_bytes(msgspec.msgpack.encode(document))
    taken: list[float] = []
    begun, cpu = time.perf_counter(), time.process_time()
    trade.perform(lambda: driver, PrintDocument(kind=document.kind, number=document.number), 60.0,
                  lambda done, total: taken.append(time.perf_counter()))
    return ((time.process_time() - cpu) * 1000, (taken[0] - begun) * 1000, (time.perf_counter() - begun) * 1000)


def _drawn_ms(document: Document) -> float:
    """CPU of drawing a receipt whole, as for a printer without characters, with a font that was just opened."""
    begun = time.process_time()
    profile = PROFILES["custom-vkp80"]
    compile_lines(lay_out(document, profile.width), profile, Type(here().assets / printer.FONT), False)
    return (time.process_time() - begun) * 1000


def _alone_ms(desk: DeskClient, document: Document) -> float:
    """The same bytes in one write, until the printer answers what was asked after the cut."""
    profile = PROFILES["escpos-80"]
    data = compile_lines(lay_out(document, profile.width), profile, Type(here().assets / printer.FONT), False)
    line = open_usb(profile.ids, BLAME, DeskBackend(desk.places()["usb"]), interface_class=7)
    begun = time.perf_counter()
    line.write(data + ARE_YOU_THERE, 30.0)
    if not line.read(1, 30.0):
        raise RuntimeError("the emulated printer did not answer after the cut")
    took = (time.perf_counter() - begun) * 1000
    line.close()
    return took


def _receipt(number: str) -> Document:
    office = Office(key="bench", name="祖庙街道行政服务中心", district="禅城区", address="佛山市禅城区示例路 12 号",
                    hours="周一至周五 09:00-17:00", phone="0757-80000001")
    return receipt(number, "居民身份证换领", "𬭎*㛃", office, "2026-11-23T16:05:09", "佛山 · 禅城区", False, "0757-12345")
