"""Documents of every kind, and what the desk's interpreter makes of a document's bytes, without a desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageChops

from drivers.printer import FONT
from drivers.printer.commands import compile_lines
from drivers.printer.layout import lay_out
from drivers.printer.picture import Type
from drivers.printer.profiles import Profile
from emulated.escpos_parser import Command, Parser
from emulated.receipt_makes import MAKES
from emulated.receipt_paper import HEAD_TO_CUTTER, Strip
from emulated.receipt_press import Press
from emulated.receipt_type import Type as BuiltInType
from rules.blocks import Document
from rules.items import Audience, Item, Material, Office
from rules.progress import ApplicationState, EnvelopeKind, Passed
from rules.receipt import item_guide, material_list, progress, receipt, slip
from rules.slips import appointment, printer_check, review_result
from tests.drivers.conftest import ASSETS

NUMBER = "FS01-261123-0007-K"
PLACE, HOTLINE = "佛山 · 禅城区", "0757-12345"
OFFICE = Office(key="zumiao", name="祖庙街道行政服务中心", district="禅城区", address="佛山市禅城区示例路 12 号一楼大厅",
                hours="周一至周五 09:00-12:00，13:30-17:00", phone="0757-80000001")
RARE = "𬭎*㛃"
ITEM = Item(
    key="resident-id-card", title="居民身份证换领", audience=Audience.PERSON, category="居民身份证", department="公安",
    target=("户籍在本市的居民",), conditions=("证件有效期满、损坏或登记内容有误（如“𬭎”“㛃”误作他字）。",),
    materials_text=("1、居民户口簿；", "2、原居民身份证。"), counter_steps=("1、到窗口取号；", "2、核验人像、指纹；", "3、领取回执。"),
    online_steps=(), fee=("工本费 20 元",), time_limit=("20 个工作日",), basis=("《中华人民共和国居民身份证法》第十一条",),
    unit="佛山市公安局禅城分局", phone="0757-80000000", form=(), offices=(OFFICE,),
    materials=(Material(key="hukou", title="居民户口簿", required=True, copies=1, note="原件，本人页"),
               Material(key="photo", title="近期免冠照片（白底，二寸）", required=True, copies=2, note=""),
               Material(key="letter", title="委托书", required=False, copies=1, note="如王㛃委托陈𬭎办理")))

DOCUMENTS: Mapping[str, Document] = {
    "受理回执": receipt(NUMBER, "居民身份证换领", RARE, OFFICE, "2026-11-23T16:05:09", PLACE, False, HOTLINE),
    "受理回执 待上传": receipt(NUMBER, "居民身份证换领", RARE, OFFICE, "2026-11-23T16:05:09", PLACE, True, HOTLINE),
    "材料清单": material_list(ITEM, frozenset({"hukou"})),
    "办事指南": item_guide(ITEM),
    "预约凭证": appointment("YY01-261130-0012", "居民身份证换领", RARE, OFFICE, date(2026, 11, 30), "09:00-10:00", PLACE,
                        HOTLINE),
    "预审结果": review_result(
        NUMBER, "居民身份证换领", OFFICE.name,
        Passed(ApplicationState.LACKING, "2026-11-24T10:12", "请𬭎女士、王㛃女士各补一张近期免冠照片（白底，二寸）；人像不在正中的，请重新拍摄。"),
        PLACE, HOTLINE),
    "进度查询结果": progress(NUMBER, "居民身份证换领", OFFICE.name, (
        Passed(ApplicationState.SUBMITTED, "2026-11-23T16:05"),
        Passed(ApplicationState.SUPPLEMENT, "2026-11-24T09:00", "请𬭎女士、王㛃女士补交本人页")), PLACE, HOTLINE),
    "网上预审回执": slip(EnvelopeKind.PRECHECK, NUMBER, "居民身份证换领", "2026-11-23T16:05:09", None, OFFICE, PLACE, HOTLINE),
    "补正材料回执": slip(EnvelopeKind.SUPPLEMENT, "FS01-261124-0003-X", "居民身份证换领", "2026-11-24T09:30:00", NUMBER,
                   None, PLACE, HOTLINE),
    "取消预约回执": slip(EnvelopeKind.BOOKING, "FS01-261124-0004-T", "居民身份证换领", "2026-11-24T09:31:00",
                   "FS01-261123-0008-9", OFFICE, PLACE, HOTLINE),
    "打印测试": printer_check("TEST-261123-1", "escpos-80-usb", PLACE),
}


@dataclass(frozen=True)
class Read:
    """What the interpreter made of bytes: the paper up to the cut, dots black, and all commands in order."""

    paper: Image.Image
    commands: tuple[Command, ...]
    complaints: tuple[str, ...]


def bytes_of(document: Document, profile: Profile, marked: bool = False) -> bytes:
    """All that is sent."""
    return compile_lines(lay_out(document, profile.width, marked), profile, Type(ASSETS / FONT), False)


def interpreted(data: bytes, make: str) -> Read:
    """As a printer of the desk reads it."""
    press = Press(BuiltInType(ASSETS / FONT), Strip(MAKES[make].width))
    parser = Parser()
    parser.feed(data)
    commands, tickets = [], []
    while (command := parser.take()) is not None:
        commands.append(command)
        tickets += press.perform(command)
    assert parser.waiting() == 0
    paper = Image.new("L", (MAKES[make].width, sum(ticket.image.height for ticket in tickets)), 0)
    top = 0
    for ticket in tickets:
        paper.paste(ticket.image, (0, top))
        top += ticket.image.height
    return Read(ImageChops.invert(paper).crop((0, HEAD_TO_CUTTER, *paper.size)), tuple(commands),
                tuple(press.complaints))
