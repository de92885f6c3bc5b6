"""7 输入法: the on-screen input method. Writes the text that `answers.editing` names, and goes back where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rules.items import Field, FieldKind
from rules.notify import NotifyBy
from ui.canvas import Align
from ui.frame import content_box
from ui.geometry import Box
from ui.ime.candidates import CandidatePages
from ui.ime.fields import FieldInput, ModeName
from ui.ime.keyboard import Change, InputSession, Predicting, Refusal, modes_for
from ui.ime.ink import Point
from ui.ime.keys import place, place_pad
from ui.ime.modes import InputMode
from ui.journey import BACK
from ui.screen import Screen
from ui.stage import Stage
from ui.theme import TOUCH_MIN
from ui.view import Drag, View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.keyboard import CandidateBar, CandidateGrid, InputLine, KeyboardView
from ui.widgets.label import Heading, Label
from ui.widgets.pad import PadCell, ink

INPUTS = {
    FieldKind.TEXT: FieldInput.TEXT, FieldKind.NAME: FieldInput.NAME, FieldKind.NUMBER: FieldInput.DIGITS,
    FieldKind.PHONE: FieldInput.PHONE, FieldKind.ID_NUMBER: FieldInput.ID_NUMBER,
    FieldKind.CREDIT_CODE: FieldInput.CREDIT_CODE, FieldKind.ADDRESS: FieldInput.ADDRESS,
    FieldKind.EMAIL: FieldInput.EMAIL,
}
"""Kinds of form fields that are written; choices and dates are not."""
_GUIDES = {ModeName.PINYIN: "guide", ModeName.NINE_KEYS: "guide", ModeName.HANDWRITING: "guide_handwriting",
           ModeName.STROKES: "guide_strokes", ModeName.RARE: "guide_rare"}
_REFUSALS = {Refusal.FULL: "full", Refusal.NOT_HERE: "not_here"}
_HIDE_W = 232
_LINE_H, _BAR_H, _TITLE_H, _GAP = 96, 96, 56, 16
_NO_PINYIN = 1200
_GRID_LINES, _FEW_GRID_LINES = 5, 3
_PAD = 56
_MOST_POINTS = 2000
"""Of one stroke; a finger that never leaves the glass draws no further."""


class Ime(Screen):
    """A line, candidates, keys. 确定 puts the text where it belongs; until then it stays as it was."""

    name = "ime"

    def __init__(self, stage: Stage, modes: Iterable[InputMode] | None = None,
                 predictions: Predicting | None = None) -> None:
        """Write with these keyboards and phrases, or with all that the stage's engine allows."""
        super().__init__(stage)
        kind, text, longest = self._target()
        if predictions is None and stage.engine is not None:
            predictions = stage.engine.predictions
        self.session = InputSession(kind, modes if modes is not None else modes_for(stage.engine), text, longest,
                                    predictions)
        self.opened = False
        self._stroke: list[Point] = []
        self._composes = ModeName.PINYIN in self.session.offered
        self._pages = self._paged()

    def left(self) -> None:
        self._stroke = []
        self.session.close()

    def view(self) -> View:
        line, above, keys = self._boxes(content_box(hint=False, actions=False))
        written = InputLine(box=line, shown=self.session.shown(), placeholder=self._placeholder(),
                            tap_at=lambda x, y: self._place(line, x), word=self.say("clear"), clear=self._clear)
        hide = Button(box=line.moved(line.w + _GAP, 0).left(_HIDE_W), label=self.say("hide"), tap=self._hide,
                      kind=Kind.SECONDARY)
        upper = self._bar(above) if self._composes else self._title(above)
        if self.opened:
            return View(content=(*upper, written, hide,
                                 CandidateGrid(box=keys, candidates=self._pages.page, choose=self._choose)))
        layout = self.session.layout()
        keyboard = KeyboardView(box=keys, keys=place(layout, keys), tap=self.tap, bubbles=self._composes)
        return View(content=(*upper, written, hide, keyboard, *self._pad(place_pad(layout, keys))))

    def _pad(self, cells: tuple[Box, ...]) -> tuple[Widget, ...]:
        """Cells, the strokes in them, and the stroke under the finger."""
        if not cells:
            return ()
        written = [stroke for cell in self.session.ink() for stroke in cell]
        grounds = (PadCell(box=box, label=self.say("cell", number=number + 1), pen=partial(self._pen, number))
                   for number, box in enumerate(cells))
        return (*grounds, *(ink(stroke) for stroke in (*written, self._stroke) if stroke))

    def _pen(self, cell: int, drag: Drag) -> None:
        if len(self._stroke) < _MOST_POINTS:
            self._stroke.append((float(drag.at[0]), float(drag.at[1])))
        if drag.ended:
            stroke, self._stroke = tuple(self._stroke), []
            self._changed(self.session.write(cell, stroke))

    def _bar(self, box: Box) -> tuple[Widget, ...]:
        offered = self.session.predicting and not self.opened
        bar = CandidateBar(
            box=box, candidates=() if self.opened else self._pages.page, has_previous=self._pages.has_previous,
            has_next=self._pages.has_next, opened=self.opened,
            words=(self.say("candidates.more"), self.say("candidates.none" if offered else "candidates.less")),
            offered=offered, choose=self._choose, turn=self._turn, more=self._dismiss if offered else self.open,
        )
        if bar.candidates:
            return (bar,)
        theme = self.stage.kit.theme
        guide = _GUIDES.get(self.session.mode, "")
        words = self.say("grid") if self.opened else self.say(guide) if guide else ""
        return bar, Label(box=CandidateBar.room(box).inset(36, 0), text=words, style=theme.type.body,
                          colour=theme.palette.soft)

    def _title(self, box: Box) -> tuple[Widget, ...]:
        """What is written here, over a field that needs no candidates; and why not, where Chinese would be wanted."""
        heading = Heading(box=box, text=self._placeholder())
        if ModeName.PINYIN not in self.session.rules.modes:
            return (heading,)
        theme = self.stage.kit.theme
        heading = Heading(box=box.left(box.w - _NO_PINYIN - _GAP), text=self._placeholder())
        return heading, Label(box=box.right_columns(_NO_PINYIN), text=self.say("no_pinyin"), style=theme.type.body,
                              colour=theme.palette.soft, align=Align.RIGHT, shorten=True)

    def _boxes(self, room: Box) -> tuple[Box, Box, Box]:
        """The line (the key beside it left out), the bar or title, the keys.

        In 轮椅版 the keys, and the candidates over them, stand where a hand reaches them as they stand.
        """
        if self.stage.kit.manner.low:
            rows = len(self.session.layout().rows)
            # a pixel more than the least: rows are of equal height, rounded down
            keys = room.bottom_rows(rows * (TOUCH_MIN + 1) + (rows - 1) * _GAP)
            bar = Box(room.x, keys.y - _GAP - _BAR_H, room.w, _BAR_H)
            over = bar.y if self._composes else keys.y
            line = Box(room.x, over - _GAP - _LINE_H, room.w, _LINE_H)
            title = Box(room.x, line.y - _GAP - _TITLE_H, room.w, _TITLE_H)
            return _beside_hide(line), bar if self._composes else title, keys
        if self._composes:
            return (_beside_hide(room.top(_LINE_H)), room.below(_LINE_H + _GAP).top(_BAR_H),
                    room.below(_LINE_H + _BAR_H + 2 * _GAP))
        return (_beside_hide(room.below(_TITLE_H + _GAP).top(_LINE_H)), room.top(_TITLE_H),
                room.below(_TITLE_H + _LINE_H + 2 * _GAP))

    def _paged(self) -> CandidatePages:
        _, bar, keys = self._boxes(content_box(hint=False, actions=False))
        if self.opened:
            lines = _GRID_LINES if keys.h >= _GRID_LINES * (TOUCH_MIN + _GAP) else _FEW_GRID_LINES
            return CandidatePages(self.session.candidates, self._width, keys, lines)
        return CandidatePages(self.session.candidates, self._width, CandidateBar.room(bar))

    def _width(self, text: str) -> int:
        return self.stage.kit.type.width(text, self.stage.kit.theme.type.button) + _PAD

    def tap(self, key: str) -> None:
        """A key of the keyboard was touched."""
        self._changed(self.session.tap(key))

    def _choose(self, index: int) -> None:
        self.opened = False
        self._changed(self.session.choose(index))

    def _dismiss(self) -> None:
        self._changed(self.session.dismiss())

    def _clear(self) -> None:
        self.opened = False
        self._changed(self.session.clear())

    def _hide(self) -> None:
        """Put the keyboard away: what stands in the line stays, what was only being composed does not."""
        self._keep(self.session.text.strip())
        self.stage.leave(BACK)

    def _turn(self, by: int) -> None:
        if by > 0:
            self._pages.next()
        else:
            self._pages.previous()

    def open(self) -> None:
        """更多 and 收起: all candidates over the keyboard, or back to the keys."""
        self.opened = not self.opened
        self._pages = self._paged()

    def _place(self, line: Box, x: int) -> None:
        at = InputLine.place_at(self.stage.kit, line, self.session.shown(), x)
        self._changed(self.session.place_caret(at))

    def _changed(self, change: Change) -> None:
        if change.refusal in _REFUSALS:
            self.stage.toast(self.say(_REFUSALS[change.refusal]))
        self._pages = self._paged()
        if change.confirmed:
            self._keep(self.session.text.strip())
            self.stage.leave(BACK)

    def _target(self) -> tuple[FieldInput, str, int | None]:
        answers = self.stage.answers
        field = self._form_field()
        if field is not None:
            return INPUTS[field.kind], answers.form.get(field.key, ""), field.max_length
        if answers.editing == "contact":
            return (FieldInput.EMAIL if answers.notify == NotifyBy.EMAIL else FieldInput.PHONE), answers.contact, None
        if answers.editing == "credit_code":
            return FieldInput.CREDIT_CODE, answers.credit_code, None
        if answers.editing == "number":
            return FieldInput.RECEIPT_NUMBER, answers.number, None
        return FieldInput.SEARCH, answers.words, None

    def _keep(self, text: str) -> None:
        answers = self.stage.answers
        field = self._form_field()
        if field is not None:
            answers.form[field.key] = text
        elif answers.editing == "contact":
            answers.contact = text
        elif answers.editing == "credit_code":
            answers.credit_code = text
        elif answers.editing == "number":
            answers.number = text
        else:
            answers.words = text

    def _form_field(self) -> Field | None:
        answers = self.stage.answers
        if not answers.editing.startswith("form.") or answers.item is None:
            return None
        key = answers.editing.removeprefix("form.")
        return next((field for field in answers.item.form if field.key == key), None)

    def _placeholder(self) -> str:
        field = self._form_field()
        if field is not None:
            return field.placeholder or self.say("write", label=field.label)
        answers = self.stage.answers
        if answers.editing == "contact":
            label = self.say("form.address" if answers.notify == NotifyBy.EMAIL else "form.mobile")
            return self.say("write", label=label)
        return self.say(answers.editing or "words")


def _beside_hide(row: Box) -> Box:
    return row.left(row.w - _HIDE_W - _GAP)
