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
from ui.widgets.page import ImageView
from ui.widgets.trouble import TroubleCard
from wire.messages import CropPage, Done, DropPage, PageScanned, TurnPage
from wire.values import Act, Failure

TURNED = msgspec.structs.replace(PAGE, page="sample_page_token_0002", width=PAGE.height, height=PAGE.width)


@pytest.fixture
def paper(kit: Kit, tmp_path: Path) -> PaperStage:
    """A stage with two pages in its spool."""
    (tmp_path / "pages").mkdir()
    for page in (PAGE, TURNED):
        sheet = pygame.Surface((page.width // 10, page.height // 10))
        pygame.image.save(sheet, str(tmp_path / "pages" / f"{page.page}.jpg"))
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
