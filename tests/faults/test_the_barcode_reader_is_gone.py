"""The barcode reader's cable is pulled: 扫描条码 says so and goes on by itself."""

from __future__ import annotations

from pathlib import Path

from tests.faults.steps import HOME_S, RECOVERY_S
from tests.journeys.stay import stay


def test_a_barcode_reader_that_comes_and_goes(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen, desk = kiosk.citizen, kiosk.citizen.desk
        citizen.awaits("home", with_label="状态查询", within_s=HOME_S)
        desk.ask("unplug", device="barcode")
        citizen.touches("扫描条码")
        citizen.awaits("code")
        citizen.reads("扫码器没有连上", "请告诉工作人员", within_s=RECOVERY_S)
        desk.ask("plug", device="barcode")
        citizen.reads("听到“嘀”声，画面会自动打开", within_s=RECOVERY_S)
        # at once, and once: a reader that has beeped must not be shown the code again
        desk.ask("code", text="NOT-OURS")
        citizen.reads("无法识别该条码", "请找工作人员", within_s=RECOVERY_S)

        # and in the middle of waiting for one
        desk.ask("unplug", device="barcode")
        citizen.reads("扫码器没有连上", within_s=RECOVERY_S)
        desk.ask("plug", device="barcode")
        citizen.reads("听到“嘀”声，画面会自动打开", within_s=RECOVERY_S)
