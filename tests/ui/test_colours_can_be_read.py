"""Contrast is measured, not believed: text 4.5:1, edges of what can be touched 3:1."""

from __future__ import annotations

import pytest

from ui.theme import STANDARD, Colour, Pair, contrast


@pytest.mark.parametrize("pair", STANDARD.palette.pairs(), ids=lambda pair: pair.name)
def test_foreground_stands_out(pair: Pair) -> None:
    assert contrast(pair.fore, pair.ground) >= pair.least


def test_the_measure_itself() -> None:
    black, white = Colour(0, 0, 0), Colour(255, 255, 255)
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(white, black) == pytest.approx(21.0)
    assert contrast(white, white) == pytest.approx(1.0)
    assert contrast(Colour(118, 118, 118), white) == pytest.approx(4.54, abs=0.01)


def test_nothing_is_set_smaller_than_24() -> None:
    assert min(style.size for style in vars(STANDARD.type).values()) >= 24


def test_lines_of_running_text_have_air() -> None:
    body = STANDARD.type.body
    assert 1.5 <= body.leading / body.size <= 1.65
