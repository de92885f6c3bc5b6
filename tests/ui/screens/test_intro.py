"""事项介绍: an item under its headings, paged; begun from here, or printed where only the window handles it."""

from __future__ import annotations

import msgspec

from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules.items import Item
from rules.receipt import ITEM_GUIDE
from ui.answers import Task
from ui.journey import BACK, NEXT
from ui.journeys.apply import BOOKING
from ui.samples import ITEM
from ui.screens.intro import Intro
from wire.messages import DocumentReady, GetItem, ItemDetail, PrepareDocument, PrintDocument, Printed
from wire.values import Act, Failure, HallState, Supply

HEADINGS = ("办理对象", "办理条件", "所需材料", "窗口办理流程", "网上办理流程", "收费", "时限", "依据", "办理单位", "联系电话")


def shown(paper: PaperStage, item: Item = ITEM) -> Intro:
    paper.stage.answers.choose_item(item.key)
    screen = Intro(paper.stage)
    screen.enter()
    paper.bus.answer(ItemDetail(record=msgspec.to_builtins(item)))
    return screen


def counter_only(paper: PaperStage) -> Intro:
    return shown(paper, msgspec.structs.replace(ITEM, can_apply=False))


def test_asks_for_the_item_and_says_so(paper: PaperStage) -> None:
    paper.stage.answers.choose_item("resident-id-card")
    screen = Intro(paper.stage)
    screen.enter()
    assert paper.bus.asked[-1].ask == GetItem(item="resident-id-card")
    assert "正在查找事项" in read(screen)
    assert "开始办理" not in labels(screen)


def test_every_heading_stands_on_one_of_its_pages(paper: PaperStage) -> None:
    screen = shown(paper)
    texts = [read(screen)]
    while "下一页" in labels(screen):
        touch(screen, "下一页")
        texts.append(read(screen))
    assert len(texts) > 1
    lines = [line for text in texts for line in text.splitlines()]
    assert [heading for heading in HEADINGS if heading not in lines] == []
    for _ in texts[1:]:
        touch(screen, "上一页")
    assert "上一页" not in labels(screen)


def test_the_guides_words_stand_below(paper: PaperStage) -> None:
    assert "以上是事项的详细介绍，如需办理该事项，请点击开始办理按钮。" in read(shown(paper))


def test_it_is_begun(paper: PaperStage) -> None:
    touch(shown(paper), "开始办理")
    assert paper.outcomes == [NEXT]


def test_coming_back_does_not_ask_again(paper: PaperStage) -> None:
    shown(paper)
    again = Intro(paper.stage)
    again.enter()
    assert len(paper.bus.asked) == 1
    assert "开始办理" in labels(again)


def test_invented_data_is_marked(paper: PaperStage) -> None:
    assert "示例数据" in read(shown(paper, msgspec.structs.replace(ITEM, sample=True)))
    assert "示例数据" not in read(shown(paper, msgspec.structs.replace(ITEM, sample=False)))


def test_any_item_can_be_printed_to_take_along(paper: PaperStage) -> None:
    assert "打印办事指南" in labels(shown(paper))


def test_an_item_of_the_window_says_so_and_can_be_printed(paper: PaperStage) -> None:
    screen = counter_only(paper)
    assert "仅窗口办理" in read(screen)
    assert "不能在终端申报" in reason(screen, "开始办理")
    touch(screen, "打印办事指南")
    paper.bus.answer(DocumentReady(kind=ITEM_GUIDE, number="SX-RESIDENT-ID-CARD"))
    assert [asked.ask for asked in paper.bus.asked[1:]] == [
        PrepareDocument(kind=ITEM_GUIDE, item=ITEM.key), PrintDocument(kind=ITEM_GUIDE, number="SX-RESIDENT-ID-CARD"),
    ]
    assert "正在打印办事指南" in read(screen)
    paper.bus.answer(Printed(confirmed=True))
    assert "办事指南已经打印" in read(screen)
    touch(screen, "知道了")
    assert "打印办事指南" in labels(screen)


def test_a_visit_to_the_window_can_be_booked_from_there(paper: PaperStage) -> None:
    touch(counter_only(paper), "预约窗口")
    answers = paper.stage.answers
    assert (paper.outcomes, answers.task, answers.item_key) == ([BOOKING], Task.BOOKING, ITEM.key)
    assert answers.item is not None and not answers.item.can_apply
    paper.stage.surroundings.hall = HallState.OFFLINE
    answers.task = Task.APPLY
    assert "预约暂不可用" in reason(counter_only(paper), "预约窗口")


def test_a_print_that_fails_says_why_and_is_tried_again(paper: PaperStage) -> None:
    screen = counter_only(paper)
    touch(screen, "打印办事指南")
    paper.bus.answer(DocumentReady(kind=ITEM_GUIDE, number="SX-RESIDENT-ID-CARD"))
    paper.bus.fail(Failure(code="print.jam", act=Act.STAFF))
    assert "打印机卡纸了" in read(screen)
    touch(screen, "再打印一次")
    assert paper.bus.asked[-1].ask == PrepareDocument(kind=ITEM_GUIDE, item=ITEM.key)


def test_without_paper_it_cannot_be_printed_and_says_so(paper: PaperStage) -> None:
    printer = paper.stage.surroundings.devices["printer"]
    paper.stage.surroundings.devices["printer"] = msgspec.structs.replace(printer, paper=Supply.OUT)
    assert "请用手机拍下本页" in reason(counter_only(paper), "打印办事指南")


def test_an_item_that_is_not_there_leads_back_or_is_asked_again(paper: PaperStage) -> None:
    paper.stage.answers.choose_item("gone")
    screen = Intro(paper.stage)
    screen.enter()
    paper.bus.fail(Failure(code="item.not_found", act=Act.STAFF))
    assert "没有找到这个事项" in read(screen)
    assert reason(screen, "开始办理") == "没有找到这个事项"
    touch(screen, "再试一次")
    assert len(paper.bus.asked) == 2
    touch(screen, "上一步")
    assert paper.outcomes == [BACK]


def test_a_record_that_cannot_be_read_is_a_broken_catalogue(paper: PaperStage) -> None:
    paper.stage.answers.choose_item("resident-id-card")
    screen = Intro(paper.stage)
    screen.enter()
    paper.bus.answer(ItemDetail(record={"key": "resident-id-card", "title": 5}))
    assert "事项目录暂时打不开" in read(screen)
    assert paper.stage.answers.item is None
