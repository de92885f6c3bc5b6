"""Every worker dies, one after the other: each is back, and a citizen gets a receipt through all five."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from launch.journey import from_home_to_receipt
from tests.journeys.stay import DEVICES, stay


def test_every_worker_comes_back_and_works(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        kiosk.citizen.awaits("home")
        kiosk.until(lambda: sorted(kiosk.workers()) == sorted(DEVICES), "five workers")
        for device in DEVICES:
            before = kiosk.worker(device)
            os.kill(before, signal.SIGKILL)
            kiosk.until(lambda: kiosk.workers().get(device, before) != before, f"a new {device} worker")
        from_home_to_receipt(kiosk.citizen, print)
