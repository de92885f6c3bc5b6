"""Antialiased shapes: drawn once by resvg from SVG, kept as pictures, stretched as nine slices.

pygame's own rounded rectangles are jagged; here every edge, icon and shadow comes from one vector library.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pygame
import resvg_py

from ui.geometry import Box
from ui.gradients import across, add_disc, diagonal
from ui.theme import Colour, Level, Theme

_KEPT_STRIPS = 400
_KEPT_ART = 160
_KEPT_SCALED = 3
_KEPT_GRADIENTS = 12
_STRETCH = 8


_Scaled = OrderedDict[tuple[Box, tuple[int, int]], pygame.Surface]


class IconError(Exception):
    """An icon is missing or cannot be drawn; the message names it."""


class Panel(NamedTuple):
    """A rounded rectangle. `edge` is the darker rim under something that can be pressed; it lies inside the box."""

    fill: Colour
    radius: int
    border: Colour | None = None
    border_width: int = 0
    level: Level = Level.FLAT
    edge: Colour | None = None
    edge_height: int = 0


class _Slices(NamedTuple):
    source: pygame.Surface
    side: int
    bottom: int
    spread: int


def rasterise(svg: str, width: int | None = None, height: int | None = None) -> pygame.Surface:
    """An SVG as a picture with alpha, in the byte order that blits fast (needs no display)."""
    png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, width=width, height=height)
    picture = pygame.image.load(io.BytesIO(png), "drawn.png")
    return picture.convert(pygame.Surface((1, 1), pygame.SRCALPHA, 32))


class Vectors:
    """Keeps what was drawn. One thread."""

    def __init__(self, theme: Theme, icons: Path) -> None:
        self._theme = theme
        self._icons = icons
        self._panels: dict[Panel, _Slices] = {}
        self._strips: OrderedDict[tuple[Panel, int, int, int], pygame.Surface] = OrderedDict()
        self._art: OrderedDict[tuple[str, int, int], pygame.Surface] = OrderedDict()
        self._gradients: OrderedDict[tuple[object, ...], pygame.Surface] = OrderedDict()
        # a scanned page has 15 MB: what was made of it goes with it, and must not keep it
        self._scaled: WeakKeyDictionary[pygame.Surface, _Scaled] = WeakKeyDictionary()
        self._sources: dict[str, str] = {}

    def spread(self, level: Level) -> int:
        """How far a shadow reaches past its box, in pixels."""
        shadow = self._theme.shapes.shadows[level]
        return 0 if shadow is None else round(shadow.blur * 2.5) + shadow.offset

    def draw_panel(self, target: pygame.Surface, box: Box, panel: Panel) -> None:
        """Draw a panel over `box`; its shadow reaches past it."""
        slices = self._slices(panel)
        outer = box.inset(-slices.spread)
        side, foot = slices.side, slices.bottom
        width, height = slices.source.get_size()
        middle_w, middle_h = outer.w - 2 * side, outer.h - side - foot
        for x, y, sx, sy, h in ((outer.x, outer.y, 0, 0, side), (outer.right - side, outer.y, width - side, 0, side),
                                (outer.x, outer.bottom - foot, 0, height - foot, foot),
                                (outer.right - side, outer.bottom - foot, width - side, height - foot, foot)):
            target.blit(slices.source, (x, y), (sx, sy, side, h))
        if middle_w > 0:
            target.blit(self._strip(panel, 0, middle_w, side), (outer.x + side, outer.y))
            target.blit(self._strip(panel, 1, middle_w, foot), (outer.x + side, outer.bottom - foot))
        if middle_h > 0:
            target.blit(self._strip(panel, 2, side, middle_h), (outer.x, outer.y + side))
            target.blit(self._strip(panel, 3, side, middle_h), (outer.right - side, outer.y + side))
        if middle_w > 0 and middle_h > 0:
            target.fill(panel.fill, (outer.x + side, outer.y + side, middle_w, middle_h))

    def art(self, svg: str, width: int, height: int) -> pygame.Surface:
        """A drawing at a size, drawn once."""
        key = (svg, width, height)
        if key not in self._art:
            self._art[key] = rasterise(svg, width, height)
            if len(self._art) > _KEPT_ART:
                self._art.popitem(last=False)
        self._art.move_to_end(key)
        return self._art[key]

    def band(self, size: tuple[int, int], left: Colour, right: Colour) -> pygame.Surface:
        """A gradient from left to right."""
        return self._grown(("band", size, left, right), lambda: across(*size, left, right))

    def tile(self, size: tuple[int, int], radius: int, shades: tuple[Colour, Colour]) -> pygame.Surface:
        """A rounded tile with a diagonal gradient and a pale disc."""
        def draw() -> pygame.Surface:
            surface = diagonal(*size, *shades)
            add_disc(surface)
            mask = pygame.Surface(size, pygame.SRCALPHA, 32)
            self.draw_panel(mask, Box(0, 0, *size), Panel(self._theme.palette.white, radius))
            surface.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
            return surface

        return self._grown(("tile", size, *shades), draw)

    def _grown(self, key: tuple[object, ...], draw: Callable[[], pygame.Surface]) -> pygame.Surface:
        if key not in self._gradients:
            self._gradients[key] = draw()
            if len(self._gradients) > _KEPT_GRADIENTS:
                self._gradients.popitem(last=False)
        self._gradients.move_to_end(key)
        return self._gradients[key]

    def scaled(self, picture: pygame.Surface, area: Box, size: tuple[int, int]) -> pygame.Surface:
        """A part of a picture, scaled smoothly; the last few are kept while the picture is, for the next frames."""
        kept = self._scaled.setdefault(picture, OrderedDict())
        key = (area, size)
        if key not in kept:
            kept[key] = pygame.transform.smoothscale(picture.subsurface(area), size)
            if len(kept) > _KEPT_SCALED:
                kept.popitem(last=False)
        return kept[key]

    def icon(self, name: str, size: int, colour: Colour) -> pygame.Surface:
        """An icon of assets/icons at a size, in a colour. Raises `IconError`."""
        return self.art(self._source(name).replace("currentColor", colour.hex), size, size)

    def _source(self, name: str) -> str:
        if name not in self._sources:
            path = self._icons / f"{name}.svg"
            try:
                self._sources[name] = path.read_text("utf-8")
            except OSError as error:
                raise IconError(f"no icon {name}: {path} cannot be read ({error.strerror})") from error
        return self._sources[name]

    def _slices(self, panel: Panel) -> _Slices:
        if panel not in self._panels:
            spread = self.spread(panel.level)
            side = spread + max(panel.radius, panel.border_width) + 1
            foot = side + panel.edge_height
            width, height = 2 * side + _STRETCH, side + foot + _STRETCH
            svg = self._svg(panel, width, height, spread)
            self._panels[panel] = _Slices(rasterise(svg), side, foot, spread)
        return self._panels[panel]

    def _svg(self, panel: Panel, width: int, height: int, spread: int) -> str:
        shadow = self._theme.shapes.shadows[panel.level]
        box = Box(spread, spread, width - 2 * spread, height - 2 * spread)
        parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">']
        if shadow is not None:
            parts.append(
                '<filter id="s" x="-100%" y="-100%" width="300%" height="300%">'
                f'<feGaussianBlur stdDeviation="{shadow.blur}"/></filter>'
                + _rect(box.moved(0, shadow.offset), panel.radius,
                        f'fill="{self._theme.palette.ink.hex}" fill-opacity="{shadow.opacity}" filter="url(#s)"'))
        if panel.edge is not None:
            parts.append(_rect(box, panel.radius, f'fill="{panel.edge.hex}"'))
        body = Box(box.x, box.y, box.w, box.h - panel.edge_height)
        if panel.border is None or panel.border_width == 0:
            parts.append(_rect(body, panel.radius, f'fill="{panel.fill.hex}"'))
        else:
            parts.append(_rect(body, panel.radius, f'fill="{panel.border.hex}"'))
            parts.append(_rect(body.inset(panel.border_width), max(0, panel.radius - panel.border_width),
                               f'fill="{panel.fill.hex}"'))
        return "".join([*parts, "</svg>"])

    def _strip(self, panel: Panel, which: int, width: int, height: int) -> pygame.Surface:
        key = (panel, which, width, height)
        if key not in self._strips:
            slices = self._slices(panel)
            w, h = slices.source.get_size()
            middle_x, middle_y = slices.side + _STRETCH // 2, slices.side + _STRETCH // 2
            area = {
                0: (middle_x, 0, 1, slices.side), 1: (middle_x, h - slices.bottom, 1, slices.bottom),
                2: (0, middle_y, slices.side, 1), 3: (w - slices.side, middle_y, slices.side, 1),
            }[which]
            self._strips[key] = pygame.transform.scale(slices.source.subsurface(area), (width, height))
            if len(self._strips) > _KEPT_STRIPS:
                self._strips.popitem(last=False)
        self._strips.move_to_end(key)
        return self._strips[key]


def _rect(box: Box, radius: int, paint: str) -> str:
    return f'<rect x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}" rx="{radius}" {paint}/>'
