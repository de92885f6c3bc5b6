"""Draws a sample of a screen as the citizen sees it, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pygame

from tests.ui.stages import paper_stage
from ui import stills
from ui.canvas import Ink
from ui.geometry import SCREEN, Box
from ui.kit import Kit
from ui.screen import Sample
from ui.stills import OVERLAYS, Still
from ui.theme import TOUCH_MIN, Colour, Palette, contrast
from ui.view import Widget

__all__ = ["OVERLAYS", "Still", "complaints", "draw", "over_home"]

TOUCH_GAP = 16
"""Two targets stand no closer than this, in pixels."""
ROUNDING = 0.01

# the other back ends round differently, and golden pictures must not depend on the processor
pygame.transform.set_smoothscale_backend("GENERIC")


def draw(kit: Kit, name: str, sample: Sample, spool: Path = Path("/nonexistent")) -> Still:
    """Build the sample on a fresh stage and draw it with its frame, dialog on top."""
    return stills.draw(paper_stage(kit, spool).stage, name, sample)


def over_home(kit: Kit, lay: Callable[[Kit], Sequence[Widget]]) -> Still:
    """首页 in a visit, and what lies over it."""
    return stills.over_home(paper_stage(kit).stage, lay)


def complaints(drawn: Still, palette: Palette) -> list[str]:
    """What is wrong with a picture: text outside its box, missing glyphs, text that cannot be read on its ground or
    lies on other text, targets too small, too close, or outside."""
    found = [f"text {o.text!r} needs {o.needs} in {tuple(o.box)}" for o in drawn.reports.overflows if not o.missing]
    found += [f"no glyph for {o.missing!r}" for o in drawn.reports.overflows if o.missing]
    found += overlaid(drawn.reports.inks)
    found += [f"text {ink.text!r} at {tuple(ink.box)} leaves its widget {tuple(ink.owner)}"
              for ink in drawn.reports.inks if not ink.owner.contains(core(ink))]
    found += pale(drawn.surface, drawn.reports.inks, palette.text_least)
    for touchable in drawn.touchables:
        if min(touchable.box.w, touchable.box.h) < TOUCH_MIN:
            found.append(f"target {touchable.label!r} is only {touchable.box.w} x {touchable.box.h}")
        if not SCREEN.contains(touchable.box):
            found.append(f"target {touchable.label!r} reaches outside the screen: {tuple(touchable.box)}")
    for index, one in enumerate(drawn.touchables):
        found += [f"targets {one.label!r} and {other.label!r} are {gap} px apart"
                  for other in drawn.touchables[index + 1:] if (gap := apart(one.box, other.box)) < TOUCH_GAP]
    return found


def core(ink: Ink) -> Box:
    """Where a line's characters are: a run is as high as its font, which leaves room above and below."""
    return ink.box.inset(0, (ink.box.h - ink.style.size) // 2 + 2)


def apart(one: Box, other: Box) -> int:
    """Pixels between two boxes, across or along, whichever is more; negative where they overlap."""
    across = max(one.x, other.x) - min(one.right, other.right)
    along = max(one.y, other.y) - min(one.bottom, other.bottom)
    return max(across, along)


def overlaid(inks: list[Ink]) -> list[str]:
    """Lines of text that lie on one another. A run is as high as its font, so only its middle counts."""
    cores = [(ink, ink.box.inset(0, ink.box.h // 4)) for ink in inks]
    return [f"{one.text!r} lies on {other.text!r}" for index, (one, core) in enumerate(cores)
            for other, under in cores[index + 1:] if core.inset(1, 0).meets(under)]


def pale(surface: pygame.Surface, inks: list[Ink], least: float) -> list[str]:
    """Texts whose contrast, measured from the pixels where they stand, is less than `least`."""
    pixels = pygame.surfarray.pixels3d(surface)
    found = []
    for ink in inks:
        box = ink.box
        area = pixels[max(0, box.x):box.right, max(0, box.y):box.bottom].reshape(-1, 3).astype(np.int32)
        if not area.size or not ink.text.strip():
            continue
        away = np.abs(area - np.array(ink.colour)).sum(axis=1)
        fore = Colour(*(int(channel) for channel in area[away.argmin()]))
        far = area[away > away.max() // 2]
        values, counts = np.unique(far[:, 0] << 16 | far[:, 1] << 8 | far[:, 2], return_counts=True)
        most = int(values[counts.argmax()]) if counts.size else 0
        ground = Colour(most >> 16, most >> 8 & 255, most & 255)
        if contrast(fore, ground) < least - ROUNDING:
            found.append(f"{ink.text!r}: {fore.hex} on {ground.hex} is {contrast(fore, ground):.2f}:1, not {least}:1")
    return found
