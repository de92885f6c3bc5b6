"""Every step of a citizen's journey can be come to, and every outcome of every screen there leads somewhere; no pixels.
"""

from __future__ import annotations

import ast
import importlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.journey import BACK, CODE, EXIT, HELP, HOME, STAY, AskToLeave, Leave, Navigator, Outcome, Show
from ui.journeys.citizen import CITIZEN
from ui.screens import SCREENS

ALWAYS = frozenset({BACK, HOME, EXIT, STAY, HELP, CODE})
"""What every step can end with, whatever its table says."""
SCREENS_FOLDER = Path(importlib.import_module("ui.screens").__file__ or "").parent
SHARED = {"doors", "lists", "todo"}
"""Modules of ui/screens that end screens for others."""


def ways() -> dict[str, tuple[Outcome, ...]]:
    """To each step the shortest way from 首页, as outcomes."""
    found: dict[str, tuple[Outcome, ...]] = {CITIZEN.start: ()}
    left = deque([CITIZEN.start])
    while left:
        name = left.popleft()
        for outcome, to in {**CITIZEN.everywhere, **CITIZEN.steps[name].ways}.items():
            if to not in found:
                found[to] = (*found[name], outcome)
                left.append(to)
    return found


WAYS = ways()


def standing_at(name: str) -> Navigator:
    navigator = Navigator(CITIZEN)
    for outcome in WAYS[name]:
        navigator.take(outcome, something_to_lose=False)
    assert navigator.here.name == name
    return navigator


def every_outcome() -> Iterator[tuple[str, Outcome]]:
    for name in sorted(CITIZEN.steps):
        for outcome in (*CITIZEN.steps[name].ways, *sorted(ALWAYS, key=lambda one: one.name)):
            yield name, outcome


def test_every_step_is_come_to() -> None:
    assert set(WAYS) == set(CITIZEN.steps)


@pytest.mark.parametrize(("name", "outcome"), list(every_outcome()), ids=lambda part: getattr(part, "name", part))
def test_every_outcome_leads_where_the_table_says(name: str, outcome: Outcome) -> None:
    step, navigator = CITIZEN.steps[name], standing_at(name)
    behind = navigator.behind
    turn = navigator.take(outcome, something_to_lose=False)
    if outcome in step.ways:
        assert isinstance(turn, Show) and turn.name == step.ways[outcome]
    elif outcome == BACK:
        assert isinstance(turn, Show) and turn.name == behind[-1] if behind else turn == Leave(home=True)
    elif outcome in CITIZEN.everywhere:
        assert isinstance(turn, Show) and turn.name == CITIZEN.everywhere[outcome]
        assert turn.name in (name, *behind) or navigator.behind[-1] == name, "one comes back to where one was"
    elif outcome == STAY:
        assert turn == Show(name, step)
    else:
        assert turn == Leave(home=outcome == HOME)


@pytest.mark.parametrize("name", sorted(CITIZEN.steps))
def test_work_is_asked_about_once_from_everywhere(name: str) -> None:
    navigator = standing_at(name)
    assert navigator.take(HOME, something_to_lose=True) == AskToLeave()
    assert navigator.take(HOME, something_to_lose=True) == Leave(home=True)


@pytest.mark.parametrize("name", sorted(CITIZEN.steps))
def test_going_back_again_and_again_comes_home(name: str) -> None:
    navigator = standing_at(name)
    for _ in WAYS[name]:
        if isinstance(navigator.take(BACK, something_to_lose=False), Leave):
            return
    assert navigator.here.name == CITIZEN.start


@pytest.mark.parametrize("name", sorted(CITIZEN.steps))
def test_a_screen_knows_no_outcome_that_none_of_its_steps_has(name: str) -> None:
    """By the source: whatever outcome a screen's module names, some step that shows the screen leads on from it."""
    screen = CITIZEN.steps[name].screen
    known = {outcome for step in CITIZEN.steps.values() if step.screen == screen for outcome in step.ways}
    assert [one.name for one in outcomes_in(screen) if one not in known | ALWAYS] == []


def outcomes_in(screen: str) -> list[Outcome]:
    """The outcomes that the module of a screen, and the shared modules it takes in, name."""
    module = importlib.import_module(SCREENS[screen].screen.__module__)
    modules = [module, *(importlib.import_module(f"ui.screens.{shared}") for shared in SHARED
                         if f"ui.screens.{shared} " in source(module.__name__))]
    names = {(one.__name__, node.id) for one in modules for node in ast.walk(ast.parse(source(one.__name__)))
             if isinstance(node, ast.Name)}
    values = (getattr(importlib.import_module(where), name, None) for where, name in sorted(names))
    return [value for value in values if isinstance(value, Outcome)]


def source(module: str) -> str:
    return (SCREENS_FOLDER / f"{module.rpartition('.')[2]}.py").read_text("utf-8")
