"""Draws a sample of a screen as the citizen sees it, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pygame

from tests.ui.stages import paper_stage
from ui import stills
from ui.geometry import SCREEN
from ui.kit import Kit
from ui.screen import Sample
from ui.stills import OVERLAYS, Still
from ui.theme import TOUCH_MIN
from ui.view import Widget

__all__ = ["OVERLAYS", "Still", "complaints", "draw", "over_home"]

# the other back ends round differently, and golden pictures must not depend on the processor
pygame.transform.set_smoothscale_backend("GENERIC")


def draw(kit: Kit, name: str, sample: Sample, spool: Path = Path("/nonexistent")) -> Still:
    """Build the sample on a fresh stage and draw it with its frame, dialog on top."""
    return stills.draw(paper_stage(kit, spool).stage, name, sample)


def over_home(kit: Kit, lay: Callable[[Kit], Sequence[Widget]]) -> Still:
    """首页 in a visit, and what lies over it."""
    return stills.over_home(paper_stage(kit).stage, lay)


def complaints(drawn: Still) -> list[str]:
    """What is wrong with a picture: text outside its box, missing glyphs, targets too small, outside or overlapping."""
    found = [f"text {o.text!r} needs {o.needs} in {tuple(o.box)}" for o in drawn.overflows if not o.missing]
    found += [f"no glyph for {o.missing!r}" for o in drawn.overflows if o.missing]
    for touchable in drawn.touchables:
        if min(touchable.box.w, touchable.box.h) < TOUCH_MIN:
            found.append(f"target {touchable.label!r} is only {touchable.box.w} x {touchable.box.h}")
        if not SCREEN.contains(touchable.box):
            found.append(f"target {touchable.label!r} reaches outside the screen: {tuple(touchable.box)}")
    for index, one in enumerate(drawn.touchables):
        found += [f"targets {one.label!r} and {other.label!r} overlap"
                  for other in drawn.touchables[index + 1:] if one.box.meets(other.box)]
    return found
