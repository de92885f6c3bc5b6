"""Every sample of every screen: its pixels are the recorded ones, its texts fit, its targets suit a finger."""

from __future__ import annotations

import pytest

from tests.ui import golden
from tests.ui.pictures import OVERLAYS, complaints, draw, over_home
from ui.kit import Kit
from ui.screen import Sample
from ui.screens import SCREENS
from ui.stills import JOURNEYS

EVERY = [
    pytest.param(name, sample_name, sample, id=f"{name}.{sample_name}")
    for name, entry in SCREENS.items() for sample_name, sample in entry.samples.items()
]


@pytest.mark.parametrize(("name", "sample_name", "sample"), EVERY)
def test_looks_as_recorded(kit: Kit, name: str, sample_name: str, sample: Sample) -> None:
    key = f"{name}.{sample_name}"
    surface = draw(kit, name, sample).surface
    expected, actual = golden.recorded().get(key), golden.digest(surface)
    if expected != actual:
        path = golden.keep(surface, key)
        state = "was never recorded" if expected is None else "differs from what was recorded"
        pytest.fail(f"{key} {state}; look at {path}, then: python -m tests.ui.record {name}")


@pytest.mark.parametrize(("name", "sample_name", "sample"), EVERY)
def test_fits_and_can_be_touched(kit: Kit, name: str, sample_name: str, sample: Sample) -> None:
    assert complaints(draw(kit, name, sample)) == []


@pytest.mark.parametrize("name", OVERLAYS)
def test_what_lies_over_screens_looks_as_recorded(kit: Kit, name: str) -> None:
    key = f"over.{name}"
    drawn = over_home(kit, OVERLAYS[name])
    assert complaints(drawn) == []
    if golden.recorded().get(key) != golden.digest(drawn.surface):
        pytest.fail(f"{key} differs; look at {golden.keep(drawn.surface, key)}, then: python -m tests.ui.record over")


def test_nothing_recorded_is_stale() -> None:
    assert set(golden.recorded()) - golden.known() == set()


def test_every_screen_has_samples() -> None:
    assert [name for name, entry in SCREENS.items() if not entry.samples] == []


def test_journey_and_screens_know_each_other() -> None:
    assert [problem for journey in JOURNEYS for problem in journey.problems(frozenset(SCREENS))] == []
    assert {step.screen for journey in JOURNEYS for step in journey.steps.values()} == set(SCREENS)
