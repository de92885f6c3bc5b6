"""Steps, outcomes, going back, and being asked once before something is lost."""

from __future__ import annotations

import pytest

from ui.journey import (
    BACK, CODE, EXIT, HELP, HOME, NEXT, STAY, AskToLeave, Journey, Leave, Navigator, Outcome, Show, Station, Step,
    WayError,
)
from ui.journeys.apply import HALL, INPUT, QUERY, SCAN, SEARCH
from ui.journeys.citizen import CITIZEN

TYPING = Outcome("typing")
AGAIN = Outcome("again")
SMALL = Journey(
    start="home",
    steps={
        "home": Step("home", (), {NEXT: "wait"}),
        "wait": Step("wait", (), {NEXT: "form"}, passing=True),
        "form": Step("form", (), {TYPING: "keys", NEXT: "end"}),
        "keys": Step("keys", (), {}, passing=True),
        "end": Step("end", (), {AGAIN: "form"}),
        "help": Step("help", (), {}),
    },
    everywhere={HELP: "help"},
)


def walk(navigator: Navigator, *outcomes: Outcome) -> list[str]:
    names: list[str] = []
    for outcome in outcomes:
        turn = navigator.take(outcome, something_to_lose=False)
        assert isinstance(turn, Show)
        names.append(turn.name)
    return names


def test_forward_and_back_skipping_what_only_waited() -> None:
    navigator = Navigator(SMALL)
    assert walk(navigator, NEXT, NEXT, BACK) == ["wait", "form", "home"]


def test_back_from_what_waits_returns_to_who_opened_it() -> None:
    navigator = Navigator(SMALL)
    assert walk(navigator, NEXT, NEXT, TYPING, BACK) == ["wait", "form", "keys", "form"]


def test_going_to_a_step_behind_unwinds_the_way() -> None:
    navigator = Navigator(SMALL)
    walk(navigator, NEXT, NEXT, NEXT, AGAIN)
    assert navigator.here.name == "form"
    assert navigator.behind == ("home",)


def test_the_footer_leads_away_and_back_from_everywhere() -> None:
    navigator = Navigator(SMALL)
    assert walk(navigator, NEXT, NEXT, HELP, HELP, BACK) == ["wait", "form", "help", "help", "form"]


def test_back_on_the_first_screen_goes_home() -> None:
    assert Navigator(SMALL).take(BACK, something_to_lose=False) == Leave(home=True)


def test_exit_is_never_asked_about() -> None:
    assert Navigator(SMALL).take(EXIT, something_to_lose=True) == Leave(home=False)


def test_home_asks_once_when_something_would_be_lost() -> None:
    navigator = Navigator(SMALL)
    walk(navigator, NEXT, NEXT)
    assert navigator.take(HOME, something_to_lose=True) == AskToLeave()
    assert navigator.take(HOME, something_to_lose=True) == Leave(home=True)


def test_staying_means_being_asked_again_next_time() -> None:
    navigator = Navigator(SMALL)
    walk(navigator, NEXT, NEXT)
    assert navigator.take(HOME, something_to_lose=True) == AskToLeave()
    assert navigator.take(STAY, something_to_lose=True) == navigator.here
    assert navigator.take(HOME, something_to_lose=True) == AskToLeave()


def test_home_does_not_ask_about_nothing() -> None:
    assert Navigator(SMALL).take(HOME, something_to_lose=False) == Leave(home=True)


def test_an_outcome_nobody_planned_is_a_mistake_that_names_the_step() -> None:
    with pytest.raises(WayError, match="home.*typing"):
        Navigator(SMALL).take(TYPING, something_to_lose=False)


def test_problems_of_a_table_are_named() -> None:
    broken = Journey(
        start="home",
        steps={"home": Step("home", (), {NEXT: "nowhere"}), "lonely": Step("ghost", (), {})},
        everywhere={HELP: "help"},
    )
    assert broken.problems(frozenset({"home"})) == [
        "lonely: no screen ghost",
        "home: next leads to nowhere, which is no step",
        "help: help leads there from everywhere, and it is no step",
        "lonely: nothing leads here",
    ]


def test_the_eighteen_steps_in_their_order() -> None:
    navigator = Navigator(CITIZEN)
    way = walk(navigator, HALL, NEXT, NEXT, NEXT, SEARCH, INPUT, BACK, QUERY, Outcome("chosen"), NEXT, NEXT, NEXT,
               NEXT, SCAN, NEXT, NEXT, NEXT)
    assert way == ["hall", "card", "identity", "items", "search", "ime", "search", "results", "intro", "notice",
                   "offices", "form", "materials", "scan", "page", "pages", "receipt"]


def test_scanning_again_does_not_make_the_way_back_longer() -> None:
    navigator = Navigator(CITIZEN)
    walk(navigator, HALL, NEXT, NEXT, NEXT, Outcome("chosen"), NEXT, NEXT, NEXT, NEXT, SCAN, NEXT, SCAN, NEXT, SCAN,
         NEXT, NEXT)
    assert navigator.here.name == "pages"
    assert navigator.behind[-1] == "materials"
    assert walk(navigator, SCAN, BACK) == ["scan", "pages"]


def test_a_step_without_a_station_stands_where_the_one_before_did() -> None:
    assert Navigator(CITIZEN).station is None
    navigator = Navigator(CITIZEN)
    walk(navigator, HALL, NEXT, NEXT, NEXT, SEARCH, INPUT)
    assert (navigator.here.name, navigator.station) == ("ime", Station.CHOOSE)
    walk(navigator, BACK, HELP)
    assert (navigator.here.name, navigator.station) == ("help", Station.CHOOSE)


def test_a_code_scanned_in_the_middle_comes_back_to_the_middle() -> None:
    navigator = Navigator(CITIZEN)
    walk(navigator, HALL, NEXT, NEXT, NEXT)
    assert walk(navigator, CODE, Outcome("found"), BACK) == ["code", "status", "items"]
