"""14 事项材料提交: what is needed, what was brought, and the list to take home."""

from __future__ import annotations

import msgspec

from rules.receipt import MATERIAL_LIST
from tests.ui.hand import labels, reason, touch
from tests.ui.stages import PaperStage
from ui.journey import NEXT
from ui.journeys.apply import SCAN
from ui.samples import ITEM, PAGE
from ui.screens.materials import Materials
from ui.widgets.dialog import Dialog
from ui.widgets.label import Paragraph
from wire.messages import DocumentReady, PrepareDocument, PrintDocument, Printed
from wire.values import Act, DeviceState, DeviceView, Failure

LIST = "未带齐材料 打印清单"


def shown(paper: PaperStage) -> Materials:
    paper.stage.answers.item = ITEM
    screen = Materials(paper.stage)
    screen.enter()
    return screen


def said(screen: Materials) -> str:
    dialog = screen.view().dialog
    assert isinstance(dialog, Dialog)
    return dialog.title + "\n" + dialog.line


def test_the_sentence_counts_the_required_materials(paper: PaperStage) -> None:
    paragraphs = [widget.text for widget in shown(paper).view().content if isinstance(widget, Paragraph)]
    assert paragraphs[0] == (
        "此次申请需提交以下材料(前1项是此申请必须提交的材料，其他材料可以选择以后补交，请您勾选已带的材料)：")


def test_an_item_without_optional_materials_says_none(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.answers.item = msgspec.structs.replace(ITEM, materials=ITEM.materials[:1])
    assert "无" in [widget.text for widget in screen.view().content if isinstance(widget, Paragraph)]


def test_without_the_required_one_it_says_which_and_that_the_list_can_be_printed(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "数字相片质量检测回执")
    why = reason(screen, "提交材料")
    assert "居民户口簿" in why
    assert "打印材料清单" in why


def test_submitting_scans_the_first_material_that_was_brought(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "数字相片质量检测回执")
    touch(screen, "居民户口簿")
    touch(screen, "提交材料")
    assert paper.outcomes == [SCAN]
    assert paper.stage.answers.material == "household-register"


def test_what_is_scanned_already_is_not_scanned_again(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "居民户口簿")
    paper.stage.answers.pages["household-register"] = [PAGE]
    touch(screen, "提交材料")
    assert paper.outcomes == [NEXT]


def test_a_tick_can_be_taken_back(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "居民户口簿")
    touch(screen, "居民户口簿")
    assert not paper.stage.answers.brought


def test_the_list_is_written_and_then_printed(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, LIST)
    paper.bus.answer(DocumentReady(kind=MATERIAL_LIST, number="SX-RESIDENT-ID-CARD"))
    assert [asked.ask for asked in paper.bus.asked] == [
        PrepareDocument(kind=MATERIAL_LIST, item=ITEM.key),
        PrintDocument(kind=MATERIAL_LIST, number="SX-RESIDENT-ID-CARD"),
    ]
    assert "正在打印" in said(screen)
    paper.bus.answer(Printed(confirmed=True))
    assert "请在出纸口取走" in said(screen)
    touch(screen, "知道了")
    assert screen.view().dialog is None


def test_a_print_that_fails_says_why_and_can_be_tried_again(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, LIST)
    paper.bus.answer(DocumentReady(kind=MATERIAL_LIST, number="SX-RESIDENT-ID-CARD"))
    paper.bus.fail(Failure(code="print.paper_out", act=Act.STAFF))
    assert "打印纸用完了" in said(screen)
    assert "用手机拍下" in said(screen)
    touch(screen, "再打印一次")
    assert isinstance(paper.bus.asked[-1].ask, PrepareDocument)


def test_a_print_that_nobody_confirmed_is_not_called_done(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, LIST)
    paper.bus.answer(DocumentReady(kind=MATERIAL_LIST, number="SX-RESIDENT-ID-CARD"))
    paper.bus.answer(Printed(confirmed=False))
    assert "不清楚是否已经打印" in said(screen)
    assert "再打印一次" in labels(screen)


def test_a_list_that_cannot_be_written_says_so(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, LIST)
    paper.bus.fail(Failure(code="catalogue.broken", act=Act.ENGINEER))
    assert "事项目录暂时打不开" in said(screen)


def test_without_a_printer_the_button_says_what_to_do_instead(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.surroundings.devices["printer"] = DeviceView(device="printer", state=DeviceState.NO_DEVICE)
    assert "用手机拍下" in reason(screen, LIST)


def test_many_materials_are_paged(paper: PaperStage) -> None:
    screen = shown(paper)
    one = ITEM.materials[0]
    many = tuple(msgspec.structs.replace(one, key=f"m{n}", title=f"材料{n}") for n in range(5))
    paper.stage.answers.item = msgspec.structs.replace(ITEM, materials=many)
    assert {"材料0", "材料2"} <= labels(screen)
    touch(screen, "下一页")
    assert {"材料3", "材料4"} <= labels(screen)
    assert "材料0" not in labels(screen)
