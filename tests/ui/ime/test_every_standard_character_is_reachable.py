"""Each of the 8105 characters of the standard list can be typed by every reading the list's dictionary gives it."""

import bz2

from launch.dictionary.build import Sources
from launch.dictionary.readings import parse_unihan
from tests.ui.engines import CHECKOUT
from ui.ime.engine import Composition

MORE_THAN_THERE_ARE = 5000


def standard_characters() -> set[str]:
    """The 8105 characters of 通用规范汉字表."""
    return set(_readings())


def _readings() -> dict[str, list[str]]:
    sources = Sources(CHECKOUT / "assets" / "ime", CHECKOUT / "assets" / "catalogue")
    with bz2.open(sources.unihan, "rt", encoding="utf-8") as unihan:
        return parse_unihan(unihan)[0]


def test_all_of_the_list_by_all_readings(composition: Composition) -> None:
    standard = _readings()
    found: dict[str, frozenset[str]] = {}
    for syllable in {syllable for syllables in standard.values() for syllable in syllables if syllable}:
        for letter in syllable:
            composition.press(letter)
        found[syllable] = frozenset(composition.candidates(0, MORE_THAN_THERE_ARE))
        composition.clear()
    assert len(standard) == 8105
    assert not set(standard) - frozenset().union(*found.values())
    assert not [(character, syllable) for character, syllables in standard.items() for syllable in syllables
                if syllable and character not in found[syllable]]
