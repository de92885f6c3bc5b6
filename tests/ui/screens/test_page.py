"""16 扫描材料确认: looking at the page, turning and cutting it, and what follows."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pygame
import pytest

from tests.ui.hand import labels, reason, touch
from tests.ui.stages import PaperStage, paper_stage
from ui.journey import NEXT
from ui.journeys.apply import SCAN
from ui.kit import Kit
from ui.samples import ITEM, PAGE
from ui.screens.page import Page
from ui.widgets.page import ImageView, PageStrip
from ui.widgets.trouble import TroubleCard
from wire.messages import CropPage, Done, DropPage, PageScanned, TurnPage
from wire.values import Act, Failure

TURNED = msgspec.structs.replace(PAGE, page="sample_page_token_0002", width=PAGE.height, height=PAGE.width)


@pytest.fixture
def paper(kit: Kit, tmp_path: Path) -> PaperStage:
    """A stage with two pages in its spool."""
    (tmp_path / "pages").mkdir()
    for page in (PAGE, TURNED):
        for share, ending in ((10, ".preview.jpg"), (5, ".jpg")):
            sheet = pygame.Surface((page.width // share, page.height // share))
            pygame.image.save(sheet, str(tmp_path / "pages" / f"{page.page}{ending}"))
    return paper_stage(kit, tmp_path)


def shown(paper: PaperStage, page: PageScanned = PAGE) -> Page:
    paper.stage.answers.item = ITEM
    paper.stage.answers.brought = {"household-register"}
    paper.stage.answers.material = "household-register"
    paper.stage.answers.page = page
    screen = Page(paper.stage)
    screen.enter()
    return screen


def seen(screen: Page) -> ImageView:
    return next(widget for widget in screen.view().content if isinstance(widget, ImageView))


def test_the_page_is_shown_whole(paper: PaperStage) -> None:
    view = seen(shown(paper))
    assert view.picture.get_size() == (124, 175)
    assert view.zoom == 1.0


def test_done_keeps_it_and_leads_to_the_list(paper: PaperStage) -> None:
    touch(shown(paper), "完成")
    assert paper.stage.answers.pages == {"household-register": [PAGE]}
    assert paper.stage.answers.page is None
    assert paper.outcomes == [NEXT]


def test_done_leads_to_the_next_material_that_was_brought(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.answers.brought.add("photo-receipt")
    touch(screen, "完成")
    assert paper.stage.answers.material == "photo-receipt"
    assert paper.outcomes == [SCAN]


def test_the_next_page_of_the_same_material(paper: PaperStage) -> None:
    touch(shown(paper), "继续扫描下一页")
    assert paper.stage.answers.pages == {"household-register": [PAGE]}
    assert paper.stage.answers.material == "household-register"
    assert paper.outcomes == [SCAN]


def test_no_more_pages_than_the_material_may_have(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.answers.pages["household-register"] = [TURNED] * 9
    assert reason(screen, "继续扫描下一页") == "“居民户口簿”最多扫描 10 页，已经够了。"
    touch(screen, "完成")
    assert len(paper.stage.answers.pages["household-register"]) == 10


def test_scanning_again_drops_it_first(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "重新扫描")
    assert paper.bus.asked[-1].ask == DropPage(page=PAGE.page)
    assert paper.outcomes == []
    paper.bus.answer(Done())
    assert paper.outcomes == [SCAN]
    assert paper.stage.answers.page is None
    assert paper.stage.answers.pages == {}


def test_turning_shows_the_new_page(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "转动")
    assert paper.bus.asked[-1].ask == TurnPage(page=PAGE.page, quarters=1)
    assert reason(screen, "完成") == "正在处理这一页，请稍候。"
    paper.bus.answer(TURNED)
    assert paper.stage.answers.page == TURNED
    assert seen(screen).picture.get_size() == (175, 124)


def test_cropping_by_its_corners(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "裁剪")
    assert {"左上角", "右下角", "取消裁剪", "裁剪"} <= labels(screen)
    moved = seen(screen).cropped
    assert moved is not None
    moved((0.1, 0.2, 0.8, 0.9))
    touch(screen, "裁剪")
    assert paper.bus.asked[-1].ask == CropPage(page=PAGE.page, left=0.1, top=0.2, right=0.8, bottom=0.9)
    paper.bus.answer(TURNED)
    assert paper.stage.answers.page == TURNED


def test_cropping_can_be_left(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "裁剪")
    touch(screen, "取消裁剪")
    assert seen(screen).crop is None
    assert paper.bus.asked == []


def test_zooming_in_and_out_and_moving_within_the_page(paper: PaperStage) -> None:
    screen = shown(paper)
    assert "缩小" not in labels(screen)
    touch(screen, "放大")
    assert seen(screen).zoom > 1.0
    assert seen(screen).picture.get_size() == (124, 175)
    paper.alarms[-1].callback()
    assert seen(screen).picture.get_size() == (248, 350)  # every dot of it, once the preview was enlarged
    moved = seen(screen).moved
    assert moved is not None
    moved(5.0, -5.0, True)
    across, along = seen(screen).at
    assert 0.5 < across < 1.0
    assert 0.0 < along < 0.5
    touch(screen, "缩小")
    assert (seen(screen).zoom, seen(screen).at) == (1.0, (0.5, 0.5))


def test_a_turn_that_fails_says_so_and_keeps_the_page(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "转动")
    paper.bus.fail(Failure(code="page.spool_full", act=Act.CITIZEN))
    card = next(widget for widget in screen.view().content if isinstance(widget, TroubleCard))
    assert card.trouble.what == "这次扫描的页数太多了"
    touch(screen, "完成")
    assert paper.stage.answers.pages == {"household-register": [PAGE]}


def test_a_page_that_is_not_there_can_only_be_scanned_again(paper: PaperStage) -> None:
    screen = shown(paper, msgspec.structs.replace(PAGE, page="sample_page_token_9999"))
    assert labels(screen) == {"重新扫描"}


EARLIER = msgspec.structs.replace(PAGE, page="sample_page_token_0003")
LATER = msgspec.structs.replace(PAGE, page="sample_page_token_0004")


def with_earlier(paper: PaperStage, *pages: PageScanned) -> Page:
    """A page was just scanned, the material has others already."""
    paper.stage.answers.pages = {"household-register": list(pages)}
    return shown(paper)


def strip(screen: Page) -> PageStrip:
    return next(widget for widget in screen.view().content if isinstance(widget, PageStrip))


def test_a_single_page_has_no_strip(paper: PaperStage) -> None:
    assert not any(isinstance(widget, PageStrip) for widget in shown(paper).view().content)


def test_all_pages_stand_beside_the_one_just_scanned_and_get_their_pictures(paper: PaperStage) -> None:
    screen = with_earlier(paper, TURNED)
    assert (strip(screen).words, strip(screen).chosen) == (("第 1 页", "第 2 页"), 1)
    assert strip(screen).pictures == (None, None)
    for alarm in paper.alarms:
        alarm.callback()
    assert all(picture is not None for picture in strip(screen).pictures)


def test_an_earlier_page_is_looked_at_and_turned_in_its_place(paper: PaperStage) -> None:
    screen = with_earlier(paper, TURNED, LATER)
    touch(screen, "第 1 页")
    assert seen(screen).picture.get_size() == (TURNED.width // 10, TURNED.height // 10)
    touch(screen, "转动")
    assert paper.bus.asked[-1].ask == TurnPage(page=TURNED.page, quarters=1)
    paper.bus.answer(PAGE)
    assert paper.stage.answers.pages == {"household-register": [PAGE, LATER]}
    touch(screen, "完成")
    assert paper.stage.answers.pages == {"household-register": [PAGE, LATER, PAGE]}


def test_an_earlier_page_that_is_scanned_again_comes_to_its_place(paper: PaperStage) -> None:
    screen = with_earlier(paper, EARLIER, LATER)
    touch(screen, "第 1 页")
    touch(screen, "重新扫描")
    assert paper.bus.asked[-1].ask == DropPage(page=EARLIER.page)
    paper.bus.answer(Done())
    answers = paper.stage.answers
    assert paper.outcomes == [SCAN]
    assert (answers.page, answers.next_place) == (None, 0)
    assert answers.pages == {"household-register": [LATER, PAGE]}
    answers.page = TURNED
    again = Page(paper.stage)
    again.enter()
    assert (strip(again).chosen, again.view().main is not None) == (0, True)
    touch(again, "完成")
    assert answers.pages == {"household-register": [TURNED, LATER, PAGE]}
    assert answers.next_place == 3


def test_the_last_page_scanned_again_leaves_the_others(paper: PaperStage) -> None:
    screen = with_earlier(paper, EARLIER)
    touch(screen, "重新扫描")
    assert paper.bus.asked[-1].ask == DropPage(page=PAGE.page)
    assert paper.stage.answers.pages == {"household-register": [EARLIER]}
    assert paper.stage.answers.next_place == 1


def test_a_place_that_was_left_open_is_no_other_materials(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.material, answers.gap = "photo-receipt", ("household-register", 0)
    answers.pages = {"photo-receipt": [EARLIER]}
    assert answers.next_place == 1


def test_more_pages_than_fit_are_leafed_through(paper: PaperStage) -> None:
    many = [msgspec.structs.replace(PAGE, page=f"sample_page_token_2{number:03}") for number in range(8)]
    screen = with_earlier(paper, *many)
    assert strip(screen).words[-1] == "第 9 页"
    assert "向下" not in labels(screen)
    for _ in range(9):
        if "向上" in labels(screen):
            touch(screen, "向上")
    assert strip(screen).words[0] == "第 1 页"
    assert strip(screen).chosen >= len(strip(screen).words)
    touch(screen, "第 1 页")
    assert strip(screen).chosen == 0


def test_while_one_is_cut_the_strip_is_out_of_the_way(paper: PaperStage) -> None:
    screen = with_earlier(paper, EARLIER)
    touch(screen, "裁剪")
    assert not any(isinstance(widget, PageStrip) for widget in screen.view().content)
