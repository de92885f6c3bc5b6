"""What holds for every transport: counted writes, reads with an end, waking, flushing, and the codes of its `Blame`."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.base import Surroundings, UsbId
from drivers.errors import Act, Code, DriverError
from drivers.serial_port import open_serial
from drivers.transport import Blame, Transport
from drivers.usb_bulk import open_usb
from emulated.client import StartedDesk

BLAME = Blame(gone=Code.READER_GONE, broken=Code.READER_BROKEN)
STATUS = bytes.fromhex("aaaaaa9669000311ffed")
ANSWER = bytes.fromhex("aaaaaa9669000400009094")


@dataclass
class Bench:
    """A transport, and how its far end is made to say `said` and to go."""

    transport: Transport
    say: Callable[[], object]
    said: bytes
    unplug: Callable[[], object]


@pytest.fixture(params=["usb", "serial"])
def bench(request: pytest.FixtureRequest, desk: StartedDesk, surroundings: Surroundings) -> Iterator[Bench]:
    """The card reader for USB, the barcode reader for serial."""
    transport: Transport
    if request.param == "usb":
        usb = transport = open_usb((UsbId(0x0400, 0xC35A),), BLAME, surroundings.usb_backend)
        made = Bench(transport, lambda: usb.write(STATUS, 30.0), ANSWER, lambda: desk.ask("unplug", device="idcard"))
    else:
        transport = open_serial(desk.places()["barcode"], 115200, BLAME)
        made = Bench(transport, lambda: desk.ask("code", text="FS01"), b"FS01\r",
                     lambda: desk.ask("unplug", device="barcode"))
    yield made
    transport.close()


def taken(transport: Transport, count: int) -> bytes:
    """So many bytes, or what came in time."""
    got = b""
    while len(got) < count and (piece := transport.read(count - len(got), 30.0)):
        got += piece
    return got


def test_what_the_far_end_says_is_read(bench: Bench) -> None:
    bench.say()
    assert taken(bench.transport, len(bench.said)) == bench.said


def test_a_read_takes_no_more_than_asked_and_the_rest_stays(bench: Bench) -> None:
    bench.say()
    assert taken(bench.transport, 2) == bench.said[:2]
    assert taken(bench.transport, len(bench.said) - 2) == bench.said[2:]


def test_a_read_of_nothing_ends_in_time(bench: Bench) -> None:
    assert bench.transport.read(10, 0.02) == b""


def test_what_was_flushed_is_not_read(bench: Bench) -> None:
    bench.say()
    first = bench.transport.read(1, 30.0)
    bench.transport.flush()
    assert first == bench.said[:1]
    assert bench.transport.read(10, 0.02) == b""


def test_a_waiting_read_is_woken_from_another_thread(bench: Bench) -> None:
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(bench.transport.read(10, 600.0)))
    thread.start()
    while thread.is_alive():
        bench.transport.wake()
        thread.join(0.05)
    assert read == [b""]


def test_writes_are_counted(bench: Bench) -> None:
    assert bench.transport.write(bytes(300), 30.0) == 300


def test_a_far_end_that_went_is_blamed_on_the_staff(bench: Bench) -> None:
    bench.unplug()
    with pytest.raises(DriverError) as failure:
        bench.transport.read(10, 30.0)
    assert (failure.value.code, failure.value.act) == (Code.READER_GONE, Act.STAFF)
    bench.transport.close()
    bench.transport.close()


def test_a_write_that_the_device_stops_taking_tells_how_much_it_took(
        desk: StartedDesk, surroundings: Surroundings) -> None:
    transport = open_usb((UsbId(0x04B8, 0x0202),), BLAME, surroundings.usb_backend, interface_class=7)
    desk.ask("fault", device="printer", fault="nak-after", value=100)
    assert transport.write(b"\n" * 300, 0.5) == 100
    transport.close()


def test_a_port_that_is_not_there_or_not_a_port(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name in ("none", "file"):
        with pytest.raises(DriverError) as failure:
            open_serial(os.fspath(tmp_path / name), 115200, BLAME)
        assert failure.value.code is Code.READER_GONE


def test_a_port_is_opened_by_one_alone(desk: StartedDesk) -> None:
    first = open_serial(desk.places()["barcode"], 115200, BLAME)
    with pytest.raises(DriverError) as failure:
        open_serial(desk.places()["barcode"], 115200, BLAME)
    first.close()
    assert failure.value.code is Code.DEVICE_BUSY


def test_an_interface_of_the_wrong_class_is_not_claimed(surroundings: Surroundings, desk: StartedDesk) -> None:
    with pytest.raises(DriverError) as failure:
        open_usb((UsbId(0x0400, 0xC35A),), BLAME, surroundings.usb_backend, interface_class=7)
    assert failure.value.code is Code.READER_BROKEN
