"""7 输入法: the on-screen input method. Writes the text that `answers.editing` names, and goes back where it came from."""

from __future__ import annotations


from rules.items import Field, FieldKind
from ui.frame import content_box
from ui.geometry import Box
from ui.ime.candidates import CandidatePages, PlacedCandidate
from ui.ime.fields import FieldInput
from ui.ime.keyboard import Change, InputSession, Refusal, modes_for
from ui.ime.keys import place
from ui.journey import BACK
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage
from ui.view import View, Widget
from ui.widgets.keyboard import CandidateBar, CandidateGrid, InputLine, KeyboardView

INPUTS = {
    FieldKind.TEXT: FieldInput.TEXT, FieldKind.NAME: FieldInput.NAME, FieldKind.NUMBER: FieldInput.DIGITS,
    FieldKind.PHONE: FieldInput.PHONE, FieldKind.ID_NUMBER: FieldInput.ID_NUMBER,
    FieldKind.CREDIT_CODE: FieldInput.CREDIT_CODE, FieldKind.ADDRESS: FieldInput.ADDRESS,
    FieldKind.EMAIL: FieldInput.EMAIL,
}
"""Kinds of form fields that are written; choices and dates are not."""
_REFUSALS = {Refusal.FULL: "full", Refusal.NOT_HERE: "not_here"}
_LINE_H, _BAR_H, _GAP = 96, 96, 16
_GRID_LINES = 5
_PAD = 56


class Ime(Screen):
    """A line, candidates, keys. 确定 puts the text where it belongs; 上一步 of the footer's kind leaves it as it was."""

    name = "ime"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        kind, text, longest = self._target()
        self.session = InputSession(kind, modes_for(stage.engine), text, longest)
        self.opened = False
        self._pages = self._paged()

    def left(self) -> None:
        self.session.close()

    def view(self) -> View:
        room = content_box(hint=False, actions=False)
        line, bar, keys = self._boxes(room)
        candidates = CandidateBar(
            box=bar, candidates=self._pages.page if not self.opened else self._first_line(bar),
            has_previous=self._pages.has_previous, has_next=self._pages.has_next, opened=self.opened,
            words=(self.say("candidates.more"), self.say("candidates.less")), choose=self._choose, turn=self._turn,
            more=self._open,
        )
        below: Widget = (
            CandidateGrid(box=keys, candidates=self._pages.page, choose=self._choose) if self.opened
            else KeyboardView(box=keys, keys=place(self.session.layout(), keys), tap=self._tap)
        )
        shown = self.session.shown()
        written = InputLine(box=line, shown=shown, placeholder=self._placeholder(),
                            tap_at=lambda x, y: self._place(line, x))
        return View(content=(written, candidates, below))

    def _boxes(self, room: Box) -> tuple[Box, Box, Box]:
        return room.top(_LINE_H), room.below(_LINE_H + _GAP).top(_BAR_H), room.below(_LINE_H + _BAR_H + 2 * _GAP)

    def _paged(self) -> CandidatePages:
        _, bar, keys = self._boxes(content_box(hint=False, actions=False))
        if self.opened:
            return CandidatePages(self.session.candidates, self._width, keys, _GRID_LINES)
        return CandidatePages(self.session.candidates, self._width, CandidateBar.room(bar))

    def _first_line(self, bar: Box) -> tuple[PlacedCandidate, ...]:
        return CandidatePages(self.session.candidates, self._width, CandidateBar.room(bar)).page

    def _width(self, text: str) -> int:
        return self.stage.kit.type.width(text, self.stage.kit.theme.type.button) + _PAD

    def _tap(self, key: str) -> None:
        self._changed(self.session.tap(key))

    def _choose(self, index: int) -> None:
        self.opened = False
        self._changed(self.session.choose(index))

    def _turn(self, by: int) -> None:
        if by > 0:
            self._pages.next()
        else:
            self._pages.previous()

    def _open(self) -> None:
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
            return (FieldInput.EMAIL if answers.notify == "email" else FieldInput.PHONE), answers.contact, None
        if answers.editing == "credit_code":
            return FieldInput.CREDIT_CODE, answers.credit_code, None
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
        return self.say(self.stage.answers.editing or "words")


def _typing(editing: str, keys: str = "") -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item = ITEM
        stage.answers.editing = editing
        screen = Ime(stage)
        for key in keys:
            screen.session.tap(key)
        return screen

    return build


SAMPLES: Samples = {
    "search": _typing("words"),
    "name": _typing("form.name"),
    "number": _typing("form.number", "4406041988"),
    "phone": _typing("form.phone"),
    "credit_code": _typing("credit_code", "91440600MA"),
}
