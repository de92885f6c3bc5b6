"""The scanner is busy, stands open, is gone, stalls, crashes its library or gives an empty page: each has its sentence,
and a page that was scanned before is still there when the scanner is well again.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from PIL import Image

from launch.citizen import Citizen
from launch.journey import SCAN_S
from tests.faults.steps import RECOVERY_S, lays_paper, scans, to_the_scanner
from tests.journeys.stay import children, stay

A4_AT_150 = (1240, 1754)


def test_every_way_a_page_does_not_come(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen, desk = kiosk.citizen, kiosk.citizen.desk
        to_the_scanner(citizen)
        lays_blank_paper(citizen, tmp_path / "blank.png")
        citizen.touches("扫描")
        citizen.reads("这一页看起来是空白的", "有字的一面要朝下", within_s=SCAN_S)
        citizen.touches("重新扫描")
        kiosk.until(lambda: kiosk.in_spool() == [file for file in kiosk.in_spool() if not file.endswith(".jpg")],
                    "the blank page is dropped")

        scans(citizen)
        citizen.touches("继续扫描下一页")
        citizen.awaits("scan", with_label="扫描")
        kept = pages(kiosk.in_spool())
        assert len(kept) == 1

        desk.ask("fault", device="scanner", fault="cover")
        citizen.touches("扫描")
        citizen.reads("请", "再点“扫描”", within_s=SCAN_S)
        desk.ask("fault", device="scanner", fault="none")

        desk.ask("fault", device="scanner", fault="stall")
        citizen.touches("扫描", within_s=RECOVERY_S)
        citizen.reads("正在扫描，请不要打开盖板。")
        citizen.touches("取消扫描")
        citizen.reads("已经取消扫描")

        desk.ask("fault", device="scanner", fault="none")
        kiosk.until(lambda: not jobs(citizen), "the scanner to have given up")

        # the child that scans crashes
        desk.ask("fault", device="scanner", fault="stall")
        citizen.touches("扫描", within_s=RECOVERY_S)
        kiosk.until(lambda: bool(jobs(citizen)), "a page under way")
        worker = kiosk.worker("page")  # the one before may have been killed, where it was slow to cancel
        (warm,) = children(worker)
        for child in children(warm):
            os.kill(child, signal.SIGSEGV)
        citizen.reads("扫描中途断开了", "请再点一次“扫描”", within_s=SCAN_S)
        desk.ask("fault", device="scanner", fault="none")

        desk.ask("unplug", device="scanner")
        citizen.reads("扫描仪没有连上", "请告诉工作人员", within_s=RECOVERY_S)
        desk.ask("plug", device="scanner")
        lays_paper(citizen)
        citizen.touches("扫描", within_s=RECOVERY_S)
        citizen.awaits("page", with_label="完成", within_s=SCAN_S)
        citizen.touches("完成")
        citizen.awaits("pages", with_label="提交申请")
        citizen.reads("已扫描 2 页")
        assert set(kept) <= set(pages(kiosk.in_spool()))
        assert kiosk.worker("page") == worker


def jobs(citizen: Citizen) -> list[int]:
    """What the scanner has under way."""
    state: Any = citizen.desk.ask("state")
    under_way: list[int] = state["devices"]["scanner"]["jobs"]
    return under_way


def pages(files: list[str]) -> list[str]:
    """The pages in the spool, without what is shown of them."""
    return [file for file in files if file.startswith("pages/") and not file.endswith(".preview.jpg")]


def lays_blank_paper(citizen: Citizen, file: Path) -> None:
    """A sheet with nothing on it."""
    Image.new("L", A4_AT_150, 255).save(file, dpi=(150, 150))
    citizen.desk.ask("paper", files=[str(file)])
