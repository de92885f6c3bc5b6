"""禅城区网上办事大厅: two doors to the card, and what still works while something does not."""

from __future__ import annotations

from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules.items import Audience
from ui.journey import BACK, CODE, NEXT
from ui.journeys.apply import GUIDE
from ui.screens.hall import Hall
from wire.values import DeviceState, DeviceView, HallState


def test_a_person_goes_on_to_the_card(paper: PaperStage) -> None:
    touch(Hall(paper.stage), "个人办事")
    assert paper.stage.answers.audience is Audience.PERSON
    assert paper.outcomes == [NEXT]


def test_an_enterprise_goes_on_to_the_agents_card(paper: PaperStage) -> None:
    paper.stage.answers.category, paper.stage.answers.list_page = "居民身份证", 2
    touch(Hall(paper.stage), "企业办事")
    assert paper.stage.answers.audience is Audience.ENTERPRISE
    assert (paper.stage.answers.category, paper.stage.answers.list_page) == ("", 0)
    assert paper.outcomes == [NEXT]


def test_status_begins_with_the_receipts_code(paper: PaperStage) -> None:
    hall = Hall(paper.stage)
    touch(hall, "状态查询")
    touch(hall, "上一步")
    assert paper.outcomes == [CODE, BACK]


def test_without_a_card_reader_both_doors_say_so(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=DeviceState.NO_DEVICE)
    hall = Hall(paper.stage)
    for door in ("个人办事", "企业办事"):
        assert reason(hall, door) == "读卡器暂时不能使用，请到窗口办理"
    assert "状态查询" in labels(hall)
    assert "恢复后即可刷身份证办理" in read(hall)


def test_a_reader_that_is_busy_or_waits_for_a_better_card_keeps_its_doors_open(paper: PaperStage) -> None:
    for state in (DeviceState.BUSY, DeviceState.USER_ERROR, DeviceState.STARTING):
        paper.stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=state)
        assert {"个人办事", "企业办事"} <= labels(Hall(paper.stage))


def test_offline_applying_stays_open_and_asking_does_not(paper: PaperStage) -> None:
    paper.stage.surroundings.hall = HallState.OFFLINE
    hall = Hall(paper.stage)
    assert {"个人办事", "企业办事"} <= labels(hall)
    assert "暂不可用" in reason(hall, "状态查询")
    assert "恢复后自动上传" in read(hall)


def test_without_a_code_reader_status_says_so(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["barcode"] = DeviceView(device="barcode", state=DeviceState.OFFLINE)
    assert reason(Hall(paper.stage), "状态查询") == "扫码器暂时不能使用，请到窗口查询"


def test_what_is_not_done_here_says_where_to_ask(paper: PaperStage) -> None:
    hall = Hall(paper.stage)
    assert reason(hall, "办事预约") == "本机暂不办理，请到窗口咨询"


def test_the_guide_needs_no_card(paper: PaperStage) -> None:
    touch(Hall(paper.stage), "办事指南")
    assert paper.outcomes == [GUIDE]
