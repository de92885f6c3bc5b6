"""禅城区网上办事大厅: two doors to the card, and what still works while something does not."""

from __future__ import annotations

import pytest

from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules.items import Audience
from ui.answers import Task
from ui.journey import NEXT, Outcome
from ui.journeys.apply import BOOKING, GUIDE, PRECHECK, STATUS
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


@pytest.mark.parametrize(("door", "way"), [
    ("状态查询", STATUS), ("办事指南", GUIDE), ("办事预约", BOOKING), ("网上预审", PRECHECK),
])
def test_each_door_leads_to_its_service(paper: PaperStage, door: str, way: Outcome) -> None:
    touch(Hall(paper.stage), door)
    assert paper.outcomes == [way]


def test_an_errand_that_was_begun_before_does_not_go_along(paper: PaperStage) -> None:
    paper.stage.answers.begin(Task.SUPPLEMENT, "FS01-261123-0007-C", "户口簿")
    touch(Hall(paper.stage), "个人办事")
    assert (paper.stage.answers.task, paper.stage.answers.about) == (Task.APPLY, "")


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


def test_offline_applying_stays_open_and_what_needs_the_hall_does_not(paper: PaperStage) -> None:
    paper.stage.surroundings.hall = HallState.OFFLINE
    hall = Hall(paper.stage)
    assert {"个人办事", "企业办事", "办事指南", "网上预审"} <= labels(hall)
    assert [reason(hall, door)[:4] for door in ("状态查询", "办事预约")] == ["暂不可用"] * 2
    assert "恢复后自动上传" in read(hall)
