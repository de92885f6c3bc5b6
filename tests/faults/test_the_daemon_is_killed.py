"""The daemon dies in the middle of a visit: who holds something of the citizen ends by itself, and 首页 comes back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from launch.journey import leaves
from tests.faults.steps import HOME_S, lays_paper, to_the_card, to_the_items, to_the_receipt, to_the_scanner
from tests.journeys.stay import Stay, stay


def test_nothing_outlives_the_daemons_silence(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_items(citizen)
        dies_and_comes_back(kiosk)

        to_the_card(citizen)
        citizen.reads("正在等待您的身份证…")
        dies_and_comes_back(kiosk)

        to_the_scanner(citizen)
        lays_paper(citizen)
        citizen.desk.ask("fault", device="scanner", fault="stall")
        citizen.touches("扫描")
        citizen.reads("正在扫描，请不要打开盖板。")
        dies_and_comes_back(kiosk)
        citizen.desk.ask("fault", device="scanner", fault="none")

        to_the_receipt(citizen)
        citizen.reads("回执已经打印")
        leaves(citizen)


def dies_and_comes_back(kiosk: Stay) -> None:
    """Killed, and all that held something with it; another daemon wipes the spool and 首页 stands."""
    kiosk.until_here("ui", "sealer", "guide")
    held = {kiosk.sealer(), kiosk.pid("guide"), *kiosk.workers().values(), *kiosk.renderers()}
    os.kill(kiosk.pid("daemon"), signal.SIGKILL)
    kiosk.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in held), "all that held something is gone")
    kiosk.citizen.awaits("home", within_s=HOME_S)
    assert kiosk.in_spool() == []
