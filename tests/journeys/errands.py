"""What the citizens of several journeys do alike."""

from __future__ import annotations

import subprocess
import sys

from launch.citizen import Citizen
from launch.journey import ITEM, MATERIAL, PERSON, PRINT_S, SCAN_S, sample_paper
from tests.journeys.stay import Stay

SOON_S = 60.0
"""A loaded machine takes its time."""


def lays_the_card(citizen: Citizen) -> None:
    """The card is asked for and laid."""
    citizen.awaits("card", within_s=SOON_S)
    citizen.desk.ask("card", name=PERSON)


def shows_the_card(citizen: Citizen) -> None:
    """The card is asked for, laid, looked at and taken away."""
    lays_the_card(citizen)
    citizen.awaits("identity", with_label="进入", within_s=SOON_S)
    citizen.desk.ask("card", name="none")
    citizen.touches("进入")


def chooses_the_item(citizen: Citizen) -> None:
    """From the list, leafing to it."""
    citizen.awaits("items", with_label="查找事项", within_s=SOON_S)
    citizen.leafs_to(ITEM, "下一页")


def scans_the_register(citizen: Citizen) -> None:
    """Tick it, lay it, scan it, keep it."""
    paper = citizen.album.folder / "paper.png"
    sample_paper(paper)
    citizen.awaits("materials", within_s=SOON_S)
    citizen.touches_the_one_with(MATERIAL)
    citizen.awaits("materials", with_label="提交材料")
    citizen.touches("提交材料")
    citizen.awaits("scan", with_label="扫描")
    citizen.desk.ask("paper", files=[str(paper)])
    citizen.touches("扫描")
    citizen.awaits("page", with_label="完成", within_s=SCAN_S)
    citizen.touches("完成")
    paper.unlink()


def takes_the_slip(citizen: Citizen, screen: str, printed: int) -> str:
    """The number on the screen, once the desk's printer has cut so many papers."""
    citizen.awaits(screen, with_label="退出", within_s=SCAN_S)
    citizen.desk.ask("wait-printed", at_least=printed, seconds=PRINT_S)
    return citizen.reads_code()


def the_office_says(kiosk: Stay, number: str, state: str, note: str = "") -> None:
    """The staff puts a number into its next state, as the hall's own user."""
    asked = subprocess.run(
        [sys.executable, "-m", "hall.server.progress", number, state, "--note", note,
         "--config", str(kiosk.premises.config)], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
