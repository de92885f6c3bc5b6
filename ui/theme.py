"""The design language as data: colours, type, grid, shapes, shadows, states and motion. ui/README.md explains it.

A variant (关怀版: larger type, stronger contrast) is another `Theme` (ui/variants.py), never another screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

GRID = 8
"""Distances are multiples of it, in pixels."""
MARGIN = 64
GUTTER = 24
TOUCH_MIN = 80
"""No touch target is smaller, either way."""


class Colour(NamedTuple):
    """sRGB, 0 to 255 a channel."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """As SVG wants it."""
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}"

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with `share` (0 to 1) of another; used for states, so that no state needs a colour of its own."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other)))


def rgb(text: str) -> Colour:
    """`#14213D` as a Colour."""
    return Colour(*bytes.fromhex(text.removeprefix("#")))


def contrast(a: Colour, b: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    channels = [value / 255 for value in colour]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Face(StrEnum):
    """A font file under assets/fonts."""

    REGULAR = "NotoSansSC-Regular.otf"
    MEDIUM = "NotoSansSC-Medium.otf"
    BOLD = "NotoSansSC-Bold.otf"
    MARK = "NotoSerifSC-Mark.otf"


class Style(NamedTuple):
    """How a text is set: face, size in pixels, distance of baselines in pixels, and the size down to which a text that
    would not fit its box may be set (0: it may not)."""

    face: Face
    size: int
    leading: int
    least: int = 0

    @property
    def smallest(self) -> Style:
        """The style at its least."""
        if not self.least:
            return self
        return self._replace(size=self.least, leading=round(self.leading * self.least / self.size))


class Pair(NamedTuple):
    """A foreground on its ground, and the contrast it must reach. The tests measure every one."""

    name: str
    fore: Colour
    ground: Colour
    least: float


@dataclass(frozen=True)
class Palette:
    """Colours by what they mean."""

    ink: Colour = rgb("#14213D")
    soft: Colour = rgb("#3C4B6B")
    brand: Colour = rgb("#0F5BB5")
    deep: Colour = rgb("#0A3F86")
    page: Colour = rgb("#EEF3F9")
    card: Colour = rgb("#FFFFFF")
    line: Colour = rgb("#D9E2EF")
    outline: Colour = rgb("#7C8BA6")
    """Edges of what can be touched or written in: 3:1 on white."""
    tint: Colour = rgb("#E3EEFB")
    pressed: Colour = rgb("#BCD7F8")
    hint: Colour = rgb("#FFF6E0")
    on_hint: Colour = rgb("#7A4A00")
    amber: Colour = rgb("#FFCE63")
    done: Colour = rgb("#1B7F4B")
    done_tint: Colour = rgb("#EDF8F2")
    danger: Colour = rgb("#C8102E")
    danger_tint: Colour = rgb("#FDECEE")
    white: Colour = rgb("#FFFFFF")
    dim: Colour = rgb("#E4E9F1")
    on_dim: Colour = rgb("#5A6780")
    green: tuple[Colour, Colour] = (rgb("#1B7F4B"), rgb("#125A35"))
    copper: tuple[Colour, Colour] = (rgb("#A34700"), rgb("#743100"))
    violet: tuple[Colour, Colour] = (rgb("#5B3F98"), rgb("#432C74"))
    ruby: tuple[Colour, Colour] = (rgb("#9B1B30"), rgb("#731120"))
    blue: tuple[Colour, Colour] = (rgb("#0F5BB5"), rgb("#0A3F86"))
    card_edge: Colour | None = None
    """Around cards; None: their shadow is enough."""
    text_least: float = 4.5
    """The contrast that every text reaches on its ground (WCAG 2.2)."""
    edge_least: float = 3.0
    """The contrast of the edges of what can be touched."""

    def pale(self, shades: tuple[Colour, Colour]) -> Colour:
        """The ground of a coloured door that cannot be opened: a breath of its colour, found again where it was."""
        return shades[0].mixed(self.card, 0.86)

    def pairs(self) -> list[Pair]:
        """Every foreground on every ground it is used on."""
        text = [
            ("ink on card", self.ink, self.card), ("ink on page", self.ink, self.page),
            ("ink on tint", self.ink, self.tint), ("ink on pressed", self.ink, self.pressed),
            ("ink on dim", self.ink, self.dim),
            ("soft on card", self.soft, self.card), ("soft on page", self.soft, self.page),
            ("soft on tint", self.soft, self.tint),
            ("brand on card", self.brand, self.card), ("brand on tint", self.brand, self.tint),
            ("deep on card", self.deep, self.card), ("deep on tint", self.deep, self.tint),
            ("deep on pressed", self.deep, self.pressed),
            ("white on brand", self.white, self.brand), ("white on deep", self.white, self.deep),
            ("white on done", self.white, self.done), ("white on danger", self.white, self.danger),
            ("hint", self.on_hint, self.hint), ("done on its tint", self.done, self.done_tint),
            ("done on card", self.done, self.card), ("danger on card", self.danger, self.card),
            ("danger on its tint", self.danger, self.danger_tint), ("dim button", self.on_dim, self.dim),
            ("dim on card", self.on_dim, self.card), ("dim on tint", self.on_dim, self.tint),
            ("amber on deep", self.amber, self.deep),
        ]
        for name, shades in (("green", self.green), ("copper", self.copper), ("violet", self.violet),
                             ("ruby", self.ruby), ("blue", self.blue)):
            text += [(f"white on {name} {i}", self.white, shade) for i, shade in enumerate(shades)]
            text += [(f"{name} on its pale", shades[1], self.pale(shades)),
                     (f"soft on pale {name}", self.soft, self.pale(shades))]
        edges = [("outline on card", self.outline, self.card), ("outline on page", self.outline, self.page),
                 ("brand edge on page", self.brand, self.page), ("danger edge on card", self.danger, self.card)]
        return [Pair(*entry, self.text_least) for entry in text] + [Pair(*entry, self.edge_least) for entry in edges]


@dataclass(frozen=True)
class TypeScale:
    """Text styles by rank. Nothing on the screen is set smaller than `small`."""

    small: Style = Style(Face.REGULAR, 24, 36)
    small_medium: Style = Style(Face.MEDIUM, 24, 36)
    body: Style = Style(Face.REGULAR, 28, 46)
    body_medium: Style = Style(Face.MEDIUM, 28, 46)
    body_bold: Style = Style(Face.BOLD, 28, 46)
    label: Style = Style(Face.REGULAR, 32, 50)
    label_medium: Style = Style(Face.MEDIUM, 32, 50)
    label_bold: Style = Style(Face.BOLD, 32, 50)
    button: Style = Style(Face.MEDIUM, 36, 54)
    button_bold: Style = Style(Face.BOLD, 36, 54)
    key: Style = Style(Face.REGULAR, 44, 60)
    title: Style = Style(Face.BOLD, 44, 64)
    large: Style = Style(Face.BOLD, 56, 80)
    number: Style = Style(Face.BOLD, 72, 96)
    mark: Style = Style(Face.MARK, 52, 64)


class Level(StrEnum):
    """How high something lies over the page."""

    FLAT = "flat"
    CARD = "card"
    RAISED = "raised"
    DIALOG = "dialog"


class Shadow(NamedTuple):
    """A soft shadow: offset down, blur (standard deviation) in pixels, opacity 0 to 1, of `Palette.ink`."""

    offset: int
    blur: float
    opacity: float


@dataclass(frozen=True)
class Shapes:
    """Radii in pixels, and shadows by level."""

    small: int = 14
    button: int = 18
    card: int = 20
    dialog: int = 28
    edge: int = 6
    """Height of the darker edge under a button that can be pressed."""
    shadows: dict[Level, Shadow | None] = field(default_factory=lambda: {
        Level.FLAT: None,
        Level.CARD: Shadow(4, 9.0, 0.08),
        Level.RAISED: Shadow(6, 8.0, 0.16),
        Level.DIALOG: Shadow(16, 26.0, 0.30),
    })


@dataclass(frozen=True)
class Motion:
    """Seconds, and frames a second. What moves, moves slowly and only to show where a hand goes."""

    frames_per_second: int = 15
    """At most. 0: nothing moves, and what tells that something goes on does so once a second."""
    toast: float = 4.0
    key_repeat_after: float = 0.45
    key_repeat_every: float = 0.09


@dataclass(frozen=True)
class Theme:
    """All of the design language."""

    palette: Palette = field(default_factory=Palette)
    type: TypeScale = field(default_factory=TypeScale)
    shapes: Shapes = field(default_factory=Shapes)
    motion: Motion = field(default_factory=Motion)


STANDARD = Theme()
