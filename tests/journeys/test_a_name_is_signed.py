"""手写签名 by finger through all processes: what was written on the pad is in the sealed application, and only there."""

from __future__ import annotations

import re
from pathlib import Path

from hall.envelopes import Application
from hall.server.open import open_application
from launch.journey import PHONE, chooses, leaves, sample_paper, shows_who_it_is, writes
from tests.journeys.errands import SOON_S, takes_the_slip
from tests.journeys.stay import Stay, stay

CATEGORY, ITEM = "医疗保障", "异地就医备案"
PLACE = "北京"
MATERIAL = "居民身份证"
STROKES = (((-300, -60), (-200, 40), (-100, -60)), ((100, 0), (260, 0), (420, 60)))
"""Of a finger, from the pad's middle."""


def fills_in(kiosk: Stay) -> None:
    """What the item's form asks for."""
    citizen = kiosk.citizen
    citizen.awaits("notice")
    citizen.touches_the_one_with("我已阅读并确认")
    citizen.touches("确认")
    citizen.awaits("offices")
    citizen.touches_the_one_with("社会保障服务大厅")
    citizen.touches("下一步")
    citizen.awaits("form", with_label="联系电话")
    writes(citizen, "联系电话", PHONE)
    chooses(citizen, "备案类型", "异地长期居住")
    citizen.leafs_to("就医地", "下一页")
    for _ in range(2):
        citizen.awaits("ime")
        citizen.types("beijing")
        citizen.touches(PLACE)
    citizen.touches("确定")
    citizen.awaits("form")
    citizen.leafs_to("开始日期", "下一页")
    citizen.touches("确定")
    chooses(citizen, "办理结果通知方式", "网站")
    citizen.touches("下一步")


def signs(kiosk: Stay) -> None:
    """One stroke after the other."""
    citizen = kiosk.citizen
    pad = citizen.awaits("signature", with_label="签名处").named("签名处")
    assert pad is not None
    x, y = pad.middle
    for stroke in STROKES:
        (left, top), *others = stroke
        kiosk.screen.press(x + left, y + top)
        for across, down in others:
            kiosk.screen.move(x + across, y + down)
        kiosk.screen.lift()
    citizen.takes_picture("signature", "手写签名")
    citizen.touches("下一步", within_s=SOON_S)


def scans_the_card(kiosk: Stay) -> None:
    """The one paper that must be handed in."""
    citizen = kiosk.citizen
    paper = citizen.album.folder / "paper.png"
    sample_paper(paper)
    citizen.awaits("materials", within_s=SOON_S)
    citizen.touches_the_one_with(MATERIAL)
    citizen.touches("提交材料")
    citizen.awaits("scan", with_label="扫描")
    citizen.desk.ask("paper", files=[str(paper)])
    citizen.touches("扫描")
    citizen.awaits("page", with_label="完成", within_s=SOON_S)
    citizen.touches("完成")
    citizen.awaits("pages", with_label="提交申请")
    citizen.touches("提交申请")
    paper.unlink()


def test_a_signature_from_the_pad_to_the_sealed_application(tmp_path: Path) -> None:
    with stay(tmp_path) as kiosk:
        citizen = kiosk.citizen
        shows_who_it_is(citizen)
        citizen.awaits("items", with_label="查找事项", within_s=SOON_S)
        citizen.leafs_to(CATEGORY, "更多")
        citizen.touches(ITEM)
        citizen.awaits("intro", with_label="开始办理")
        citizen.touches("开始办理")
        fills_in(kiosk)
        signs(kiosk)
        scans_the_card(kiosk)
        number = takes_the_slip(citizen, "receipt", 1)
        leaves(citizen)
        kiosk.until(lambda: kiosk.in_spool() == [], "the spool is wiped")
        opened = open_application(kiosk.premises.settings(), number)
    assert isinstance(opened, Application)
    strokes = re.findall(rb'<path d="M(\d+) (\d+)', opened.signature)
    began = [(int(x), int(y)) for x, y in strokes]
    (left, top), (right, bottom) = (stroke[0] for stroke in STROKES)
    assert len(began) == len(STROKES)
    assert (began[1][0] - began[0][0], began[1][1] - began[0][1]) == (right - left, bottom - top)
