"""What the scripted citizen does: 个人办事, from 首页 to 受理回执, and then the printed receipt under 扫描条码."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from emulated.idcard_people import card_of
from emulated.papers import DPI, household_register
from launch.citizen import Citizen, code_of
from launch.house import here
from launch.watcher import NotSeen

PERSON = "张三"
ITEM = "居民身份证办理"
WORD, PINYIN = "身份证", "shenfenzheng"
OFFICE = "祖庙街道户政窗口"
PHONE = "13800138000"
MATERIAL = "户口簿"
FONT = here().assets / "fonts" / "NotoSansSC-Regular.otf"
SCAN_S = 60.0
PRINT_S = 60.0


def sample_paper(file: Path) -> None:
    """Draw a page of a household register of nobody who exists."""
    household_register(card_of(PERSON), FONT).save(file, "PNG", dpi=(DPI, DPI))


def from_home_to_receipt(citizen: Citizen, say: Callable[[str], None]) -> str:
    """The whole journey. Returns the receipt's number. Raises `NotSeen` where something is missing or differs."""
    shows_who_it_is(citizen)
    say("the card was read")
    finds_the_item(citizen)
    say(f"found {ITEM}")
    fills_in(citizen)
    say("the form is filled in")
    scans(citizen)
    say("the papers are scanned")
    number = takes_the_receipt(citizen)
    say(f"the receipt {number} is printed")
    leaves(citizen)
    say("the visit has ended")
    asks_for_its_state(citizen, number)
    say("扫描条码 knows the receipt")
    return number


def shows_who_it_is(citizen: Citizen) -> None:
    """Steps 1-4."""
    citizen.sees("home", "首页")
    citizen.touches("佛山")
    citizen.sees("hall", "禅城区网上办事大厅")
    citizen.touches("个人办事")
    citizen.sees("card", "身份证刷卡")
    citizen.desk.ask("card", name=PERSON)
    citizen.sees("identity", "身份信息确认", with_label="进入")
    citizen.desk.ask("card", name="none")
    citizen.touches("进入")


def finds_the_item(citizen: Citizen) -> None:
    """Steps 5-10."""
    citizen.sees("items", "事项列表", with_label="查找事项")
    citizen.touches("查找事项")
    citizen.sees("search", "事项搜索", with_label="查询")
    citizen.touches_the_one_with("请输入事项名称")
    citizen.awaits("ime")
    citizen.types(PINYIN)
    citizen.sees("ime", "输入法", with_label=WORD)
    citizen.touches(WORD)
    citizen.touches("确定")
    citizen.sees("search", "事项搜索：词已写好", with_label="查询")
    citizen.touches("查询")
    citizen.sees("results", "事项列表：查找结果", with_label=ITEM)
    citizen.touches(ITEM)
    citizen.sees("intro", "事项介绍", with_label="开始办理")
    citizen.touches("开始办理")


def fills_in(citizen: Citizen) -> None:
    """Steps 11-13."""
    citizen.awaits("notice")
    citizen.touches_the_one_with("我已阅读并确认")
    citizen.sees("notice", "注意事项", with_label="确认")
    citizen.touches("确认")
    citizen.awaits("offices", with_label=OFFICE)
    citizen.touches(OFFICE)
    citizen.sees("offices", "事项办理处", with_label="下一步")
    citizen.touches("下一步")
    citizen.sees("form", "申报信息填写", with_label="联系电话")
    writes(citizen, "联系电话", PHONE)
    chooses(citizen, "办理类型", "换领")
    chooses(citizen, "换领或补领原因", "有效期满")
    chooses(citizen, "领取方式", "到办事处领取")
    chooses(citizen, "办理结果通知方式", "短信")
    writes(citizen, "接收短信的手机号码", PHONE)
    citizen.sees("form", "申报信息已填好", with_label="下一步")
    citizen.touches("下一步")


def writes(citizen: Citizen, field: str, text: str) -> None:
    """Write into a field of the form by the on-screen keyboard."""
    citizen.leafs_to(field, "下一页")
    citizen.awaits("ime")
    citizen.types(text)
    citizen.touches("确定")
    citizen.awaits("form")


def chooses(citizen: Citizen, field: str, choice: str) -> None:
    """Choose an answer from a field's list."""
    citizen.leafs_to(field, "下一页")
    citizen.touches(choice)
    citizen.awaits("form", with_label="下一步")


def scans(citizen: Citizen) -> None:
    """Steps 14-17."""
    paper = citizen.album.folder / "paper.png"
    sample_paper(paper)
    citizen.awaits("materials")
    citizen.touches_the_one_with(MATERIAL)
    citizen.sees("materials", "事项材料提交", with_label="提交材料")
    citizen.touches("提交材料")
    citizen.sees("scan", "扫描材料", with_label="扫描")
    citizen.desk.ask("paper", files=[str(paper)])
    citizen.touches("扫描")
    citizen.sees("page", "扫描材料确认", with_label="完成", within_s=SCAN_S)
    citizen.touches("完成")
    citizen.sees("pages", "材料列表", with_label="提交申请")
    citizen.touches("提交申请")
    paper.unlink()


def takes_the_receipt(citizen: Citizen) -> str:
    """Step 18: the number, which screen and paper must agree on."""
    citizen.awaits("receipt", with_label="退出", within_s=SCAN_S)
    citizen.desk.ask("wait-printed", at_least=1, seconds=PRINT_S)
    citizen.sees("receipt", "受理回执", with_label="退出")
    on_screen = citizen.reads_code()
    receipts = citizen.desk.ask("printed")["receipts"]
    assert isinstance(receipts, list)
    picture = Path(str(receipts[-1]["png"]))
    citizen.album.add_file(picture, "printed-receipt", "打印出来的受理回执")
    with Image.open(picture) as image:
        on_paper = code_of(image, "the printed receipt")
    if on_paper != on_screen:
        raise NotSeen(f"the printed receipt has the number {on_paper}, the screen {on_screen}")
    return on_paper


def leaves(citizen: Citizen) -> None:
    """退出, past 好差评 without a mark, and 首页 stands again."""
    citizen.touches("退出")
    citizen.sees("rating", "好差评")
    citizen.touches("不评价，退出")
    citizen.sees("home", "退出后的首页")


def asks_for_its_state(citizen: Citizen, number: str) -> None:
    """扫描条码: the receipt in hand opens its state, and names nobody."""
    citizen.touches("扫描条码")
    citizen.sees("code", "扫描条码")
    citizen.shows_code(number)
    # its number and barcode stand there once the hall has answered
    citizen.awaits("status", with_label="打印回执")
    citizen.sees("status", "状态查询")
    citizen.touches("返回首页")
    citizen.awaits("home")
