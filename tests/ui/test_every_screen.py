"""Every sample of every screen in every variant: its pixels are the recorded ones, its texts fit and can be read, its
targets suit a finger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

import pytest

from tests.ui import golden
from tests.ui.pictures import OVERLAYS, Still, complaints, draw, over_home
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.manner import Language, Manner
from ui.screens import SCREENS
from ui.stills import JOURNEYS, OVER, VARIANTS

Drawn = Callable[[Kit], Still]


DRAWINGS: Mapping[str, Drawn] = {
    **{f"{name}.{sample_name}": partial(draw, name=name, sample=sample)
       for name, entry in SCREENS.items() for sample_name, sample in entry.samples.items()},
    **{f"{OVER}.{name}": partial(over_home, lay=lay) for name, lay in OVERLAYS.items()},
}


@cache
def _kit(variant: str) -> Kit:
    return Kit.load(ASSETS, VARIANTS[variant])


@cache
def _traditional() -> Kit:
    return Kit.load(ASSETS, Manner(language=Language.TRADITIONAL, low=True))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("sample", DRAWINGS)
def test_looks_as_recorded_and_serves_eye_and_finger(sample: str, variant: str) -> None:
    kit, key = _kit(variant), golden.key_of(sample, variant)
    drawn = DRAWINGS[sample](kit)
    assert complaints(drawn, kit.theme.palette) == []
    expected = golden.recorded().get(key)
    if expected != golden.digest(drawn.surface):
        page = golden.keep(drawn.surface, key)
        state = "was never recorded" if expected is None else "differs from what was recorded"
        screen = sample.partition(".")[0]
        pytest.fail(f"{key} {state}; look at {page}, then: python -m tests.ui.record {screen}")


@pytest.mark.parametrize("name", SCREENS)
def test_serves_in_traditional_characters_and_from_a_wheelchair(name: str) -> None:
    """Without recorded pixels: 繁體 is 简体's layout in other characters, 轮椅版 its layout with another footer."""
    kit = _traditional()
    drawn = draw(kit, name, next(iter(SCREENS[name].samples.values())))
    assert complaints(drawn, kit.theme.palette) == []


def test_nothing_recorded_is_stale() -> None:
    assert set(golden.recorded()) - golden.known() == set()


def test_every_screen_has_samples() -> None:
    assert [name for name, entry in SCREENS.items() if not entry.samples] == []


def test_journey_and_screens_know_each_other() -> None:
    assert [problem for journey in JOURNEYS for problem in journey.problems(frozenset(SCREENS))] == []
    assert {step.screen for journey in JOURNEYS for step in journey.steps.values()} == set(SCREENS)
