"""A worker is stopped in the middle of its verb, as one is that hangs in its device: leaving the screen or 取消扫描 ends
it, and the next citizen's touch finds a new one.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from launch.journey import SCAN_S
from tests.faults.steps import RECOVERY_S, lays_paper, to_the_card, to_the_scanner
from tests.journeys.stay import Stay, stay


def test_workers_that_hang_are_replaced(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_card(citizen)
        citizen.reads("正在等待您的身份证…")
        hung = hangs(kiosk, "idcard")
        citizen.touches("上一步")
        replaced(kiosk, "idcard", hung)
        citizen.touches("返回首页")

        to_the_scanner(citizen)
        lays_paper(citizen)
        citizen.desk.ask("fault", device="scanner", fault="stall")
        citizen.touches("扫描")
        citizen.reads("正在扫描，请不要打开盖板。")
        hung = hangs(kiosk, "page")
        citizen.touches("取消扫描")
        citizen.reads("已经取消扫描")
        citizen.reads("设备正在重新启动", "请告诉工作人员")
        replaced(kiosk, "page", hung)
        citizen.desk.ask("fault", device="scanner", fault="none")
        citizen.touches("扫描", within_s=RECOVERY_S)
        citizen.awaits("page", with_label="完成", within_s=SCAN_S)


def hangs(kiosk: Stay, device: str) -> int:
    """The worker answers nothing any more, not even a signal to leave."""
    pid = kiosk.worker(device)
    os.kill(pid, signal.SIGSTOP)
    return pid


def replaced(kiosk: Stay, device: str, hung: int) -> None:
    """There is another one."""
    kiosk.until(lambda: kiosk.workers().get(device, hung) != hung, f"a new {device} worker", RECOVERY_S)
