"""What can be done about what 状态查询 found: 补正, 改约, 取消, 正式申报 after a precheck."""

from __future__ import annotations

import msgspec
import pytest

from rules.items import Item
from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.answers import Task
from ui.journey import Outcome
from ui.journeys.apply import CHOSEN, GUIDED
from ui.journeys.status import CANCEL, CANCEL_CARDED, REBOOK, SUPPLEMENT, SUPPLEMENT_CARDED
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES, PAGE
from ui.screens.status import Status
from wire.messages import GetItem, ItemDetail, ProgressFound
from wire.values import Act, DeviceState, DeviceView, Failure, ProgressStep

NOTE = "请补交户口簿本人页"


def found(paper: PaperStage, kind: str, state: str, office: str = OFFICES[0].name) -> Status:
    paper.stage.answers.code = ACCEPTED.number
    screen = Status(paper.stage)
    screen.enter()
    paper.bus.answer(ProgressFound(
        number=ACCEPTED.number, item=ITEM.title, office=office, kind=kind, item_key=ITEM.key,
        slot="2026-11-26 09:00-10:00" if kind == "booking" else None,
        steps=(ProgressStep(state=state, at="2026-11-24T10:12", note=NOTE if state == "supplement" else ""),)))
    return screen


def item_comes(paper: PaperStage, item: Item = ITEM) -> None:
    assert paper.bus.asked[-1].ask == GetItem(item=ITEM.key)
    paper.bus.answer(ItemDetail(record=msgspec.to_builtins(item)))


@pytest.mark.parametrize(("kind", "state", "label", "carded", "way", "task"), [
    ("application", "supplement", "补交材料", False, SUPPLEMENT, Task.SUPPLEMENT),
    ("application", "supplement", "补交材料", True, SUPPLEMENT_CARDED, Task.SUPPLEMENT),
    ("booking", "booked", "改约", False, REBOOK, Task.BOOKING),
    ("booking", "booked", "取消预约", False, CANCEL, Task.BOOKING),
    ("booking", "booked", "取消预约", True, CANCEL_CARDED, Task.BOOKING),
    ("precheck", "admissible", "正式申报", False, GUIDED, Task.APPLY),
    ("precheck", "admissible", "正式申报", True, CHOSEN, Task.APPLY),
    ("precheck", "lacking", "补齐再审", False, GUIDED, Task.PRECHECK),
])
def test_each_state_leads_on(paper: PaperStage, kind: str, state: str, label: str, carded: bool, way: Outcome,
                             task: Task) -> None:
    paper.stage.answers.identity = PERSON if carded else None
    touch(found(paper, kind, state), label)
    item_comes(paper)
    answers = paper.stage.answers
    assert (paper.outcomes, answers.task, answers.item) == ([way], task, ITEM)
    assert answers.about == (ACCEPTED.number if task in (Task.SUPPLEMENT, Task.BOOKING) else "")
    assert answers.asked_for == (NOTE if task is Task.SUPPLEMENT else "")
    assert answers.office == (OFFICES[0] if task is Task.BOOKING else None)


@pytest.mark.parametrize(("kind", "state"), [
    ("application", "received"), ("booking", "canceled"), ("booking", "full"), ("precheck", "received"),
    ("supplement", "received"),
])
def test_where_nothing_can_be_done_one_can_ask_for_another(paper: PaperStage, kind: str, state: str) -> None:
    assert labels(found(paper, kind, state)) == {"上一步", "打印回执", "再查一个"}


def test_a_booking_says_when_it_is_for(paper: PaperStage) -> None:
    assert "11月26日 星期四 09:00-10:00" in read(found(paper, "booking", "booked"))


def test_what_was_not_handed_in_is_asked_about_first(paper: PaperStage) -> None:
    paper.stage.answers.pages = {"household-register": [PAGE]}
    screen = found(paper, "application", "supplement")
    touch(screen, "补交材料")
    asked = len(paper.bus.asked)
    touch(screen, "继续原来的")
    assert (len(paper.bus.asked), paper.stage.answers.pages != {}) == (asked, True)
    touch(screen, "补交材料")
    touch(screen, "改做这一件")
    item_comes(paper)
    assert (paper.outcomes, paper.stage.answers.pages) == ([SUPPLEMENT], {})


def test_without_scanner_or_reader_it_says_so(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["page"] = DeviceView(device="page", state=DeviceState.NO_DEVICE)
    assert "扫描仪" in reason(found(paper, "application", "supplement"), "补交材料")
    paper.stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=DeviceState.NO_DEVICE)
    assert "读卡器" in reason(found(paper, "booking", "booked"), "改约")


@pytest.mark.parametrize(("kind", "state", "label"), [
    ("application", "supplement", "补交材料"), ("booking", "booked", "改约"), ("precheck", "lacking", "补齐再审"),
])
def test_without_a_printer_it_is_said_before_it_begins(paper: PaperStage, kind: str, state: str, label: str) -> None:
    paper.stage.surroundings.devices["printer"] = DeviceView(device="printer", state=DeviceState.NO_DEVICE)
    screen = found(paper, kind, state)
    assert "打印机暂时不能使用" in read(screen)
    assert reason(screen, label) == ""


def test_a_guide_that_is_starting_anew_is_asked_again(paper: PaperStage) -> None:
    screen = found(paper, "application", "supplement")
    touch(screen, "补交材料")
    paper.bus.fail(Failure(code="request.peer_gone", act=Act.NOBODY))
    assert "系统正在恢复" in read(screen)
    touch(screen, "再试一次")
    item_comes(paper)
    assert paper.outcomes == [SUPPLEMENT]


def test_an_item_or_office_that_is_not_known_any_more_is_told(paper: PaperStage) -> None:
    screen = found(paper, "booking", "booked")
    touch(screen, "改约")
    paper.bus.fail(Failure(code="item.not_found", act=Act.NOBODY))
    assert "没有找到这个事项" in read(screen)
    touch(screen, "关闭")
    screen = found(paper, "booking", "booked", office="已撤销的办事处")
    touch(screen, "取消预约")
    item_comes(paper)
    assert "没有找到这个事项" in read(screen) and paper.outcomes == []
