"""One emulated desk a test process, as new for each test; the real libraries in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.base import Surroundings
from emulated.client import StartedDesk
from emulated.doors.usb_backend import DeskBackend

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"


@pytest.fixture(scope="session")
def running_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedDesk]:
    """The desk's process, and an environment in which SANE and lgpio find it."""
    directory = tmp_path_factory.mktemp("desk")
    with StartedDesk(directory, "--pace", "instant") as desk, pytest.MonkeyPatch.context() as patch:
        sane = directory / "sane"
        sane.mkdir()
        (sane / "dll.conf").write_text("airscan\n")
        (sane / "airscan.conf").write_text(
            f'[devices]\n"Desk" = {desk.places()["escl"]}, eSCL\n[options]\ndiscovery = disable\n')
        patch.setenv("SANE_CONFIG_DIR", str(sane))
        patch.setenv("CITIZEN_WINDOW_DESK_GPIO", desk.places()["gpio"])
        patch.setenv("RPI_LGPIO_REVISION", "c04170")
        patch.setenv("PCSCLITE_CSOCK_NAME", desk.places()["pcsc"])
        patch.setenv("LG_WD", str(directory))
        patch.setattr(sys, "path", [os.fspath(ROOT / "emulated" / "doors" / "lgpio_door"), *sys.path])
        yield desk


@pytest.fixture
def desk(running_desk: StartedDesk) -> StartedDesk:
    """All plugged, nothing laid, no fault."""
    running_desk.ask("reset")
    return running_desk


@pytest.fixture
def surroundings(desk: StartedDesk) -> Surroundings:
    """What the desk's drivers are given."""
    return Surroundings(assets=ASSETS, usb_backend=DeskBackend(desk.places()["usb"]))
