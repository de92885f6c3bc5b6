"""The card reader's cable is pulled at 首页, while a card is waited for, and in the middle of a card: each is said, and
each recovers by itself. So is a card that is lifted too early, and a reader that does not answer.
"""

from __future__ import annotations

from pathlib import Path

from launch.journey import PERSON
from tests.faults.steps import HOME_S, RECOVERY_S
from tests.journeys.stay import stay


def test_a_reader_that_comes_and_goes_and_a_card_lifted_early(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        desk = citizen.desk
        citizen.awaits("home", within_s=HOME_S)
        desk.ask("unplug", device="idcard")
        citizen.reads("读卡器暂时不能使用，请到窗口办理", within_s=RECOVERY_S)
        citizen.touches("佛山")
        citizen.awaits("hall")
        citizen.reads("读卡器暂时不能使用，恢复后即可刷身份证办理")
        assert citizen.watcher.view is not None and citizen.watcher.view.find("个人办事") is None
        desk.ask("plug", device="idcard")
        citizen.awaits("hall", with_label="个人办事", within_s=RECOVERY_S)

        citizen.touches("个人办事")
        citizen.awaits("card")
        citizen.reads("正在等待您的身份证…")
        desk.ask("unplug", device="idcard")
        citizen.reads("读卡器没有连上", "请告诉工作人员", "读卡器恢复后会自动继续", within_s=RECOVERY_S)
        desk.ask("plug", device="idcard")
        citizen.reads("正在等待您的身份证…", within_s=RECOVERY_S)

        desk.ask("fault", device="idcard", fault="lifted-while-reading", times=1)
        desk.ask("card", name=PERSON)
        citizen.reads("卡片没有读完", "请拿起身份证，重新平放在感应区")
        desk.ask("fault", device="idcard", fault="unplug-while-reading", times=1)
        desk.ask("card", name=PERSON)
        citizen.reads("读卡器没有连上", within_s=RECOVERY_S)
        desk.ask("plug", device="idcard")
        desk.ask("card", name=PERSON)
        citizen.awaits("identity", with_label="进入", within_s=RECOVERY_S)
