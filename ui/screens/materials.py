"""14 事项材料提交: which materials the item needs, and which of them the citizen has brought."""

from __future__ import annotations

import msgspec

from rules.items import Item, Material
from rules.receipt import MATERIAL_LIST
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import SCAN
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.screens.printing import Printing, PrintState
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.choice import Checkbox
from ui.widgets.dialog import Dialog
from ui.widgets.label import Card, Heading, Paragraph
from ui.widgets.row import Pager, SwipeGround
from wire.values import Act, Failure

_ROWS = 3
_PAGER = (720, 80)
_GAP = 16
_INTRO = 100
"""Rows that the words over the lists may take; larger text is set smaller before it takes the lists' room."""


class Materials(Screen):
    """提交材料 leads to scanning the first material that was ticked; without a required one it says which is missing."""

    name = "materials"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.page = 0
        self.printing = Printing(stage)
        self.told = True
        """The citizen has put away what was said about the print."""

    def view(self) -> View:
        item = self.stage.answers.item
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        if item is None:
            return View(content=(), back=back)
        missing = self.stage.answers.wanted()
        return View(
            content=self._content(content_box(), item), hint=self.words("hint"), back=back,
            others=(self._print_action(),),
            main=Action(label=self.say("submit"), tap=self._submit, enabled=missing is None,
                        reason=self.words("missing", title=missing.title) if missing is not None else ""),
            dialog=None if self.told else self._dialog(),
        )

    def _content(self, room: Box, item: Item) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        required = [material for material in item.materials if material.required]
        optional = [material for material in item.materials if not material.required]
        words = self.words("intro", count=len(required), asked_for=self.stage.answers.asked_for)
        setter = self.stage.kit.type
        style = setter.largest(theme.type.body_medium, lambda smaller: setter.height(words, smaller, room.w) <= _INTRO)
        height = setter.height(words, style, room.w)
        intro = Paragraph(box=room.top(height), text=words, style=style, colour=theme.palette.ink)
        below = room.below(height + 16)
        pages = max(1, -(-max(len(required), len(optional)) // _ROWS))
        columns = (below.top(below.h - _PAGER[1] - 16) if pages > 1 else below).columns(2, GUTTER)
        lists = (*self._column(columns[0], "required", required, pages == 1),
                 *self._column(columns[1], "optional", optional, pages == 1))
        if pages == 1:
            return intro, *lists
        pager = Pager(
            box=below.bottom_rows(_PAGER[1]).centred(*_PAGER), page=self.page, pages=pages,
            words=self.say("pager.page", page=self.page + 1, pages=pages), previous=self.say("pager.previous"),
            next=self.say("pager.next"), turn=self._turn,
        )
        ground = SwipeGround(box=below.top(below.h - _PAGER[1] - 16),
                             turn_by=lambda by: self._turn(min(pages - 1, max(0, self.page + by))))
        return intro, ground, *lists, pager

    def _column(self, box: Box, heading: str, materials: list[Material], roomy: bool) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        inner = box.inset(32, 16)
        parts: list[Widget] = [Card(box=box), Heading(box=inner.top(44), text=self.say(heading))]
        rows = inner.below(44 + _GAP).rows(_ROWS, _GAP)
        if not materials:
            parts.append(Paragraph(box=rows[0], text=self.say("none"), style=theme.type.label,
                                   colour=theme.palette.soft, middle=True))
        brought = self.stage.answers.brought
        for row, material in zip(rows, materials[self.page * _ROWS:][:_ROWS]):
            parts.append(Checkbox(box=row, label=self._title(material), line=material.note, strong=roomy,
                                  ticked=material.key in brought, tap=self._ticks(material.key)))
        return tuple(parts)

    def _title(self, material: Material) -> str:
        if material.copies == 1:
            return material.title
        return self.say("copies", title=material.title, copies=material.copies)

    def _turn(self, page: int) -> None:
        self.page = page

    def _ticks(self, key: str) -> Tap:
        def tap() -> None:
            self.stage.answers.brought ^= {key}

        return tap

    def _submit(self) -> None:
        left = self.stage.answers.unscanned()
        if left:
            self.stage.answers.material = left[0].key
        self.stage.leave(SCAN if left else NEXT)

    def _print_action(self) -> Action:
        return Action(label=self.say("print"), tap=self._print, icon="print",
                      enabled=self.stage.surroundings.has_paper, reason=self.say("no_printer"))

    def _print(self) -> None:
        item = self.stage.answers.item
        if item is not None:
            self.told = False
            self.printing.start_about(MATERIAL_LIST, item.key)

    def _put_away(self) -> None:
        self.told = True

    def _dialog(self) -> Dialog | None:
        understood = Action(label=self.say("understood"), tap=self._put_away)
        failure = self.printing.failure
        if self.printing.running:
            return Dialog(title=self.say("printing"), line=self.say("printing_now"), main=understood, icon="print")
        if self.printing.state is PrintState.PRINTED:
            return Dialog(title=self.say("printed"), line=self.say("printed_now"), main=understood, icon="check")
        again = Action(label=self.say("print_again"), tap=self._print)
        unsure = Failure(code="print.mute", act=Act.CITIZEN)
        trouble = self.stage.trouble(failure if failure is not None else unsure)
        line = trouble.now if failure is None else self.say("not_printed_now")
        return Dialog(title=trouble.what, line=line, main=understood, other=again, code=trouble.code)


def _start(stage: Stage) -> Screen:
    stage.answers.item = ITEM
    return Materials(stage)


def _ticked(stage: Stage) -> Screen:
    stage.answers.brought = {"household-register"}
    return _start(stage)


def _none_optional(stage: Stage) -> Screen:
    stage.answers.item = msgspec.structs.replace(ITEM, materials=ITEM.materials[:1])
    stage.answers.brought = {"household-register"}
    return Materials(stage)


def _many(stage: Stage) -> Screen:
    long = "监护人同意书（监护人为外国公民的，须附经公证的中文译本及公证书原件）"
    materials = [
        Material(key=f"paper-{index}", title=long if index % 4 == 0 else f"佐证材料之{index + 1}", required=index < 5,
                 copies=1 + index % 2, note="原件和复印件各一份，复印件须注明与原件一致并签名" if index % 3 else "")
        for index in range(9)
    ]
    stage.answers.item = msgspec.structs.replace(ITEM, materials=tuple(materials))
    stage.answers.brought = {"paper-0", "paper-5"}
    return Materials(stage)


def _for(task: Task, asked_for: str = "") -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.task, stage.answers.asked_for = task, asked_for
        return _start(stage)

    return build


def _print(state: PrintState, code: str = "") -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item = ITEM
        screen = Materials(stage)
        screen.told, screen.printing.state = False, state
        if code:
            screen.printing.failure = Failure(code=code, act=Act.STAFF)
        return screen

    return build


SAMPLES: Samples = {
    "unticked": _start, "ticked": _ticked, "precheck": _for(Task.PRECHECK),
    "supplement": _for(Task.SUPPLEMENT, "居民户口簿本人页不清楚，请重新扫描；委托他人的，还须委托书和双方身份证。"),
    "none_optional": _none_optional, "many": _many,
    "printing": _print(PrintState.RUNNING), "printed": _print(PrintState.PRINTED),
    "not_known": _print(PrintState.UNKNOWN), "no_paper": _print(PrintState.FAILED, "print.paper_out"),
}
