"""Keys, rows and layouts as data, and where each key stands in a given box. Nothing is drawn here."""

from dataclasses import dataclass
from enum import Enum

from ui.geometry import Box

COLUMNS = 10.0
GAP = 14
LEAST_SIDE = 80


class KeyRole(Enum):
    """What a key does, and so how it is drawn; the characters' keys are light, the others tinted."""

    CHARACTER = "character"
    SPELLING = "spelling"
    """Goes on with what is being composed, and types nothing: a stroke, a radical, a syllable of 九宫格's list."""
    EDITING = "editing"
    """Changes what is being composed, or what keys there are: 分词, 撤一笔, 其他."""
    SHIFT = "shift"
    BACKSPACE = "backspace"
    CLEAR = "clear"
    LEFT = "left"
    RIGHT = "right"
    SPACE = "space"
    MODE = "mode"
    CONFIRM = "confirm"


REPEATING = frozenset({KeyRole.BACKSPACE, KeyRole.LEFT, KeyRole.RIGHT})


@dataclass(frozen=True, slots=True)
class Key:
    """One key. ``id`` is what ``InputSession.tap`` is given: the character it types, or a word such as ``confirm``.

    ``width`` counts columns of the layout. ``active`` is drawn as switched on: the present mode's key, or shift.
    ``note`` stands small above the label.
    """

    id: str
    label: str
    role: KeyRole = KeyRole.CHARACTER
    width: float = 1.0
    enabled: bool = True
    active: bool = False
    note: str = ""

    @property
    def repeats(self) -> bool:
        """Whether the key goes on while it is held."""
        return self.role in REPEATING


@dataclass(frozen=True, slots=True)
class Row:
    """Keys side by side, from ``indent`` columns on."""

    keys: tuple[Key, ...]
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Pad:
    """Cells to write in: ``columns`` of the layout from its left, beside all rows but the last one."""

    columns: float
    cells: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of equal height, ``COLUMNS`` columns wide; ``pad`` leaves the keys the rest of its rows."""

    rows: tuple[Row, ...]
    pad: Pad | None = None


@dataclass(frozen=True, slots=True)
class PlacedKey:
    """A key and its box on the screen, in pixels."""

    key: Key
    box: Box


class AreaTooSmall(ValueError):
    """A key would be smaller than a finger needs; the message names the key and its size."""


def place(layout: Layout, area: Box, gap: int = GAP) -> tuple[PlacedKey, ...]:
    """Give each key its box. Raises AreaTooSmall when one would be under ``LEAST_SIDE`` pixels either way.

    Edges are rounded from the same columns, so that the keys of one row have equal gaps and end where the area ends.
    """
    column = (area.w + gap) / COLUMNS
    row_height = (area.h + gap) / len(layout.rows)
    placed: list[PlacedKey] = []
    for number, row in enumerate(layout.rows):
        top, bottom = round(number * row_height), round((number + 1) * row_height) - gap
        start = row.indent
        for key in row.keys:
            left, right = round(start * column), round((start + key.width) * column) - gap
            if min(right - left, bottom - top) < LEAST_SIDE:
                raise AreaTooSmall(f"key {key.id!r} would be {right - left} x {bottom - top} pixels")
            placed.append(PlacedKey(key, Box(area.x + left, area.y + top, right - left, bottom - top)))
            start += key.width
    return tuple(placed)


def place_pad(layout: Layout, area: Box, gap: int = GAP) -> tuple[Box, ...]:
    """Give each cell of the layout's pad its box; none where there is no pad."""
    if layout.pad is None:
        return ()
    width = round(layout.pad.columns * (area.w + gap) / COLUMNS) - gap
    rows = len(layout.rows)
    height = round((rows - 1) * (area.h + gap) / rows) - gap
    return tuple(area.top(height).left(width).columns(layout.pad.cells, gap))


def characters(text: str, width: float = 1.0) -> tuple[Key, ...]:
    """A key for each character, typing what it shows."""
    return tuple(Key(character, character, width=width) for character in text)


BACKSPACE = Key("backspace", "⌫", KeyRole.BACKSPACE)
CLEAR = Key("clear", "清空", KeyRole.CLEAR)
LEFT = Key("left", "←", KeyRole.LEFT)
RIGHT = Key("right", "→", KeyRole.RIGHT)
SPACE = Key("space", "空格", KeyRole.SPACE)
CONFIRM = Key("confirm", "确定", KeyRole.CONFIRM)
