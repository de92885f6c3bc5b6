"""补正 by touch through all processes: a receipt's code opens the state, the card leads to scanning, the hall has it."""

from __future__ import annotations

from pathlib import Path

from launch.journey import fills_in, leaves, shows_who_it_is
from tests.journeys.errands import (
    SOON_S, chooses_the_item, scans_the_register, shows_the_card, takes_the_slip, the_office_says,
)
from tests.journeys.stay import stay

NOTE = "户口簿本人页不清楚，请重新扫描"


def test_what_the_office_asks_for_is_scanned_at_the_kiosk(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        shows_who_it_is(citizen)
        chooses_the_item(citizen)
        citizen.awaits("intro", with_label="开始办理")
        citizen.touches("开始办理")
        fills_in(citizen)
        scans_the_register(citizen)
        citizen.awaits("pages", with_label="提交申请")
        citizen.touches("提交申请")
        number = takes_the_slip(citizen, "receipt", 1)
        leaves(citizen)

        the_office_says(kiosk, number, "supplement", NOTE)
        citizen.touches("扫描条码", within_s=SOON_S)
        citizen.shows_code(number)
        view = citizen.awaits("status", with_label="补交材料", within_s=SOON_S)
        assert view.says(NOTE) and not view.says("张三")
        citizen.takes_picture("status", "待补正")
        citizen.touches("补交材料")
        shows_the_card(citizen)
        citizen.reads(NOTE, within_s=SOON_S)
        scans_the_register(citizen)
        citizen.awaits("pages", with_label="提交补正")
        citizen.touches("提交补正")
        slip = takes_the_slip(citizen, "receipt", 2)
        citizen.takes_picture("receipt", "补正回执")
        assert slip != number
        leaves(citizen)

        citizen.touches("扫描条码", within_s=SOON_S)
        citizen.shows_code(number)
        citizen.reads("补正材料已收到", within_s=SOON_S)
