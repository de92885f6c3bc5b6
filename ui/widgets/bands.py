"""The pieces of the frame: header, countdown, breadcrumb, hint, footer."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import GUTTER, MARGIN, Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

_MARK_STEP = 91
_RING = 88


@dataclass(frozen=True, kw_only=True)
class Header(Widget):
    """The mark with its upright bars, the place, and words at the right: a notice, or date and time on 首页."""

    mark: str
    place: str
    words: str
    words_right: int
    """Where the words end, in pixels from the left."""
    brand: str = ""
    """The place's own name, before the place, where no switches stand beside it."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        canvas.picture(canvas.kit.vectors.band(self.box.size, palette.deep, palette.brand), self.box)
        x, bar = self.box.x + MARGIN, palette.deep.mixed(palette.white, 0.4)
        parts = self.mark.split("|")
        for index, character in enumerate(parts):
            canvas.text(character, Box(x, self.box.y, 52, self.box.h), theme.type.mark, palette.white)
            if index + 1 < len(parts):
                canvas.fill(Box(x + 69, self.box.y + 36, 2, 56), bar)
            x += _MARK_STEP
        canvas.fill(Box(x - 14, self.box.y + 36, 2, 40), bar)
        place = Box(x + 12, self.box.y, 304, self.box.h)
        if self.brand:
            width = min(480, canvas.kit.type.width(self.brand, theme.type.body_bold))
            canvas.text(self.brand, place.left(width), theme.type.body_bold, palette.white, shorten=True)
            place = place.moved(width + GUTTER, 0)
        canvas.text(self.place, place, theme.type.body, palette.white, shorten=True)
        canvas.text(self.words, Box(x + 812, self.box.y, self.words_right - x - 812, self.box.h), theme.type.body,
                    palette.white, Align.RIGHT)


@dataclass(frozen=True, kw_only=True)
class Countdown(Widget):
    """The seconds left in a ring that empties; in the last seconds the ring is red on white."""

    words: str
    share: float
    urgent: bool

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette = canvas.kit.theme.palette
        ring = self.box.centred(_RING, _RING)
        ground = palette.white if self.urgent else palette.deep
        rail = palette.line if self.urgent else palette.brand.mixed(palette.white, 0.3)
        colour = palette.danger if self.urgent else palette.amber
        canvas.art(_ring(self.share, ground.hex, rail.hex, colour.hex), ring)
        canvas.text(self.words, ring.inset(10, 0), canvas.kit.theme.type.small_medium,
                    palette.danger if self.urgent else palette.white, Align.CENTRE)


@dataclass(frozen=True, kw_only=True)
class Breadcrumb(Widget):
    """现在的位置： and the path."""

    lead: str
    path: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        canvas.fill(self.box, theme.palette.card)
        canvas.fill(Box(self.box.x, self.box.bottom - 1, self.box.w, 1), theme.palette.line)
        style, strong = theme.type.body, theme.type.body_medium
        x = self.box.x + MARGIN
        lead = canvas.kit.type.width(self.lead, style)
        canvas.text(self.lead, Box(x, self.box.y, lead, self.box.h), style, theme.palette.soft)
        canvas.text(self.path, Box(x + lead, self.box.y, 620 - lead, self.box.h), strong, theme.palette.ink)


@dataclass(frozen=True, kw_only=True)
class Hint(Widget):
    """温馨提示： and a sentence."""

    words: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        canvas.panel(self.box, Panel(theme.palette.hint, theme.shapes.small))
        canvas.text(self.words, self.box.inset(28, 0), theme.type.body, theme.palette.on_hint)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class FooterWords(Widget):
    """A footer that only says something."""

    words: str

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        canvas.fill(self.box, theme.palette.deep)
        canvas.text(self.words, self.box.inset(MARGIN, 0), theme.type.body, theme.palette.white, Align.CENTRE)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class FooterButton(Widget):
    """A part of the footer: an icon and a label."""

    label: str
    icon: str
    tap: Tap = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label, self.box.inset(8, 0), self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, style = theme.palette, theme.type.label
        canvas.fill(self.box, palette.deep.mixed(palette.ink, 0.4) if pressed is not None else palette.deep)
        if self.box.x:
            canvas.fill(Box(self.box.x, self.box.y + 24, 2, self.box.h - 48), palette.deep.mixed(palette.white, 0.25))
        style = canvas.kit.type.fitted(self.label, style, self.box.w - 88, self.box.h)
        width = canvas.kit.type.width(self.label, style)
        x = self.box.x + (self.box.w - width - 56) // 2
        canvas.icon(self.icon, Box(x, self.box.y, 40, self.box.h), palette.white)
        canvas.text(self.label, Box(x + 56, self.box.y, width, self.box.h), style, palette.white)


def _ring(share: float, ground: str, rail: str, colour: str) -> str:
    """A ring that empties clockwise from the top. `share` comes in few steps, so that few pictures are drawn."""
    centre, radius, width = _RING / 2, _RING / 2 - 4, 7
    angle = 2 * math.pi * min(share, 0.9999)
    x, y = centre - radius * math.sin(angle), centre - radius * math.cos(angle)
    arc = (f'<path d="M{centre} {centre - radius} A{radius} {radius} 0 {int(share > 0.5)} 0 {x:.2f} {y:.2f}" '
           f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>') if share > 0 else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_RING}" height="{_RING}">'
        f'<circle cx="{centre}" cy="{centre}" r="{radius}" fill="{ground}" stroke="{rail}" stroke-width="{width}"/>'
        f'{arc}</svg>'
    )
