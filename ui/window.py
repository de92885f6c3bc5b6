"""The window, its descriptors to wait on, and touches: SDL's on X11, and the kernel's own where there is no X.

`pygame.event.wait` wakes hundreds of times a second. Instead the loop polls SDL's own descriptor of its X11 connection;
without X, those of /dev/input, and what was drawn goes to the screen by `ui.console`. Where neither is found, it looks
every 8 ms.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, MutableMapping
from enum import Enum
from typing import NamedTuple

import pygame

from ui.console.scanout import Scanout
from ui.console.touches import Move, Touches
from ui.geometry import SCREEN, Box

POLL_S = 0.008
"""How often to look where SDL has no descriptor to wait on."""


class Finger(Enum):
    """What a finger did."""

    DOWN = "down"
    MOVED = "moved"
    UP = "up"
    EXPOSED = "exposed"
    """Not a finger: the window must be drawn again."""
    QUIT = "quit"
    """Not a finger: SIGTERM, or the window was closed."""


_MOVES = {Move.DOWN: Finger.DOWN, Move.MOVED: Finger.MOVED, Move.UP: Finger.UP}


class Event(NamedTuple):
    """Where it happened, in pixels of the screen."""

    finger: Finger
    x: int = 0
    y: int = 0


def choose_video(environment: MutableMapping[str, str]) -> bool:
    """Set what SDL must know before it starts, where the environment does not say otherwise already. Returns whether
    the screen is the kernel's own: no X, and nobody chose another driver of SDL's.
    """
    alone = "DISPLAY" not in environment and "SDL_VIDEODRIVER" not in environment
    if "DISPLAY" in environment:
        # SDL would present through GL: 13 ms a frame instead of 0.6
        environment.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    elif alone:
        environment["SDL_VIDEODRIVER"] = "dummy"
    # SIGTERM is the loop's; SDL would turn it into an event that no descriptor announces
    environment["SDL_NO_SIGNAL_HANDLERS"] = "1"
    # SDL throws a press away that comes with the window's focus: a citizen's first touch of a fresh renderer
    environment.setdefault("SDL_MOUSE_FOCUS_CLICKTHROUGH", "1")
    # a finger gives finger events only, never a mouse's copy of them
    environment.setdefault("SDL_TOUCH_MOUSE_EVENTS", "0")
    environment.setdefault("SDL_MOUSE_TOUCH_EVENTS", "0")
    return alone


class Window:
    """The display. Made in the renderer, never in the warm parent."""

    def __init__(self, title: str, full_screen: bool, alone: bool = False) -> None:
        """`alone`: see `choose_video`. Raises `pygame.error` or `NoScanout` where there is no display."""
        pygame.display.init()
        # SDL's driver that shows nothing has a full screen of a size of its own
        flags = pygame.FULLSCREEN if full_screen and not alone else 0
        self.surface = pygame.display.set_mode(SCREEN.size, flags)
        pygame.display.set_caption(title)
        self._connection = _x11_descriptor() if pygame.display.get_driver() == "x11" else []
        self._scanout = Scanout(SCREEN.size) if alone else None
        self._touches = Touches() if alone else None
        self._down = False
        self._finger: int | None = None
        pygame.event.set_blocked(None)
        pygame.event.set_allowed([
            pygame.QUIT, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION, pygame.FINGERDOWN,
            pygame.FINGERUP, pygame.FINGERMOTION, pygame.WINDOWEXPOSED,
        ])

    def descriptors(self) -> list[int]:
        """What becomes readable when there is input; empty where nothing is known to. They come and go."""
        return self._touches.descriptors() if self._touches else self._connection

    def present(self, boxes: list[Box]) -> None:
        """Show what was drawn."""
        if boxes and self._scanout:
            # pygame's types do not say that it is a buffer
            pixels = memoryview(self.surface.get_buffer())  # type: ignore[arg-type]
            self._scanout.show(pixels, self.surface.get_pitch(), boxes)
        elif boxes:
            pygame.display.update(boxes)

    def events(self) -> Iterator[Event]:
        """All that has happened; empties SDL's queue. One finger at a time: a second one is not looked at."""
        if self._touches:
            for move, x, y in self._touches.moves():
                yield Event(_MOVES[move], min(SCREEN.w - 1, int(x * SCREEN.w)), min(SCREEN.h - 1, int(y * SCREEN.h)))
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                yield Event(Finger.QUIT)
            elif event.type == pygame.WINDOWEXPOSED:
                yield Event(Finger.EXPOSED)
            elif event.type in (pygame.FINGERDOWN, pygame.FINGERUP, pygame.FINGERMOTION):
                yield from self._finger_event(event)
            elif not getattr(event, "touch", False):
                yield from self._mouse_event(event)

    def close(self) -> None:
        """Give the display back. Idempotent."""
        if self._scanout:
            self._scanout.close()
        pygame.display.quit()

    def _finger_event(self, event: pygame.Event) -> Iterator[Event]:
        x = min(SCREEN.w - 1, max(0, int(event.x * SCREEN.w)))
        y = min(SCREEN.h - 1, max(0, int(event.y * SCREEN.h)))
        if event.type == pygame.FINGERDOWN and self._finger is None:
            self._finger = event.finger_id
            yield Event(Finger.DOWN, x, y)
        elif event.finger_id == self._finger:
            if event.type == pygame.FINGERUP:
                self._finger = None
            yield Event(Finger.UP if event.type == pygame.FINGERUP else Finger.MOVED, x, y)

    def _mouse_event(self, event: pygame.Event) -> Iterator[Event]:
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._down = True
            yield Event(Finger.DOWN, *event.pos)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self._down:
            self._down = False
            yield Event(Finger.UP, *event.pos)
        elif event.type == pygame.MOUSEMOTION and self._down:
            yield Event(Finger.MOVED, *event.pos)


def _x11_descriptor() -> list[int]:
    """XConnectionNumber of SDL's own connection (Xlib, the C interface)."""
    display = pygame.display.get_wm_info().get("display")
    if display is None:
        return []
    try:
        number = ctypes.CDLL("libX11.so.6").XConnectionNumber
    except (OSError, AttributeError):
        return []
    number.argtypes, number.restype = [ctypes.c_void_p], ctypes.c_int
    return [int(number(_address(display)))]


def _address(capsule: object) -> int:
    """The pointer inside what pygame hands out: a capsule, or a plain number in older versions."""
    if isinstance(capsule, int):
        return capsule
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.argtypes, pointer.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_void_p
    name = ctypes.pythonapi.PyCapsule_GetName
    name.argtypes, name.restype = [ctypes.py_object], ctypes.c_char_p
    return int(pointer(capsule, name(capsule)))
