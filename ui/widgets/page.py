"""Scanned pages: one large, to be looked at, moved and cut; and a strip of small ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pygame

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import TOUCH_MIN, Level
from ui.vectors import Panel
from ui.view import Drag, Touchable, Widget

Crop = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the page."""
WHOLE: Crop = (0.0, 0.0, 1.0, 1.0)
_PAD = 24
_LEAST_CROP = 0.15
_CORNERS = ((0, 1), (2, 1), (0, 3), (2, 3))


@dataclass(frozen=True, kw_only=True)
class ImageView(Widget):
    """A page in a frame. `zoom` 1 shows all of it; `at` is the middle of what is seen, in fractions.

    With `crop` given, its four corners can be dragged, and the page keeps still.
    """

    picture: pygame.Surface
    zoom: float = 1.0
    at: tuple[float, float] = (0.5, 0.5)
    crop: Crop | None = None
    corners: tuple[str, str, str, str] = ("左上角", "右上角", "左下角", "右下角")
    moved: Callable[[float, float, bool], None] | None = field(default=None, compare=False)
    """Dragged by so much of the page, in fractions since the finger came down; the last is whether it was lifted."""
    cropped: Callable[[Crop], None] | None = field(default=None, compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        if self.crop is None:
            drag = self._dragged if self.moved is not None else None
            return (Touchable("", self.box, drag=drag, surface=True),)
        return tuple(
            Touchable(label, self._corner(which), drag=partial(self._cut, which))
            for label, which in zip(self.corners, _CORNERS)
        )

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        canvas.panel(self.box, Panel(theme.palette.line, theme.shapes.card))
        sheet = self._sheet()
        canvas.panel(sheet, Panel(theme.palette.card, 2, None, 0, Level.CARD))
        canvas.part(self.picture, self._seen(), sheet)
        if self.crop is None:
            return
        cut = self._cut_box()
        for edge in (cut.top(4), cut.bottom_rows(4), cut.left(4), cut.right_columns(4)):
            canvas.fill(edge, theme.palette.brand)
        for which in _CORNERS:
            knob = Box(*self._point(which), 0, 0).inset(-22)
            held = pressed is not None and pressed.box == self._corner(which)
            canvas.panel(knob, Panel(theme.palette.deep if held else theme.palette.brand, 22, theme.palette.white, 5,
                                     Level.RAISED))

    @property
    def level(self) -> Level:
        return Level.FLAT

    def _sheet(self) -> Box:
        width, height = self.picture.get_size()
        room = self.box.inset(_PAD)
        share = min(room.w / width, room.h / height) * self.zoom
        return room.centred(max(1, min(room.w, round(width * share))), max(1, min(room.h, round(height * share))))

    def _seen(self) -> Box:
        """The part of the picture that the sheet shows, in the picture's pixels."""
        width, height = self.picture.get_size()
        room, sheet = self.box.inset(_PAD), self._sheet()
        share = min(room.w / width, room.h / height) * self.zoom
        w, h = min(width, max(1, round(sheet.w / share))), min(height, max(1, round(sheet.h / share)))
        x = min(max(0, round(self.at[0] * width - w / 2)), width - w)
        y = min(max(0, round(self.at[1] * height - h / 2)), height - h)
        return Box(x, y, w, h)

    def _dragged(self, drag: Drag) -> None:
        if self.moved is not None:
            seen, sheet = self._seen(), self._sheet()
            width, height = self.picture.get_size()
            self.moved((drag.start[0] - drag.at[0]) / sheet.w * seen.w / width,
                       (drag.start[1] - drag.at[1]) / sheet.h * seen.h / height, drag.ended)

    def _point(self, which: tuple[int, int]) -> tuple[int, int]:
        crop, sheet = self.crop or WHOLE, self._sheet()
        return sheet.x + round(crop[which[0]] * sheet.w), sheet.y + round(crop[which[1]] * sheet.h)

    def _corner(self, which: tuple[int, int]) -> Box:
        x, y = self._point(which)
        return Box(x - TOUCH_MIN // 2, y - TOUCH_MIN // 2, TOUCH_MIN, TOUCH_MIN)

    def _cut_box(self) -> Box:
        left, top = self._point((0, 1))
        right, bottom = self._point((2, 3))
        return Box(left, top, right - left, bottom - top)

    def _cut(self, which: tuple[int, int], drag: Drag) -> None:
        if self.cropped is None or self.crop is None:
            return
        sheet, crop = self._sheet(), list(self.crop)
        across, along = (drag.at[0] - sheet.x) / sheet.w, (drag.at[1] - sheet.y) / sheet.h
        for index, share in zip(which, (across, along)):
            value = min(1.0, max(0.0, share))
            low, high = (0.0, crop[index + 2] - _LEAST_CROP) if index < 2 else (crop[index - 2] + _LEAST_CROP, 1.0)
            crop[index] = min(high, max(low, value))
        self.cropped((crop[0], crop[1], crop[2], crop[3]))


STRIP_W, STRIP_PAGE_H, STRIP_GAP = 184, 168, 16


@dataclass(frozen=True, kw_only=True)
class PageStrip(Widget):
    """Small pages one below the other, `STRIP_PAGE_H` each; the chosen one has a blue edge, the words stand under each.

    A page whose picture is not there yet is a white sheet.
    """

    pictures: tuple[pygame.Surface | None, ...]
    words: tuple[str, ...]
    chosen: int
    """None of them where it is outside."""
    tap: Callable[[int], None] = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return tuple(Touchable(word, box, partial(self.tap, index))
                     for index, (word, box) in enumerate(zip(self.words, self._boxes())))

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        for index, (picture, word, box) in enumerate(zip(self.pictures, self.words, self._boxes())):
            held = pressed is not None and pressed.box == box
            fill = palette.pressed if held else palette.tint if index == self.chosen else palette.card
            border = palette.brand if index == self.chosen else palette.line
            canvas.panel(box, Panel(fill, theme.shapes.small, border, 4 if index == self.chosen else 2))
            room = box.inset(12, 10).top(box.h - 10 - 44)
            if picture is not None:
                width, height = picture.get_size()
                share = min(room.w / width, room.h / height)
                size = max(1, round(width * share)), max(1, round(height * share))
                canvas.part(picture, Box(0, 0, width, height), room.centred(*size))
            canvas.text(word, box.bottom_rows(44), theme.type.small, palette.ink, Align.CENTRE, shorten=True)

    @property
    def level(self) -> Level:
        return Level.FLAT

    def _boxes(self) -> list[Box]:
        return [Box(self.box.x, self.box.y + index * (STRIP_PAGE_H + STRIP_GAP), self.box.w, STRIP_PAGE_H)
                for index in range(len(self.pictures))]
