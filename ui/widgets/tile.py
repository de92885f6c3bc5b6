"""Tiles: the coloured doors of 首页, and white doors with an icon for choices of equal rank."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Colour, Level
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

_PAD = 40
_UNDER_TITLE = 8
_ENTRANCE = 200
"""What the entrance takes of the large tile's foot."""
_ICON_LEAST = 48
_LOW = 240
"""A tile lower than this has its icon beside the title, out of the line's way."""
_WIDE = 1000
_HIGH_DOOR = 176
"""A door so high has a large title and icon."""
_DOOR_AIR = 4
"""What stays free over and under the two lines of a door."""


@dataclass(frozen=True, kw_only=True)
class Tile(Widget):
    """A coloured door: title, a line of what is behind it, its icon large and pale. Without `tap` it is a ground
    that something else stands on (首页's big tile)."""

    title: str
    line: str
    icon: str
    shades: tuple[Colour, Colour]
    tap: Tap | None = field(default=None, compare=False)
    enabled: bool = True
    reason: str = ""
    """Stands on the tile in place of `line`, and is said when it is touched."""

    def touchables(self) -> tuple[Touchable, ...]:
        if self.tap is None:
            return ()
        return (Touchable(self.title, self.box, self.tap, self.enabled, self.reason),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        fore, soft = (palette.white, palette.white) if self.enabled else (self.shades[1], palette.soft)
        if self.enabled:
            dark = 0.25 if pressed is not None else 0.0
            shades = self.shades[0].mixed(palette.ink, dark), self.shades[1].mixed(palette.ink, dark)
            canvas.picture(canvas.kit.vectors.tile(self.box.size, theme.shapes.card, shades), self.box)
        else:
            canvas.panel(self.box, Panel(palette.pale(self.shades), theme.shapes.card))
        room, setter = self.box.inset(_PAD), canvas.kit.type
        if self.tap is None:
            room = room.top(room.h + _PAD - _ENTRANCE)
        words = self.line if self.enabled or not self.reason else self.reason
        least = setter.height(words, theme.type.body.smallest, room.w) + _UNDER_TITLE
        title = setter.largest(theme.type.large, lambda style: style.leading + least <= room.h
                               and setter.width(self.title, style) <= room.w)
        under = room.below(title.leading + _UNDER_TITLE)
        body = setter.fitted_paragraph(words, theme.type.body, under.w, under.h)
        place = self._icon_place(under.y + setter.height(words, body, under.w))
        beside = room.x + setter.width(self.title, title) <= place.x or place.y >= under.y
        if place.w >= _ICON_LEAST and beside:
            colour = self.shades[0].mixed(palette.white, 0.42 if self.enabled else 0.7)
            canvas.icon(self.icon, place, colour)
        canvas.text(self.title, room.top(title.leading), title, fore)
        canvas.paragraph(words, under, body, soft)

    def _icon_place(self, foot: int) -> Box:
        """Where the icon stands, out of the way of the text that ends at row `foot`."""
        if self.tap is None:
            top = max(min(self.box.y + 176, self.box.bottom - 352), foot)
            size = min(152, self.box.bottom - _ENTRANCE - top)
            return Box(self.box.right - 32 - size, top, size, size)
        if self.box.h < _LOW:
            return Box(self.box.right - 104, self.box.y + _PAD + 4, 72, 72)
        # a wide tile's line leaves the corner free
        size = 96 if self.box.w >= _WIDE else min(96, self.box.bottom - 24 - foot)
        return Box(self.box.right - 32 - size, self.box.bottom - 24 - size, size, size)


@dataclass(frozen=True, kw_only=True)
class Entrance(Widget):
    """The way in, on a coloured tile: a name in large letters, what it is, an arrow. 144 high."""

    title: str
    line: str
    tap: Tap = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.title, self.box, self.tap),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        sink = 4 if pressed is not None else 0
        box = Box(self.box.x, self.box.y + sink, self.box.w, self.box.h - sink)
        fill = palette.pressed if pressed is not None else palette.card
        edge = palette.brand.mixed(palette.card, 0.6)
        canvas.panel(box, Panel(fill, theme.shapes.button, None, 0, Level.RAISED, edge, theme.shapes.edge - sink))
        face = Box(box.x, box.y, box.w, box.h - theme.shapes.edge + sink).inset(_PAD, 0)
        setter = canvas.kit.type
        line = setter.width(self.line, theme.type.label.smallest)
        title = setter.largest(theme.type.large, lambda style: setter.width(self.title, style) + line <= face.w - 88)
        width = setter.width(self.title, title)
        canvas.text(self.title, face.left(width), title, palette.deep)
        canvas.text(self.line, Box(face.x + width + 24, face.y + 6, face.w - width - 88, face.h), theme.type.label,
                    palette.deep, shorten=True)
        canvas.icon("next", face.right_columns(40), palette.brand)


@dataclass(frozen=True, kw_only=True)
class Door(Widget):
    """A white door: an icon on a tint, a title, a line. `reason` replaces the line where it cannot be opened."""

    title: str
    line: str
    icon: str
    tap: Tap = field(compare=False)
    enabled: bool = True
    reason: str = ""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.title, self.box, self.tap, self.enabled, self.reason),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        down = pressed is not None and self.enabled
        fill = palette.dim if not self.enabled else palette.pressed if down else palette.card
        edge = palette.line.mixed(palette.outline, 0.35)
        level = Level.FLAT if down or not self.enabled else Level.CARD
        canvas.panel(self.box, Panel(fill, theme.shapes.card, None, 0, level, edge if self.enabled else None,
                                     theme.shapes.edge if self.enabled else 0))
        high = self.box.h >= _HIGH_DOOR
        size = 96 if high else 72
        ground = Box(self.box.x + _PAD, self.box.y + (self.box.h - size) // 2, size, size)
        canvas.panel(ground, Panel(palette.tint if self.enabled else palette.line, size // 2))
        canvas.icon(self.icon, ground.inset(size // 4), palette.brand if self.enabled else palette.on_dim)
        room = Box(ground.right + 32, self.box.y, self.box.right - ground.right - 64,
                   self.box.h - theme.shapes.edge).inset(0, _DOOR_AIR)
        setter = canvas.kit.type
        words = self.line if self.enabled or not self.reason else self.reason
        least = theme.type.body.smallest.leading if words else 0
        rank = theme.type.title if high else theme.type.label_bold
        title = setter.largest(rank, lambda style: style.leading + least <= room.h
                               and setter.width(self.title, style) <= room.w)
        line = setter.largest(theme.type.body, lambda style: style.leading + title.leading <= room.h
                              and setter.width(words, style) <= room.w)
        height = title.leading + (line.leading if words else 0)
        top = room.y + (room.h - height) // 2
        canvas.text(self.title, Box(room.x, top, room.w, title.leading), title,
                    palette.ink if self.enabled else palette.on_dim)
        if words:
            canvas.text(words, Box(room.x, top + title.leading, room.w, line.leading), line,
                        palette.soft if self.enabled else palette.on_dim, Align.LEFT)
