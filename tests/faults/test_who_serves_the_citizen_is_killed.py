"""Guide and sealer die while they are asked: the screen says so or asks again, nothing that was filled in is lost, and
the hall has exactly one application.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from launch.journey import ITEM, SCAN_S
from tests.faults.steps import in_the_hall, to_the_items, to_the_submission
from tests.journeys.stay import Stay, stay

DELIVERED_S = 60.0


def test_the_guide_dies_while_it_searches(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_items(citizen)
        citizen.touches("查找事项")
        citizen.awaits("search", with_label="身份证")
        guide = kiosk.pid("guide")
        os.kill(guide, signal.SIGSTOP)
        citizen.touches("身份证")
        citizen.awaits("results")
        os.kill(guide, signal.SIGKILL)
        citizen.awaits("results", with_label=ITEM)


def test_the_sealer_dies_in_the_middle_of_a_submission(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_submission(citizen)
        sealer = kiosk.sealer()
        os.kill(sealer, signal.SIGSTOP)
        citizen.touches("提交申请")
        citizen.reads("正在提交申请…")
        os.kill(sealer, signal.SIGKILL)
        citizen.reads("系统正在恢复", "请等几秒再试")
        citizen.touches("再次提交")
        citizen.awaits("receipt", with_label="退出", within_s=SCAN_S)
        number = citizen.reads_code()
        arrives_once(kiosk, number)


def arrives_once(kiosk: Stay, number: str) -> None:
    """The hall has this application and no other."""
    kiosk.until(lambda: in_the_hall(kiosk.premises.state) != [], "the hall has it", DELIVERED_S)
    assert in_the_hall(kiosk.premises.state) == [number]
