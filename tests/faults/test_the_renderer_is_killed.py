"""The screen's process dies in the middle of a form: the visit is wiped and 首页 is back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.faults.steps import to_the_form, to_the_receipt
from tests.journeys.stay import stay


def test_the_visit_ends_and_the_home_screen_is_back(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_form(citizen)
        assert kiosk.in_spool() != []
        held = {kiosk.sealer(), kiosk.pid("guide"), kiosk.worker("idcard"), *kiosk.renderers()}
        for renderer in kiosk.renderers():
            os.kill(renderer, signal.SIGKILL)
        citizen.awaits("home")
        kiosk.until(lambda: kiosk.in_spool() == [], "the visit is wiped")
        kiosk.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in held), "all that held something is gone")
        to_the_receipt(citizen)
        citizen.reads("回执已经打印")
