"""办事预约 by touch through all processes: the last place is taken meanwhile, other hours are booked, the voucher
printed, the booking found again by card, and given up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hall.server.place import open_store
from rules import booking, receipt_number
from tests.journeys.errands import SOON_S, chooses_the_item, lays_the_card, shows_the_card, takes_the_slip
from tests.journeys.stay import Stay, stay

OFFICE, OFFICE_KEY = "祖庙街道户政窗口", "chancheng-zumiao"


def others_take_the_rest(kiosk: Stay) -> None:
    """The slot that stands on the screen has no place any more."""
    store = open_store(kiosk.premises.settings())
    try:
        today = datetime.now().date()
        # it may have been chosen before midnight
        for day in (today - timedelta(days=1), today):
            for slot in (slot for slot in booking.slots(day) if slot.endswith("14:00-15:00")):
                store.set_places(OFFICE_KEY, slot, 0)
    finally:
        store.close()


def test_booked_found_by_card_and_given_up(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        citizen.awaits("home", within_s=SOON_S)
        citizen.touches("办事预约", within_s=SOON_S)
        citizen.awaits("booking")
        citizen.touches("个人办事预约")
        chooses_the_item(citizen)
        citizen.awaits("intro", with_label="预约窗口")
        citizen.touches("预约窗口")
        citizen.awaits("offices")
        citizen.leafs_to(OFFICE, "下一页")
        citizen.touches("下一步")
        citizen.awaits("slots", with_label="14:00-15:00", within_s=SOON_S)
        citizen.touches("14:00-15:00")
        citizen.takes_picture("slots", "选择时间")
        citizen.touches("下一步")
        shows_the_card(citizen)
        citizen.awaits("confirm", with_label="确认预约")
        citizen.takes_picture("confirm", "核对预约")
        others_take_the_rest(kiosk)
        citizen.touches("确认预约")
        citizen.reads("这个时段刚刚被约满", within_s=SOON_S)
        citizen.touches("另选时间")
        citizen.awaits("slots", with_label="15:00-16:00", within_s=SOON_S)
        citizen.touches("15:00-16:00")
        citizen.touches("下一步")
        citizen.awaits("confirm", with_label="确认预约", within_s=SOON_S)
        citizen.touches("确认预约")
        number = takes_the_slip(citizen, "booked", 1)
        citizen.takes_picture("booked", "预约结果")
        assert receipt_number.check(number)
        assert f"appointment.{number}.msgpack" in str(kiosk.in_spool())
        citizen.touches("退出")
        citizen.awaits("rating", with_label="非常满意", within_s=SOON_S)
        citizen.touches("非常满意")
        citizen.reads("谢谢您的评价")
        citizen.awaits("home", within_s=SOON_S)
        kiosk.until(lambda: kiosk.in_spool() == [], "the spool is wiped", SOON_S)

        citizen.touches("状态查询", within_s=SOON_S)
        citizen.awaits("lookup")
        citizen.touches("刷身份证")
        lays_the_card(citizen)
        view = citizen.awaits("filed", with_label="预约", within_s=SOON_S)
        assert not view.says("张三")
        citizen.takes_picture("filed", "我的办件")
        citizen.desk.ask("card", name="none")
        citizen.touches_the_one_with("预约")
        citizen.awaits("status", with_label="取消预约", within_s=SOON_S)
        citizen.touches("取消预约")
        citizen.awaits("confirm", with_label="确认取消", within_s=SOON_S)
        citizen.touches("确认取消")
        citizen.reads("预约已经取消", within_s=SOON_S)
        citizen.touches("退出")
        citizen.awaits("home", within_s=SOON_S)
