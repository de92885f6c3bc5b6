"""网上预审 by touch through all processes; the answer is found by the typed number, and leads on to the application."""

from __future__ import annotations

from pathlib import Path

from launch.journey import leaves
from tests.journeys.errands import (
    SOON_S, chooses_the_item, scans_the_register, shows_the_card, takes_the_slip, the_office_says,
)
from tests.journeys.stay import stay


def test_a_precheck_and_its_answer(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        citizen.awaits("home", within_s=SOON_S)
        citizen.touches("网上预审", within_s=SOON_S)
        citizen.touches("个人预审")
        shows_the_card(citizen)
        chooses_the_item(citizen)
        citizen.awaits("intro", with_label="开始预审")
        citizen.touches("开始预审")
        citizen.awaits("notice")
        citizen.touches_the_one_with("预审不是正式申报")
        citizen.touches("确认")
        citizen.awaits("offices")
        citizen.touches_the_one_with("户政窗口")
        citizen.touches("下一步")
        scans_the_register(citizen)
        citizen.awaits("pages", with_label="提交预审")
        citizen.touches("提交预审")
        number = takes_the_slip(citizen, "receipt", 1)
        citizen.takes_picture("receipt", "预审回执")
        leaves(citizen)

        the_office_says(kiosk, number, "admissible")
        citizen.touches("状态查询", within_s=SOON_S)
        citizen.touches("输入编号查询")
        citizen.awaits("ime")
        citizen.types(number.replace("-", ""))
        citizen.touches("确定")
        view = citizen.awaits("status", with_label="正式申报", within_s=SOON_S)
        assert view.says("可以受理") and not view.says("张三")
        citizen.takes_picture("status", "预审结果")
        citizen.touches("正式申报")
        citizen.awaits("intro", with_label="开始办理", within_s=SOON_S)
