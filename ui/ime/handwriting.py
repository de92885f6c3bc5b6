"""手写: characters written into cells with a finger, recognised after every stroke. There is no time limit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ui.ime.engine import CompositionState, Segment, SegmentKind
from ui.ime.fields import FieldRules, ModeName
from ui.ime.ink import Point, Stroke
from ui.ime.keys import BACKSPACE, Key, KeyRole, Pad, Row
from ui.ime.modes import REFUSED, Answer
from ui.ime.recogniser import MOST_STROKES

CELLS, PAD_COLUMNS, KEY_WIDTH = 3, 7.6, 1.2
UNDO, AGAIN = "ink:undo", "ink:again"
SIGNS = "，、。"
UNKNOWN = "〓"
"""Stands where nothing was recognised."""


class Recognising(Protocol):
    """What tells characters from strokes: `ui.ime.recogniser.Recogniser`."""

    def recognise(self, strokes: Sequence[Stroke]) -> tuple[str, ...]:
        """The likeliest first; none for no stroke."""


@dataclass(slots=True)
class _Cell:
    strokes: list[tuple[Point, ...]] = field(default_factory=list)
    found: tuple[str, ...] = ()
    best: str = ""


class HandwritingMode:
    """Up to ``CELLS`` characters side by side. The candidates are those of the cell written into last.

    A candidate chosen for a cell that others follow is kept, and the next cell's candidates are shown; chosen for the
    last one it finishes the text. The arrows go to another cell.
    """

    name = ModeName.HANDWRITING
    label = "手写"
    bottom_row = True
    pad: Pad | None = Pad(PAD_COLUMNS, CELLS)

    def __init__(self, recogniser: Recognising) -> None:
        """Begin with empty cells."""
        self._recogniser = recogniser
        self._cells = [_Cell() for _ in range(CELLS)]
        self._order: list[int] = []
        self._active = 0

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """At the right of the cells: 撤一笔, 重写 and signs."""
        written = bool(self._order)
        signs = [Key(sign, sign, width=KEY_WIDTH, enabled=field.characters.fullmatch(sign) is not None)
                 for sign in SIGNS]
        keys = ((Key(UNDO, "撤一笔", KeyRole.EDITING, KEY_WIDTH, enabled=written),
                 Key(BACKSPACE.id, BACKSPACE.label, BACKSPACE.role, KEY_WIDTH)),
                (Key(AGAIN, "重写", KeyRole.EDITING, KEY_WIDTH, enabled=written), signs[0]),
                (signs[1], signs[2]))
        return tuple(Row(pair, indent=PAD_COLUMNS) for pair in keys)

    def tap(self, key: str) -> Answer:
        """撤一笔, 重写, or a sign, which finishes what is written first."""
        if key == UNDO:
            return self._undo()
        if key == AGAIN:
            self.clear()
            return Answer(True)
        text = self._text() + key
        self.clear()
        return Answer(True, text)

    def write(self, cell: int, stroke: Stroke) -> Answer:
        """One more stroke in a cell; one too many for any character is refused."""
        if not 0 <= cell < CELLS or not stroke or len(self._cells[cell].strokes) >= MOST_STROKES:
            return REFUSED
        self._cells[cell].strokes.append(tuple(stroke))
        self._order.append(cell)
        self._active = cell
        self._recognise(cell)
        return Answer(True)

    def ink(self) -> tuple[tuple[tuple[Point, ...], ...], ...]:
        """The strokes of every cell."""
        return tuple(tuple(cell.strokes) for cell in self._cells)

    def state(self) -> CompositionState:
        """What the cells are taken for; the one whose candidates are shown is being composed."""
        segments = tuple(Segment(self._cells[number].best,
                                 SegmentKind.COMPOSING if number == self._active else SegmentKind.CHOSEN)
                         for number in self._written())
        caret = sum(len(self._cells[number].best) for number in self._written() if number <= self._active)
        return CompositionState(segments, caret, bool(self._order and self._cells[self._active].found))

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """What the active cell may be."""
        return self._cells[self._active].found[max(0, start):max(0, start) + count]

    def choose(self, index: int) -> Answer:
        """Take a candidate for the active cell."""
        cell = self._cells[self._active]
        if not 0 <= index < len(cell.found):
            return REFUSED
        cell.best = cell.found[index]
        cell.found = (cell.best, *cell.found[:index], *cell.found[index + 1:])
        following = [number for number in self._written() if number > self._active]
        if following:
            self._active = following[0]
            return Answer(True)
        text = self._text()
        self.clear()
        return Answer(True, text)

    def backspace(self) -> Answer:
        """Empty the active cell."""
        if not self._order:
            return REFUSED
        self._cells[self._active] = _Cell()
        self._order = [number for number in self._order if number != self._active]
        self._active = self._order[-1] if self._order else 0
        return Answer(True)

    def move(self, keys: int) -> Answer:
        """Go to the cell before or behind."""
        written = self._written()
        place = written.index(self._active) + keys if self._active in written else -1
        if not 0 <= place < len(written):
            return REFUSED
        self._active = written[place]
        return Answer(True)

    def settled(self) -> str:
        """What the cells are taken for."""
        return self._text()

    def clear(self) -> None:
        """Forget all strokes."""
        self._cells = [_Cell() for _ in range(CELLS)]
        self._order = []
        self._active = 0

    def close(self) -> None:
        """Forget all strokes; the templates stay mapped for the next field."""
        self.clear()

    def _undo(self) -> Answer:
        if not self._order:
            return REFUSED
        number = self._order.pop()
        self._cells[number].strokes.pop()
        self._active = number if self._cells[number].strokes else (self._order[-1] if self._order else 0)
        self._recognise(number)
        return Answer(True)

    def _recognise(self, number: int) -> None:
        cell = self._cells[number]
        cell.found = self._recogniser.recognise(cell.strokes)
        cell.best = (cell.found[0] if cell.found else UNKNOWN) if cell.strokes else ""

    def _written(self) -> list[int]:
        return sorted(set(self._order))

    def _text(self) -> str:
        return "".join(self._cells[number].best for number in self._written()).replace(UNKNOWN, "")
