"""Boxes on the screen: whole pixels, immutable, with the few cuts that layouts need."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle: left, top, width, height in pixels. Cuts return new boxes; none ever reaches outside its parent."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The first column past the box."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row past the box."""
        return self.y + self.h

    @property
    def centre(self) -> tuple[int, int]:
        """The middle pixel."""
        return self.x + self.w // 2, self.y + self.h // 2

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.w, self.h

    def inset(self, x: int, y: int | None = None) -> Box:
        """Smaller by `x` left and right and by `y` (or `x`) above and below; negative grows."""
        y = x if y is None else y
        return Box(self.x + x, self.y + y, max(0, self.w - 2 * x), max(0, self.h - 2 * y))

    def moved(self, x: int, y: int) -> Box:
        """The same size elsewhere."""
        return Box(self.x + x, self.y + y, self.w, self.h)

    def top(self, height: int) -> Box:
        """The upper `height` rows."""
        return Box(self.x, self.y, self.w, min(height, self.h))

    def bottom_rows(self, height: int) -> Box:
        """The lower `height` rows."""
        height = min(height, self.h)
        return Box(self.x, self.bottom - height, self.w, height)

    def left(self, width: int) -> Box:
        """The left `width` columns."""
        return Box(self.x, self.y, min(width, self.w), self.h)

    def right_columns(self, width: int) -> Box:
        """The right `width` columns."""
        width = min(width, self.w)
        return Box(self.right - width, self.y, width, self.h)

    def below(self, offset: int) -> Box:
        """What is left under the first `offset` rows."""
        offset = min(offset, self.h)
        return Box(self.x, self.y + offset, self.w, self.h - offset)

    def after(self, offset: int) -> Box:
        """What is left past the first `offset` columns."""
        offset = min(offset, self.w)
        return Box(self.x + offset, self.y, self.w - offset, self.h)

    def columns(self, count: int, gap: int) -> list[Box]:
        """`count` boxes side by side; the last takes the pixels that do not divide."""
        width = (self.w - gap * (count - 1)) // count
        boxes = [Box(self.x + i * (width + gap), self.y, width, self.h) for i in range(count)]
        last = boxes[-1]
        return [*boxes[:-1], Box(last.x, last.y, self.right - last.x, last.h)]

    def rows(self, count: int, gap: int) -> list[Box]:
        """`count` boxes one under the other; the last takes the pixels that do not divide."""
        height = (self.h - gap * (count - 1)) // count
        boxes = [Box(self.x, self.y + i * (height + gap), self.w, height) for i in range(count)]
        last = boxes[-1]
        return [*boxes[:-1], Box(last.x, last.y, last.w, self.bottom - last.y)]

    def centred(self, width: int, height: int) -> Box:
        """A box of that size in the middle of this one."""
        return Box(self.x + (self.w - width) // 2, self.y + (self.h - height) // 2, width, height)

    def holds(self, x: int, y: int) -> bool:
        """Whether the pixel lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def contains(self, other: Box) -> bool:
        """Whether all of `other` lies inside."""
        return (self.x <= other.x and self.y <= other.y
                and other.right <= self.right and other.bottom <= self.bottom)

    def meets(self, other: Box) -> bool:
        """Whether the two share a pixel."""
        return (self.x < other.right and other.x < self.right
                and self.y < other.bottom and other.y < self.bottom)

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


SCREEN = Box(0, 0, 1920, 1080)
"""The whole screen: fixed, as the terminal's panel is."""
