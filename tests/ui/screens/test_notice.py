"""11 注意事项: in 关怀版 the points are paged rather than set small; the box to tick stands on each page."""

from __future__ import annotations

import pytest

from tests.ui.hand import labels, touch
from tests.ui.stages import ASSETS, PaperStage, paper_stage
from ui.kit import Kit
from ui.manner import Manner
from ui.screens.notice import Notice
from ui.widgets.label import Paragraph
from ui.widgets.row import SwipeGround

AGREE = "我已阅读并确认上述《终端申报注意事项》。"


@pytest.fixture
def care() -> PaperStage:
    return paper_stage(Kit.load(ASSETS, Manner(care=True)))


def points(screen: Notice) -> list[Paragraph]:
    return [widget for widget in screen.view().content if isinstance(widget, Paragraph)]


def test_in_care_the_points_are_a_third_larger_and_all_are_there(care: PaperStage) -> None:
    screen = Notice(care.stage)
    seen = points(screen)
    assert AGREE in labels(screen)
    touch(screen, "下一页")
    seen += points(screen)
    assert AGREE in labels(screen)
    assert len(seen) == 6 and {point.style for point in seen} == {care.stage.kit.theme.type.body}


def test_a_finger_drawn_over_the_points_turns_no_further_than_there_are_pages(care: PaperStage) -> None:
    screen = Notice(care.stage)
    for turned_by, page in ((-1, 0), (1, 1), (1, 1), (-1, 0)):
        next(widget for widget in screen.view().content if isinstance(widget, SwipeGround)).turn_by(turned_by)
        assert screen.page == page


def test_otherwise_all_stand_on_one_page(paper: PaperStage) -> None:
    screen = Notice(paper.stage)
    assert len(points(screen)) == 6 and "下一页" not in labels(screen)
