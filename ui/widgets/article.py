"""Headed text, cut into pages by height, so that nothing scrolls and no heading is left alone at a page's foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ui.geometry import Box
from ui.kit import Kit
from ui.view import Widget
from ui.widgets.label import Heading, Paragraph

_HEADING = 48
_AFTER_SECTION = 14
_AFTER_PARAGRAPH = 2


class Section(NamedTuple):
    """A heading (empty: none) and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def pages_of(sections: Sequence[Section], kit: Kit, box: Box) -> list[list[Widget]]:
    """The pages, each a list of widgets inside `box`; at least one page, perhaps empty."""
    style = kit.theme.type.body
    pages: list[list[Widget]] = [[]]
    y = box.y
    for section in sections:
        heading = _HEADING if section.heading else 0
        for index, text in enumerate(section.paragraphs):
            lines = list(kit.type.lines(text, style, box.w))
            lead = heading if index == 0 else 0
            if y + lead + min(2, len(lines)) * style.leading > box.bottom and pages[-1]:
                pages.append([])
                y = box.y
            if lead:
                pages[-1].append(Heading(box=Box(box.x, y, box.w, lead), text=section.heading))
                y += lead
            while lines:
                fitting = max(1, (box.bottom - y) // style.leading)
                part, lines = lines[:fitting], lines[fitting:]
                height = len(part) * style.leading
                pages[-1].append(Paragraph(box=Box(box.x, y, box.w, height), text="\n".join(part), style=style,
                                           colour=kit.theme.palette.ink, flows=True))
                y += height + _AFTER_PARAGRAPH
                if lines:
                    pages.append([])
                    y = box.y
        y += _AFTER_SECTION
    return pages
