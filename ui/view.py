"""A screen's picture as values: widgets, what can be touched, the actions. Compared with the one before, so that only
what changed is drawn again.

A widget is a frozen dataclass: equal fields, equal pixels. Callbacks are not compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from ui.canvas import Canvas
from ui.geometry import Box
from ui.theme import Level

Tap = Callable[[], None]


@dataclass(frozen=True)
class Drag:
    """A finger that moves: where it went down, where it is, and whether it has been lifted. Pixels of the screen."""

    start: tuple[int, int]
    at: tuple[int, int]
    ended: bool


@dataclass(frozen=True)
class Touchable:
    """A place that can be touched. `label` is what people read on it, and what the observer and tests find it by."""

    label: str
    box: Box
    tap: Tap | None = field(default=None, compare=False)
    """Called when the finger is lifted inside."""
    enabled: bool = True
    reason: str = ""
    """Said in a toast when it is touched while not enabled."""
    at_once: bool = False
    """Called when the finger comes down instead (keys of a keyboard)."""
    repeats: bool = False
    """Called again and again while it is held (backspace, arrows)."""
    drag: Callable[[Drag], None] | None = field(default=None, compare=False)
    """Called while a finger that came down here moves."""
    bubble: Box | None = None
    """Where something is drawn beyond the box while it is pressed (a key's letter above the finger)."""
    pen: Callable[[Drag], None] | None = field(default=None, compare=False)
    """Called from the moment a finger comes down here until it is lifted, however little it moves (handwriting)."""
    tap_at: Callable[[int, int], None] | None = field(default=None, compare=False)
    """Called instead of `tap`, with the pixel where the finger was lifted."""
    surface: bool = False
    """A ground to drag on, under the others: it is no target of its own."""

    @property
    def key(self) -> tuple[str, Box]:
        """Tells one touchable from another, and finds it again in the next view."""
        return self.label, self.box


@dataclass(frozen=True, kw_only=True)
class Widget:
    """Something drawn in a box. Subclasses add fields, `draw` and `touchables`."""

    tells: ClassVar[bool] = False
    """Whether its movement says that something goes on."""
    box: Box

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        """Draw over what lies beneath; `pressed` is the touchable under the finger, if it is one of these."""
        raise NotImplementedError

    def touchables(self) -> tuple[Touchable, ...]:
        """What can be touched, in any order."""
        return ()

    @property
    def level(self) -> Level:
        """How far a shadow may reach past the box."""
        return Level.CARD

    @property
    def frames(self) -> int:
        """Frames a second that it wants while visible; 0: it stands still."""
        return 0

    def paced(self, most: int) -> int:
        """Frames a second that it gets where `most` are given to anything (`ui.theme.Motion`)."""
        return min(self.frames, most or int(self.tells))


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button of the actions band. The frame places it: back at the left, main at the right, others beside it."""

    label: str
    tap: Tap = field(compare=False)
    icon: str = ""
    enabled: bool = True
    reason: str = ""
    danger: bool = False


class Bands(Enum):
    """Which bands the frame puts around a screen."""

    CITIZEN = "citizen"
    TECHNICIAN = "technician"
    """No footer buttons: they are a citizen's."""
    NONE = "none"
    """The screen is all its own."""


@dataclass(frozen=True, kw_only=True)
class View:
    """All that a screen shows. Bands the screen does not use are left to its content (`ui.frame.content_box`)."""

    content: tuple[Widget, ...]
    hint: str = ""
    back: Action | None = None
    others: tuple[Action, ...] = ()
    main: Action | None = None
    dialog: Widget | None = None
    bands: Bands = Bands.CITIZEN
