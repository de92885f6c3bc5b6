"""The real python-sane and sane-airscan scan what lies on the glass, and say what is wrong when something is."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageStat

from emulated.client import DeskRefused, StartedDesk

SETTINGS = """<?xml version="1.0"?><scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"
 xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"><pwg:InputSource>Platen</pwg:InputSource>
<scan:XResolution>75</scan:XResolution><scan:YResolution>75</scan:YResolution><scan:ColorMode>RGB24</scan:ColorMode>
<pwg:ScanRegions><pwg:ScanRegion><pwg:XOffset>{left}</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>
<pwg:Width>1200</pwg:Width><pwg:Height>600</pwg:Height></pwg:ScanRegion></pwg:ScanRegions></scan:ScanSettings>"""


def scan(desk: StartedDesk, folder: Path, source: str = "Flatbed", mode: str = "Color",
         resolution: int = 100) -> dict[str, Any]:
    """One page through libsane, in a process of its own; the picture is ``folder/page.png``."""
    settings = folder / "sane.d"
    settings.mkdir(exist_ok=True)
    (settings / "dll.conf").write_text("airscan\n")
    (settings / "airscan.conf").write_text(
        f'[devices]\n"Desk" = {desk.places()["escl"]}, eSCL\n[options]\ndiscovery = disable\n')
    child = subprocess.run(
        [sys.executable, "-m", "tests.emulated.scan_in_child", source, mode, str(resolution),
         str(folder / "page.png")], env={**os.environ, "SANE_CONFIG_DIR": str(settings)}, capture_output=True,
        text=True, timeout=60, cwd=Path(__file__).parents[2])
    assert child.returncode == 0, child.stderr
    found: dict[str, Any] = json.loads(child.stdout)
    return found


def sheet(folder: Path, name: str = "sheet.png", colour: tuple[int, int, int] = (200, 30, 30)) -> str:
    """A sheet of 100 × 100 mm in one colour."""
    path = folder / name
    Image.new("RGB", (400, 400), colour).save(path, dpi=(101.6, 101.6))
    return str(path)


def colour_at(path: Path, x_mm: float, y_mm: float, resolution: int) -> tuple[int, ...]:
    with Image.open(path) as picture:
        pixel = picture.convert("RGB").getpixel((round(x_mm * resolution / 25.4), round(y_mm * resolution / 25.4)))
    assert isinstance(pixel, tuple)
    return pixel


@contextmanager
def request(desk: StartedDesk, method: str, place: str, body: str | None = None) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(urlsplit(desk.places()["escl"]).netloc, timeout=60)
    with closing(connection):
        connection.request(method, place, body)
        with connection.getresponse() as answer:
            yield answer


def begin(desk: StartedDesk) -> str:
    """Start a job by hand; returns the place of its page."""
    with request(desk, "POST", "/eSCL/ScanJobs", SETTINGS.format(left=0)) as answer:
        assert answer.status == 201
        return urlsplit(str(answer.headers["Location"])).path + "/NextDocument"


@pytest.mark.parametrize("resolution", [75, 150, 300])
def test_a_sheet_has_its_size_and_place_at_every_resolution(desk: StartedDesk, tmp_path: Path,
                                                            resolution: int) -> None:
    desk.ask("paper", files=[sheet(tmp_path)])
    result = scan(desk, tmp_path, resolution=resolution)
    width, height = result["size"]
    assert result["size"] == result["expected"] and result["lines"] == height
    assert abs(width - 210 / 25.4 * resolution) < 2 and abs(height - 297 / 25.4 * resolution) < 2
    red, green, blue = colour_at(tmp_path / "page.png", 95, 95, resolution)
    assert red > 180 and green < 60 and blue < 60
    assert min(colour_at(tmp_path / "page.png", 105, 95, resolution)) > 240
    assert min(colour_at(tmp_path / "page.png", 95, 105, resolution)) > 240


def test_grey(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("paper", files=[sheet(tmp_path)])
    assert scan(desk, tmp_path, mode="Gray")["mode"] == "L"


def test_without_paper_the_glass_is_white(desk: StartedDesk, tmp_path: Path) -> None:
    scan(desk, tmp_path)
    with Image.open(tmp_path / "page.png") as picture:
        assert min(low for low, _ in ImageStat.Stat(picture).extrema) > 245


def test_sheet_after_sheet_is_laid_on_the_glass_and_the_last_stays(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("paper", files=[sheet(tmp_path), sheet(tmp_path, "green.png", (20, 160, 20))])
    seen = []
    for _ in range(3):
        scan(desk, tmp_path)
        seen.append(colour_at(tmp_path / "page.png", 50, 50, 100)[1] > 120)
    assert seen == [False, True, True]
    assert desk.ask("wait", count="pages-scanned", at_least=3) == {"count": 3}


def test_the_feeder_draws_in_sheets_until_none_is_left(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("paper", files=[sheet(tmp_path)])
    assert "size" in scan(desk, tmp_path, source="ADF")
    assert scan(desk, tmp_path, source="ADF") == {"error": "Document feeder out of documents"}


@pytest.mark.parametrize("fault, words", [
    ("jam", "Document feeder jammed"), ("adf-empty", "Document feeder out of documents"),
    ("cover", "Scanner cover is open")])
def test_what_is_wrong_is_said_in_libsanes_words(desk: StartedDesk, tmp_path: Path, fault: str, words: str) -> None:
    desk.ask("paper", files=[sheet(tmp_path)])
    desk.ask("fault", device="scanner", fault=fault)
    assert scan(desk, tmp_path, source="ADF") == {"error": words}
    desk.ask("fault", device="scanner", fault="none")
    assert "size" in scan(desk, tmp_path, source="ADF")


@pytest.mark.parametrize("verb", [("fault", {"fault": "gone"}), ("unplug", {})])
def test_gone(desk: StartedDesk, tmp_path: Path, verb: tuple[str, dict[str, str]]) -> None:
    desk.ask(verb[0], device="scanner", **verb[1])
    assert scan(desk, tmp_path) == {"error": "Error during device I/O"}
    desk.ask("fault", device="scanner", fault="none")
    desk.ask("plug", device="scanner")
    assert "size" in scan(desk, tmp_path)


def test_busy_for_a_moment_is_tried_again_by_sane_airscan(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("fault", device="scanner", fault="busy", times=1)
    assert "size" in scan(desk, tmp_path)


def test_a_short_picture_is_filled_up_with_white_by_sane_airscan(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("paper", files=[sheet(tmp_path)])
    desk.ask("fault", device="scanner", fault="short-image", value=20, times=1)
    result = scan(desk, tmp_path)
    assert result["size"] == result["expected"]
    assert colour_at(tmp_path / "page.png", 50, 40, 100)[1] < 60
    assert min(colour_at(tmp_path / "page.png", 50, 80, 100)) > 240


def test_a_broken_picture_is_filled_up_with_grey_by_sane_airscan(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("paper", files=[sheet(tmp_path)])
    desk.ask("fault", device="scanner", fault="broken-image", times=1)
    result = scan(desk, tmp_path)
    assert result["size"] == result["expected"]
    assert colour_at(tmp_path / "page.png", 200, 290, 100) == (128, 128, 128)


def test_a_page_that_stalls_goes_on_when_the_fault_is_over(desk: StartedDesk) -> None:
    desk.ask("fault", device="scanner", fault="stall", times=1)
    with request(desk, "GET", begin(desk)) as answer:
        begun = answer.read1(100)
        assert begun.startswith(b"\xff\xd8")
        desk.ask("fault", device="scanner", fault="none")
        assert (begun + answer.read()).endswith(b"\xff\xd9")


def test_a_job_that_is_deleted_ends_a_slow_page(desk: StartedDesk) -> None:
    desk.ask("fault", device="scanner", fault="slow", value=1000)
    place = begin(desk)
    with request(desk, "GET", place) as answer:
        with request(desk, "DELETE", place.removesuffix("/NextDocument")) as deleted:
            assert deleted.status == 200
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
    with request(desk, "DELETE", place.removesuffix("/NextDocument")) as again:
        assert again.status == 404


def test_one_page_at_a_time(desk: StartedDesk) -> None:
    desk.ask("fault", device="scanner", fault="stall", times=1)
    with request(desk, "GET", begin(desk)) as answer:
        assert answer.read1(2) == b"\xff\xd8"
        with request(desk, "POST", "/eSCL/ScanJobs", SETTINGS.format(left=0)) as other:
            assert other.status == 503
        desk.ask("fault", device="scanner", fault="none")
        assert answer.read().endswith(b"\xff\xd9")


def test_a_job_whose_program_died_does_not_block_the_next(desk: StartedDesk) -> None:
    begin(desk)
    desk.ask("fault", device="scanner", fault="slow", value=5)
    with request(desk, "GET", begin(desk)) as answer:
        assert answer.read1(2) == b"\xff\xd8"
    desk.ask("fault", device="scanner", fault="none")
    assert desk.ask("wait", count="scans-broken-off", at_least=1) == {"count": 1}
    with request(desk, "GET", begin(desk)) as answer:
        assert answer.read().endswith(b"\xff\xd9")


@pytest.mark.parametrize("method, place, body, status", [
    ("POST", "/eSCL/ScanJobs", "<no xml", 400), ("POST", "/eSCL/ScanJobs", SETTINGS.format(left=2000), 409),
    ("POST", "/eSCL/ScanJobs", "x" * 70000, 413), ("POST", "/elsewhere", "", 404), ("GET", "/eSCL/Nothing", None, 404),
    ("GET", "/eSCL/ScanJobs/77/NextDocument", None, 404), ("DELETE", "/eSCL/ScanJobs/x", None, 404)])
def test_wrong_requests_get_their_status(desk: StartedDesk, method: str, place: str, body: str | None,
                                         status: int) -> None:
    with request(desk, method, place, body) as answer:
        assert answer.status == status


def test_what_is_no_picture_cannot_be_laid_on_the_glass(desk: StartedDesk, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    for path in (tmp_path / "text.png", tmp_path / "missing.png"):
        with pytest.raises(DeskRefused, match="give a PNG or JPEG"):
            desk.ask("paper", files=[str(path)])
