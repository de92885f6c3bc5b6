"""Draws what `ui.ime` keeps: the line being written, the candidates, the keys. All of it is data here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ui.canvas import Align, Canvas
from ui.geometry import Box
from ui.ime.candidates import PlacedCandidate
from ui.ime.engine import SegmentKind
from ui.ime.keyboard import Shown
from ui.ime.keys import KeyRole, PlacedKey
from ui.kit import Kit
from ui.theme import Colour, Level, Palette
from ui.vectors import Panel
from ui.view import Tap, Touchable, Widget

_EDGE = 3
_KEY_APART, _APART = 1, 8
"""How far inside what is drawn a target ends: keys are drawn 14 px apart, candidates side by side."""
_ICONS = {
    KeyRole.BACKSPACE: "backspace", KeyRole.LEFT: "arrow-left", KeyRole.RIGHT: "arrow-right", KeyRole.SHIFT: "shift",
}
_BAR_KEY = 96
_MORE = 176
_LINE_PAD = 36
_CLEAR = 96
_BUBBLE_OVER, _BUBBLE_H = 6, 104


@dataclass(frozen=True, kw_only=True)
class KeyboardView(Widget):
    """Keys as `ui.ime.keys.place` put them. They answer when the finger comes down."""

    keys: tuple[PlacedKey, ...]
    tap: Callable[[str], None] = field(compare=False)
    bubbles: bool
    """Whether a pressed letter stands above the finger too; not where it would cover the field."""

    def touchables(self) -> tuple[Touchable, ...]:
        return tuple(
            Touchable(placed.key.label, placed.box.inset(_KEY_APART), partial(self.tap, placed.key.id),
                      enabled=placed.key.enabled, at_once=placed.key.role is not KeyRole.CONFIRM,
                      repeats=placed.key.repeats, bubble=_bubble(placed) if self.bubbles else None)
            for placed in self.keys
        )

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        for placed in self.keys:
            held = pressed is not None and pressed.box == placed.box.inset(_KEY_APART) and placed.key.enabled
            self._key(canvas, placed, held)
        if pressed is not None and pressed.enabled and pressed.bubble is not None:
            theme = canvas.kit.theme
            canvas.panel(pressed.bubble, Panel(theme.palette.card, theme.shapes.small, theme.palette.brand, 3))
            canvas.text(pressed.label, pressed.bubble, theme.type.large, theme.palette.deep, Align.CENTRE)

    def _key(self, canvas: Canvas, placed: PlacedKey, held: bool) -> None:
        theme, key = canvas.kit.theme, placed.key
        ground, fore = _colours(placed, theme.palette)
        edge = theme.palette.line.mixed(theme.palette.outline, 0.5)
        if key.role is KeyRole.CONFIRM or key.active:
            edge = theme.palette.deep
        box = placed.box
        if held:
            ground = theme.palette.deep if key.role is KeyRole.CONFIRM or key.active else theme.palette.pressed
            canvas.panel(box, Panel(ground, theme.shapes.small))
        else:
            canvas.panel(box, Panel(ground, theme.shapes.small, None, 0, Level.FLAT, edge, _EDGE))
        face = Box(box.x, box.y, box.w, box.h - _EDGE)
        if key.role in _ICONS:
            canvas.icon(_ICONS[key.role], face.centred(44, 44), fore)
            return
        one = len(key.label) == 1
        style = theme.type.key if one else theme.type.button_bold if key.role is KeyRole.CONFIRM else theme.type.label
        if key.note:
            canvas.text(key.note, face.top(44).inset(16, 0), theme.type.small, theme.palette.soft)
        canvas.text(key.label, face, style, fore, Align.CENTRE)

    @property
    def level(self) -> Level:
        return Level.FLAT


@dataclass(frozen=True, kw_only=True)
class CandidateBar(Widget):
    """One line of candidates, the first one marked, then 更多 and the page keys. 96 high."""

    candidates: tuple[PlacedCandidate, ...]
    has_previous: bool
    has_next: bool
    opened: bool
    words: tuple[str, str]
    """更多 and 收起; or 更多 and 不用 while phrases are offered."""
    offered: bool
    """The candidates are phrases to go on with: none is marked, and the key at the right sends them away."""
    choose: Callable[[int], None] = field(compare=False)
    turn: Callable[[int], None] = field(compare=False)
    more: Tap = field(compare=False)

    @staticmethod
    def room(box: Box) -> Box:
        """Where candidates are laid out (`CandidatePages`): the bar without its keys."""
        return box.left(box.w - _MORE - 2 * _BAR_KEY)

    def touchables(self) -> tuple[Touchable, ...]:
        more, back, on = self._keys()
        some = bool(self.candidates)
        return (
            *_candidate_targets(self.candidates, self.choose),
            Touchable(self.words[int(self.opened or self.offered)], more.inset(_APART), self.more,
                      enabled=self.opened or self.offered or (some and self.has_next)),
            Touchable("‹", back.inset(_APART), lambda: self.turn(-1), enabled=self.has_previous),
            Touchable("›", on.inset(_APART), lambda: self.turn(1), enabled=self.has_next),
        )

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette = theme.palette
        canvas.panel(self.box, Panel(palette.card, theme.shapes.small, None, 0, Level.CARD))
        draw_candidates(canvas, self.candidates, pressed, marked=not self.offered)
        icons = ("cross" if self.offered else "up" if self.opened else "down", "previous", "next")
        for touchable, icon in zip(self.touchables()[-3:], icons):
            box = touchable.box.inset(-_APART)
            canvas.fill(Box(box.x, box.y + 16, 1, box.h - 32), palette.line)
            if pressed is not None and pressed.key == touchable.key and touchable.enabled:
                canvas.panel(box.inset(4), Panel(palette.pressed, theme.shapes.small))
            colour = palette.brand if touchable.enabled else palette.on_dim
            if box.w == _MORE:
                canvas.icon(icon, Box(box.x + 28, box.y, 32, box.h), colour)
                canvas.text(touchable.label, box.after(72), theme.type.label, colour)
            else:
                canvas.icon(icon, box.centred(36, 36), colour)

    def _keys(self) -> tuple[Box, Box, Box]:
        keys = self.box.right_columns(_MORE + 2 * _BAR_KEY)
        return keys.left(_MORE), keys.after(_MORE).left(_BAR_KEY), keys.right_columns(_BAR_KEY)


@dataclass(frozen=True, kw_only=True)
class CandidateGrid(Widget):
    """Lines of candidates behind 更多, over the keyboard."""

    candidates: tuple[PlacedCandidate, ...]
    choose: Callable[[int], None] = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return _candidate_targets(self.candidates, self.choose)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        canvas.panel(self.box, Panel(theme.palette.card, theme.shapes.card, None, 0, Level.CARD))
        draw_candidates(canvas, self.candidates, pressed)
        for row in sorted({c.box.y for c in self.candidates} - {self.box.y}):
            canvas.fill(Box(self.box.x + 24, row, self.box.w - 48, 1), theme.palette.line)


def _candidate_targets(
    candidates: tuple[PlacedCandidate, ...], choose: Callable[[int], None],
) -> tuple[Touchable, ...]:
    return tuple(Touchable(c.text, c.box.inset(_APART), partial(choose, c.index)) for c in candidates)


def draw_candidates(canvas: Canvas, candidates: tuple[PlacedCandidate, ...], pressed: Touchable | None,
                    marked: bool = True) -> None:
    """Candidates side by side; number 0 is what the space key chooses, so it stands out where it is `marked`."""
    theme = canvas.kit.theme
    palette = theme.palette
    for candidate in candidates:
        held = pressed is not None and pressed.box == candidate.box.inset(_APART)
        first = marked and candidate.index == 0
        if first or held:
            ground = palette.pressed if held else palette.brand
            canvas.panel(candidate.box.inset(0, 0 if first else 4), Panel(ground, theme.shapes.small))
        colour = palette.white if first and not held else palette.ink
        canvas.text(candidate.text, candidate.box, theme.type.button, colour, Align.CENTRE, shorten=True)


@dataclass(frozen=True, kw_only=True)
class InputLine(Widget):
    """What is written: text, the composition underlined, the caret in the seal's red, always in sight."""

    shown: Shown
    placeholder: str
    tap_at: Callable[[int, int], None] = field(compare=False)
    """Called with the pixel touched; `InputLine.place_at` turns it into a place in the text."""
    word: str
    """What the key at its end is called: 清空."""
    clear: Tap = field(compare=False)

    def touchables(self) -> tuple[Touchable, ...]:
        return (Touchable(self.placeholder, self.box.left(self.box.w - _CLEAR - _APART), tap_at=self.tap_at),
                Touchable(self.word, self.box.right_columns(_CLEAR - _APART), self.clear, enabled=self._written()))

    def _written(self) -> bool:
        return bool(self.shown.before or self.shown.after or self.shown.composition.segments)

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        theme = canvas.kit.theme
        palette, style = theme.palette, theme.type.key
        canvas.panel(self.box, Panel(palette.card, theme.shapes.card, palette.brand, 4))
        if self._written():
            end = self.box.right_columns(_CLEAR)
            held = pressed is not None and pressed.label == self.word
            canvas.panel(end.centred(60, 60), Panel(palette.pressed if held else palette.tint, 30))
            canvas.icon("cross", end.centred(32, 32), palette.brand)
        room = _room(self.box)
        caret = _caret_x(canvas.kit, self.shown)
        x = room.x - max(0, caret - room.w + 8)
        outer = canvas.surface.get_clip()
        canvas.surface.set_clip(outer.clip(room))
        for text, colour, lined in self._runs(palette):
            width = canvas.kit.type.width(text, style)
            ink = Box(x, room.y, width, room.h)
            canvas.text(text, ink, style, colour)
            if lined:
                canvas.fill(Box(x, room.y + room.h - 17, width, 4), colour)
            x += width
        canvas.surface.set_clip(outer)
        place = room.x + min(caret, room.w - 8)
        canvas.fill(Box(place + 2, room.y + 20, 4, room.h - 40), palette.danger)
        if not any(run[0] for run in self._runs(palette)):
            canvas.text(self.placeholder, room.after(20), theme.type.label, palette.soft, shorten=True)

    @staticmethod
    def place_at(kit: Kit, box: Box, shown: Shown, x: int) -> int:
        """Which place of the text (composition left out) lies nearest to a column of the screen."""
        room = _room(box)
        left = room.x - max(0, _caret_x(kit, shown) - room.w + 8)
        text = shown.before + shown.after
        ends = [left + kit.type.width(text[:place], kit.theme.type.key) for place in range(len(text) + 1)]
        return min(range(len(ends)), key=lambda place: abs(ends[place] - x))

    def _runs(self, palette: Palette) -> list[tuple[str, Colour, bool]]:
        composed = [(segment.text, palette.ink if segment.kind is SegmentKind.CHOSEN else palette.deep, True)
                    for segment in self.shown.composition.segments]
        return [(self.shown.before, palette.ink, False), *composed, (self.shown.after, palette.ink, False)]


def _room(box: Box) -> Box:
    """Where an input line's text stands."""
    return box.left(box.w - _CLEAR).after(_LINE_PAD)


def _bubble(placed: PlacedKey) -> Box | None:
    """Above the finger, for what types a single character: the finger hides the key itself."""
    if placed.key.role is not KeyRole.CHARACTER or len(placed.key.label) != 1 or not placed.key.enabled:
        return None
    box = placed.box
    return Box(box.x - _BUBBLE_OVER, box.y - _BUBBLE_H - _EDGE, box.w + 2 * _BUBBLE_OVER, _BUBBLE_H)


def _caret_x(kit: Kit, shown: Shown) -> int:
    composition = shown.composition
    return kit.type.width(shown.before + composition.preedit[:composition.caret], kit.theme.type.key)


def _colours(placed: PlacedKey, palette: Palette) -> tuple[Colour, Colour]:
    if not placed.key.enabled:
        return palette.dim, palette.on_dim
    if placed.key.role is KeyRole.CONFIRM or placed.key.active:
        return palette.brand, palette.white
    if placed.key.role in (KeyRole.CHARACTER, KeyRole.SPELLING):
        return palette.card, palette.ink
    return palette.line, palette.ink
