"""A card that has expired goes no further, and the screen says which window to go to; another may be laid at once."""

from __future__ import annotations

from pathlib import Path

from launch.journey import PERSON
from tests.faults.steps import to_the_card
from tests.journeys.stay import stay


def test_an_expired_card_then_a_good_one(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        to_the_card(citizen)
        citizen.desk.ask("card", name="周过期")
        citizen.awaits("identity")
        view = citizen.reads("您的身份证已过有效期，不能在终端办理", "到公安户政窗口换领新证")
        assert view.find("进入") is None
        citizen.touches("上一步")
        citizen.awaits("hall")
        citizen.desk.ask("card", name="none")
        citizen.touches("个人办事")
        citizen.awaits("card")
        citizen.desk.ask("card", name=PERSON)
        citizen.awaits("identity", with_label="进入")
        assert kiosk.in_spool() != []
