"""The canary: a marked name and number are read, typed and scanned; after the visit nothing on the kiosk has them.

The emulated desk holds the card and the paper, and this process plays the citizen; both are left out. An envelope is
sealed: what is searched for are the marks in clear.
"""

from __future__ import annotations

import os
from pathlib import Path

from emulated.idcard_people import card_of
from emulated.papers import DPI, household_register
from launch.citizen import Citizen
from launch.journey import FONT, ITEM, MATERIAL, OFFICE, PERSON, PRINT_S, SCAN_S, chooses, leaves, writes
from tests.journeys.stay import Stay, children, command, stay
from tests.privacy.traces import Marks

NAME = "端木雪瑶"
NUMBER = "44060419910203777"
ADDRESS = "广东省佛山市禅城区金丝雀巷九十七号"
PHONE = "13957391357"
SEARCHED = "jxqvzw"
MARKED = {"name": NAME, "number": NUMBER, "address": ADDRESS, "phone": PHONE, "searched": SEARCHED}
CARD = {"name": NAME, "sex": "女", "birth": "19910203", "address": ADDRESS, "number": NUMBER,
        "issuer": "佛山市公安局", "start": "20200101", "end": "20400101"}


def test_after_the_visit_no_process_no_file_and_no_log_has_the_citizen(tmp_path: Path) -> None:
    marks = Marks()
    for name, text in MARKED.items():
        marks.text(name, text)
    with stay(tmp_path) as kiosk:
        up_to_the_scanned_page(kiosk, tmp_path)
        for kept in (kiosk.premises.runtime / "visit" / "pages").glob("*.jpg"):
            marks.data("page", telling(kept.read_bytes()))
        during = searched(kiosk, marks)
        submits_and_leaves(kiosk.citizen)
        everything_settled(kiosk)
        after = searched(kiosk, marks)
        folders = [kiosk.premises.runtime, kiosk.premises.logs, kiosk.premises.state, kiosk.premises.house.build]
        files = marks.in_files(folders)
    assert set().union(*during.values()) == {*MARKED, "page"}, "the search does not find what is there"
    assert {process: found for process, found in after.items() if found} == {}
    assert files == {}


def telling(page: bytes) -> bytes:
    """A piece of a JPEG that no other has: white paper is the same bytes in all of them, and so are tables."""
    return max((page[at:at + 64] for at in range(1024, len(page) - 64, 64)), key=lambda piece: len(set(piece)))


def up_to_the_scanned_page(kiosk: Stay, folder: Path) -> None:
    """Reads, types and scans everything that is marked."""
    citizen = kiosk.citizen
    citizen.awaits("home", within_s=60)
    citizen.touches("佛山")
    citizen.touches("个人办事")
    citizen.awaits("card")
    citizen.desk.ask("card", fields=CARD)
    citizen.awaits("identity", with_label="进入")
    citizen.touches("进入")
    citizen.awaits("items", with_label="查找事项")
    citizen.touches("查找事项")
    searches(citizen, SEARCHED)
    citizen.touches("查找事项")
    citizen.awaits("search")
    citizen.touches("身份证")
    citizen.awaits("results", with_label=ITEM)
    citizen.touches(ITEM)
    citizen.touches("开始办理")
    citizen.touches_the_one_with("我已阅读并确认")
    citizen.touches("确认")
    citizen.touches(OFFICE)
    citizen.touches("下一步")
    citizen.awaits("form", with_label="联系电话")
    writes(citizen, "联系电话", PHONE)
    chooses(citizen, "办理类型", "首次申领")
    chooses(citizen, "领取方式", "到办事处领取")
    writes(citizen, "接收短信的手机号码", PHONE)
    citizen.touches("下一步")
    citizen.awaits("materials")
    citizen.touches_the_one_with(MATERIAL)
    citizen.touches("提交材料")
    citizen.awaits("scan", with_label="扫描")
    paper = folder / "paper.png"
    household_register(card_of(PERSON), FONT).save(paper, "PNG", dpi=(DPI, DPI))
    citizen.desk.ask("paper", files=[str(paper)])
    citizen.touches("扫描")
    citizen.awaits("page", with_label="完成", within_s=SCAN_S)


def searches(citizen: Citizen, letters: str) -> None:
    """Search for letters that are no word."""
    citizen.awaits("search", with_label="查询")
    citizen.touches_the_one_with("请输入事项名称")
    citizen.awaits("ime", with_label="英文")
    citizen.touches("英文")
    citizen.types(letters)
    citizen.touches("确定")
    citizen.awaits("search", with_label="查询")
    citizen.touches("查询")
    citizen.awaits("results", with_label="查找事项")


def submits_and_leaves(citizen: Citizen) -> None:
    """To the printed receipt, and away."""
    citizen.touches("完成")
    citizen.awaits("pages", with_label="提交申请")
    citizen.touches("提交申请")
    citizen.awaits("receipt", with_label="退出", within_s=SCAN_S)
    citizen.desk.ask("wait-printed", at_least=1, seconds=PRINT_S)
    leaves(citizen)


def everything_settled(kiosk: Stay) -> None:
    """Nobody is left of those who served the visit, and all workers are new and well."""
    kiosk.until_over()
    kiosk.until(lambda: len(kiosk.workers()) == 5, "five workers")


def searched(kiosk: Stay, marks: Marks) -> dict[str, set[str]]:
    """Every process of the kiosk but the desk, and which marks it has."""
    processes = {name: kiosk.kiosk.supervisor.pid(name)
                 for name in ("server", "daemon", "guide", "gateway", "sealer", "ui")}
    found = {name: marks.in_memory(pid) for name, pid in processes.items() if pid is not None}
    for name in ("daemon", "ui", "sealer", "server", "gateway"):
        for pid in children(processes[name] or 0):
            found[f"{' '.join(command(pid))} ({pid})"] = marks.in_memory(pid)
    for pid in children(os.getpid()):
        # one of our children may have gone meanwhile, and has no words then
        if any(word.endswith("Xvfb") for word in command(pid)[:1]):
            found["the X server"] = marks.in_memory(pid)
    return found
