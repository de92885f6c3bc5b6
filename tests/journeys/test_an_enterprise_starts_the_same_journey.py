"""企业办事: the agent's own card, then the enterprise by its code, then the enterprise's items."""

from __future__ import annotations

from pathlib import Path

from launch.journey import PERSON
from rules import credit_code
from tests.journeys.stay import stay

BODY = "91440604MA4WEXAMP"


def test_the_agent_then_the_enterprise_then_its_items(tmp_path: Path) -> None:
    code = BODY + credit_code.check_character(BODY)
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        citizen.awaits("home")
        citizen.touches("佛山")
        citizen.touches("企业办事")
        citizen.awaits("card")
        citizen.desk.ask("card", name=PERSON)
        citizen.awaits("identity", with_label="进入")
        citizen.touches("进入")
        citizen.awaits("enterprise")
        citizen.touches("统一社会信用代码")
        citizen.awaits("ime")
        citizen.types(code[:-1])
        citizen.touches("确定")
        citizen.awaits("enterprise")
        citizen.touches("下一步")
        assert citizen.awaits("enterprise").screen == "enterprise", "a code without its check character goes nowhere"
        citizen.touches("统一社会信用代码")
        citizen.awaits("ime")
        citizen.types(code[-1])
        citizen.touches("确定")
        citizen.awaits("enterprise")
        citizen.touches("下一步")
        view = citizen.awaits("items", with_label="公章刻制备案")
        assert view.find("居民身份证办理") is None
