"""The way to where a fault strikes, by touch: as in `launch.journey`, without its pictures and its search."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from launch.citizen import Citizen
from launch.journey import ITEM, MATERIAL, OFFICE, PERSON, PHONE, SCAN_S, chooses, sample_paper, writes

HOME_S = 60.0
RECOVERY_S = 60.0
"""How long a device may take to be found again after it came back."""


def to_the_card(citizen: Citizen) -> None:
    """首页 to 身份证刷卡, no card laid yet."""
    citizen.awaits("home", within_s=HOME_S)
    citizen.touches("佛山")
    citizen.touches("个人办事")
    citizen.awaits("card")


def to_the_items(citizen: Citizen) -> None:
    """首页 to 事项列表."""
    to_the_card(citizen)
    citizen.desk.ask("card", name=PERSON)
    citizen.awaits("identity", with_label="进入")
    citizen.desk.ask("card", name="none")
    citizen.touches("进入")
    citizen.awaits("items", with_label="查找事项")


def to_the_form(citizen: Citizen) -> None:
    """首页 to 申报信息填写."""
    to_the_items(citizen)
    citizen.leafs_to(ITEM, "下一页")
    citizen.awaits("intro")
    citizen.touches("开始办理")
    citizen.awaits("notice")
    citizen.touches_the_one_with("我已阅读并确认")
    citizen.touches("确认")
    citizen.awaits("offices", with_label=OFFICE)
    citizen.touches(OFFICE)
    citizen.touches("下一步")
    citizen.awaits("form", with_label="联系电话")


def to_the_scanner(citizen: Citizen) -> None:
    """首页 to 扫描材料, no paper laid yet."""
    to_the_form(citizen)
    writes(citizen, "联系电话", PHONE)
    chooses(citizen, "办理类型", "首次申领")
    chooses(citizen, "领取方式", "到办事处领取")
    chooses(citizen, "办理结果通知方式", "网站")
    citizen.touches("下一步")
    citizen.awaits("materials")
    citizen.touches_the_one_with(MATERIAL)
    citizen.touches("提交材料")
    citizen.awaits("scan", with_label="扫描")


def scans(citizen: Citizen) -> None:
    """A page is laid and scanned; 扫描材料确认 shows it."""
    lays_paper(citizen)
    citizen.touches("扫描")
    citizen.awaits("page", with_label="完成", within_s=SCAN_S)


def lays_paper(citizen: Citizen) -> None:
    """A page of the household register on the glass."""
    paper = citizen.album.folder / "paper.png"
    sample_paper(paper)
    citizen.desk.ask("paper", files=[str(paper)])
    paper.unlink()


def to_the_submission(citizen: Citizen) -> None:
    """首页 to 材料列表, with everything there that 提交申请 needs."""
    to_the_scanner(citizen)
    scans(citizen)
    citizen.touches("完成")
    citizen.awaits("pages", with_label="提交申请")


def to_the_receipt(citizen: Citizen) -> str:
    """首页 to 受理回执. Returns the number that its barcode says."""
    to_the_submission(citizen)
    citizen.touches("提交申请")
    citizen.awaits("receipt", with_label="退出", within_s=SCAN_S)
    return citizen.reads_code()


def in_the_hall(state: Path) -> list[str]:
    """The numbers of the applications that the hall server keeps, from its own store."""
    with closing(sqlite3.connect(f"file:{state}/hall/applications.sqlite?mode=ro", uri=True)) as store:
        return [number for (number,) in store.execute("SELECT number FROM applications ORDER BY number")]
