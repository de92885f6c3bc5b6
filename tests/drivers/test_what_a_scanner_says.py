"""Every status that SANE has, from its own test backend and its picture files, each in a process of its own.

A process each: SANE reads its configuration once, and its test backend forks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drivers.conftest import ROOT

WITHIN_S, TRIES = 20, 4
"""SANE's test backend now and then waits for ever for the process that it forked. A kiosk ends its worker then, and so
do we.
"""


def said(folder: Path, model: str, scans: int, *, backend: str, lines: str = "", address: str = "") -> list[str]:
    """What each of some scans ended with: the failure's name and code, or the page's size."""
    (folder / "dll.conf").write_text(f"{backend}\n")
    (folder / f"{backend}.conf").write_text(f"geometry_max 300\n{lines}\n")
    answer = folder / "answer"
    command = [sys.executable, "-m", "tests.drivers.scan_in_child", model, str(scans), address]
    environment = {**os.environ, "SANE_CONFIG_DIR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    for left in reversed(range(TRIES)):
        try:
            with answer.open("w") as file:  # a pipe would be held open by what the test backend leaves behind
                subprocess.run(command, cwd=ROOT, stdout=file, timeout=WITHIN_S, env=environment, check=True)
            break
        except subprocess.TimeoutExpired:
            if not left:
                raise
    told: list[str] = json.loads(answer.read_text())
    return told


@pytest.mark.parametrize(("status", "failure"), [
    ("UNSUPPORTED", "DriverError page.scanner_broken engineer"), ("CANCELLED", "Retry page.stopped citizen"),
    ("DEVICE_BUSY", "Retry page.busy citizen"), ("INVAL", "DriverError page.scanner_broken engineer"),
    ("EOF", "Retry page.short citizen"), ("JAMMED", "DriverError page.jam staff"),
    ("NO_DOCS", "Retry page.no_paper citizen"), ("COVER_OPEN", "Retry page.cover_open citizen"),
    ("IO_ERROR", "Retry page.broke_off citizen"), ("NO_MEM", "DriverError page.scanner_broken nobody"),
    ("ACCESS_DENIED", "DriverError device.denied engineer"),
])
def test_every_status_of_sane_says_who_must_act(tmp_path: Path, status: str, failure: str) -> None:
    assert said(tmp_path, "sane", 1, backend="test", lines=f'read-status-code "SANE_STATUS_{status}"') == [failure]


def test_a_slow_scanner_is_waited_for(tmp_path: Path) -> None:
    lines = "read-delay true\nread-delay-duration 5000"
    assert said(tmp_path, "sane", 1, backend="test", lines=lines) == ["885 x 885 blank"]


def test_a_feeder_of_another_make_is_a_feeder_too(tmp_path: Path) -> None:
    assert said(tmp_path, "sane-feeder", 2, backend="test") == ["885 x 885 blank"] * 2


def test_a_scanner_without_a_duplex_feeder_is_told_to_whoever_configured_it(tmp_path: Path) -> None:
    assert said(tmp_path, "sane-feeder-duplex", 1, backend="test") == ["DriverError page.scanner_broken engineer"]


def test_an_option_is_set_by_the_configuration(tmp_path: Path) -> None:
    address = "test:0; test-picture=Grid"
    assert said(tmp_path, "sane", 1, backend="test", address=address) == ["885 x 885"]


@pytest.mark.parametrize("option", ["no-such-option=1", "test-picture=Mona Lisa", "depth=9"])
def test_an_option_that_cannot_be_is_told_to_whoever_configured_it(tmp_path: Path, option: str) -> None:
    told = said(tmp_path, "sane", 1, backend="test", address=f"test:0; {option}")
    assert told == ["DriverError page.scanner_broken engineer"]


def test_pixels_come_through_as_they_are(tmp_path: Path) -> None:
    grey = bytes(40 + (x * 3 + y) % 200 for y in range(120) for x in range(100))
    (tmp_path / "page.pgm").write_bytes(b"P5\n100 120\n255\n" + grey)
    address = f"pnm:0; filename={tmp_path / 'page.pgm'}"
    assert said(tmp_path, "sane-pixels", 1, backend="pnm", address=address) == [grey.hex()]


def test_a_page_of_impossible_size_is_refused_before_anything_reads_it(tmp_path: Path) -> None:
    (tmp_path / "page.pgm").write_bytes(b"P5 100 120 255\n" + bytes(12000))
    told = said(tmp_path, "sane", 1, backend="pnm", address=f"pnm:0; filename={tmp_path / 'page.pgm'}")
    assert told == ["DriverError page.scanner_broken engineer"]
