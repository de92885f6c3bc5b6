"""What widgets draw with. Every text is drawn into a box it must fit; what does not fit is reported, never hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import pygame

from ui.geometry import Box
from ui.kit import Kit
from ui.theme import Colour, Style
from ui.vectors import Panel


class Align(Enum):
    """Where text stands in its box, sideways."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


class Overflow(NamedTuple):
    """A text that did not fit its box, or that its font cannot draw. `text` stays in tests; never log it."""

    text: str
    box: Box
    needs: tuple[int, int]
    missing: str


class Ink(NamedTuple):
    """A line of text as it was set: where its run lies, in what style and colour. `text` stays in tests."""

    text: str
    box: Box
    style: Style
    colour: Colour
    wanted: Style
    """The style that was asked for; larger than `style` where the text would not have fitted."""
    owner: Box
    """The box of the widget that set it."""


@dataclass
class Reports:
    """What tests want to know of a drawing."""

    overflows: list[Overflow] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)


class Canvas:
    """A surface, the kit, and what a frame needs to know while it is drawn."""

    def __init__(self, surface: pygame.Surface, kit: Kit, seconds: float = 0.0,
                 reports: Reports | None = None) -> None:
        """`seconds` is the clock that animations follow (golden pictures: 0); `reports` takes every line of text."""
        self.surface = surface
        self.kit = kit
        self.seconds = seconds
        self._reports = reports
        self.owner = Box(0, 0, *surface.get_size())
        """The box of the widget that draws, for what is reported of it."""

    def fill(self, box: Box, colour: Colour) -> None:
        """A plain rectangle."""
        self.surface.fill(colour, box)

    def shade(self, box: Box, colour: Colour, opacity: float) -> None:
        """A rectangle that lets through what lies beneath."""
        veil = pygame.Surface(box.size)
        veil.fill(colour)
        veil.set_alpha(round(opacity * 255))
        self.surface.blit(veil, (box.x, box.y))

    def panel(self, box: Box, panel: Panel) -> None:
        """A rounded rectangle with its shadow."""
        self.kit.vectors.draw_panel(self.surface, box, panel)

    def art(self, svg: str, box: Box) -> None:
        """A drawing, drawn once at the box's size and kept: draw what moves in parts and move the parts."""
        self.surface.blit(self.kit.vectors.art(svg, box.w, box.h), (box.x, box.y))

    def picture(self, picture: pygame.Surface, box: Box) -> None:
        """A picture that already has the box's size."""
        self.surface.blit(picture, (box.x, box.y))

    def part(self, picture: pygame.Surface, area: Box, box: Box) -> None:
        """A part of a picture (in its own pixels) scaled smoothly over a box."""
        self.surface.blit(self.kit.vectors.scaled(picture, area, box.size), (box.x, box.y))

    def icon(self, name: str, box: Box, colour: Colour) -> None:
        """An icon of assets/icons, as large as the box's smaller side, in its middle."""
        size = min(box.w, box.h)
        place = box.centred(size, size)
        self.surface.blit(self.kit.vectors.icon(name, size, colour), (place.x, place.y))

    def text(
        self, text: str, box: Box, style: Style, colour: Colour, align: Align = Align.LEFT, shorten: bool = False,
    ) -> Box:
        """One line, in the middle of the box's height. `shorten` allows an ellipsis. Returns the box of the ink."""
        if not text:
            return Box(box.x, box.y, 0, box.h)
        wanted, style = style, self.kit.type.fitted(text, style, box.w, box.h)
        if shorten:
            text = self.kit.type.shortened(text, style, box.w)
        return self._run(text, box, style, wanted, colour, self.kit.type.run(text, style, colour), align)

    def _run(
        self, text: str, box: Box, style: Style, wanted: Style, colour: Colour, run: pygame.Surface, align: Align,
    ) -> Box:
        width, height = run.get_size()
        x = box.x + (box.w - width) * align.value // 2
        y = box.y + (box.h - height) // 2
        self._report(text, box, style, (width, style.size))
        self.surface.blit(run, (x, y))
        if self._reports is not None:
            self._reports.inks.append(Ink(text, Box(x, y, width, height), style, colour, wanted, self.owner))
        return Box(x, y, width, height)

    def paragraph(
        self, text: str, box: Box, style: Style, colour: Colour, align: Align = Align.LEFT, middle: bool = False,
        flows: bool = False,
    ) -> int:
        """Broken and justified lines from the top of the box (or in its middle). Returns the first row below the text.

        `flows`: its newlines are breaks inside one paragraph, not paragraphs' ends.
        """
        style = self.kit.type.fitted_paragraph(text, style, box.w, box.h)
        lines = self.kit.type.lines(text, style, box.w)
        height = len(lines) * style.leading
        self._report(text, box, style, (box.w, height))
        top = box.y + (box.h - height) // 2 if middle else box.y
        ends = set(range(len(lines)))
        if align is Align.LEFT:
            ends = {len(lines) - 1} if flows else self._ends(text, style, box.w)
        for index, line in enumerate(lines):
            row = Box(box.x, top + index * style.leading, box.w, style.leading)
            if index in ends:
                self.text(line, row, style, colour, align)
            else:
                self._run(line, row, style, style, colour, self.kit.type.justified(line, style, colour, box.w), align)
        return top + height

    def _ends(self, text: str, style: Style, width: int) -> set[int]:
        """Which lines end a paragraph: they are not justified."""
        ends, line = set[int](), -1
        for part in text.split("\n"):
            line += len(self.kit.type.lines(part, style, width))
            ends.add(line)
        return ends

    def marked(self, text: str, marks: tuple[tuple[int, int], ...], box: Box, style: Style, colour: Colour,
               mark: Colour) -> None:
        """One line with runs (start, length in characters) in another colour; shortened where it must be."""
        style = self.kit.type.fitted(text, style, box.w, box.h)
        text = self.kit.type.shortened(text, style, box.w)
        inside = {index for start, length in marks for index in range(start, start + length)}
        x, start = box.x, 0
        for end in range(1, len(text) + 1):
            if end == len(text) or (end in inside) != (start in inside):
                run = text[start:end]
                self.text(run, Box(x, box.y, box.right - x, box.h), style, mark if start in inside else colour)
                x, start = x + self.kit.type.width(run, style), end

    def _report(self, text: str, box: Box, style: Style, needs: tuple[int, int]) -> None:
        if self._reports is None:
            return
        missing = self.kit.type.missing(text.replace("\n", ""), style)
        if needs[0] > box.w or needs[1] > box.h or missing:
            self._reports.overflows.append(Overflow(text, box, needs, missing))
