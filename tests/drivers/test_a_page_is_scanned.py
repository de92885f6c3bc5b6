"""The page scanner through real SANE and sane-airscan against the desk's network scanner, in children as on a kiosk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from drivers.base import State, Surroundings
from drivers.errors import Canceled, Code, DeviceFailure, DriverError, Retry
from emulated.client import StartedDesk
from rules.settings import Device
from tests.drivers.test_pages_are_straightened_and_judged import page
from tests.drivers.twins import SCANNERS, silent


def opened(model: str, surroundings: Surroundings) -> Iterator[Any]:
    """A scanner, closed at the end."""
    scanner = SCANNERS[model].build(Device(model=model), surroundings)
    scanner.open()
    yield scanner
    scanner.close()


@pytest.fixture
def scanner(surroundings: Surroundings) -> Iterator[Any]:
    """The glass."""
    yield from opened("sane", surroundings)


@pytest.fixture
def feeder(surroundings: Surroundings) -> Iterator[Any]:
    """The feeder."""
    yield from opened("sane-feeder", surroundings)


@pytest.fixture
def paper(desk: StartedDesk, tmp_path: Path) -> None:
    """A page lies there."""
    page().save(tmp_path / "page.png", dpi=(100, 100))
    desk.ask("paper", files=[str(tmp_path / "page.png")])


def failure_of(scanner: Any) -> DeviceFailure:
    """What a scan raises."""
    with pytest.raises(DeviceFailure) as failure:
        scanner.scan(75, False, silent)
    return failure.value


@pytest.mark.parametrize(("colour", "mode"), [(True, "RGB"), (False, "L")])
def test_a_page_is_scanned_as_asked(scanner: Any, paper: None, colour: bool, mode: str) -> None:
    sheet = scanner.scan(100, colour, silent)
    image = Image.open(io.BytesIO(sheet.jpeg))
    assert (image.mode, image.size) == (mode, (sheet.width, sheet.height))
    assert (sheet.width, sheet.height) == (pytest.approx(827, abs=3), pytest.approx(1169, abs=3))
    assert image.info["dpi"] == (100, 100)
    assert not sheet.blank


def test_progress_counts_lines_to_the_end(scanner: Any, paper: None) -> None:
    seen: list[tuple[int, int]] = []
    scanner.scan(75, False, lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 800
    assert len(seen) <= 102


def test_a_resolution_that_the_scanner_lacks_becomes_the_next_finer_one(scanner: Any, paper: None) -> None:
    assert Image.open(io.BytesIO(scanner.scan(110, False, silent).jpeg)).info["dpi"] == (150, 150)


def test_an_empty_glass_is_a_blank_page(scanner: Any) -> None:
    assert scanner.scan(75, True, silent).blank


def test_an_exception_in_the_progress_is_raised_and_the_scanner_lives(scanner: Any, paper: None) -> None:
    def stumble(done: int, total: int) -> None:
        raise KeyError("progress")

    with pytest.raises(KeyError):
        scanner.scan(75, False, stumble)
    assert scanner.scan(75, False, silent).width > 0


def test_a_scan_is_canceled_from_outside(scanner: Any, paper: None) -> None:
    with pytest.raises(Canceled):
        scanner.scan(75, False, lambda done, total: scanner.cancel())
    assert scanner.status().state is State.ONLINE
    assert scanner.scan(75, False, silent).width > 0


def test_a_picture_that_broke_off_is_not_taken_for_a_page(scanner: Any, paper: None, desk: StartedDesk) -> None:
    desk.ask("fault", device="scanner", fault="broken-image")
    failure = failure_of(scanner)
    assert isinstance(failure, Retry)
    assert failure.code is Code.PAGE_SHORT


@pytest.mark.parametrize(("fault", "code", "kind"), [
    ("adf-empty", Code.PAGE_NO_PAPER, Retry), ("jam", Code.PAGE_JAM, DriverError),
    ("cover", Code.PAGE_COVER_OPEN, Retry),
])
def test_what_the_feeder_says_is_told(
        feeder: Any, paper: None, desk: StartedDesk, fault: str, code: Code, kind: type[DeviceFailure]) -> None:
    desk.ask("fault", device="scanner", fault=fault)
    failure = failure_of(feeder)
    assert failure.code is code
    assert isinstance(failure, kind)


def test_a_feeder_takes_one_page_at_a_time(feeder: Any, paper: None) -> None:
    assert feeder.scan(75, False, silent).height > 800
    assert failure_of(feeder).code is Code.PAGE_NO_PAPER


def test_a_scanner_that_goes_in_the_middle_is_told(scanner: Any, paper: None, desk: StartedDesk) -> None:
    desk.ask("fault", device="scanner", fault="gone")
    assert failure_of(scanner).code is Code.PAGE_SCANNER_GONE
    desk.ask("fault", device="scanner", fault="none")
    scanner.open()
    assert scanner.scan(75, False, silent).width > 0


def test_a_configured_name_that_nobody_has_is_a_scanner_that_is_not_there(surroundings: Surroundings) -> None:
    scanner = SCANNERS["sane"].build(Device(address="airscan:e0:Nobody"), surroundings)
    with pytest.raises(DriverError) as failure:
        scanner.open()
    scanner.close()
    assert failure.value.code is Code.PAGE_SCANNER_GONE


def test_a_feeder_takes_every_sheet_of_a_stack(feeder: Any, desk: StartedDesk, tmp_path: Path) -> None:
    files = []
    for number, ground in enumerate((255, 230, 205)):
        page(ground).save(tmp_path / f"{number}.png", dpi=(100, 100))
        files.append(str(tmp_path / f"{number}.png"))
    desk.ask("paper", files=files)
    light = [lightest(feeder.scan(75, False, silent).jpeg) for _ in files]
    assert light == [pytest.approx(255, abs=6), pytest.approx(230, abs=6), pytest.approx(205, abs=6)]
    assert failure_of(feeder).code is Code.PAGE_NO_PAPER


def test_a_duplex_feeder_gives_front_and_back(surroundings: Surroundings, desk: StartedDesk, tmp_path: Path) -> None:
    files = []
    for number, ground in enumerate((255, 230)):
        page(ground).save(tmp_path / f"{number}.png", dpi=(100, 100))
        files.append(str(tmp_path / f"{number}.png"))
    desk.ask("paper", files=files)
    scanner = SCANNERS["sane-feeder-duplex"].build(Device(), surroundings)
    scanner.open()
    front = scanner.scan(75, False, silent)
    assert scanner.status().state is State.ONLINE
    back = scanner.scan(75, False, silent)
    failure = failure_of(scanner)
    scanner.close()
    assert lightest(front.jpeg) == pytest.approx(255, abs=6)
    assert lightest(back.jpeg) == pytest.approx(230, abs=6)
    assert failure.code is Code.PAGE_NO_PAPER


def test_a_picture_of_too_few_rows_is_not_taken_for_a_page(scanner: Any, desk: StartedDesk, tmp_path: Path) -> None:
    page(243).save(tmp_path / "page.png", dpi=(100, 100))
    desk.ask("paper", files=[str(tmp_path / "page.png")])
    desk.ask("fault", device="scanner", fault="short-image")
    assert failure_of(scanner).code is Code.PAGE_SHORT


def lightest(jpeg: bytes) -> int:
    """The grey of a page's paper."""
    levels = sorted(Image.open(io.BytesIO(jpeg)).convert("L").resize((80, 80)).tobytes())
    return levels[len(levels) * 3 // 4]
