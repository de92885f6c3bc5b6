"""事项列表, found: the match is marked; near matches where nothing matched; always a way on."""

from __future__ import annotations

from tests.ui.hand import labels, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.journey import BACK
from ui.journeys.apply import CHOSEN, SEARCH
from ui.screens.results import Results
from ui.widgets.row import ListRow
from wire.messages import ItemPage, SearchItems
from wire.values import Act, Failure, ItemRow, Match


def row(title: str, *marks: tuple[int, int]) -> ItemRow:
    return ItemRow(item="resident-id-card", title=title, category="居民身份证", department="公安（治安）",
                   audience="person", can_apply=True,
                   matches=tuple(Match(start=start, length=length) for start, length in marks))


def shown(paper: PaperStage, *found: ItemRow, near: bool = False, total: int = 1, pages: int = 1) -> Results:
    paper.stage.answers.words = "身份证"
    screen = Results(paper.stage)
    screen.enter()
    paper.bus.answer(ItemPage(rows=found, total=total, page=0, pages=pages, near=near))
    return screen


def test_asks_for_the_words(paper: PaperStage) -> None:
    shown(paper, row("居民身份证办理"))
    assert paper.bus.asked[-1].ask == SearchItems(audience="person", words="身份证", page=0, page_size=6)


def test_the_match_is_marked(paper: PaperStage) -> None:
    screen = shown(paper, row("居民身份证办理", (2, 3)))
    assert "“身份证”的查找结果，共 1 项" in read(screen)
    rows = [widget for widget in screen.view().content if isinstance(widget, ListRow)]
    assert [(found.title, found.marks) for found in rows] == [("居民身份证办理", ((2, 3),))]


def test_what_was_found_can_be_chosen(paper: PaperStage) -> None:
    touch(shown(paper, row("居民身份证办理", (2, 3))), "居民身份证办理")
    assert paper.stage.answers.item_key == "resident-id-card"
    assert paper.outcomes == [CHOSEN]


def test_more_than_a_page_is_turned(paper: PaperStage) -> None:
    screen = shown(paper, row("居民身份证办理"), total=9, pages=2)
    touch(screen, "下一页")
    ask = paper.bus.asked[-1].ask
    assert isinstance(ask, SearchItems) and ask.page == 1


def test_near_matches_are_said_to_be_near(paper: PaperStage) -> None:
    screen = shown(paper, row("居民身份证办理"), near=True)
    assert "没有找到“身份证”" in read(screen)
    assert "下面是相近的事项" in read(screen)
    touch(screen, "居民身份证办理")
    assert paper.outcomes == [CHOSEN]


def test_nothing_found_says_what_to_do_and_leads_back(paper: PaperStage) -> None:
    screen = shown(paper, total=0)
    assert "没有找到“身份证”" in read(screen)
    assert "请换一个词再查" in read(screen)
    touch(screen, "查找事项")
    touch(screen, "上一步")
    assert paper.outcomes == [SEARCH, BACK]


def test_a_guide_that_stumbles_can_be_asked_again(paper: PaperStage) -> None:
    paper.stage.answers.words = "身份证"
    screen = Results(paper.stage)
    screen.enter()
    paper.bus.fail(Failure(code="request.timed_out", act=Act.NOBODY))
    assert "再试一次" in labels(screen)
    touch(screen, "再试一次")
    paper.bus.answer(ItemPage(rows=(row("居民身份证办理"),), total=1, page=0, pages=1))
    assert "居民身份证办理" in labels(screen)
