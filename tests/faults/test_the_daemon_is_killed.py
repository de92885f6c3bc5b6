"""The daemon dies in the middle of a visit: who holds something of the citizen ends by itself, and 首页 comes back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from launch.journey import from_home_to_receipt, shows_who_it_is
from tests.journeys.stay import stay


def test_nothing_outlives_the_daemons_silence(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        shows_who_it_is(citizen)
        citizen.awaits("items")
        held = {kiosk.pid("sealer"), kiosk.pid("guide"), *kiosk.workers().values(), *kiosk.renderers()}
        os.kill(kiosk.pid("daemon"), signal.SIGKILL)
        kiosk.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in held), "all that held something is gone")
        citizen.awaits("home", within_s=20)
        assert kiosk.in_spool() == []
        from_home_to_receipt(citizen, print)
