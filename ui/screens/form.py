"""13 申报信息填写: what the card told is locked, the rest is written, chosen or picked; each wrong one says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from rules import mask
from rules.identity import Sex
from rules.items import Choice, Field, FieldKind, Item
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import INPUT, SIGN
from ui.people import PERSON
from ui.samples import ITEM, REGION
from ui.screen import Sample, Samples, Screen
from ui.screens.cascade import Cascade
from ui.screens.form_entries import CONTACT, NOTIFY, Entry, entries, locked, wrong
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.choice import Choice as ChoiceRow
from ui.widgets.date import DatePicker
from ui.widgets.field import ERROR, FIELD, LABEL, TextField
from ui.widgets.label import Card, Heading, Icon, Paragraph
from ui.widgets.row import Pager, SwipeGround

_PER_PAGE = 4
_STRIP = 96
_STRIP_LABEL = 176
_STRIP_LINES = 2
_GAP = 16
_ROWS = 2
_ROW_GAP = 8
_COLUMN_GAP = 48
_PAGER = (720, 80)
_CHOICE_H = 96
_PICKER = (1120, 344)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2099, 12, 31)


class Form(Screen):
    """Four questions a page under a strip of what the card told; a list or a date is picked over the whole room."""

    name = "form"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.page = stage.answers.form_page
        self.picking: str = ""
        self.cascade: Cascade | None = None
        self._fill_credit_code()

    def view(self) -> View:
        item = self.stage.answers.item
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        if item is None:
            return View(content=(), back=back)
        entry = next((entry for entry in self._entries(item) if entry.key == self.picking), None)
        if entry is not None:
            return self._picker(entry)
        return View(
            content=self._content(content_box(), item), hint=self.say("hint"), back=back,
            main=Action(label=self.say("frame.next"), tap=lambda: self._next(item)),
        )

    def _content(self, room: Box, item: Item) -> tuple[Widget, ...]:
        every = self._entries(item)
        pages = max(1, -(-len(every) // _PER_PAGE))
        page = min(self.page, pages - 1)
        sentences = wrong(item, self.stage.answers, self._today()) if self.stage.answers.form_complained else {}
        fields = room.below(_STRIP + _GAP).top(_ROWS * (LABEL + FIELD + ERROR) + _ROW_GAP)
        boxes = [box for row in fields.rows(_ROWS, _ROW_GAP) for box in row.columns(2, _COLUMN_GAP)]
        shown = every[page * _PER_PAGE:][:_PER_PAGE]
        widgets = tuple(
            TextField(
                box=box, label=entry.label, value=self._day(entry.value) if entry.is_date else entry.shown,
                error=sentences.get(entry.key, ""), required=entry.required,
                placeholder=entry.placeholder or self.say("choose" if entry.picked else "write"),
                icon="calendar" if entry.is_date else "down" if entry.listed else "pen", tap=self._touches(entry),
            )
            for box, entry in zip(boxes, shown)
        )
        pager = Pager(
            box=room.bottom_rows(_PAGER[1]).centred(*_PAGER), page=page, pages=pages,
            words=self.say("pager.page", page=page + 1, pages=pages), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=fields, turn_by=lambda by: self._turn(max(0, min(pages - 1, page + by))))
        return (*self._strip(room.top(_STRIP), item), ground, *widgets, *((pager,) if pages > 1 else ()))

    def _strip(self, room: Box, item: Item) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        filled = locked(item, self.stage.answers)
        told = [(field.label, self._told(field, filled[field.key])) for field in item.form if field.key in filled]
        if not told:
            return ()
        inner = room.inset(32, 0)
        style, small = theme.type.body_medium, theme.type.small_medium
        label = max(_STRIP_LABEL, self.stage.kit.type.width(self.say("locked").partition("\n")[0], small) + GUTTER)
        facts = inner.after(64 + label)
        lines = self.stage.kit.type.lines("　".join(f"{label} {value}" for label, value in told), style, facts.w)
        words = "\n".join(lines[:_STRIP_LINES]) + ("…" if len(lines) > _STRIP_LINES else "")
        return (
            Card(box=room, fill=theme.palette.tint),
            Icon(box=inner.left(40).centred(36, 36), name="lock", colour=theme.palette.brand),
            Paragraph(box=inner.after(64).left(label), text=self.say("locked"), style=small,
                      colour=theme.palette.deep, middle=True),
            Paragraph(box=facts, text=words, style=style, colour=theme.palette.ink, middle=True),
        )

    def _told(self, field: Field, value: str) -> str:
        if field.kind is FieldKind.DATE:
            return self._day(value)
        chosen = next((choice.label for choice in field.choices if choice.value == value), value)
        return mask.number(chosen) if field.kind is FieldKind.ID_NUMBER else chosen

    def _picker(self, entry: Entry) -> View:
        room = content_box()
        inner = room.inset(48, 32)
        if self.cascade is not None:
            cascade = self.cascade
            title = self.say("level", label=entry.label, level=cascade.level, so_far=cascade.so_far)
            return View(
                content=(Card(box=room), Heading(box=inner.top(56), text=title),
                         *cascade.widgets(inner.below(80), self.stage)),
                hint=self.say("cascade_hint"), back=Action(label=self.say("frame.back"), tap=self._level_up),
            )
        heading = Heading(box=inner.top(56), text=entry.label)
        back = Action(label=self.say("frame.back"), tap=self._picked)
        if entry.is_date:
            value = self._date(entry.value)
            picker = DatePicker(
                box=inner.below(72).centred(*_PICKER), value=value, earliest=_EARLIEST, latest=_LATEST,
                changed=lambda day: self._answer(entry.key, day.isoformat()),
            )
            main = Action(label=self.say("frame.yes"), tap=lambda: self._keep_date(entry.key, value))
            return View(content=(Card(box=room), heading, picker), hint=self.say("date_hint"), back=back, main=main)
        boxes = self._choice_boxes(inner.below(80), len(entry.choices))
        rows = tuple(
            ChoiceRow(box=box, label=choice.label, chosen=choice.value == entry.value,
                      tap=self._choice(entry.key, choice.value))
            for box, choice in zip(boxes, entry.choices)
        )
        return View(content=(Card(box=room), heading, *rows), hint=self.say("choice_hint"), back=back)

    @staticmethod
    def _choice_boxes(room: Box, count: int) -> list[Box]:
        columns = 1 if count <= 4 else 2 if count <= 8 else 3
        height = min(_CHOICE_H, room.h // max(1, -(-count // columns)) - _GAP)
        count_of_lines = -(-count // columns)
        lines = [Box(room.x, room.y + index * (height + _GAP), room.w, height) for index in range(count_of_lines)]
        return [box for line in lines for box in line.columns(columns, GUTTER)]

    def _entries(self, item: Item) -> list[Entry]:
        words = {key: self.say(key) for key in (NOTIFY, "website", "sms", "email", "mobile", "address")}
        return entries(item, self.stage.answers, words)

    def _touches(self, entry: Entry) -> Tap:
        def tap() -> None:
            if entry.picked:
                self.pick(entry)
                return
            self.stage.answers.editing = CONTACT if entry.key == CONTACT else f"form.{entry.key}"
            self.stage.answers.form_page = self.page
            self.stage.leave(INPUT)

        return tap

    def pick(self, entry: Entry) -> None:
        """Offer what an entry may be."""
        self.picking = entry.key
        if entry.cascade is not None:
            self.cascade = Cascade(entry.cascade, entry.value, lambda value: self._choice(entry.key, value)())

    def _level_up(self) -> None:
        if self.cascade is None or not self.cascade.back():
            self._picked()

    def _choice(self, key: str, value: str) -> Callable[[], None]:
        def tap() -> None:
            self._answer(key, value)
            self._picked()

        return tap

    def _answer(self, key: str, value: str) -> None:
        answers = self.stage.answers
        if key != NOTIFY:
            answers.form[key] = value
        elif answers.notify != value:
            answers.notify, answers.contact = value, ""

    def _picked(self) -> None:
        self.picking, self.cascade = "", None

    def _keep_date(self, key: str, day: date) -> None:
        self._answer(key, day.isoformat())
        self._picked()

    def _date(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return self._today()

    def _day(self, text: str) -> str:
        """A date in words; what cannot be read stays as it is."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return self.say("day", year=day.year, month=day.month, day=day.day)

    def _today(self) -> date:
        return self.stage.surroundings.now.date()

    def _turn(self, page: int) -> None:
        self.page = self.stage.answers.form_page = page

    def _next(self, item: Item) -> None:
        sentences = wrong(item, self.stage.answers, self._today())
        if not sentences:
            self.stage.leave(SIGN if item.signature else NEXT)
            return
        self.stage.answers.form_complained = True
        first = next((index for index, entry in enumerate(self._entries(item)) if entry.key in sentences), 0)
        self._turn(first // _PER_PAGE)
        self.stage.toast(self.say("wrong", count=len(sentences)))

    def _fill_credit_code(self) -> None:
        answers = self.stage.answers
        for field in answers.item.form if answers.item is not None else ():
            if field.kind is FieldKind.CREDIT_CODE and answers.credit_code:
                answers.form.setdefault(field.key, answers.credit_code)


def _filling(page: int = 0, complained: bool = False, picking: str = "", **form: str) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item, stage.answers.identity = ITEM, PERSON
        stage.answers.form_complained = complained
        stage.answers.form = {key.replace("_", "-"): value for key, value in form.items()}
        screen = Form(stage)
        screen.page, screen.picking = page, picking
        return screen

    return build


def _much_locked(stage: Stage) -> Screen:
    sexes = Choice(value=Sex.MALE.value, label="男"), Choice(value=Sex.FEMALE.value, label="女")
    fields = (Field(key="card-sex", label="性别", kind=FieldKind.CHOICE, from_card="sex", choices=sexes),
              Field(key="card-birth", label="出生日期", kind=FieldKind.DATE, from_card="birth"),
              Field(key="card-address", label="户籍地址", kind=FieldKind.ADDRESS, from_card="address"))
    stage.answers.identity = PERSON
    stage.answers.item = msgspec.structs.replace(ITEM, form=(*ITEM.form[:2], *fields, *ITEM.form[2:]))
    return Form(stage)


def _region(value: str, picking: bool = True) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.identity = PERSON
        stage.answers.item = msgspec.structs.replace(ITEM, form=(*ITEM.form[:2], REGION, *ITEM.form[2:]))
        stage.answers.form = {REGION.key: value}
        screen = Form(stage)
        if picking:
            screen.pick(Entry(key=REGION.key, label=REGION.label, value=value, required=True, cascade=REGION))
        return screen

    return build


SAMPLES: Samples = {
    "empty": _filling(),
    "filled": _filling(reason="lost", lost_on="2026-11-01", phone="13800000000", address="佛山市禅城区示例一路1号"),
    "second_page": _filling(page=1, reason="lost"),
    "complained": _filling(complained=True, phone="123"),
    "much_locked": _much_locked,
    "choosing": _filling(picking="reason"),
    "cascade": _region("广东省/佛山市/禅城区/石湾镇街道"),
    "cascade_many": _region(""),
    "region_chosen": _region("广东省/佛山市/禅城区/石湾镇街道", picking=False),
    "date": _filling(picking="lost-on", reason="lost"),
}
