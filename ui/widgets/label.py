"""What is only looked at: cards, lines, paragraphs, headings, tags, facts, icons, pictures."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Colour, Level, Style
from ui.vectors import Panel
from ui.view import Touchable, Widget


_LABEL_GAP = 12
"""Pixels at least between a label and what it is."""


@dataclass(frozen=True, kw_only=True)
class Card(Widget):
    """A white card that other widgets stand on."""

    fill: Colour | None = None
    border: Colour | None = None

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        edge = self.border or theme.palette.card_edge
        canvas.panel(self.box, Panel(self.fill or theme.palette.card, theme.shapes.card, edge, 3 if edge else 0,
                                     Level.CARD))


@dataclass(frozen=True, kw_only=True)
class Label(Widget):
    """One line. `shorten` allows an ellipsis where the text comes from data."""

    text: str
    style: Style
    colour: Colour
    align: Align = Align.LEFT
    shorten: bool = False

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        canvas.text(self.text, self.box, self.style, self.colour, self.align, self.shorten)


@dataclass(frozen=True, kw_only=True)
class Paragraph(Widget):
    """Broken lines, from the top of the box or in its middle."""

    text: str
    style: Style
    colour: Colour
    align: Align = Align.LEFT
    middle: bool = False
    flows: bool = False
    """Its newlines are breaks inside one paragraph."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        canvas.paragraph(self.text, self.box, self.style, self.colour, self.align, self.middle, self.flows)


@dataclass(frozen=True, kw_only=True)
class Heading(Widget):
    """A heading with the seal's red bar before it."""

    text: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        bar = Box(self.box.x, self.box.y + (self.box.h - 32) // 2, 8, 32)
        canvas.panel(bar, Panel(theme.palette.danger, 4))
        canvas.text(self.text, self.box.after(24), theme.type.label_bold, theme.palette.deep)


@dataclass(frozen=True, kw_only=True)
class Tag(Widget):
    """A short word on a tint. `Tag.width_of` says how wide its box must be."""

    text: str
    fore: Colour
    ground: Colour

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        canvas.panel(self.box, Panel(self.ground, 10))
        canvas.text(self.text, self.box, canvas.kit.theme.type.small_medium, self.fore, Align.CENTRE)


@dataclass(frozen=True, kw_only=True)
class Fact(Widget):
    """A soft label over what it is, or before it where `label_width` is given; a long value wraps."""

    label: str
    value: str
    label_width: int = 0

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        style = theme.type.body
        if self.label_width:
            room = self.box.after(self.label_width)
            value = canvas.kit.type.fitted_paragraph(self.value, theme.type.body_medium, room.w, room.h)
            style = style._replace(size=min(style.size, value.size))
            label = self.box.left(self.label_width - _LABEL_GAP).top(value.leading)
            canvas.text(self.label, label, style, theme.palette.soft)
            canvas.paragraph(self.value, room, value, theme.palette.ink)
            return
        under = theme.type.body_medium.smallest
        height = canvas.kit.type.height(self.value, under, self.box.w)
        style = canvas.kit.type.largest(style, lambda smaller: smaller.leading + height <= self.box.h)
        canvas.text(self.label, self.box.top(style.leading), style, theme.palette.soft)
        canvas.paragraph(self.value, self.box.below(style.leading), theme.type.body_medium, theme.palette.ink)


@dataclass(frozen=True, kw_only=True)
class Icon(Widget):
    """An icon of assets/icons, on a round ground where one is given."""

    name: str
    colour: Colour
    ground: Colour | None = None

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        if self.ground is None:
            canvas.icon(self.name, self.box, self.colour)
            return
        canvas.panel(self.box, Panel(self.ground, min(self.box.w, self.box.h) // 2))
        canvas.icon(self.name, self.box.inset(self.box.w // 4), self.colour)


@dataclass(frozen=True, kw_only=True)
class Picture(Widget):
    """A picture scaled smoothly to fit the box, in its middle. Compared by identity: a change is a new Surface."""

    picture: pygame.Surface

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        width, height = self.picture.get_size()
        share = min(self.box.w / width, self.box.h / height)
        size = max(1, round(width * share)), max(1, round(height * share))
        canvas.part(self.picture, Box(0, 0, width, height), self.box.centred(*size))
