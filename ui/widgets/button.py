"""Buttons: the one main action, secondary ones, danger, and quiet ones without an edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.theme import Colour, Level, Palette, Style
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

_ICON_GAP = 16
_SINK = 4
_SIDES = 16
"""What stays free beside a label that is set smaller to fit."""


class Kind(StrEnum):
    """What a button means, and so how loud it is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    QUIET = "quiet"


@dataclass(frozen=True, kw_only=True)
class Button(Widget):
    """A label, perhaps with an icon before it; a newline makes two lines. Not enabled it is dim and says why."""

    label: str
    tap: Tap = field(compare=False)
    kind: Kind = Kind.SECONDARY
    icon: str = ""
    enabled: bool = True
    reason: str = ""
    repeats: bool = False
    """Acts when the finger comes down, and again while it is held."""

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.label.replace("\n", " "), self.box, self.tap, self.enabled, self.reason,
                          at_once=self.repeats, repeats=self.repeats),)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        palette, shapes = canvas.kit.theme.palette, canvas.kit.theme.shapes
        down = pressed is not None
        fore, panel = _look(self.kind, self.enabled, down, palette, shapes.button, shapes.edge)
        box = Box(self.box.x, self.box.y + _SINK, self.box.w, self.box.h - _SINK) if down and self.enabled else self.box
        if down and self.enabled and panel.edge is not None:
            panel = panel._replace(edge_height=panel.edge_height - _SINK)
        canvas.panel(box, panel)
        face = Box(box.x, box.y, box.w, box.h - panel.edge_height)
        draw_label(canvas, face, self.label, self.icon, self._style(canvas), fore)

    def _style(self, canvas: Canvas) -> Style:
        styles = canvas.kit.theme.type
        if "\n" in self.label:
            return styles.body_medium
        return styles.button_bold if self.kind is Kind.PRIMARY else styles.button


def draw_label(
    canvas: Canvas, box: Box, label: str, icon: str, style: Style, colour: Colour, icon_after: bool = False,
) -> None:
    """A label of one or more lines in the middle of a box, an icon before it (or after it)."""
    lines = label.split("\n")
    style = canvas.kit.type.largest(style, lambda smaller: _fits(canvas, box, lines, bool(icon), smaller))
    leading = round(style.size * 1.3) if len(lines) > 1 else box.h
    text_width = max(canvas.kit.type.width(line, style) for line in lines)
    icon_size = round(style.size * 1.25) if icon else 0
    width = text_width + (icon_size + _ICON_GAP if icon else 0)
    left = box.x + (box.w - width) // 2
    if icon and icon_after:
        canvas.icon(icon, Box(left + text_width + _ICON_GAP, box.y, icon_size, box.h), colour)
    elif icon:
        canvas.icon(icon, Box(left, box.y, icon_size, box.h), colour)
        left += icon_size + _ICON_GAP
    top = box.y + (box.h - leading * len(lines)) // 2
    room = min(text_width, box.right - left)
    for index, line in enumerate(lines):
        canvas.text(line, Box(left, top + index * leading, room, leading), style, colour, Align.CENTRE)


def two_lines(canvas: Canvas, upper: Style, lower: Style, height: int) -> tuple[Style, Style]:
    """The styles of a line and a softer one under it, as large as both fit the height."""
    upper = canvas.kit.type.largest(upper, lambda style: style.leading + lower.smallest.leading <= height)
    return upper, canvas.kit.type.largest(lower, lambda style: style.leading + upper.leading <= height)


def _fits(canvas: Canvas, box: Box, lines: list[str], icon: bool, style: Style) -> bool:
    beside = round(style.size * 1.25) + _ICON_GAP if icon else 0
    wide = max(canvas.kit.type.width(line, style) for line in lines) + beside
    high = len(lines) * round(style.size * 1.3)
    return wide <= box.w - _SIDES and (len(lines) == 1 or high <= box.h)


def _look(kind: Kind, enabled: bool, down: bool, palette: Palette, radius: int, edge: int) -> tuple[Colour, Panel]:
    if not enabled:
        return palette.on_dim, Panel(palette.dim, radius, palette.line, 2, Level.FLAT)
    if kind is Kind.QUIET:
        return palette.deep, Panel(palette.pressed if down else palette.tint, radius)
    if kind is Kind.SECONDARY:
        fill = palette.pressed if down else palette.card
        return palette.deep, Panel(fill, radius, palette.brand, 3, Level.FLAT, palette.brand.mixed(palette.card, 0.55),
                                   edge)
    ground = palette.brand if kind is Kind.PRIMARY else palette.danger
    dark = palette.deep if kind is Kind.PRIMARY else palette.danger.mixed(palette.ink, 0.35)
    level = Level.FLAT if down else Level.RAISED
    return palette.white, Panel(ground.mixed(palette.ink, 0.15) if down else ground, radius, None, 0, level, dark, edge)
