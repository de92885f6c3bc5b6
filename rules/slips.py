"""Documents besides those of an application: the voucher of an appointment (预约凭证), what a pre-examination found
(预审结果), and the sheet by which a technician judges the printer.
"""

from __future__ import annotations

from datetime import date

from rules.blocks import (
    Align, AnyBlock, Barcode, Column, Document, Heading, Image, KeyValue, Paragraph, QrCode, Rule, Table,
)
from rules.items import Office
from rules.progress import WORDS, Passed
from rules.receipt import when_known

APPOINTMENT = "appointment"
REVIEW_RESULT = "review_result"
TEST_PRINT = "test_print"

_DAYS = "一二三四五六日"


def appointment(
    number: str, item_title: str, applicant_masked: str, office: Office, day: date, hours: str, place: str,
    hotline: str,
) -> Document:
    """The voucher of an appointment at an office. `hours` as the office offers them, "09:00-10:00"; the name is masked
    already (`rules.mask`).
    """
    return Document(kind=APPOINTMENT, number=number, blocks=(
        Heading(text="预约凭证"),
        Paragraph(text=f"市民之窗　{place}", align=Align.CENTRE),
        Rule(),
        KeyValue(key="预约编号", value=number),
        KeyValue(key="预约事项", value=item_title),
        KeyValue(key="预约人", value=applicant_masked),
        KeyValue(key="预约日期", value=f"{day.year}年{day.month}月{day.day}日 星期{_DAYS[day.weekday()]}"),
        KeyValue(key="预约时段", value=hours),
        Rule(),
        KeyValue(key="办理处", value=office.name),
        KeyValue(key="地址", value=office.address),
        KeyValue(key="电话", value=office.phone),
        Rule(),
        Barcode(code=number),
        Paragraph(text="请在预约时段内带齐材料原件和本凭证到场取号，过时自动取消。"),
        Paragraph(text="不能前来的，请提前一天在任一市民之窗终端取消预约。", small=True),
        Rule(),
        Paragraph(text=f"咨询电话 {hotline}", align=Align.CENTRE),
    ))


def review_result(number: str, item_title: str, office: str, verdict: Passed, place: str, hotline: str) -> Document:
    """What a pre-examination (网上预审) found: `verdict` is its last state, with what the office wrote. It names nobody."""
    blocks: list[AnyBlock] = [
        Heading(text="预审结果"),
        Paragraph(text=f"市民之窗　{place}", align=Align.CENTRE),
        Rule(),
        KeyValue(key="申报编号", value=number),
        KeyValue(key="申报事项", value=item_title),
        KeyValue(key="办理处", value=office),
        KeyValue(key="预审时间", value=when_known(verdict.at)),
        KeyValue(key="预审结果", value=WORDS[verdict.state]),
    ]
    if verdict.note:
        blocks += [Heading(text="审批单位的意见", level=2), Paragraph(text=verdict.note)]
    blocks += [
        Rule(),
        Barcode(code=number),
        Paragraph(text="预审只看材料是否齐全、清楚，是否受理以审批单位的决定为准。", small=True),
        Paragraph(text=f"咨询电话 {hotline}", align=Align.CENTRE),
    ]
    return Document(kind=REVIEW_RESULT, number=number, blocks=tuple(blocks))


def printer_check(number: str, model: str, place: str) -> Document:
    """By this sheet a technician sees width, characters, darkness, both codes and the cutter. `number` tells sheets
    apart, such as `TEST-261123-1`.
    """
    return Document(kind=TEST_PRINT, number=number, blocks=(
        Heading(text="打印测试"),
        Paragraph(text=f"市民之窗　{place}", align=Align.CENTRE),
        Rule(),
        KeyValue(key="编号", value=number),
        KeyValue(key="型号", value=model),
        Rule(),
        Paragraph(text="常用字：永和九年，岁在癸丑。ABCabc 0123456789"),
        Paragraph(text="生僻字：𬭎㛃䶮𫖯𬱖　应与前后的字同高"),
        Paragraph(text="标点：“引号”‘单引号’——破折号……《书名》（括号）￥"),
        Paragraph(text="小字：左右两端的字应当完整，不缺笔画。", small=True),
        Heading(text="黑度与断针", level=2),
        Image(width=_STEPS * _STEP, rows=_steps()),
        Heading(text="条码与二维码", level=2),
        Barcode(code=number),
        QrCode(code=number),
        Table(columns=(Column(title="检查", share=3), Column(title="结果", share=2)),
              rows=(("两端不缺字", "□"), ("黑块无白线", "□"), ("条码可读", "□"), ("切纸干净", "□"))),
    ))


_STEP, _STEPS, _STEP_ROWS = 48, 8, 40


def _steps() -> bytes:
    """Fields from every eighth dot to all dots black; a dead dot of the head is a white line through them."""
    row = b"".join(bytes((0xFF >> (8 - step) & 0xFF,)) * (_STEP // 8) for step in range(1, _STEPS + 1))
    return row * _STEP_ROWS
