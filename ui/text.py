"""Setting text: measured and cached glyph runs, lines broken by `rules.lines`, paragraphs.

SDL_ttf breaks Chinese anywhere, so lines are broken here by a sum of cached widths of characters. The sum is exact for
Chinese; Latin kerning makes a run a little narrower than its sum, never wider, so no line overflows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import groupby

import pygame

from rules.lines import NOT_AT_START, break_lines
from ui.fonts import Fonts
from ui.theme import Colour, Style

ELLIPSIS = "…"
GETA = "〓"
"""Stands for a character that no font has (the printers' sign for a missing type), never a silent blank."""
_STEP = 2
"""Pixels from one size that is tried to the next."""
_SLACK = 0.1
"""As much of its size may a justified line's characters be drawn apart: it is not seen."""
_BROUGHT = 3
"""Characters at most that come down to a last line which would be a single one."""
_CLOSEST = 1.25
"""Leading by size under which no lines are set."""
_DRAWN_IN = 0.88
"""As much smaller may a paragraph be set, so that its last line is no single character."""
_KEPT_RUNS = 800
_KEPT_PARAGRAPHS = 200


class Typesetter:
    """Measures, breaks and draws text. One thread."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._widths: dict[tuple[Style, str], int] = {}
        self._runs: OrderedDict[tuple[str, Style, Colour], pygame.Surface] = OrderedDict()
        self._paragraphs: OrderedDict[tuple[str, Style, int], tuple[str, ...]] = OrderedDict()

    def width(self, text: str, style: Style) -> int:
        """Width of one line in pixels, as it is drawn."""
        return sum(font.size(part)[0] for font, part in self._parts(text, style))

    def lines(self, text: str, style: Style, width: int) -> tuple[str, ...]:
        """The lines of a paragraph no wider than `width` pixels; a newline always breaks."""
        key = (text, style, width)
        if key not in self._paragraphs:
            broken: list[str] = []
            for part in text.split("\n"):
                broken += self._kept_company(self._broken(part, style, width), style) or [""]
            self._paragraphs[key] = tuple(broken)
            if len(self._paragraphs) > _KEPT_PARAGRAPHS:
                self._paragraphs.popitem(last=False)
        self._paragraphs.move_to_end(key)
        return self._paragraphs[key]

    def height(self, text: str, style: Style, width: int) -> int:
        """Height of a paragraph in pixels: its lines times the style's leading."""
        return len(self.lines(text, style, width)) * style.leading

    def fitted(self, text: str, style: Style, width: int, height: int) -> Style:
        """The style, or as much smaller as a line needs to fit `width` and `height`, down to the style's least."""
        return self.largest(style, lambda smaller: smaller.size <= height and self.width(text, smaller) <= width)

    def fitted_paragraph(self, text: str, style: Style, width: int, height: int) -> Style:
        """The style, or as much smaller as a paragraph needs to be no higher than `height`; then its lines closer.

        A little smaller too where that saves a last line of one character.
        """
        smaller = self.largest(style, lambda other: self.height(text, other, width) <= height)
        if self._ends_alone(text, smaller, width):
            drawn_in = self.largest(smaller, lambda other: not self._ends_alone(text, other, width))
            if drawn_in.size >= _DRAWN_IN * smaller.size and not self._ends_alone(text, drawn_in, width):
                smaller = drawn_in
        if smaller.least and self.height(text, smaller, width) > height:
            count = len(self.lines(text, smaller, width))
            closest = smaller.size if count == 1 else round(smaller.size * _CLOSEST)
            smaller = smaller._replace(leading=max(closest, height // count))
        return smaller

    def _ends_alone(self, text: str, style: Style, width: int) -> bool:
        return any(_alone(self._broken(part, style, width)) for part in text.split("\n"))

    def _broken(self, text: str, style: Style, width: int) -> list[str]:
        return break_lines(text, width, lambda piece: self._sum(piece, style))

    def _kept_company(self, lines: list[str], style: Style) -> list[str]:
        """The same lines; a last one of a single character gets some from the line before, where that has enough."""
        if not _alone(lines):
            return lines
        both = lines[-2] + lines[-1]
        for brought in range(1, _BROUGHT + 1):
            again = self._broken(both, style, self._sum(lines[-2], style) - brought * style.size)
            if len(again) == 2 and len(again[1]) < len(again[0]) and not _alone(again):
                return [*lines[:-2], *again]
        return lines

    def largest(self, style: Style, fits: Callable[[Style], bool]) -> Style:
        """The largest size from the style's own to its least that fits, its least where none does."""
        smaller = style
        while smaller.size > style.least > 0 and not fits(smaller):
            size = max(style.least, smaller.size - _STEP)
            smaller = style._replace(size=size, leading=round(style.leading * size / style.size))
        return smaller

    def shortened(self, text: str, style: Style, width: int) -> str:
        """The text, or as much of it as fits with an ellipsis."""
        if self.width(text, style) <= width:
            return text
        room = width - self.width(ELLIPSIS, style)
        kept = 0
        for index, character in enumerate(text):
            room -= self._character(style, character)
            if room < 0:
                break
            kept = index + 1
        return text[:kept].rstrip() + ELLIPSIS

    def run(self, text: str, style: Style, colour: Colour) -> pygame.Surface:
        """One line drawn on nothing, its height the font's own."""
        key = (text, style, colour)
        if key not in self._runs:
            self._keep(key, self._rendered(self._parts(text, style), colour))
        self._runs.move_to_end(key)
        return self._runs[key]

    def justified(self, text: str, style: Style, colour: Colour, width: int) -> pygame.Surface:
        """One line drawn as wide as `width`: what it lacks is shared out between its words, or its characters.

        A line that lacks too much to be drawn out unseen, or has nothing to part, stays as it is.
        """
        pieces = _apart(text)
        lacking = width - self.width(text, style)
        if len(pieces) < 2 or not 0 < lacking <= _SLACK * style.size * (len(text) - 1):
            return self.run(text, style, colour)
        key = (f"{text}\n{width}", style, colour)
        if key not in self._runs:
            runs = [self._rendered(self._parts(piece, style), colour) for piece in pieces]
            spread = width - sum(run.get_width() for run in runs)
            line = pygame.Surface((width, max(run.get_height() for run in runs)), pygame.SRCALPHA, 32)
            x = 0
            for index, run in enumerate(runs):
                line.blit(run, (x + spread * index // (len(runs) - 1), 0))
                x += run.get_width()
            self._keep(key, line)
        self._runs.move_to_end(key)
        return self._runs[key]

    def missing(self, text: str, style: Style) -> str:
        """The characters that neither this style's font nor the one for rare characters can draw."""
        missing = self._fonts.coverage(style.face).missing(text)
        return "".join(character for character in missing if not self._fonts.has_rare(character))

    def warm(self, styles: Sequence[Style], text: str) -> None:
        """Open the fonts and measure each character of `text`, so that a forked renderer finds it done."""
        for style in styles:
            for character in text:
                self._character(style, character)

    def _keep(self, key: tuple[str, Style, Colour], run: pygame.Surface) -> None:
        self._runs[key] = run
        if len(self._runs) > _KEPT_RUNS:
            self._runs.popitem(last=False)

    def _sum(self, text: str, style: Style) -> int:
        return sum(self._character(style, character) for character in text)

    def _character(self, style: Style, character: str) -> int:
        key = (style, character)
        width = self._widths.get(key)
        if width is None:
            width = self._widths[key] = self.width(character, style)
        return width

    def _parts(self, text: str, style: Style) -> list[tuple[pygame.font.Font, str]]:
        """The text cut by the font that draws each part; `GETA` where none does."""
        own = self._font(style)
        coverage = self._fonts.coverage(style.face)
        if text.isascii() or all(map(coverage.has, text)):
            return [(own, text)]
        parts: list[tuple[pygame.font.Font, str]] = []
        for rare, characters in groupby(text, lambda each: not coverage.has(each) and self._fonts.has_rare(each)):
            part = "".join(each if rare or coverage.has(each) else GETA for each in characters)
            parts.append((self._fonts.rare(style.size) if rare else own, part))
        return parts

    @staticmethod
    def _rendered(parts: list[tuple[pygame.font.Font, str]], colour: Colour) -> pygame.Surface:
        """One line: parts side by side on one baseline."""
        pictures = [font.render(part, True, colour) for font, part in parts]
        if len(pictures) == 1:
            return pictures[0]
        ascent = max(font.get_ascent() for font, _ in parts)
        height = max(ascent - font.get_ascent() + picture.get_height() for (font, _), picture in zip(parts, pictures))
        line = pygame.Surface((sum(picture.get_width() for picture in pictures), height), pygame.SRCALPHA, 32)
        x = 0
        for (font, _), picture in zip(parts, pictures):
            line.blit(picture, (x, ascent - font.get_ascent()))
            x += picture.get_width()
        return line

    def _font(self, style: Style) -> pygame.font.Font:
        return self._fonts.font(style.face, style.size)


def _alone(lines: list[str]) -> bool:
    """Whether the last of several lines is one Chinese character, with or without the marks that close it."""
    last = lines[-1].rstrip("".join(NOT_AT_START)) if len(lines) > 1 else ""
    return len(last) == 1 and not last.isascii()


def _apart(text: str) -> list[str]:
    """A line cut where it may be drawn apart: at the spaces of words, else between Chinese characters."""
    if text.isascii():
        return [f"{word} " for word in text.split(" ")[:-1]] + [text.split(" ")[-1]]
    pieces: list[str] = []
    for ascii_run, characters in groupby(text, str.isascii):
        pieces += ["".join(characters)] if ascii_run else list(characters)
    return pieces
