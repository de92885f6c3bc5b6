"""A technician opens the hidden side, tries devices, leaves; nothing of the card that was tried stays anywhere."""

from __future__ import annotations

from pathlib import Path

from daemon.pins import Pins
from tests.journeys.stay import Stay, stay
from ui.gesture import CORNER, TOUCHES

PIN = "193847"


def knock(kiosk: Stay) -> None:
    for _ in range(TOUCHES):
        kiosk.screen.press(*CORNER.centre)
        kiosk.screen.lift()


def test_the_gesture_the_pin_trials_and_the_way_back(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        Pins(kiosk.premises.state).set(PIN)
        citizen.awaits("home")
        knock(kiosk)
        citizen.awaits("pin")
        citizen.types(PIN)
        citizen.touches("打开")
        citizen.awaits("machine", with_label="测试读卡")
        worker, renderers = kiosk.worker("idcard"), kiosk.renderers()
        citizen.touches("测试读卡")
        citizen.reads("请放上身份证")
        citizen.desk.ask("card", name="张三")
        view = citizen.reads("读卡正常")
        assert not view.says("张三")
        assert kiosk.in_spool() == []
        citizen.touches("关闭")
        citizen.touches("测试打印")
        citizen.reads("测试页已经打印")
        receipts = citizen.desk.ask("printed")["receipts"]
        assert isinstance(receipts, list) and len(receipts) == 1
        citizen.touches("关闭")
        citizen.touches("退出维护")
        citizen.awaits("home")
        kiosk.until(lambda: not set(kiosk.renderers()) & set(renderers), "a new renderer")
        kiosk.until(lambda: kiosk.workers().get("idcard", worker) != worker, "a new card worker")
        assert kiosk.in_spool() == []


def turns_the_key(kiosk: Stay, position: str) -> None:
    """Held for less than a moment it is a bouncing contact: it is let go when its work is seen."""
    kiosk.citizen.desk.ask("key", position=position)


def test_the_service_key_opens_it_and_in_a_visit_nothing_does(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        citizen.awaits("home")
        kiosk.until_device("gpio", "online")
        turns_the_key(kiosk, "press")
        citizen.awaits("pin")
        turns_the_key(kiosk, "release")
        # nobody has set a PIN: the screen says how, and leads back
        citizen.reads("python -m daemon.pins set")
        citizen.touches("返回首页")
        citizen.awaits("home")
        citizen.touches("佛山")
        citizen.awaits("hall")
        knock(kiosk)
        turns_the_key(kiosk, "press")
        citizen.touches("个人办事")
        citizen.awaits("card")
