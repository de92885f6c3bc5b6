"""首页 says what is out of use; left alone it gives way to the screen that calls people, and comes back at once."""

from __future__ import annotations

from tests.ui.hand import touch
from tests.ui.stages import PaperStage
from ui.journey import NEXT
from ui.journeys.apply import REST
from ui.screens.attract import SAMPLES, SLIDE_S, Attract
from ui.screens.home import REST_S, Home
from ui.widgets.label import Label
from ui.widgets.notice import NoticeStrip
from ui.widgets.tile import Tile
from wire.messages import VisitChanged
from wire.values import DeviceState, DeviceView, Supply, VisitState, VisitView

IDLE = VisitView(state=VisitState.IDLE, serial=0, seconds_left=0)
ACTIVE = VisitView(state=VisitState.ACTIVE, serial=1, seconds_left=300)


def strips(paper: PaperStage) -> list[NoticeStrip]:
    return [widget for widget in Home(paper.stage).view().content if isinstance(widget, NoticeStrip)]


def lines(paper: PaperStage) -> dict[str, str]:
    return {widget.title: widget.line for widget in Home(paper.stage).view().content if isinstance(widget, Tile)}


def ail(paper: PaperStage, *devices: str, since: str = "2026-11-23T09:12") -> None:
    for device in devices:
        paper.stage.surroundings.devices[device] = DeviceView(
            device=device, state=DeviceState.OFFLINE, since=since)


def test_all_well_says_nothing(paper: PaperStage) -> None:
    assert strips(paper) == []


def test_a_device_says_since_when_what_still_works_and_whom_to_call(paper: PaperStage) -> None:
    ail(paper, "page")
    (strip,) = strips(paper)
    assert strip.lines == ("扫描仪自 09:12 起暂停使用，不能扫描材料；办事指南、状态查询照常。",)
    assert strip.hotline == "0757-12345"


def test_yesterday_has_its_day_and_paper_counts(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["printer"] = DeviceView(
        device="printer", state=DeviceState.ONLINE, paper=Supply.OUT, since="2026-11-22T17:05")
    assert strips(paper)[0].lines[0].startswith("打印机自 11月22日 17:05 起暂停使用")


def test_many_are_named_together_from_the_first_on(paper: PaperStage) -> None:
    ail(paper, "barcode", "printer")
    ail(paper, "idcard", since="2026-11-23T08:30")
    assert strips(paper)[0].lines[0] == "读卡器、打印机、扫码器自 08:30 起暂停使用。"


def test_tiles_say_what_they_lack_before_anyone_starts(paper: PaperStage) -> None:
    ail(paper, "page")
    assert lines(paper)["网上办事大厅"] == lines(paper)["网上预审"] == "扫描仪暂时不能使用，请到窗口办理"
    assert lines(paper)["办事预约"] == "选时间，不排队"
    ail(paper, "barcode")
    assert lines(paper)["状态查询"] == "刷身份证"
    ail(paper, "idcard")
    assert lines(paper)["状态查询"] == "输入编号查询"
    assert lines(paper)["办事预约"] == "读卡器暂时不能使用，请到窗口办理"


def test_lamps_keep_nobody_from_anything(paper: PaperStage) -> None:
    ail(paper, "gpio")
    assert strips(paper) == []


def test_left_alone_home_gives_way(paper: PaperStage) -> None:
    paper.stage.surroundings.visit = IDLE
    Home(paper.stage).enter()
    assert paper.alarms[-1].seconds == REST_S
    paper.alarms[-1].callback()
    assert paper.outcomes == [REST]


def test_in_a_visit_it_stays(paper: PaperStage) -> None:
    Home(paper.stage).enter()
    paper.alarms[-1].callback()
    assert paper.outcomes == []


def test_sentences_follow_one_another(paper: PaperStage) -> None:
    screen = Attract(paper.stage)
    screen.enter()
    first = screen.view()
    for _ in SAMPLES:
        assert paper.alarms[-1].seconds == SLIDE_S
        paper.alarms[-1].callback()
        if screen.slide:
            assert screen.view() != first
    assert screen.view() == first


def test_it_offers_what_home_does(paper: PaperStage) -> None:
    titles = {widget.text for sample in SAMPLES.values() for widget in sample(paper.stage).view().content
              if isinstance(widget, Label)}
    assert {"网上办事大厅", "办事指南", "办事预约", "状态查询", "网上预审"} <= titles


def test_a_touch_anywhere_leads_home_when_the_finger_comes_down(paper: PaperStage) -> None:
    screen = Attract(paper.stage)
    (target,) = [t for widget in screen.view().content for t in widget.touchables()]
    assert target.at_once and target.box.size == (1920, 1080)
    touch(screen, "轻触屏幕，开始办理")
    assert paper.outcomes == [NEXT]


def test_a_visit_that_begins_otherwise_leads_home_too(paper: PaperStage) -> None:
    screen = Attract(paper.stage)
    paper.stage.surroundings.visit = ACTIVE
    screen.noticed(VisitChanged(visit=ACTIVE))
    assert paper.outcomes == [NEXT]
