"""18 受理回执: the number, large; what was applied for; its barcode; and the print, which begins by itself."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rules import mask
from rules.receipt import RECEIPT
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import EXIT
from ui.journeys.apply import RATE
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screen import Sample, Samples, Screen
from ui.screens.printing import Printing, PrintState
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.barcode import Barcode
from ui.widgets.label import Card, Fact, Icon, Label, Paragraph, Tag
from ui.widgets.motion import ReceiptComing
from ui.widgets.trouble import TroubleCard
from wire.messages import Accepted, DeviceChanged, Notice
from wire.values import Act, DeviceState, DeviceView, Failure, HallState, Supply

_LEFT = 1096
_LABEL = 152
_BARCODE_H = 104
_HOLD_S = 15.0
"""How long 退出 waits for the print at most."""
_IN_EXIT = "print.in_exit"
_NOTHING_CAME = frozenset({"print.paper_out", "print.cover_open", "print.printer_gone", "device.worker_gone"})
"""Failures after which the receipt is asked for again by itself, once, when the printer is well; the daemon prints it
only if nothing of it was begun."""


class Receipt(Screen):
    """Prints once when it is first shown; 打印回执 prints it again, marked 补打 where one was begun before."""

    name = "receipt"
    kind = RECEIPT
    """The document that the sealer wrote for it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.printing = Printing(stage)
        self.held = False
        """退出 waits for the print, lest it be cut short."""
        self._tried_again = False

    def enter(self) -> None:
        answers = self.stage.answers
        if not answers.print_asked:
            self._print_first()
        else:
            # come back to, and what became of the print was not waited for
            self.printing.state = PrintState.PRINTED if answers.printed else PrintState.UNKNOWN

    def noticed(self, notice: Notice) -> None:
        failure = self.printing.failure
        if not isinstance(notice, DeviceChanged) or notice.view.device != "printer" or failure is None:
            return
        well = notice.view.state is DeviceState.ONLINE and self.stage.surroundings.has_paper
        if well and failure.code in _NOTHING_CAME and not self._tried_again:
            self._tried_again = True
            self._print_first()

    def view(self) -> View:
        accepted = self.stage.answers.accepted
        if accepted is None:
            return View(content=(), main=Action(label=self.say("receipt.exit"), tap=self.stage.leaves(EXIT)))
        wait = self.held and self.printing.running
        return View(
            content=self._content(content_box(), accepted),
            hint=self.words("receipt.hint_waiting" if accepted.waiting else "receipt.hint"),
            others=(Action(label=self.words("receipt.print"), tap=self._print_again, icon="print",
                           enabled=not self.printing.running, reason=self.words("receipt.wait")),),
            main=Action(label=self.say("receipt.exit"), tap=self._leave, icon="exit", enabled=not wait,
                        reason=self.words("receipt.wait")),
        )

    def _leave(self) -> None:
        answers = self.stage.answers
        rated = answers.accepted is not None and answers.rated == answers.accepted.number
        self.stage.leave(EXIT if rated else RATE)

    @property
    def state(self) -> str:
        """The state that the tag in the corner says."""
        accepted = self.stage.answers.accepted
        return self.say("state.waiting" if accepted is not None and accepted.waiting else "state.submitted")

    def facts(self, accepted: Accepted) -> tuple[tuple[tuple[str, str], ...], ...]:
        """What is told under the number, by rows of one or two."""
        answers = self.stage.answers
        applicant = mask.name(answers.identity.name) if answers.identity is not None else ""
        office = ("about", answers.about) if answers.office is None else ("office", answers.office.name)
        return ((("item", answers.item.title if answers.item is not None else ""),), (office,),
                (("applicant", applicant), ("at", self._time(accepted.at))))

    def _print_first(self) -> None:
        self._print(copy=False)

    def _print_again(self) -> None:
        self._print(copy=True)

    def _print(self, copy: bool) -> None:
        accepted = self.stage.answers.accepted
        if accepted is None:
            return
        self.printing.start(self.kind, accepted.number, self._printed, copy=copy)
        self.stage.answers.print_asked = self.held = True
        self.stage.after(_HOLD_S, self._let_go)

    def _printed(self) -> None:
        self.stage.answers.printed = True

    def _let_go(self) -> None:
        self.held = False

    def _content(self, room: Box, accepted: Accepted) -> tuple[Widget, ...]:
        left, right = room.left(_LEFT), room.after(_LEFT + GUTTER)
        return (Card(box=left), *self._receipt(left.inset(40, 28), accepted),
                Card(box=right), *self._paper(right.inset(36, 28)))

    def _receipt(self, room: Box, accepted: Accepted) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        palette, styles = theme.palette, theme.type
        width = self.stage.kit.type.width(self.state, styles.small_medium) + 40
        fore, ground = (palette.on_hint, palette.hint) if accepted.waiting else (palette.done, palette.done_tint)
        number = room.below(52 + 12 + 36).top(styles.number.leading)
        facts = room.below(52 + 12 + 36 + styles.number.leading)
        return (
            Icon(box=room.top(52).left(52), name="check", colour=palette.done, ground=palette.done_tint),
            Label(box=room.top(52).after(68), text=self.words("receipt.title"), style=styles.label_bold,
                  colour=palette.done),
            Tag(box=room.top(48).right_columns(width), text=self.state, fore=fore, ground=ground),
            Label(box=room.below(52 + 12).top(36), text=self.words("receipt.number"), style=styles.body,
                  colour=palette.soft),
            Label(box=number, text=accepted.number, style=styles.number, colour=palette.ink),
            *self._facts(facts.top(facts.h - _BARCODE_H - 16), accepted),
            Barcode(box=room.bottom_rows(_BARCODE_H), code=accepted.number),
        )

    def _facts(self, room: Box, accepted: Accepted) -> tuple[Widget, ...]:
        told = self.facts(accepted)
        rows = room.top(len(told) * (self.stage.kit.theme.type.body.leading + 2)).rows(len(told), 2)
        return tuple(Fact(box=box, label=self.words(f"receipt.{key}"), value=value, label_width=_LABEL)
                     for row, of_row in zip(rows, told)
                     for box, (key, value) in zip(row.columns(len(of_row), GUTTER), of_row))

    def _time(self, text: str) -> str:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        return self.say("receipt.time", year=at.year, month=at.month, day=at.day, clock=f"{at:%H:%M}")

    def _paper(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        if self.printing.failure is not None:
            trouble = self.stage.trouble(self.printing.failure)
            kept = Paragraph(box=room.below(room.h - 184), text=self.words("receipt.kept"),
                             style=theme.type.body_medium, colour=theme.palette.ink)
            grave = self.printing.failure.act in (Act.STAFF, Act.ENGINEER)
            return TroubleCard(box=room.top(room.h - 208), trouble=trouble, grave=grave), kept
        if self.printing.state is PrintState.UNKNOWN:
            trouble = Trouble(self.say("receipt.unknown"), self.words("receipt.unknown_now"), "print.mute")
            return ReceiptComing(box=room.top(room.h - 240)), TroubleCard(
                box=room.bottom_rows(224), trouble=trouble)
        key = "printing" if self.printing.running else "printed"
        now = self.words(f"receipt.{key}_now")
        printer = self.stage.surroundings.devices.get("printer")
        if not self.printing.running and printer is not None and printer.code == _IN_EXIT:
            now = self.stage.trouble(Failure(code=_IN_EXIT, act=Act.CITIZEN)).now
        words = room.bottom_rows(112)
        return (
            ReceiptComing(box=room.top(room.h - 128).moved(0, -32)),
            Label(box=words.top(50), text=self.words(f"receipt.{key}"), style=theme.type.label_bold,
                  colour=theme.palette.deep),
            Paragraph(box=words.below(54), text=now, style=theme.type.body,
                      colour=theme.palette.ink),
        )


def _shown(state: PrintState, accepted: Accepted = ACCEPTED) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.identity, stage.answers.item, stage.answers.office = PERSON, ITEM, OFFICES[0]
        stage.answers.accepted = accepted
        if accepted.waiting:
            stage.surroundings.hall = HallState.OFFLINE
        screen = Receipt(stage)
        screen.printing.state, screen.held = state, True
        return screen

    return build


def _handed_in(task: Task) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.task, stage.answers.about = task, "FS01-261120-0003-2"
        screen = _shown(PrintState.PRINTED)(stage)
        if task is Task.SUPPLEMENT:
            stage.answers.office = None
        return screen

    return build


def _in_exit(stage: Stage) -> Screen:
    stage.surroundings.devices["printer"] = DeviceView(
        device="printer", state=DeviceState.ONLINE, code=_IN_EXIT, act=Act.CITIZEN)
    return _shown(PrintState.PRINTED)(stage)


def _failed(code: str, act: Act, state: DeviceState, paper: Supply = Supply.OK) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices["printer"] = DeviceView(device="printer", state=state, paper=paper)
        screen = _shown(PrintState.FAILED)(stage)
        assert isinstance(screen, Receipt)
        screen.printing.failure = Failure(code=code, act=act)
        return screen

    return build


SAMPLES: Samples = {
    "printing": _shown(PrintState.RUNNING), "printed": _shown(PrintState.PRINTED),
    "in_exit": _in_exit, "not_known": _shown(PrintState.UNKNOWN),
    "waiting": _shown(PrintState.PRINTED, msgspec.structs.replace(ACCEPTED, waiting=True)),
    "precheck": _handed_in(Task.PRECHECK), "supplement": _handed_in(Task.SUPPLEMENT),
    "no_paper": _failed("print.paper_out", Act.STAFF, DeviceState.USER_ERROR, Supply.OUT),
    "jam": _failed("print.jam", Act.STAFF, DeviceState.HARDWARE_ERROR),
    "head_hot": _failed("print.head_hot", Act.NOBODY, DeviceState.ONLINE),
    "printer_gone": _failed("print.printer_gone", Act.STAFF, DeviceState.NO_DEVICE),
}
