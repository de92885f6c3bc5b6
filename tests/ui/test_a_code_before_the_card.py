"""The footer's ways: an item's code read before any card, and looking aside without losing one's place."""

from __future__ import annotations

from ui.journey import BACK, CODE, HELP, NEXT, Navigator, Outcome, Show
from ui.journeys.apply import CHOSEN, ENTERPRISE, FOUND, GUIDED, HALL, REVISE, SCAN
from ui.journeys.citizen import CITIZEN


def walk(navigator: Navigator, *outcomes: Outcome) -> list[str]:
    names: list[str] = []
    for outcome in outcomes:
        turn = navigator.take(outcome, something_to_lose=False)
        assert isinstance(turn, Show)
        names.append(turn.name)
    return names


TO_MATERIALS = (HALL, NEXT, NEXT, NEXT, CHOSEN, NEXT, NEXT, NEXT, NEXT)


def test_the_card_comes_after_the_item_and_then_the_item_goes_on() -> None:
    navigator = Navigator(CITIZEN)
    assert walk(navigator, CODE, GUIDED, NEXT, NEXT, NEXT, NEXT) == [
        "code", "guided_intro", "guided_card", "guided_identity", "notice", "offices"]
    assert [CITIZEN.steps[name].screen for name in navigator.behind] == ["home", "intro", "identity", "notice"]


def test_back_from_the_identity_is_the_item_again() -> None:
    assert walk(Navigator(CITIZEN), CODE, GUIDED, NEXT, NEXT, BACK)[-1] == "guided_intro"


def test_an_enterprise_names_itself_after_the_card() -> None:
    assert walk(Navigator(CITIZEN), CODE, GUIDED, NEXT, NEXT, ENTERPRISE, NEXT)[-2:] == ["guided_enterprise", "notice"]


def test_a_state_that_was_looked_at_leads_back_to_where_one_was() -> None:
    navigator = Navigator(CITIZEN)
    walk(navigator, *TO_MATERIALS)
    assert walk(navigator, CODE, FOUND, CODE, FOUND, BACK) == ["code", "status", "code", "status", "materials"]


def test_reading_the_help_loses_no_scanned_page() -> None:
    navigator = Navigator(CITIZEN)
    walk(navigator, *TO_MATERIALS)
    assert walk(navigator, SCAN, NEXT) == ["scan", "page"]
    assert walk(navigator, HELP) == ["help"]
    assert navigator.before == "page"
    assert walk(navigator, BACK, NEXT, BACK) == ["page", "pages", "materials"]


def test_the_form_is_gone_back_to_from_the_list_of_materials() -> None:
    navigator = Navigator(CITIZEN)
    walk(navigator, *TO_MATERIALS)
    assert walk(navigator, NEXT, REVISE, NEXT, NEXT) == ["pages", "form", "materials", "pages"]


def test_nothing_lies_before_the_first_screen() -> None:
    assert Navigator(CITIZEN).before == ""
