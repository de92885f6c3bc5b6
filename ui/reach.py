"""轮椅版: the picture drawn down, so that what stands in its upper half comes into the lower half of the screen.

A hand from a wheelchair reaches the lower half of an upright screen. There the footer stays, with the button that draws
the picture down and up; between it and the middle the upper half of the same picture is shown, at its full size.
"""

from __future__ import annotations

import pygame

from ui.canvas import Align, Canvas
from ui.frame import FOOTER
from ui.geometry import SCREEN, Box
from ui.kit import Kit

MIDDLE = SCREEN.h // 2
"""The first row that is reached."""
SHIFT = 328
"""Rows that the picture is drawn down: where content begins, under header and breadcrumb, comes to the middle. What is
reached so and what is reached as it stands overlap by more than a target's least height: none is cut in two."""
_WINDOW = Box(0, SHIFT, SCREEN.w, FOOTER.y - SHIFT)


def row_under(row: int) -> int:
    """The picture's row that stands at a row of the screen; above the picture, its first."""
    return row if row >= FOOTER.y else max(0, row - SHIFT)


def reached(box: Box) -> Box:
    """The largest part of a target that a hand reaches: as it stands, or with the picture drawn down."""
    as_it_stands = _cut(box, MIDDLE, SCREEN.bottom)
    drawn_down = _cut(box.moved(0, SHIFT), MIDDLE, FOOTER.y)
    return max(as_it_stands, drawn_down, key=lambda part: part.h)


def draw_lowered(screen: pygame.Surface, page: pygame.Surface, boxes: list[Box], kit: Kit) -> list[Box]:
    """Show what was drawn on the page where it stands now. Returns the boxes of the screen that changed."""
    palette = kit.theme.palette
    shown: list[Box] = []
    for box in boxes:
        upper, foot = _cut(box.moved(0, SHIFT), _WINDOW.y, _WINDOW.bottom), _cut(box, FOOTER.y, SCREEN.bottom)
        for part, rows in ((upper, SHIFT), (foot, 0)):
            if part.h > 0:
                screen.blit(page, (part.x, part.y), part.moved(0, -rows))
                shown.append(part)
        if box == SCREEN:
            above = SCREEN.top(SHIFT)
            canvas = Canvas(screen, kit)
            canvas.fill(above, palette.deep)
            canvas.text(kit.strings.say("switches.lowered"), above.inset(64, 0), kit.theme.type.title, palette.white,
                        Align.CENTRE)
            shown.append(above)
    return shown


def _cut(box: Box, top: int, bottom: int) -> Box:
    """The part of a box between two rows."""
    first, last = max(box.y, top), min(box.bottom, bottom)
    return Box(box.x, first, box.w, max(0, last - first))
