"""The documents a kiosk prints, as blocks: the receipt (受理回执), the same by its number alone, the list of materials,
the guide to an item.

They are built where they cannot be forged by the screen: the receipt by the sealer, the one by its number by the
gateway, the other two by the guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from rules.blocks import Align, AnyBlock, Barcode, Document, Heading, KeyValue, Paragraph, QrCode, Rule, Tick
from rules.items import Item, Material, Office
from rules.progress import WORDS, EnvelopeKind, Passed

RECEIPT = "receipt"
PROGRESS = "progress"
MATERIAL_LIST = "material_list"
ITEM_GUIDE = "item_guide"

ITEM_KEY_LENGTH = 28
GUIDE_LINES = 150
"""How many lines of text an item may have in all, so that its guide stays within a document's blocks."""

_ITEM_PREFIX = "SX-"
_ITEM_KEY = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{ITEM_KEY_LENGTH - 1}}}")
_ITEM_NUMBER = re.compile(rf"{_ITEM_PREFIX}([A-Z0-9][A-Z0-9-]{{0,{ITEM_KEY_LENGTH - 1}}})")


def item_number(key: str) -> str:
    """The number under which an item's documents are printed and by which its printed code opens it again.

    Raises `ValueError` for a key longer than `ITEM_KEY_LENGTH` or with more than small letters, digits and dashes; the
    catalogue's check does not let such a key in.
    """
    if not _ITEM_KEY.fullmatch(key):
        raise ValueError(f"item key {key!r} has no printable number: at most {ITEM_KEY_LENGTH} of a-z, 0-9 and -")
    return _ITEM_PREFIX + key.upper()


def item_of(code: str) -> str | None:
    """The item key in a scanned code that `item_number` made, or None for any other code."""
    found = _ITEM_NUMBER.fullmatch(code.strip())
    return found.group(1).lower() if found else None


def receipt(
    number: str, item_title: str, applicant_masked: str, office: Office, at: str, place: str, waiting: bool,
    hotline: str,
) -> Document:
    """The receipt for an accepted application. The name is masked already (`rules.mask`).

    `at` is ISO 8601 with seconds, local time; anything else raises `ValueError`.
    """
    state = "待上传" if waiting else "已提交"
    blocks: list[AnyBlock] = [
        Heading(text="受理回执"),
        Paragraph(text=f"市民之窗　{place}", align=Align.CENTRE),
        Rule(),
        KeyValue(key="回执编号", value=number),
        KeyValue(key="申报事项", value=item_title),
        KeyValue(key="申请人", value=applicant_masked),
        KeyValue(key="提交时间", value=_when(at)),
        KeyValue(key="申报状态", value=state),
        Rule(),
        KeyValue(key="办理处", value=office.name),
        KeyValue(key="地址", value=office.address),
        KeyValue(key="办公时间", value=office.hours),
        KeyValue(key="电话", value=office.phone),
        Rule(),
        Barcode(code=number),
        Heading(text="接下来", level=2),
    ]
    if waiting:
        blocks.append(Paragraph(text="网络暂时不通，您的申报已安全保存在本机，网络恢复后自动上传，您不用重新申报。"))
    blocks += [
        Paragraph(text="审批单位将在2个工作日内作出是否受理的决定。" + ("2个工作日自上传之日起算。" if waiting else "")),
        Paragraph(text="查询进度：在任一市民之窗终端点“扫描条码”扫描上面的条码，或在“状态查询”中输入回执编号。"),
        Paragraph(text="请妥善保管本回执。凭回执编号只能查到事项和进度，查不到您的个人信息。", small=True),
        Rule(),
        Paragraph(text=f"咨询电话 {hotline}", align=Align.CENTRE),
    ]
    return Document(kind=RECEIPT, number=number, blocks=tuple(blocks))


_SLIPS = {
    EnvelopeKind.PRECHECK: ("网上预审回执", "预审结果用本编号在“状态查询”中查看：可以受理，或者缺少哪些材料。预审不是申报，不产生受理期限。"),
    EnvelopeKind.SUPPLEMENT: ("补正材料回执", "补交的材料已经收下，正在送往办理单位；送到后，用原申报的回执编号可以查到进度。"),
    EnvelopeKind.BOOKING: ("取消预约回执", "原来的预约已经送交取消，名额让给别人。需要时，请在任一市民之窗终端重新预约。"),
}


def slip(
    kind: EnvelopeKind, number: str, item_title: str, at: str, about: str | None, office: Office | None, place: str,
    hotline: str,
) -> Document:
    """What is printed for a precheck, a supplement, or a booking given up; `rules.slips.appointment` for one made.

    It names nobody; `at` as for `receipt`.
    """
    title, words = _SLIPS[kind]
    blocks: list[AnyBlock] = [
        Heading(text=title), Paragraph(text=f"市民之窗　{place}", align=Align.CENTRE), Rule(),
        KeyValue(key="编号", value=number), KeyValue(key="事项", value=item_title),
        KeyValue(key="提交时间", value=_when(at)),
    ]
    if about is not None:
        blocks.append(KeyValue(key="原编号", value=about))
    if office is not None:
        blocks += [Rule(), KeyValue(key="办理处", value=office.name), KeyValue(key="地址", value=office.address),
                   KeyValue(key="电话", value=office.phone)]
    blocks += [Rule(), Barcode(code=number), Paragraph(text=words), Rule(),
               Paragraph(text=f"咨询电话 {hotline}", align=Align.CENTRE)]
    return Document(kind=RECEIPT, number=number, blocks=tuple(blocks))


_TITLES = {EnvelopeKind.PRECHECK: "网上预审回执", EnvelopeKind.SUPPLEMENT: "补正材料回执", EnvelopeKind.BOOKING: "预约凭证"}


def progress(
    number: str, item_title: str, office: str, passed: Sequence[Passed], place: str, hotline: str,
    kind: EnvelopeKind = EnvelopeKind.APPLICATION, slot: str | None = None,
) -> Document:
    """What can be printed by a number alone, in any later visit: the receipt without the applicant, and its states.

    `passed` is in order and not empty, at most 60 states. `slot` is when a booking is for.
    """
    first, latest = passed[0], passed[-1]
    when = [] if slot is None else [KeyValue(key="预约时间", value=slot)]
    blocks: list[AnyBlock] = [
        Heading(text=_TITLES.get(kind, "受理回执")),
        Paragraph(text=f"市民之窗　{place}", align=Align.CENTRE),
        Rule(),
        KeyValue(key="回执编号", value=number),
        KeyValue(key="申报事项", value=item_title),
        *when,
        KeyValue(key="办理处", value=office),
        KeyValue(key="提交时间", value=when_known(first.at)),
        KeyValue(key="申报状态", value=WORDS[latest.state]),
        Rule(),
        Barcode(code=number),
        Heading(text="办理进度", level=2),
    ]
    for step in passed:
        blocks.append(KeyValue(key=WORDS[step.state], value=when_known(step.at)))
        if step.note:
            blocks.append(Paragraph(text=step.note, small=True))
    blocks += [
        Rule(),
        Paragraph(text="本单凭回执编号打印，不含个人信息。", small=True),
        Paragraph(text=f"咨询电话 {hotline}", align=Align.CENTRE),
    ]
    return Document(kind=PROGRESS, number=number, blocks=tuple(blocks))


def material_list(item: Item, ticked: frozenset[str] = frozenset()) -> Document:
    """What to bring for an item, with a box for each; `ticked` names the keys of materials already at hand."""
    needed = [material for material in item.materials if material.required]
    others = [material for material in item.materials if not material.required]
    blocks: list[AnyBlock] = [
        Heading(text="材料清单"),
        Paragraph(text=item.title, align=Align.CENTRE),
        Rule(),
        Heading(text="必交材料", level=2),
        *_materials(needed, ticked),
        Heading(text="非必交材料", level=2),
        *_materials(others, ticked),
        Rule(),
        *_where(item),
        Rule(),
        Paragraph(text="备齐后到市民之窗终端点“扫描条码”，扫描下面的二维码即可打开本事项。"),
        QrCode(code=item_number(item.key)),
    ]
    return Document(kind=MATERIAL_LIST, number=item_number(item.key), blocks=tuple(blocks))


def item_guide(item: Item) -> Document:
    """All that 事项介绍 says about an item, to take along."""
    blocks: list[AnyBlock] = [Heading(text="办事指南"), Paragraph(text=item.title, align=Align.CENTRE), Rule()]
    for title, lines in sections(item):
        blocks.append(Heading(text=title, level=2))
        blocks += [Paragraph(text=line) for line in lines]
    blocks += [Rule(), *_where(item), Rule(), QrCode(code=item_number(item.key))]
    return Document(kind=ITEM_GUIDE, number=item_number(item.key), blocks=tuple(blocks))


def sections(item: Item) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """An item's texts under the titles of 事项介绍, in its order; an empty one reads 无."""
    texts = (
        ("办理对象", item.target),
        ("办理条件", item.conditions),
        ("所需材料", item.materials_text),
        ("窗口办理流程", item.counter_steps),
        ("网上办理流程", item.online_steps),
        ("收费", item.fee),
        ("时限", item.time_limit),
        ("依据", item.basis),
    )
    return tuple((title, lines or ("无",)) for title, lines in texts)


def _materials(materials: list[Material], ticked: frozenset[str]) -> Iterator[AnyBlock]:
    if not materials:
        yield Paragraph(text="无")
    for material in materials:
        copies = "" if material.copies == 1 else f"（{material.copies}份）"
        yield Tick(text=material.title + copies, ticked=material.key in ticked)
        if material.note:
            yield Paragraph(text=material.note, small=True)


def _where(item: Item) -> Iterator[AnyBlock]:
    """Who handles the item and where; an item has up to 60 offices, paper has room for a few."""
    yield KeyValue(key="办理单位", value=item.unit)
    yield KeyValue(key="联系电话", value=item.phone)
    for office in item.offices[:6]:
        yield KeyValue(key="办理地点", value=office.name)
        yield Paragraph(text=f"{office.address}　电话{office.phone}", small=True)
    if len(item.offices) > 6:
        yield Paragraph(text=f"另有{len(item.offices) - 6}处可以办理，请在终端上查看。", small=True)


def when_known(at: str) -> str:
    """A hall's time; one that is none is printed as it came."""
    try:
        return _when(at)
    except ValueError:
        return at


def _when(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
