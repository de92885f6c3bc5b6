"""The page worker's children: a sheet or a stack each, over real SANE and sane-airscan; none takes it along."""

from __future__ import annotations

import io
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from daemon.pages.apart import ScannerApart
from daemon.pages.nursery import Nursery
from daemon.pages.words import Advanced, Gone, Looked, Report, reports
from drivers.base import State, Surroundings
from drivers.errors import Act, Canceled, Code, DriverError, Retry
from emulated.client import StartedDesk
from launch.emulation.daemon import configure_scanner
from rules.settings import Device

GREY = 200


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StartedDesk, Path]]:
    """A desk, and SANE's configuration that names its scanner."""
    folder = tmp_path_factory.mktemp("desk")
    with StartedDesk(folder, "--pace", "instant") as desk, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANE_CONFIG_DIR", str(folder / "sane"))
        yield desk, folder / "sane"


@pytest.fixture
def sane(running: tuple[StartedDesk, Path]) -> Path:
    """The configuration, as new."""
    configure_scanner(running[1], running[0].places()["escl"])
    return running[1]


@pytest.fixture
def desk(running: tuple[StartedDesk, Path], sane: Path) -> StartedDesk:
    """All plugged, nothing laid, no fault."""
    running[0].ask("reset")
    return running[0]


@pytest.fixture(scope="module")
def nursery(running: tuple[StartedDesk, Path]) -> Iterator[Nursery]:
    """A warm process for all tests."""
    warm = Nursery()
    yield warm
    warm.close()


@pytest.fixture
def scanner(desk: StartedDesk, nursery: Nursery) -> Iterator[ScannerApart]:
    """The glass, found."""
    yield from opened("sane", nursery)


def opened(model: str, nursery: Nursery) -> Iterator[ScannerApart]:
    """A scanner, closed at the end."""
    apart = ScannerApart(Device(model=model), Surroundings(assets=Path()), nursery)
    apart.open()
    yield apart
    apart.close()


def forked(pid: int) -> list[int]:
    """The processes that one has started and that are still there."""
    found = []
    for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(OSError):
            state = Path(f"/proc/{word}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            if state not in "ZX":  # dead, whoever reaps it
                found.append(int(word))
    return found


def warm_one(nursery: Nursery) -> int:
    """Its warm process."""
    assert nursery.pid is not None
    return nursery.pid


def delivers(desk: StartedDesk) -> bool:
    """Whether the scanner has a page under way."""
    state: Any = desk.ask("state")
    return bool(state["devices"]["scanner"]["jobs"])


def silent(done: int, total: int) -> None:
    """Nobody looks."""


def jpeg() -> bytes:
    """A grey page."""
    out = io.BytesIO()
    Image.new("L", (100, 140), GREY).save(out, "JPEG", dpi=(100, 100))
    return out.getvalue()


def test_a_sheet_is_scanned_in_a_child_that_ends_and_the_warm_process_stays(
        scanner: ScannerApart, nursery: Nursery) -> None:
    warm, seen = warm_one(nursery), []
    (first,) = forked(warm)
    sheet = scanner.scan(75, False, lambda done, total: seen.append((done, total)))
    assert Image.open(io.BytesIO(sheet.jpeg)).size == (sheet.width, sheet.height)
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1] > 800
    assert scanner.status().state is State.ONLINE
    (second,) = forked(warm)
    assert second != first
    assert "\nThreads:\t1\n" in Path(f"/proc/{warm}/status").read_text()


@pytest.mark.parametrize("signal_number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_child_that_dies_is_one_page_to_scan_again(
        scanner: ScannerApart, nursery: Nursery, desk: StartedDesk, signal_number: int) -> None:
    warm = warm_one(nursery)
    (child,) = forked(warm)
    desk.ask("fault", device="scanner", fault="stall")
    strike = threading.Thread(target=os.kill, args=(child, signal_number))
    strike.start()
    with pytest.raises(Retry) as failure:
        scanner.scan(75, False, silent)
    strike.join()
    assert failure.value.code is Code.PAGE_BROKE_OFF
    desk.ask("fault", device="scanner", fault="none")
    assert scanner.scan(75, False, silent).blank
    assert warm_one(nursery) == warm


def test_a_child_that_died_while_it_waited_is_not_missed(scanner: ScannerApart, nursery: Nursery) -> None:
    os.kill(forked(warm_one(nursery))[0], signal.SIGKILL)
    assert scanner.status().state is State.ONLINE


def test_a_warm_process_that_died_is_started_again(scanner: ScannerApart, nursery: Nursery) -> None:
    warm = warm_one(nursery)
    os.kill(warm, signal.SIGKILL)
    scanner.open()
    assert scanner.scan(75, False, silent).blank
    assert warm_one(nursery) != warm


def test_a_scan_is_canceled_in_its_callback(scanner: ScannerApart) -> None:
    with pytest.raises(Canceled):
        scanner.scan(75, False, lambda done, total: scanner.cancel())
    assert scanner.scan(75, False, silent).blank


def test_a_scan_that_stands_still_ends_with_its_child(scanner: ScannerApart, nursery: Nursery) -> None:
    warm = warm_one(nursery)
    (child,) = forked(warm)
    os.kill(child, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        scan = threads.submit(scanner.scan, 75, False, silent)
        while not scan.done():
            scanner.cancel()
            wait([scan], 0.05)
        with pytest.raises(Canceled):
            scan.result()
    assert forked(warm) == []
    assert scanner.scan(75, False, silent).blank


def test_what_goes_wrong_here_ends_the_child_there(scanner: ScannerApart, nursery: Nursery) -> None:
    def stumble(done: int, total: int) -> None:
        raise KeyError("progress")

    with pytest.raises(KeyError):
        scanner.scan(75, False, stumble)
    assert forked(warm_one(nursery)) == []
    assert scanner.status().state is State.ONLINE


def test_a_scanner_that_came_back_as_another_device_is_found_by_the_scan_itself(
        scanner: ScannerApart, sane: Path) -> None:
    scanner.scan(75, False, silent)
    settings = sane / "airscan.conf"
    settings.write_text(settings.read_text().replace('"Emulated"', '"Another"'))
    assert scanner.scan(75, False, silent).blank
    assert scanner.status().state is State.ONLINE


def test_the_cable_is_pulled_at_every_stage_of_a_page(desk: StartedDesk, nursery: Nursery, tmp_path: Path) -> None:
    def pulled(done: int = 0, total: int = 0) -> None:
        desk.ask("unplug", device="scanner")

    def gone(verb: Callable[[], object]) -> None:
        with pytest.raises(DriverError) as failure:
            verb()
        assert failure.value.code is Code.PAGE_SCANNER_GONE
        desk.ask("plug", device="scanner")
        glass.open()

    Image.new("L", (827, 1169), GREY).save(tmp_path / "page.png", dpi=(100, 100))
    desk.ask("paper", files=[str(tmp_path / "page.png")] * 4)
    pulled()
    glass = ScannerApart(Device(model="sane"), Surroundings(assets=Path()), nursery)
    gone(glass.open)

    pulled()
    gone(lambda: glass.scan(75, False, silent))  # opening it, and setting its options

    desk.ask("fault", device="scanner", fault="stall")
    with ThreadPoolExecutor(1) as threads:
        scan = threads.submit(glass.scan, 75, False, silent)
        while not (scan.done() or delivers(desk)):
            wait([scan], 0.05)
        pulled()
        gone(scan.result)  # before the first line
    desk.ask("fault", device="scanner", fault="none")

    first = glass.scan(75, False, pulled)  # its lines come out of airscan, which has had the whole picture by then
    gone(lambda: glass.scan(75, False, silent))  # between two pages

    pages = [glass.scan(75, False, lambda done, total: pulled() if done == total else None)]  # while it is finished
    pages.append(glass.turned(first.jpeg, 1))
    pages.append(glass.cropped(first.jpeg, 0.0, 0.0, 1.0, 0.5))
    assert all(page.width > 0 for page in pages)
    gone(lambda: glass.scan(75, False, silent))
    assert glass.scan(75, False, silent).width == first.width
    glass.close()


def test_the_cable_is_pulled_between_two_sheets_of_a_stack(
        desk: StartedDesk, nursery: Nursery, tmp_path: Path) -> None:
    Image.new("L", (827, 1169), GREY).save(tmp_path / "page.png", dpi=(100, 100))
    desk.ask("paper", files=[str(tmp_path / "page.png")])
    for feeder in opened("sane-feeder", nursery):
        assert feeder.scan(75, False, silent).width > 0
        desk.ask("unplug", device="scanner")
        with pytest.raises(DriverError) as failure:
            feeder.scan(75, False, silent)
        assert failure.value.code is Code.PAGE_SCANNER_GONE
        desk.ask("plug", device="scanner")
        desk.ask("paper", files=[str(tmp_path / "page.png")])
        assert feeder.scan(75, False, silent).width > 0


@pytest.mark.parametrize("model", ["sane-feeder", "sane-feeder-duplex"])
def test_a_stack_comes_from_one_child(
        desk: StartedDesk, nursery: Nursery, tmp_path: Path, model: str) -> None:
    greys = (255, 230, 205, 180)
    for grey in greys:
        Image.new("L", (827, 1169), grey).save(tmp_path / f"{grey}.png", dpi=(100, 100))
    desk.ask("paper", files=[str(tmp_path / f"{grey}.png") for grey in greys])
    for feeder in opened(model, nursery):
        (child,) = forked(warm_one(nursery))
        for grey in greys:
            page = Image.open(io.BytesIO(feeder.scan(75, False, silent).jpeg)).convert("L")
            assert page.resize((1, 1)).getpixel((0, 0)) == pytest.approx(grey, abs=6)
            assert feeder.status().state is State.ONLINE
            assert forked(warm_one(nursery)) == [child]
        with pytest.raises(Retry) as failure:
            feeder.scan(75, False, silent)
        assert failure.value.code is Code.PAGE_NO_PAPER
        assert child not in forked(warm_one(nursery))
        desk.ask("paper", files=[str(tmp_path / "255.png")])
        assert feeder.scan(75, False, silent).width > 0
        desk.ask("paper", files=[str(tmp_path / "255.png")])  # after it has said that it is empty
        assert feeder.scan(75, False, silent).width > 0


def test_a_page_is_turned_and_cut_without_a_scanner(nursery: Nursery) -> None:
    apart = ScannerApart(Device(model="sane"), Surroundings(assets=Path()), nursery)
    turned = apart.turned(jpeg(), 1)
    assert (turned.width, turned.height) == (140, 100)
    cut = apart.cropped(turned.jpeg, 0.5, 0.0, 1.0, 1.0)
    assert (cut.width, cut.height) == (70, 100)
    for quarters, page in ((4, jpeg()), (1, b"no page")):
        with pytest.raises(ValueError, match="no such page"):
            apart.turned(page, quarters)
    assert forked(warm_one(nursery)) == []
    assert (apart.status().state, apart.status().act) == (State.NO_DEVICE, Act.STAFF)


def test_an_address_that_cannot_be_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="DEVICE; OPTION=VALUE"):
        ScannerApart(Device(model="sane", address="test:0; nonsense"), Surroundings(assets=Path()))


@pytest.mark.parametrize("said", [b"\xff\xff\xff\xff", b"\0\0\0\1\xc1", b"\0\0\0\3\x81\xa1a", b""])
def test_what_no_child_says_is_not_believed(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    channel = reports(ours)
    with theirs:
        theirs.sendall(said)
    with pytest.raises(Gone):
        while channel.heard() is None:
            continue
    channel.close()


def test_words_come_whole_however_they_are_split() -> None:
    ours, theirs = socket.socketpair()
    wanted: list[Report] = [Advanced(done=7, total=9), Looked(state=State.ONLINE, code=None, act=Act.NOBODY)]
    whole = reports(ours)
    for word in wanted:
        reports(theirs).send(word)
    spelt = ours.recv(4096)
    heard = []
    for byte in spelt:
        theirs.send(bytes((byte,)))
        heard.append(whole.heard())
    assert [word for word in heard if word is not None] == wanted
    whole.close()
    theirs.close()
