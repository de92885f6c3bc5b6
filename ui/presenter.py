"""Puts a view on a surface: draws what changed, finds what is touched, holds what is pressed.

No bus and no clock here: time comes in as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest

import pygame

from ui.canvas import Canvas, Reports
from ui.geometry import SCREEN, Box
from ui.kit import Kit
from ui.reach import draw_lowered, row_under
from ui.view import Drag, Touchable, Widget

DRAG_FROM = 24
"""Pixels a finger may wander and still tap."""


class Presenter:
    """One screen of pixels. `layers` are drawn from the ground up; only the topmost that has touchables is touched."""

    def __init__(self, surface: pygame.Surface, kit: Kit, said: Callable[[str], None]) -> None:
        """`said` takes the reason of what is touched while not enabled."""
        self._surface = surface
        self._kit = kit
        self._said = said
        self._shown: tuple[Widget, ...] = ()
        self._layers: tuple[tuple[Widget, ...], ...] = ()
        self._pressed: Touchable | None = None
        self._down: tuple[int, int] | None = None
        self._dragging: Touchable | None = None
        self._writing: Callable[[Drag], None] | None = None
        self._manner = kit.manner
        self._page: pygame.Surface | None = None
        self.lowered = False
        """Whether the picture is shown drawn down (ui/reach.py). Takes effect with the next `show`."""

    def show(self, layers: tuple[tuple[Widget, ...], ...], seconds: float) -> list[Box]:
        """Draw what differs from before. Returns the boxes that were drawn, to be presented."""
        widgets = tuple(widget for layer in layers for widget in layer)
        self._layers = layers
        dirty = _differences(self._shown, widgets, self._reach)
        if self._kit.manner != self._manner or self.lowered is not (self._page is not None):
            self._manner, dirty = self._kit.manner, [SCREEN]
            self._page = pygame.Surface(SCREEN.size) if self.lowered else None
        self._shown = widgets
        if self._pressed is not None:
            self._pressed = self._find(self._pressed.key)
        return self._draw(dirty, seconds)

    def show_first(self, layers: tuple[tuple[Widget, ...], ...], seconds: float) -> list[Box]:
        """Draw the whole screen: there is nothing on it yet."""
        self.show(layers, seconds)
        return self.show_all(seconds)

    def show_all(self, seconds: float) -> list[Box]:
        """Draw everything again (the window was uncovered)."""
        return self._draw([SCREEN], seconds)

    def tick(self, seconds: float) -> list[Box]:
        """Draw what moves by itself."""
        most = self._kit.theme.motion.frames_per_second
        return self._draw([self._reach(widget) for widget in self._shown if widget.paced(most)], seconds)

    @property
    def frames(self) -> int:
        """Frames a second that the present widgets get; 0: all stand still."""
        most = self._kit.theme.motion.frames_per_second
        return max((widget.paced(most) for widget in self._shown), default=0)

    @property
    def pressed(self) -> Touchable | None:
        """What the finger is on."""
        return self._pressed

    def touchables(self) -> tuple[Touchable, ...]:
        """What can be touched now, dim ones included, grounds to drag on left out."""
        return tuple(touchable for touchable in self._live() if not touchable.surface)

    def finger_down(self, x: int, y: int, seconds: float) -> list[Box]:
        """A finger came down. Returns what was drawn: the pressed thing looks pressed."""
        x, y = self._on_page(x, y)
        self._down, self._dragging, self._writing = (x, y), None, None
        self._pressed = self._at(x, y, lambda touchable: not touchable.surface)
        if self._pressed is None:
            return []
        drawn = self._redraw(self._pressed, seconds)
        if self._pressed.pen is not None:
            self._pressed.pen(Drag((x, y), (x, y), ended=False))
            self._writing = self._pressed.pen
        if self._pressed.at_once and self._pressed.enabled and self._pressed.tap is not None:
            self._pressed.tap()
        return drawn

    def finger_moved(self, x: int, y: int, seconds: float) -> list[Box]:
        """The finger moved: it may drag something now, and what it pressed is let go."""
        x, y = self._on_page(x, y)
        if self._down is None:
            return []
        if self._writing is not None:
            self._writing(Drag(self._down, (x, y), ended=False))
            return []
        if self._dragging is None:
            if max(abs(x - self._down[0]), abs(y - self._down[1])) < DRAG_FROM:
                return []
            self._dragging = self._at(*self._down, lambda touchable: touchable.drag is not None)
            if self._dragging is None:
                return self._let_go(seconds) if self._pressed and not self._pressed.box.holds(x, y) else []
        drawn = self._let_go(seconds)
        self._drag(x, y, ended=False)
        return drawn

    def finger_up(self, x: int, y: int, seconds: float) -> list[Box]:
        """The finger was lifted: a tap if it still was where it came down."""
        x, y = self._on_page(x, y)
        pressed, dragging = self._pressed, self._dragging
        drawn = self._let_go(seconds)
        if self._writing is not None and self._down is not None:
            self._writing(Drag(self._down, (x, y), ended=True))
        elif dragging is not None:
            self._drag(x, y, ended=True)
        elif pressed is not None and not pressed.at_once and pressed.box.holds(x, y):
            if not pressed.enabled:
                self._said(pressed.reason)
            elif pressed.tap_at is not None:
                pressed.tap_at(x, y)
            elif pressed.tap is not None:
                pressed.tap()
        self._down = self._dragging = self._writing = None
        return drawn

    def finger_lost(self, seconds: float) -> list[Box]:
        """Whatever was pressed is let go, and nothing is tapped."""
        self._down = self._dragging = self._writing = None
        return self._let_go(seconds)

    def _drag(self, x: int, y: int, ended: bool) -> None:
        if self._dragging is not None and self._down is not None:
            found = self._find(self._dragging.key) or self._dragging
            if found.drag is not None:
                found.drag(Drag(self._down, (x, y), ended))

    def _let_go(self, seconds: float) -> list[Box]:
        pressed, self._pressed = self._pressed, None
        return [] if pressed is None else self._redraw(pressed, seconds)

    def _redraw(self, touchable: Touchable, seconds: float) -> list[Box]:
        return self._draw([self._reach_of(touchable)], seconds)

    def _reach_of(self, touchable: Touchable) -> Box:
        owners = [widget for widget in self._shown if touchable in widget.touchables()]
        box = touchable.box if touchable.bubble is None else touchable.box.union(touchable.bubble)
        return box.inset(-self._kit.vectors.spread(owners[-1].level)) if owners else box

    def _live(self) -> Iterable[Touchable]:
        for layer in reversed(self._layers):
            touchables = [touchable for widget in layer for touchable in widget.touchables()]
            if touchables:
                return touchables
        return []

    def _at(self, x: int, y: int, wanted: Callable[[Touchable], bool]) -> Touchable | None:
        found = [touchable for touchable in self._live() if touchable.box.holds(x, y) and wanted(touchable)]
        return found[-1] if found else None

    def _find(self, key: tuple[str, Box]) -> Touchable | None:
        return next((touchable for touchable in self._live() if touchable.key == key), None)

    def _reach(self, widget: Widget) -> Box:
        return widget.box.inset(-self._kit.vectors.spread(widget.level))

    def _above(self, widget: Widget, box: Box) -> bool:
        """Whether the widget has something pressed that shows there, beyond its own reach."""
        bubble = self._pressed.bubble if self._pressed is not None else None
        return bubble is not None and bubble.meets(box) and self._pressed in widget.touchables()

    def _draw(self, dirty: list[Box], seconds: float) -> list[Box]:
        boxes = _joined([_clipped(box) for box in dirty if box.meets(SCREEN)])
        surface = self._surface if self._page is None else self._page
        for box in boxes:
            surface.set_clip(box)
            inside = [widget for widget in self._shown if self._reach(widget).meets(box) or self._above(widget, box)]
            paint(surface, self._kit, inside, self._pressed, seconds)
        surface.set_clip(None)
        return boxes if self._page is None else draw_lowered(self._surface, self._page, boxes, self._kit)

    def _on_page(self, x: int, y: int) -> tuple[int, int]:
        """Where on the picture a finger is."""
        return (x, y) if self._page is None else (x, row_under(y))


def paint(
    surface: pygame.Surface, kit: Kit, widgets: Iterable[Widget], pressed: Touchable | None, seconds: float,
    reports: Reports | None = None,
) -> None:
    """Draw widgets over the page's ground, inside the surface's clip."""
    canvas = Canvas(surface, kit, seconds, reports)
    canvas.fill(SCREEN, kit.theme.palette.page)
    for widget in widgets:
        held = pressed if pressed is not None and any(t.key == pressed.key for t in widget.touchables()) else None
        canvas.owner = widget.box
        canvas.seconds = seconds if widget.paced(kit.theme.motion.frames_per_second) else 0.0
        widget.draw(canvas, held)


def _differences(
    before: tuple[Widget, ...], after: tuple[Widget, ...], reach: Callable[[Widget], Box],
) -> list[Box]:
    dirty: list[Box] = []
    for old, new in zip_longest(before, after):
        if old == new:
            continue
        dirty += [reach(widget) for widget in (old, new) if widget is not None]
    return dirty


def _clipped(box: Box) -> Box:
    x, y = max(0, box.x), max(0, box.y)
    return Box(x, y, min(box.right, SCREEN.right) - x, min(box.bottom, SCREEN.bottom) - y)


def _joined(boxes: list[Box]) -> list[Box]:
    """Boxes that meet become one, so that no pixel is drawn twice."""
    joined: list[Box] = []
    for box in boxes:
        while met := next((other for other in joined if other.meets(box)), None):
            joined.remove(met)
            box = box.union(met)
        joined.append(box)
    return joined
