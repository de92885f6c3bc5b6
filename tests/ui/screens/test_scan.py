"""15 扫描材料: laying, scanning, waiting, and everything that can go wrong under the lid."""

from __future__ import annotations

import msgspec
import pytest

from tests.ui.hand import labels, reason, touch
from tests.ui.stages import PaperStage
from ui.journey import BACK, NEXT
from ui.samples import ITEM, PAGE
from ui.screens.scan import Scan
from ui.widgets.dialog import Dialog
from ui.widgets.label import Paragraph, Tag
from ui.widgets.motion import PageOnGlass, Scanning
from ui.widgets.trouble import TroubleCard
from wire.messages import DeviceChanged, Done, DropPage, ScanPage
from wire.values import Act, DeviceState, DeviceView, Failure

BLANK = msgspec.structs.replace(PAGE, blank=True)


def shown(paper: PaperStage) -> Scan:
    paper.stage.answers.item = ITEM
    paper.stage.answers.brought = {"household-register", "photo-receipt"}
    paper.stage.answers.material = "household-register"
    screen = Scan(paper.stage)
    screen.enter()
    return screen


def trouble(screen: Scan) -> str:
    return next((card.trouble.what for card in screen.view().content if isinstance(card, TroubleCard)), "")


def words(screen: Scan) -> str:
    return "\n".join(widget.text for widget in screen.view().content if isinstance(widget, Paragraph | Tag))


def scanner(paper: PaperStage, screen: Scan, state: DeviceState, code: str | None = None) -> None:
    view = DeviceView(device="page", state=state, code=code)
    paper.stage.surroundings.devices["page"] = view
    screen.noticed(DeviceChanged(view=view))


def test_it_shows_how_this_material_is_laid(paper: PaperStage) -> None:
    screen = shown(paper)
    assert any(isinstance(widget, PageOnGlass) for widget in screen.view().content)
    assert "扫描“居民户口簿”" in words(screen)
    assert "打开到本人页，正面朝下，靠左上角放好" in words(screen)
    assert "第 1 份，共 2 份材料" in words(screen)


def test_it_scans_by_the_materials_own_rule_and_goes_on_by_itself(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    assert paper.bus.asked[-1].ask == ScanPage(dpi=200, colour=True)
    paper.bus.answer(PAGE)
    assert paper.stage.answers.page == PAGE
    assert paper.outcomes == [NEXT]


def test_progress_moves_and_is_said_in_words(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    told = paper.bus.asked[-1].progress
    assert told is not None
    told(0, 0)
    assert [widget.share for widget in screen.view().content if isinstance(widget, Scanning)] == [None]
    told(600, 2400)
    assert [widget.share for widget in screen.view().content if isinstance(widget, Scanning)] == [0.25]
    assert "正在扫描" in words(screen)


def test_a_long_wait_says_what_happens_and_then_what_one_can_do(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    assert [alarm.seconds for alarm in paper.alarms] == [3.0, 10.0]
    paper.alarms[0].callback()
    assert "逐行读取" in words(screen)
    paper.alarms[1].callback()
    assert "取消扫描" in words(screen)


def test_while_it_scans_nothing_but_canceling_answers(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    assert labels(screen) == {"取消扫描"}
    assert reason(screen, "扫描") == "正在扫描，请稍候。"


def test_a_scan_can_be_canceled_and_begun_again(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    touch(screen, "取消扫描")
    assert paper.bus.asked[-1].canceled
    assert paper.toasts == ["已经取消扫描，放好材料后再点击“扫描”。"]
    assert all(alarm.canceled for alarm in paper.alarms)
    touch(screen, "扫描")
    assert len(paper.bus.asked) == 2


@pytest.mark.parametrize(("code", "sentence"), [
    ("page.no_paper", "没有发现纸张"), ("page.jam", "纸张卡住了"), ("page.cover_open", "扫描仪的盖子没有合上"),
    ("page.busy", "扫描仪正在忙"), ("page.short", "这一页没有扫描完整"), ("page.scanner_gone", "扫描仪没有连上"),
    ("page.scanner_broken", "扫描仪出了故障"), ("page.spool_full", "这次扫描的页数太多了"),
    ("device.worker_gone", "设备正在重新启动"), ("request.timed_out", "等了很久没有回应"),
])
def test_every_failure_has_its_sentence_and_can_be_tried_again(paper: PaperStage, code: str, sentence: str) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    paper.bus.fail(Failure(code=code, act=Act.CITIZEN))
    assert trouble(screen) == sentence
    touch(screen, "扫描")
    assert trouble(screen) == ""


def test_what_went_wrong_stays_when_the_scanner_only_says_that_it_is_well(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    paper.bus.fail(Failure(code="page.no_paper", act=Act.CITIZEN))
    scanner(paper, screen, DeviceState.ONLINE)
    assert trouble(screen) == "没有发现纸张"


def test_a_scanner_that_is_gone_says_so_and_recovers_by_itself(paper: PaperStage) -> None:
    screen = shown(paper)
    scanner(paper, screen, DeviceState.NO_DEVICE)
    assert trouble(screen) == "扫描仪没有连上"
    assert "恢复" in reason(screen, "扫描")
    scanner(paper, screen, DeviceState.ONLINE)
    assert trouble(screen) == ""
    touch(screen, "扫描")


def test_a_scanner_that_goes_in_the_middle_recovers_too(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    scanner(paper, screen, DeviceState.OFFLINE, "page.scanner_gone")
    paper.bus.fail(Failure(code="page.scanner_gone", act=Act.NOBODY))
    assert trouble(screen) == "扫描仪没有连上"
    scanner(paper, screen, DeviceState.ONLINE)
    assert trouble(screen) == ""


def test_a_broken_scanner_is_known_before_anyone_touches(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["page"] = DeviceView(
        device="page", state=DeviceState.HARDWARE_ERROR, code="page.scanner_broken", act=Act.ENGINEER)
    assert trouble(shown(paper)) == "扫描仪出了故障"


def test_a_blank_page_is_asked_about_and_dropped(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    paper.bus.answer(BLANK)
    assert labels(screen) == {"重新扫描", "保留这一页"}
    touch(screen, "重新扫描")
    assert paper.bus.asked[-1].ask == DropPage(page=BLANK.page)
    paper.bus.answer(Done())
    assert paper.outcomes == []
    touch(screen, "扫描")


@pytest.mark.parametrize(("doubt", "title"), [("dark", "这一页太暗，字看不清"), ("blurred", "这一页有些模糊")])
def test_a_page_that_can_hardly_be_read_is_asked_about(paper: PaperStage, doubt: str, title: str) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    paper.bus.answer(msgspec.structs.replace(PAGE, **{doubt: True}))
    dialog = screen.view().dialog
    assert isinstance(dialog, Dialog) and dialog.title == title
    assert labels(screen) == {"重新扫描", "保留这一页"}


def test_a_blank_page_may_be_kept(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    paper.bus.answer(BLANK)
    touch(screen, "保留这一页")
    assert paper.stage.answers.page == BLANK
    assert paper.outcomes == [NEXT]


def test_one_can_go_back_without_scanning(paper: PaperStage) -> None:
    touch(shown(paper), "上一步")
    assert paper.outcomes == [BACK]
