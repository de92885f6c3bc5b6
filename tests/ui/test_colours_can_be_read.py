"""Contrast is measured, not believed: text 4.5:1, edges of what can be touched 3:1."""

from __future__ import annotations

import pytest

from ui.manner import Language, Manner
from ui.theme import STANDARD, Colour, Pair, contrast
from ui.variants import CARE_PALETTE, CARE_TEXT, HIGH_PALETTE, LATIN_LEAST, theme_for


PALETTES = {"standard": STANDARD.palette, "care": CARE_PALETTE, "contrast": HIGH_PALETTE}


@pytest.mark.parametrize("pair", [pytest.param(pair, id=f"{name}: {pair.name}") for name, palette in PALETTES.items()
                                  for pair in palette.pairs()])
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


def test_what_each_palette_promises() -> None:
    assert [(p.text_least, p.edge_least) for p in PALETTES.values()] == [(4.5, 3.0), (7.0, 3.0), (10.0, 7.0)]


def test_care_is_a_third_larger_and_never_smaller_than_the_standard() -> None:
    care = vars(theme_for(Manner(care=True)).type)
    for rank, style in vars(STANDARD.type).items():
        if rank != "mark":
            assert care[rank].size == round(style.size * CARE_TEXT)
            assert care[rank].least == style.size


def test_english_may_be_set_smaller_but_not_small() -> None:
    english = vars(theme_for(Manner(language=Language.ENGLISH)).type)
    assert all(style.least >= LATIN_LEAST and style.size == vars(STANDARD.type)[rank].size
               for rank, style in english.items())


def test_the_standard_manner_is_the_standard_theme_itself() -> None:
    assert theme_for(Manner()) is STANDARD and theme_for(Manner(language=Language.TRADITIONAL)) is STANDARD
