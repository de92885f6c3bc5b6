"""The scanner's cable is pulled at every stage of 扫描材料: each has its sentence, and no page that was scanned is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from launch.citizen import Citizen
from launch.journey import SCAN_S
from tests.faults.steps import RECOVERY_S, lays_paper, scans, to_the_scanner
from tests.faults.test_the_scanner_fails import pages
from tests.journeys.stay import stay

GONE = "扫描仪没有连上"


def test_a_scanner_that_goes_at_every_stage(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen, desk = kiosk.citizen, kiosk.citizen.desk

        # it was never there: the worker starts without it
        desk.ask("unplug", device="scanner")
        first = kiosk.worker("page")
        os.kill(first, signal.SIGKILL)
        kiosk.until(lambda: kiosk.workers().get("page", first) != first, "another page worker", RECOVERY_S)
        to_the_scanner(citizen)
        citizen.reads(GONE, "请告诉工作人员", within_s=RECOVERY_S)
        knows(citizen, "扫描")
        desk.ask("plug", device="scanner")
        citizen.touches("扫描", within_s=RECOVERY_S)
        citizen.reads("这一页看起来是空白的", within_s=SCAN_S)
        citizen.touches("重新扫描")

        # in the middle of a page
        lays_paper(citizen)
        desk.ask("fault", device="scanner", fault="stall")
        citizen.touches("扫描", within_s=RECOVERY_S)
        citizen.reads("正在扫描，请不要打开盖板。")
        desk.ask("unplug", device="scanner")
        citizen.reads(GONE, within_s=SCAN_S)
        knows(citizen, "扫描")
        assert pages(kiosk.in_spool()) == []
        desk.ask("fault", device="scanner", fault="none")
        desk.ask("plug", device="scanner")
        citizen.touches("扫描", within_s=RECOVERY_S)
        citizen.awaits("page", with_label="完成", within_s=SCAN_S)

        # while the page is looked at: it can be turned all the same
        desk.ask("unplug", device="scanner")
        (laid,) = pages(kiosk.in_spool())
        citizen.touches("转动")
        kiosk.until(lambda: len(pages(kiosk.in_spool())) == 1 and pages(kiosk.in_spool()) != [laid], "the turned page")
        citizen.touches("继续扫描下一页", within_s=RECOVERY_S)
        citizen.reads(GONE, within_s=RECOVERY_S)
        knows(citizen, "扫描")
        kept = pages(kiosk.in_spool())
        assert len(kept) == 1

        # back again, and gone while the list is looked at: what was scanned is handed in
        desk.ask("plug", device="scanner")
        citizen.awaits("scan", with_label="扫描", within_s=RECOVERY_S)
        scans(citizen)
        citizen.touches("完成")
        citizen.awaits("pages", with_label="提交申请")
        desk.ask("unplug", device="scanner")
        citizen.reads("已扫描 2 页")
        citizen.touches("提交申请")
        citizen.awaits("receipt", with_label="退出", within_s=SCAN_S)


def knows(citizen: Citizen, label: str) -> None:
    """The screen does not offer what the scanner cannot do."""
    citizen.watcher.wait(lambda view: next((t for t in view.targets if t.label == label and not t.enabled), None),
                         RECOVERY_S, f"{label} closed")
