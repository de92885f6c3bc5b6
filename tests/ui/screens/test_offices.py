"""事项办理处: the offices that handle the item, those of the kiosk's own district first; one is chosen."""

from __future__ import annotations

import msgspec

from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.journey import NEXT
from ui.samples import ITEM, OFFICES
from ui.screens.offices import Offices

FAR = tuple(msgspec.structs.replace(office, key=f"far-{index}", name=f"南海窗口{index}", district="南海区")
            for index, office in enumerate(OFFICES))


def with_far_ones(paper: PaperStage) -> Offices:
    paper.stage.answers.item = msgspec.structs.replace(ITEM, offices=(*FAR, *OFFICES))
    return Offices(paper.stage)


def test_each_says_where_it_is_when_it_is_open_and_whom_to_call(paper: PaperStage) -> None:
    paper.stage.answers.item = ITEM
    screen = Offices(paper.stage)
    assert {office.name for office in OFFICES} <= labels(screen)
    for office in OFFICES:
        assert office.address in read(screen) and office.hours in read(screen) and office.phone in read(screen)
    assert "请选择接近您所在住址的事项办事处。" in read(screen)


def test_the_own_district_comes_first(paper: PaperStage) -> None:
    screen = with_far_ones(paper)
    assert {office.name for office in OFFICES} <= labels(screen)
    assert "南海窗口0" not in labels(screen)
    touch(screen, "下一页")
    assert {"南海窗口0", "南海窗口1", "南海窗口2"} <= labels(screen)
    assert "下一页" not in labels(screen)


def test_without_one_it_asks_to_choose(paper: PaperStage) -> None:
    paper.stage.answers.item = ITEM
    assert reason(Offices(paper.stage), "下一步") == "请先选择一个办事处。"


def test_one_is_chosen_and_another_in_its_place(paper: PaperStage) -> None:
    paper.stage.answers.item = ITEM
    screen = Offices(paper.stage)
    touch(screen, OFFICES[0].name)
    touch(screen, OFFICES[2].name)
    assert paper.stage.answers.office == OFFICES[2]
    touch(screen, "下一步")
    assert paper.outcomes == [NEXT]


def test_coming_back_shows_the_page_of_the_chosen_one(paper: PaperStage) -> None:
    touch_far = with_far_ones(paper)
    touch(touch_far, "下一页")
    touch(touch_far, "南海窗口1")
    assert "南海窗口1" in labels(Offices(paper.stage))
