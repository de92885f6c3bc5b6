"""The keyboards: what keys each shows for a field, and what a key does. A new keyboard is one more InputMode."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ui.ime.engine import EMPTY, SEPARATOR, Composition, CompositionState, SegmentKind
from ui.ime.fields import FieldRules, ModeName
from ui.ime.ink import Stroke
from ui.ime.keys import BACKSPACE, CLEAR, CONFIRM, LEFT, RIGHT, Key, KeyRole, Pad, Row, characters

LETTER_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SIDE_WIDTH = 10 / 9
NUMPAD_WIDTH, NUMPAD_INDENT = 1.5, 2.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mode made of a key: whether it took it, and the text to put into the field, if any."""

    taken: bool
    text: str = ""


REFUSED = Answer(False)


class InputMode(Protocol):
    """One keyboard. It composes text; the session puts the finished text into the field.

    A mode that composes nothing answers ``EMPTY``, no candidates, and refuses ``backspace``, ``move`` and ``choose``.
    """

    @property
    def name(self) -> ModeName:
        """Which keyboard this is."""

    @property
    def label(self) -> str:
        """What its mode key shows."""

    @property
    def bottom_row(self) -> bool:
        """Whether the session adds the row with mode keys, space and 确定; else the rows hold all keys needed."""

    @property
    def pad(self) -> Pad | None:
        """Cells to write in, beside the rows."""

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """The keys, as they show in this field now."""

    def write(self, cell: int, stroke: Stroke) -> Answer:
        """A stroke was written into a cell of the pad."""

    def ink(self) -> tuple[tuple[Stroke, ...], ...]:
        """The strokes in the pad's cells."""

    def tap(self, key: str) -> Answer:
        """A key of these rows was touched."""

    def state(self) -> CompositionState:
        """What is being composed."""

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """At most ``count`` candidates from ``start`` on."""

    def choose(self, index: int) -> Answer:
        """Choose a candidate; the text is empty while a part is still being composed."""

    def backspace(self) -> Answer:
        """Take back a key of the composition."""

    def move(self, keys: int) -> Answer:
        """Move the caret within the composition."""

    def settled(self) -> str:
        """The composition as text, for somebody who turns away from it."""

    def clear(self) -> None:
        """Forget the composition."""

    def close(self) -> None:
        """Give back what the mode holds; it is not used again."""


class Padless:
    """What a keyboard of keys alone answers for the pad."""

    pad: Pad | None = None

    def write(self, cell: int, stroke: Stroke) -> Answer:
        """There is nowhere to write."""
        return REFUSED

    def ink(self) -> tuple[tuple[Stroke, ...], ...]:
        """There is none."""
        return ()


class PinyinMode(Padless):
    """Full pinyin on 26 keys."""

    name = ModeName.PINYIN
    label = "拼音"
    bottom_row = True

    def __init__(self, composition: Composition) -> None:
        """Compose with one of the engine's compositions, which this mode then owns."""
        self._composition = composition

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Letters as on every keyboard; 分词 parts syllables."""
        return pinyin_rows()

    def tap(self, key: str) -> Answer:
        """A letter or 分词."""
        return Answer(self._composition.press(key))

    def state(self) -> CompositionState:
        """The pinyin, with what has been chosen of it."""
        return self._composition.state()

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """The engine's candidates."""
        return self._composition.candidates(start, count)

    def choose(self, index: int) -> Answer:
        """Choose a candidate."""
        return Answer(self._composition.select(index), self._composition.take_committed())

    def backspace(self) -> Answer:
        """Take back a choice or a letter; deleting the last pinyin after a choice finishes what was chosen."""
        return Answer(self._composition.backspace(), self._composition.take_committed())

    def move(self, keys: int) -> Answer:
        """Move the caret by letters."""
        return Answer(self._composition.move_caret(keys))

    def settled(self) -> str:
        """What was chosen, and letters for what was not."""
        return "".join(segment.text if segment.kind is SegmentKind.CHOSEN else _letters(segment.text)
                       for segment in self.state().segments)

    def clear(self) -> None:
        """Forget the pinyin."""
        self._composition.clear()

    def close(self) -> None:
        """End the engine's session."""
        self._composition.close()


class DirectMode(Padless, ABC):
    """A keyboard whose keys put their character into the field at once. Subclasses say which keys there are."""

    name: ModeName
    label: str
    bottom_row = True

    @abstractmethod
    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """The keys."""

    def tap(self, key: str) -> Answer:
        """Give back the character of the key."""
        return Answer(True, key) if len(key) == 1 else REFUSED

    def state(self) -> CompositionState:
        """Nothing is composed."""
        return EMPTY

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """There are none."""
        return ()

    def choose(self, index: int) -> Answer:
        """There is nothing to choose."""
        return REFUSED

    def backspace(self) -> Answer:
        """There is nothing to take back."""
        return REFUSED

    def move(self, keys: int) -> Answer:
        """There is no caret but the field's."""
        return REFUSED

    def settled(self) -> str:
        """There is nothing to keep."""
        return ""

    def clear(self) -> None:
        """There is nothing to forget."""

    def close(self) -> None:
        """There is nothing to give back."""


class Shift(Enum):
    """Capitals: none, for the next letter, or until shift is touched again."""

    OFF = "off"
    ONCE = "once"
    LOCKED = "locked"


AFTER_SHIFT = {Shift.OFF: Shift.ONCE, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}


class EnglishMode(DirectMode):
    """Letters with shift: one touch for one capital, two for capitals until the third."""

    name = ModeName.ENGLISH
    label = "英文"

    def __init__(self) -> None:
        """Begin with small letters."""
        self.shift = Shift.OFF

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Letters as they would be typed now."""
        first, second, third = (row if self.shift is Shift.OFF else row.upper() for row in LETTER_ROWS)
        label = "⇪" if self.shift is Shift.LOCKED else "⇧"
        shift = Key("shift", label, KeyRole.SHIFT, SIDE_WIDTH, active=self.shift is not Shift.OFF)
        return (Row(characters(first)), Row(characters(second), indent=0.5),
                Row((shift, *characters(third, SIDE_WIDTH), _backspace(SIDE_WIDTH))))

    def tap(self, key: str) -> Answer:
        """A letter or shift."""
        if key == "shift":
            self.shift = AFTER_SHIFT[self.shift]
            return Answer(True)
        if self.shift is Shift.ONCE and key.isalpha():
            self.shift = Shift.OFF
        return super().tap(key)

    def clear(self) -> None:
        """Go back to small letters."""
        self.shift = Shift.OFF


class SymbolsMode(DirectMode):
    """Digits, and the signs that addresses, sentences and mail addresses need; dim where the field takes none."""

    name = ModeName.SYMBOLS
    label = "123"

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Digits, Chinese signs, others."""
        return (Row(_where_taken("1234567890", field)), Row(_where_taken("，。、：；？！（）·", field)),
                Row((*_where_taken("@#-_/.&+", field, SIDE_WIDTH), _backspace(SIDE_WIDTH))))


class NumpadMode(DirectMode):
    """A number pad, with the field's own sign (X, -) beside 0."""

    name = ModeName.NUMPAD
    label = "数字"
    bottom_row = False

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Three by three digits with backspace, 清空 and the caret's keys at the right; 0 and 确定 below."""
        zero = Key("0", "0", width=NUMPAD_WIDTH * (2 - len(field.keys)))
        sides = ((_backspace(NUMPAD_WIDTH),), (_widened(CLEAR, NUMPAD_WIDTH),),
                 (_widened(LEFT, NUMPAD_WIDTH / 2), _widened(RIGHT, NUMPAD_WIDTH / 2)))
        lines = [(*characters(digits, NUMPAD_WIDTH), *side)
                 for digits, side in zip(("123", "456", "789"), sides, strict=True)]
        lines.append((*characters(field.keys, NUMPAD_WIDTH), zero, _widened(CONFIRM, NUMPAD_WIDTH * 2)))
        return tuple(Row(line, indent=NUMPAD_INDENT) for line in lines)


class CodeMode(DirectMode):
    """Digits and capitals of a 统一社会信用代码; the letters it never has are there and dim."""

    name = ModeName.CODE
    label = "代码"

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Digits above the letters."""
        first, second, third = (row.upper() for row in LETTER_ROWS)
        return (Row(_where_taken("1234567890", field)), Row(_where_taken(first, field)),
                Row(_where_taken(second, field), indent=0.5),
                Row((_widened(CLEAR, SIDE_WIDTH), *_where_taken(third, field, SIDE_WIDTH), _backspace(SIDE_WIDTH))))


def pinyin_rows() -> tuple[Row, ...]:
    """The keys of full pinyin, the same in every field."""
    separator = Key(SEPARATOR, "分词", KeyRole.EDITING, SIDE_WIDTH)
    return (Row(characters(LETTER_ROWS[0])), Row(characters(LETTER_ROWS[1]), indent=0.5),
            Row((separator, *characters(LETTER_ROWS[2], SIDE_WIDTH), _backspace(SIDE_WIDTH))))


def _letters(pinyin: str) -> str:
    return "".join("v" if letter == "ü" else letter for letter in pinyin if letter not in " '")


def _widened(key: Key, width: float) -> Key:
    return Key(key.id, key.label, key.role, width)


def _backspace(width: float) -> Key:
    return _widened(BACKSPACE, width)


def _where_taken(text: str, field: FieldRules, width: float = 1.0) -> tuple[Key, ...]:
    return tuple(Key(character, character, width=width, enabled=field.characters.fullmatch(character) is not None)
                 for character in text)
