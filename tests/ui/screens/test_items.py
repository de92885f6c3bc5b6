"""事项列表: by category or department, a page at a time; a guide that stumbles is asked again."""

from __future__ import annotations

from tests.ui.hand import labels, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules.items import Audience
from ui.journeys.apply import CHOSEN, SEARCH
from ui.screens.items import Items, rows
from wire.messages import ItemPage, ListItems
from wire.values import Act, Facet, Failure

CATEGORIES = tuple(Facet(name=name, items=3) for name in (
    "户口登记", "户口迁移", "居民身份证", "居住证", "出入境证件", "证明与便民"))
DEPARTMENTS = (Facet(name="公安（治安）", items=12), Facet(name="公安（出入境）", items=6))


def page(number: int = 0, pages: int = 3, categories: tuple[Facet, ...] = CATEGORIES) -> ItemPage:
    return ItemPage(rows=rows(), total=pages * 6, page=number, pages=pages, categories=categories,
                    departments=DEPARTMENTS)


def shown(paper: PaperStage, answer: ItemPage | None = None) -> Items:
    screen = Items(paper.stage)
    screen.enter()
    paper.bus.answer(answer if answer is not None else page())
    return screen


def asked(paper: PaperStage) -> ListItems:
    ask = paper.bus.asked[-1].ask
    assert isinstance(ask, ListItems)
    return ask


def test_while_it_is_asked_it_says_so(paper: PaperStage) -> None:
    paper.stage.answers.audience = Audience.ENTERPRISE
    screen = Items(paper.stage)
    screen.enter()
    assert asked(paper) == ListItems(audience="enterprise", page=0, page_size=6)
    assert "正在查找事项" in read(screen)


def test_pages_turn_as_far_as_there_are_pages(paper: PaperStage) -> None:
    screen = shown(paper)
    assert "第 1/3 页" in read(screen)
    assert "上一页" not in labels(screen)
    touch(screen, "下一页")
    assert asked(paper).page == 1
    paper.bus.answer(page(1))
    touch(screen, "下一页")
    paper.bus.answer(page(2))
    assert "第 3/3 页" in read(screen)
    assert "下一页" not in labels(screen)


def test_a_category_begins_at_its_first_page(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "下一页")
    paper.bus.answer(page(1))
    touch(screen, "居民身份证")
    assert (asked(paper).category, asked(paper).department, asked(paper).page) == ("居民身份证", None, 0)
    paper.bus.answer(page(0, 1))
    touch(screen, "全部")
    assert asked(paper).category is None


def test_departments_stand_in_place_of_categories(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "居住证")
    paper.bus.answer(page())
    touch(screen, "按部门")
    assert (asked(paper).category, asked(paper).department) == (None, None)
    paper.bus.answer(page())
    touch(screen, "公安（出入境）")
    assert (asked(paper).category, asked(paper).department) == (None, "公安（出入境）")
    assert "居住证" not in labels(screen)
    assert "按类别" in labels(screen)


def test_categories_beyond_a_line_are_behind_more(paper: PaperStage) -> None:
    many = (*CATEGORIES, Facet(name="社会保障", items=1), Facet(name="公共交通", items=1))
    screen = shown(paper, page(categories=many))
    first = labels(screen)
    assert "户口登记" in first and "公共交通" not in first
    touch(screen, "更多")
    assert "户口登记" not in labels(screen)
    touch(screen, "公共交通")
    paper.bus.answer(page(categories=many))
    again = shown(paper, page(categories=many))
    assert "公共交通" in labels(again), "the chosen one is in sight"
    touch(again, "更多")
    assert labels(again) == first


def test_coming_back_finds_the_category_and_page_left(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "居民身份证")
    paper.bus.answer(page())
    touch(screen, "下一页")
    paper.bus.answer(page(1))
    touch(screen, "居民身份证换领")
    again = Items(paper.stage)
    again.enter()
    assert (asked(paper).category, asked(paper).page) == ("居民身份证", 1)


def test_an_item_is_chosen(paper: PaperStage) -> None:
    touch(shown(paper), "居民身份证换领")
    assert paper.stage.answers.item_key == "item-1"
    assert paper.outcomes == [CHOSEN]


def test_another_item_does_not_inherit_what_was_filled_in(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.item_key, answers.form = "item-0", {"phone": "13800000000"}
    touch(shown(paper), "居民身份证办理")
    assert answers.form == {"phone": "13800000000"}, "the same item again"
    touch(shown(paper), "居民身份证换领")
    assert answers.form == {}


def test_search_is_one_touch_away(paper: PaperStage) -> None:
    touch(shown(paper), "查找事项")
    assert paper.outcomes == [SEARCH]


def test_an_item_for_the_window_only_says_so(paper: PaperStage) -> None:
    assert "仅窗口办理" in read(shown(paper))


def test_a_category_without_items_says_so(paper: PaperStage) -> None:
    screen = shown(paper, ItemPage(rows=(), total=0, page=0, pages=1, categories=CATEGORIES))
    assert "这一类暂时没有可以办理的事项" in read(screen)
    assert "户口登记" in labels(screen)


def test_a_guide_that_stumbles_is_asked_again_by_itself_and_by_hand(paper: PaperStage) -> None:
    screen = Items(paper.stage)
    screen.enter()
    paper.bus.fail(Failure(code="request.peer_gone", act=Act.NOBODY))
    assert "系统正在恢复" in read(screen)
    paper.alarms[-1].callback()
    paper.bus.fail(Failure(code="catalogue.broken", act=Act.ENGINEER))
    assert "事项目录暂时打不开" in read(screen)
    touch(screen, "再试一次")
    assert len(paper.bus.asked) == 3
    paper.alarms[-1].callback()
    assert len(paper.bus.asked) == 3, "one question at a time"
    paper.bus.answer(page())
    assert "居民身份证办理" in labels(screen)
    assert "再试一次" not in labels(screen)


def test_an_older_question_is_not_waited_for(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "居住证")
    touch(screen, "户口登记")
    assert paper.bus.asked[1].canceled
    paper.bus.answer(page(0, 1), index=1)
    assert "第 1/3 页" in read(screen)
