"""What happens in a field while someone types: its text, its caret, the keyboard shown and what is being composed.

Pure but for the engine behind the pinyin: no picture, no clock. The screen draws ``layout()`` and ``shown()``, hands
over touches, and looks at the ``Change`` for what to draw again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from ui.ime.engine import NINE_KEYS_SCHEMA, CompositionState, Engine
from ui.ime.fields import RULES, FieldInput, ModeName
from ui.ime.handwriting import HandwritingMode
from ui.ime.ink import Stroke
from ui.ime.keys import COLUMNS, CONFIRM, LEFT, RIGHT, SPACE, Key, KeyRole, Layout, Row, characters
from ui.ime.modes import (Answer, CodeMode, EnglishMode, InputMode, NumpadMode, PinyinMode, SymbolsMode)
from ui.ime.nine_keys import NineKeyMode
from ui.ime.written import RareMode, StrokesMode

MODE_KEY = "mode:"
MODE_WIDTH, ARROW_WIDTH, EXTRA_WIDTH, CONFIRM_WIDTH = 0.8, 0.6, 0.6, 1.4


class Refusal(Enum):
    """Why a touch changed nothing."""

    FULL = "full"
    """The field has as many characters as it takes."""
    NOT_HERE = "not_here"
    """The field does not take this character, or not at this place."""
    NOTHING = "nothing"
    """There is nothing to delete, to move over, or to choose."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a touch changed, so what is to be drawn again. ``confirmed``: 确定 was touched and the text stands."""

    text: bool = False
    composition: bool = False
    layout: bool = False
    confirmed: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The field as it is to be drawn: text before the caret, the composition in its place, text behind it."""

    before: str
    composition: CompositionState
    after: str


def modes_for(engine: Engine | None) -> tuple[InputMode, ...]:
    """Every keyboard there is, each for one session; without an engine all but pinyin. Raises EngineError."""
    direct = (EnglishMode(), SymbolsMode(), NumpadMode(), CodeMode())
    if engine is None:
        return direct
    nine_keys = NineKeyMode(engine.compose(NINE_KEYS_SCHEMA), engine.syllables)
    written = (HandwritingMode(engine.handwriting),) if engine.handwriting else ()
    by_form = (StrokesMode(engine.characters), RareMode(engine.characters))
    return (PinyinMode(engine.compose()), nine_keys, *written, *by_form, *direct)


class Predicting(Protocol):
    """What may follow a text: `ui.ime.predictions.Predictions`."""

    def after(self, text: str) -> tuple[str, ...]:
        """The likeliest first."""


class InputSession:
    """One field being typed into. ``close`` when it is left: what is being composed is forgotten by that."""

    def __init__(self, field: FieldInput, modes: Iterable[InputMode], text: str = "",
                 longest: int | None = None, predictions: Predicting | None = None) -> None:
        """Begin with ``text`` and the caret behind it; ``longest`` narrows the field's own limit, in characters.

        ``predictions`` offers phrases to go on with where the field's kind allows them. Raises ValueError when none
        of the modes is one the field is offered.
        """
        self.field = field
        self.rules = RULES[field]
        self.longest = self.rules.longest if longest is None else min(longest, self.rules.longest)
        self._all_modes = tuple(modes)
        by_name = {mode.name: mode for mode in self._all_modes}
        self._modes = {name: by_name[name] for name in self.rules.modes if name in by_name}
        if not self._modes:
            raise ValueError(f"no keyboard for a field of kind {field.value}")
        self._mode = next(iter(self._modes.values()))
        self._text = text
        self._caret = len(text)
        self._predictions = predictions if self.rules.predicts else None
        self._predicted: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What stands in the field; what is still being composed is not in it."""
        return self._text

    @property
    def caret(self) -> int:
        """The caret's place in ``text``, 0 before the first character."""
        return self._caret

    @property
    def mode(self) -> ModeName:
        """The keyboard shown."""
        return self._mode.name

    @property
    def offered(self) -> tuple[ModeName, ...]:
        """The keyboards of this field, the first one first."""
        return tuple(self._modes)

    def shown(self) -> Shown:
        """What to draw in the field."""
        return Shown(self._text[:self._caret], self._mode.state(), self._text[self._caret:])

    def layout(self) -> Layout:
        """The keys to draw now."""
        rows = self._mode.rows(self.rules)
        return Layout((*rows, self._bottom_row(rows)) if self._mode.bottom_row else rows, self._mode.pad)

    def ink(self) -> tuple[tuple[Stroke, ...], ...]:
        """The strokes in the cells of the layout's pad."""
        return self._mode.ink()

    def write(self, cell: int, stroke: Stroke) -> Change:
        """A stroke was written into a cell of the layout's pad."""
        if self._mode.pad is None:
            return Change(refusal=Refusal.NOT_HERE)
        self._predicted = ()
        if len(self._text) >= self.longest:
            return Change(refusal=Refusal.FULL)
        return self._answered(self._mode.write(cell, stroke))

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """At most ``count`` candidates from ``start`` on; fewer means there are no more.

        While nothing is composed, they are the phrases to go on with (``predicting``).
        """
        if self.predicting:
            return self._predicted[max(0, start):max(0, start) + count]
        return self._mode.candidates(start, count)

    @property
    def predicting(self) -> bool:
        """Whether the candidates are phrases to go on with; nothing but a touch on one takes it."""
        return bool(self._predicted) and not self._composing()

    def dismiss(self) -> Change:
        """Offer no phrases now."""
        self._predicted = ()
        return Change(composition=True)

    def tap(self, key: str) -> Change:
        """A key of the layout was touched; one that is not on it is refused."""
        found = next((each for row in self.layout().rows for each in row.keys if each.id == key), None)
        if found is None or not found.enabled:
            return Change(refusal=Refusal.NOT_HERE)
        composing = self._composing()
        self._predicted = ()
        change = self._tapped(found)
        if composing and not self._composing() and change.text:
            self._predict()
        return change

    def _tapped(self, found: Key) -> Change:
        key = found.id
        match found.role:
            case KeyRole.MODE:
                return self._switch(ModeName(key.removeprefix(MODE_KEY)))
            case KeyRole.CONFIRM:
                return self._confirm()
            case KeyRole.SPACE:
                return self._choose(0) if self._composing() else self._insert(" ")
            case KeyRole.BACKSPACE:
                return self._backspace()
            case KeyRole.CLEAR:
                return self.clear()
            case KeyRole.LEFT:
                return self._move(-1)
            case KeyRole.RIGHT:
                return self._move(1)
            case KeyRole.SHIFT:
                self._mode.tap(key)
                return Change(layout=True)
            case KeyRole.SPELLING | KeyRole.EDITING:
                return self._answered(self._mode.tap(key))
            case KeyRole.CHARACTER:
                return self._character(key)

    def choose(self, index: int) -> Change:
        """Choose a candidate. When it would not fit into the field, it stays being composed."""
        if self.predicting:
            return self._follow(index)
        change = self._choose(index)
        if change.text:
            self._predict()
        return change

    def _follow(self, index: int) -> Change:
        if not 0 <= index < len(self._predicted):
            return Change(refusal=Refusal.NOTHING)
        change = self._insert(self._predicted[index])
        if not change.refusal:
            self._predict()
        return replace(change, composition=True)

    def _predict(self) -> None:
        """Offer what may follow the text before the caret, as far as it fits."""
        known = self._predictions.after(self._text[:self._caret]) if self._predictions else ()
        self._predicted = tuple(phrase for phrase in known if self._refusal(phrase) is None)

    def _choose(self, index: int) -> Change:
        candidate = self._mode.candidates(index, 1) if index >= 0 else ()
        if not candidate:
            return Change(refusal=Refusal.NOTHING)
        refusal = self._refusal(self._mode.state().chosen + candidate[0])
        return Change(refusal=refusal) if refusal else self._answered(self._mode.choose(index))

    def place_caret(self, position: int) -> Change:
        """Put the caret by touch; what is being composed is put into the field first, as it is shown."""
        settled = self._settle()
        if settled.refusal:
            return settled
        self._predicted = ()
        self._caret = max(0, min(position, len(self._text)))
        return replace(settled, text=True)

    def clear(self) -> Change:
        """Empty the field."""
        self._mode.clear()
        self._predicted = ()
        self._text, self._caret = "", 0
        return Change(text=True, composition=True, layout=True)

    def close(self) -> None:
        """Forget text and composition; the session is not used again."""
        for mode in self._all_modes:
            mode.close()
        self._predicted = ()
        self._text, self._caret = "", 0

    def _bottom_row(self, rows: tuple[Row, ...]) -> Row:
        """Mode keys at the left, caret and 确定 at the right; between them what the field needs, or a dim space."""
        above = {key.id for row in rows for key in row.keys}
        own = "".join(character for character in self.rules.keys if character not in above)
        modes = tuple(Key(f"{MODE_KEY}{name.value}", mode.label, KeyRole.MODE, MODE_WIDTH, active=mode is self._mode)
                      for name, mode in self._modes.items()) if len(self._modes) > 1 else ()
        arrows = tuple(replace(key, width=ARROW_WIDTH) for key in (LEFT, RIGHT))
        confirm = replace(CONFIRM, width=CONFIRM_WIDTH)
        room = COLUMNS - sum(key.width for key in (*modes, *arrows, confirm))
        if own and not self.rules.takes(" "):
            return Row((*modes, *characters(own, room / len(own)), *arrows, confirm))
        if not modes:
            return Row((*arrows, confirm), indent=room)
        extra = characters(own, EXTRA_WIDTH)
        space = replace(SPACE, width=room - EXTRA_WIDTH * len(own), enabled=self.rules.takes(" "))
        return Row((*modes, *extra, space, *arrows, confirm))

    def _composing(self) -> bool:
        return bool(self._mode.state().segments)

    def _refusal(self, text: str) -> Refusal | None:
        """Why ``text`` cannot be put at the caret, or None."""
        whole = self._text[:self._caret] + text + self._text[self._caret:]
        if len(whole) > self.longest:
            return Refusal.FULL
        return None if self.rules.takes(whole) else Refusal.NOT_HERE

    def _insert(self, text: str) -> Change:
        refusal = self._refusal(text)
        if refusal:
            return Change(refusal=refusal)
        self._text = self._text[:self._caret] + text + self._text[self._caret:]
        self._caret += len(text)
        return Change(text=True)

    def _answered(self, answer: Answer) -> Change:
        if not answer.taken:
            return Change(refusal=Refusal.NOTHING)
        change = self._insert(answer.text) if answer.text else Change()
        return replace(change, composition=True, layout=True)

    def _character(self, key: str) -> Change:
        on_mode = any(each.id == key for row in self._mode.rows(self.rules) for each in row.keys)
        if not on_mode:
            settled = self._settle()
            return settled if settled.refusal else replace(self._insert(key), composition=settled.composition)
        if len(self._text) >= self.longest:
            return Change(refusal=Refusal.FULL)
        answer = self._mode.tap(key)
        if answer.taken and answer.text:
            return replace(self._insert(answer.text), layout=True)
        return self._answered(answer)

    def _backspace(self) -> Change:
        if self._composing():
            return self._answered(self._mode.backspace())
        if self._caret == 0:
            return Change(refusal=Refusal.NOTHING)
        self._text = self._text[:self._caret - 1] + self._text[self._caret:]
        self._caret -= 1
        return Change(text=True)

    def _move(self, step: int) -> Change:
        if self._composing():
            return self._answered(self._mode.move(step))
        if not 0 <= self._caret + step <= len(self._text):
            return Change(refusal=Refusal.NOTHING)
        self._caret += step
        return Change(text=True)

    def _settle(self) -> Change:
        """Put what is being composed into the field, as far as it is text."""
        if not self._composing():
            return Change()
        change = self._insert(self._mode.settled())
        if change.refusal:
            return change
        self._mode.clear()
        return replace(change, composition=True, layout=True)

    def _switch(self, name: ModeName) -> Change:
        settled = self._settle()
        if settled.refusal:
            return settled
        self._mode.clear()
        self._mode = self._modes[name]
        return replace(settled, layout=True)

    def _confirm(self) -> Change:
        """Take the first candidates while something is being composed; only then is the text confirmed."""
        if not self._composing():
            return Change(confirmed=True)
        change = self._choose(0)
        while not change.refusal and self._composing():
            change = self._choose(0)
        return self._settle() if change.refusal is Refusal.NOTHING else change
