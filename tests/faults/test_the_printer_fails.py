"""The printer is not there, has no paper, stands open or says nothing, before the receipt and in the middle of it: the
number and its barcode stay on the screen, and the receipt is printed when the printer is well again.
"""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from PIL import Image

from rules import receipt_number
from launch.journey import leaves
from tests.faults.steps import RECOVERY_S, to_the_receipt
from tests.journeys.stay import Stay, stay

KEPT = "请用手机拍下左边的条码"
PRINT_S = 60.0


def test_every_way_a_receipt_does_not_come_out(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen, desk = kiosk.citizen, kiosk.citizen.desk
        desk.ask("paper-roll", level="out")
        number = to_the_receipt(citizen)
        assert receipt_number.check(number)
        citizen.reads("打印纸用完了", "工作人员会来换纸", KEPT)
        assert printed(kiosk) == []

        desk.ask("paper-roll", level="ok")
        citizen.reads("回执已经打印", within_s=PRINT_S)
        assert printed(kiosk)[-1:] == [number], "paper is back: the receipt comes by itself"

        desk.ask("cover", position="open")
        prints_again(kiosk)
        citizen.reads("打印机的盖子没有合上", "请告诉工作人员合上盖子", KEPT)
        desk.ask("cover", position="closed")

        desk.ask("fault", device="printer", fault="unplug-after", value=3000, times=1)
        prints_again(kiosk)
        citizen.reads("打印机没有连上", "打印机恢复后可以再打印", KEPT, within_s=PRINT_S)
        kiosk.until_device("printer", "no_device")
        desk.ask("plug", device="printer")
        kiosk.until_device("printer", "online")

        desk.ask("fault", device="printer", fault="mute")
        prints_again(kiosk)
        citizen.reads("不清楚是否已经打印", "请看一下出纸口", within_s=PRINT_S)
        desk.ask("fault", device="printer", fault="none")
        assert citizen.reads_code() == number

        leaves(citizen)
        later(kiosk, number)


def prints_again(kiosk: Stay) -> None:
    """打印回执, as soon as the screen lets one."""
    kiosk.citizen.touches("打印回执", within_s=RECOVERY_S)


def later(kiosk: Stay, number: str) -> None:
    """Another visit: the photo of the barcode under 扫描条码 gives the progress, and 打印回执 its print, without a name.

    It is held there as soon as the screen says that it opens by itself.
    """
    citizen = kiosk.citizen
    before = len(printed(kiosk))
    citizen.awaits("home", within_s=RECOVERY_S)
    citizen.touches("扫描条码")
    citizen.shows_code(number)
    citizen.awaits("status", with_label="打印回执")
    citizen.touches("打印回执", within_s=RECOVERY_S)
    citizen.desk.ask("wait-printed", at_least=before + 1, seconds=PRINT_S)
    assert printed(kiosk)[-1] == number


def printed(kiosk: Stay) -> list[str]:
    """The barcodes on what came out of the printer."""
    receipts = kiosk.citizen.desk.ask("printed")["receipts"]
    assert isinstance(receipts, list)
    codes = []
    for receipt in receipts:
        with Image.open(str(receipt["png"])) as picture:
            codes += [found.text for found in zxingcpp.read_barcodes(picture)[:1]]
    return codes
