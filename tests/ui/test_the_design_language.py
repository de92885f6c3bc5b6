"""What ui/README.md says of the design language is what ui/theme.py and ui/variants.py hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.manner import Manner
from ui.theme import GRID, GUTTER, MARGIN, STANDARD, TOUCH_MIN, Colour, Palette, contrast
from ui.variants import CARE_PALETTE, HIGH_PALETTE, theme_for

README = (Path(__file__).parents[2] / "ui" / "README.md").read_text("utf-8")
FLOWING = " ".join(README.split())
GROUNDS = {
    "ink": "card", "soft": "page", "brand": "tint", "deep": "card", "outline": "page", "white": "brand",
    "on_hint": "hint", "amber": "deep", "done": "done_tint", "danger": "danger_tint", "on_dim": "dim",
}
"""Each foreground, and the ground on which the page gives its contrast."""
PALETTES = (STANDARD.palette, CARE_PALETTE, HIGH_PALETTE)


def colour_row(fore: str, ground: str) -> str:
    """The row of the palette's table for a foreground."""
    cells = [f"{one.hex} {contrast(one, other):.1f}" for one, other in (
        (_colour(palette, fore), _colour(palette, ground)) for palette in PALETTES)]
    return f"| {fore} on {ground} | {' | '.join(cells)} |"


def type_entry(rank: str) -> str:
    """What the page says of a rank: face, size/leading, and 关怀版's."""
    style, care = vars(STANDARD.type)[rank], vars(theme_for(Manner(care=True)).type)[rank]
    return f"{rank} {style.face.name.lower()} {style.size}/{style.leading} {care.size}/{care.leading}"


def _colour(palette: Palette, name: str) -> Colour:
    colour = getattr(palette, name)
    assert isinstance(colour, Colour)
    return colour


@pytest.mark.parametrize(("fore", "ground"), GROUNDS.items())
def test_every_colour_stands_there_with_its_contrast(fore: str, ground: str) -> None:
    assert colour_row(fore, ground) in README


@pytest.mark.parametrize("rank", vars(STANDARD.type))
def test_every_rank_of_type_stands_there_with_its_sizes(rank: str) -> None:
    assert type_entry(rank) in FLOWING


def test_grid_spacing_radii_elevation_and_motion_are_the_themes() -> None:
    shapes, motion = STANDARD.shapes, STANDARD.motion
    shadows = ", ".join(f"{level.value} {shadow.offset}/{shadow.blur:g}/{shadow.opacity:g}"
                        for level, shadow in shapes.shadows.items() if shadow is not None)
    for words in (
        f"Grid {GRID}, margins {MARGIN}, gutter {GUTTER}",
        f"Radii: {shapes.small} fields and rows, {shapes.button} buttons, {shapes.card} cards, {shapes.dialog} dialogs",
        f"Elevation (offset/blur/opacity of ink): {shadows}",
        f"a darker edge of {shapes.edge} px",
        f"Targets {TOUCH_MIN} x {TOUCH_MIN}",
        f"{motion.frames_per_second} frames a second at most", f"a toast stays {motion.toast:g} s",
    ):
        assert words in FLOWING, words
