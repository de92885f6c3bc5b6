"""What our driver adds to the reader's own time, over USB and over a serial line, and what 2,000 cards leave behind."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from drivers import idcard
from drivers.base import Surroundings
from drivers.idcard import CardReader
from drivers.idcard.sam_protocol import LENGTH_SIZE, PREAMBLE, Request
from drivers.idcard.sam_reader import BLAME
from drivers.idcard.serial_way import open_at_any_rate
from drivers.idcard.table import Reader
from drivers.idcard.usb_ways import open_reader
from drivers.transport import Transport
from emulated.client import StartedDesk
from emulated.doors.usb_backend import DeskBackend
from emulated.pace import PACES
from launch.bench.measure import Figure
from launch.house import here
from rules.settings import Device

ROUNDS = 20
READ_S = 20.0
OVERHEAD_MS = 30.0
CARDS, WARM = 2000, 200
GROWTH_KIB = 1024.0
PERSON = "张三"
STEPS = (Request.FIND, Request.SELECT, Request.READ, Request.NEWEST_ADDRESS)
WAYS = (("usb", "two-endpoint", "sam-v-usb"), ("serial-115200", "serial", "sam-v-serial"))


def overhead() -> list[Figure]:
    """Milliseconds over the reader's own time. The rival sends and takes the same bytes and looks at none of them.

    The desk's pace has the time of 1,295 bytes at 115,200 baud within its read; USB readers wait for the same module.
    """
    pace = PACES["real"]
    own_ms = (pace.find + pace.select + pace.read + pace.other_command) * 1000
    figures = []
    for name, make, model in WAYS:
        with _desk("real", make) as desk:
            reader = _reader(desk, model, idcard.readers())
            ours = [_timed(desk, lambda: reader.read(READ_S)) - own_ms for _ in range(ROUNDS)]
            reader.close()
            transport = _transport(desk, model)
            bare = [_timed(desk, lambda: _bare(transport)) - own_ms for _ in range(ROUNDS)]
            transport.close()
        figures.append(Figure(f"card-overhead-{name}", "ms", ours, "the same bytes, unread", bare, limit=OVERHEAD_MS))
    return figures


def cards_in_a_row() -> list[Figure]:
    """KiB that the process has grown by from the 200th card to the 2,000th, portraits among them."""
    with _desk("instant", "two-endpoint") as desk:
        quick = [replace(row, delays=replace(row.delays, poll=0.001)) for row in idcard.readers()]
        reader = _reader(desk, "sam-v-usb", quick)
        warm = 0.0
        for number in range(CARDS):
            _timed(desk, lambda: reader.read(READ_S))
            warm = _resident_kib() if number == WARM else warm
        grown = _resident_kib() - warm
        reader.close()
    return [Figure("growth-over-2000-cards", "KiB", [max(0.0, grown)], "resident after 200", [warm], limit=GROWTH_KIB)]


@contextmanager
def _desk(pace: str, make: str) -> Iterator[StartedDesk]:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, \
            StartedDesk(folder, "--pace", pace, "--idcard-profile", make) as desk:
        yield desk


def _reader(desk: StartedDesk, model: str, rows: list[Reader]) -> CardReader:
    row = next(row for row in rows if row.name == model)
    library = here().portrait_decoder
    reader = idcard.model_of(row).build(Device(address=_address(desk, model)), Surroundings(
        assets=here().assets, usb_backend=DeskBackend(desk.places()["usb"]),
        portrait_library=library if library.is_file() else None))
    reader.open()
    return reader


def _address(desk: StartedDesk, model: str) -> str:
    return desk.places()["idcard"] if model == "sam-v-serial" else ""


def _transport(desk: StartedDesk, model: str) -> Transport:
    row = next(row for row in idcard.readers() if row.name == model)
    if row.rates:
        return open_at_any_rate(_address(desk, model), row.rates, BLAME)
    return open_reader(row.ids, BLAME, DeskBackend(desk.places()["usb"]))


def _bare(transport: Transport) -> None:
    for request in STEPS:
        transport.write(request.frame(), READ_S)
        answer, head = b"", len(PREAMBLE) + LENGTH_SIZE
        while len(answer) < head or len(answer) < head + int.from_bytes(answer[len(PREAMBLE):head], "big"):
            answer += transport.read(4096, READ_S)


def _timed(desk: StartedDesk, read: Callable[[], object]) -> float:
    desk.ask("card", name=PERSON)
    began = time.perf_counter()
    read()
    took = (time.perf_counter() - began) * 1000
    desk.ask("card", name="none")
    return took


def _resident_kib() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4.0
