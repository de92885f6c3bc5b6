"""The spool is full, then the disk of the outbox is: each a clear sentence, nothing is lost, and trying again works."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from launch.journey import SCAN_S
from rules.settings import Settings
from tests.faults.steps import lays_paper, scans, to_the_scanner
from tests.journeys.stay import Stay, stay

SPOOL_MIB = 16
A_PAGE = 4096
"""Bytes: no page of SQLite's log fits any more."""


def small_spool(settings: Settings) -> Settings:
    return replace(settings, visit=replace(settings.visit, spool_mib=SPOOL_MIB))


def test_a_full_spool_and_a_full_disk(tmp_path: Path) -> None:
    with stay(tmp_path, small_spool) as kiosk:
        citizen = kiosk.citizen
        to_the_scanner(citizen)
        scans(citizen)
        citizen.touches("继续扫描下一页")
        citizen.awaits("scan", with_label="扫描")
        junk = kiosk.premises.runtime / "visit" / "pages" / "what-fills-it"
        junk.write_bytes(bytes(SPOOL_MIB * 1024 * 1024))
        lays_paper(citizen)
        citizen.touches("扫描")
        citizen.reads("这次扫描的页数太多了", "先提交已有材料", within_s=SCAN_S)
        junk.unlink()
        citizen.touches("扫描")
        citizen.awaits("page", with_label="完成", within_s=SCAN_S)
        citizen.touches("完成")
        citizen.awaits("pages", with_label="提交申请")
        citizen.reads("已扫描 2 页")

        no_room_for_the_sealer(kiosk, A_PAGE)
        citizen.touches("提交申请")
        citizen.reads("申请暂时无法保存", "请到窗口办理", "工作人员会来处理", within_s=SCAN_S)
        told = (kiosk.premises.logs / "sealer.log").read_text(encoding="utf-8")
        assert "no room left on the disk" in told, "staff are told, too"
        no_room_for_the_sealer(kiosk, "unlimited")
        citizen.touches("再次提交")
        citizen.awaits("receipt", with_label="退出", within_s=SCAN_S)


def no_room_for_the_sealer(kiosk: Stay, largest: int | str) -> None:
    """To the sealer it is a disk that takes no more (EFBIG instead of ENOSPC), and to nobody else."""
    user = kiosk.premises.settings().users.sealer
    as_it = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"] if user else []
    subprocess.run([*as_it, "prlimit", "--pid", str(kiosk.sealer()), f"--fsize={largest}:"], check=True)
