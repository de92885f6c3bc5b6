"""The main job: 首页 to 受理回执 by touch, through all processes, and the printed receipt under 扫描条码."""

from __future__ import annotations

from pathlib import Path

from launch.journey import from_home_to_receipt
from rules import receipt_number
from tests.journeys.stay import DEVICES, stay


def test_one_citizen_from_the_card_to_the_receipt(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        number = from_home_to_receipt(kiosk.citizen, print)
        assert receipt_number.check(number)
        # 首页 may stand before the last of the workers is another
        kiosk.until(lambda: sorted(kiosk.workers()) == sorted(DEVICES), "five workers")
        assert kiosk.in_spool() == []
        assert "complaints': []" in str(kiosk.kiosk.desk.ask("state"))
    seen = [file.removesuffix(".png").split("-", 1)[1] for file, _ in kiosk.citizen.album.pages]
    wanted = ["home", "hall", "card", "identity", "items", "search", "ime", "search", "results", "intro", "notice",
              "offices", "form", "materials", "scan", "page", "pages", "receipt", "printed-receipt", "status"]
    assert [name for name in wanted if name not in seen] == []
