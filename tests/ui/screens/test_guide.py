"""办事指南: items are read, searched and printed without a card; the card comes when one begins."""

from __future__ import annotations

from rules.items import Audience
from tests.ui.hand import touch
from tests.ui.stages import PaperStage
from ui.journey import BACK, NEXT, Navigator, Outcome, Show
from ui.journeys.apply import CHOSEN, GUIDE, HALL, QUERY, SEARCH
from ui.journeys.citizen import CITIZEN
from ui.screens.guide import Guide
from ui.screens.home import Home


def walk(navigator: Navigator, *outcomes: Outcome) -> list[str]:
    names: list[str] = []
    for outcome in outcomes:
        turn = navigator.take(outcome, something_to_lose=False)
        assert isinstance(turn, Show)
        names.append(turn.name)
    return names


def test_the_home_screen_leads_to_it(paper: PaperStage) -> None:
    touch(Home(paper.stage), "办事指南")
    assert paper.outcomes == [GUIDE]


def test_for_a_person_or_an_enterprise(paper: PaperStage) -> None:
    touch(Guide(paper.stage), "企业办事指南")
    assert (paper.outcomes, paper.stage.answers.audience) == ([NEXT], Audience.ENTERPRISE)
    touch(Guide(paper.stage), "个人办事指南")
    assert paper.stage.answers.audience is Audience.PERSON


def test_an_item_is_read_and_then_begun_with_the_card() -> None:
    assert walk(Navigator(CITIZEN), GUIDE, NEXT, CHOSEN, NEXT, NEXT, NEXT) == [
        "guide", "guide_items", "guided_intro", "guided_card", "guided_identity", "notice"]


def test_searching_stays_in_the_guide() -> None:
    assert walk(Navigator(CITIZEN), HALL, GUIDE, NEXT, SEARCH, QUERY, CHOSEN, BACK, BACK) == [
        "hall", "guide", "guide_items", "guide_search", "guide_results", "guided_intro", "guide_results",
        "guide_search"]
