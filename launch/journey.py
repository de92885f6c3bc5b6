"""What the scripted citizen does: 个人办事, from 首页 to 受理回执, and then the printed receipt under 扫描条码."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from emulated.idcard_people import card_of
from emulated.papers import DPI, household_register
from launch.citizen import Citizen
from launch.house import here
from launch.watcher import NotSeen

PERSON = "张三"
ITEM = "居民身份证办理"
FONT = here().assets / "fonts" / "NotoSansSC-Regular.otf"


def sample_paper(file: Path) -> None:
    """Draw a page of a household register of nobody who exists."""
    household_register(card_of(PERSON), FONT).save(file, "PNG", dpi=(DPI, DPI))


def from_home_to_receipt(citizen: Citizen, say: Callable[[str], None]) -> str:
    """The whole journey. Returns the receipt's number. Raises `NotSeen` where something is missing."""
    raise NotSeen("not written yet")
