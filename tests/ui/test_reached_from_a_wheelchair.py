"""轮椅版: every target of every sample comes into the lower half, as it stands or with the picture drawn down."""

from __future__ import annotations

import pygame
import pytest

from tests.ui.hand import touch
from tests.ui.stages import ASSETS, paper_stage
from ui.geometry import SCREEN, Box
from ui.kit import Kit
from ui.manner import Manner
from ui.presenter import Presenter
from ui.reach import MIDDLE, SHIFT, reached, row_under
from ui.screens import SCREENS
from ui.stills import lay_out, touchables_of
from ui.theme import TOUCH_MIN
from ui.widgets.button import Button

LOW = Manner(low=True)
A_FINGER = 20
"""Pixels, 5 mm: a target's lower half is touched as well as its middle."""
CITIZENS = [name for name in SCREENS if name not in ("pin", "machine", "attract")]


@pytest.fixture(scope="module")
def low() -> Kit:
    return Kit.load(ASSETS, LOW)


@pytest.mark.parametrize("name", CITIZENS)
def test_every_target_is_reached(low: Kit, name: str) -> None:
    for sample_name, sample in SCREENS[name].samples.items():
        widgets, dialog = lay_out(paper_stage(low).stage, name, sample)
        targets = touchables_of(widgets if dialog is None else [dialog])
        # the header's switches stand in the footer's board as well
        below = [target for target in targets if target.box.y >= 112]
        short = {target.label: reached(target.box).h for target in below if reached(target.box).h < TOUCH_MIN}
        assert short == {}, sample_name
        # a question's answers stand in the lower half by themselves
        asked = all(target.box.y >= MIDDLE for target in targets)
        assert asked or "画面下移" in {target.label for target in targets}


def test_the_keyboard_is_reached_as_it_stands_under_what_it_writes(low: Kit) -> None:
    for sample_name, sample in SCREENS["ime"].samples.items():
        screen = sample(paper_stage(low).stage)
        written, *keys = sorted((target for widget in screen.view().content for target in widget.touchables()
                                 if target.label not in ("清空", "收起键盘")), key=lambda target: target.box.y)
        assert all(target.box.centre[1] >= MIDDLE - A_FINGER for target in keys), sample_name
        assert written.box.bottom <= min(target.box.y for target in keys)


def test_what_is_drawn_down_is_touched_where_it_is_seen(low: Kit) -> None:
    touched: list[str] = []
    button = Button(box=Box(600, 200, 400, 96), label="办理", tap=lambda: touched.append("办理"))
    surface = pygame.Surface(SCREEN.size)
    presenter = Presenter(surface, low, touched.append)
    presenter.show_first(((button,),), 0.0)
    plain = surface.get_at((700, 250))
    presenter.lowered = True
    assert presenter.show(((button,),), 0.0)
    assert surface.get_at((700, 250 + SHIFT)) == plain
    presenter.finger_down(800, 248 + SHIFT, 0.0)
    presenter.finger_up(800, 248 + SHIFT, 0.0)
    assert touched == ["办理"]
    presenter.finger_down(800, 248, 0.0)
    presenter.finger_up(800, 248, 0.0)
    assert touched == ["办理"]


def test_the_footer_stays_where_it_is() -> None:
    assert row_under(1000) == 1000
    assert row_under(MIDDLE) == MIDDLE - SHIFT


def test_home_offers_it_below_the_middle() -> None:
    paper = paper_stage(Kit.load(ASSETS))
    home = SCREENS["home"].samples["all_well"](paper.stage)
    place = next(t.box for widget in home.view().content for t in widget.touchables() if t.label == "轮椅版")
    assert place.y >= MIDDLE
    touch(home, "轮椅版")
    assert paper.chosen == [LOW]
