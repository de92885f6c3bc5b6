"""18 受理回执: the number, large; what was applied for; its barcode; and the print, which begins by itself."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rules import mask
from rules.receipt import RECEIPT
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import EXIT
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
_NOTHING_CAME = frozenset({"print.paper_out", "print.cover_open", "print.printer_gone", "device.worker_gone"})
"""Failures after which the receipt is asked for again by itself, once, when the printer is well; the daemon prints it
only if nothing of it was begun."""


class Receipt(Screen):
    """Prints once when it is first shown; 打印回执 prints it again, marked 补打 where one was begun before."""

    name = "receipt"

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
            return View(content=(), main=Action(label=self.say("exit"), tap=self.stage.leaves(EXIT)))
        wait = self.held and self.printing.running
        return View(
            content=self._content(content_box(), accepted),
            hint=self.say("hint_waiting" if accepted.waiting else "hint"),
            others=(Action(label=self.say("print"), tap=self._print_again, icon="print",
                           enabled=not self.printing.running, reason=self.say("wait")),),
            main=Action(label=self.say("exit"), tap=self.stage.leaves(EXIT), icon="exit", enabled=not wait,
                        reason=self.say("wait")),
        )

    def _print_first(self) -> None:
        self._print(copy=False)

    def _print_again(self) -> None:
        self._print(copy=True)

    def _print(self, copy: bool) -> None:
        accepted = self.stage.answers.accepted
        if accepted is None:
            return
        self.printing.start(RECEIPT, accepted.number, self._printed, copy=copy)
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
        state = self.say("state.waiting" if accepted.waiting else "state.submitted")
        width = self.stage.kit.type.width(state, styles.small_medium) + 40
        fore, ground = (palette.on_hint, palette.hint) if accepted.waiting else (palette.done, palette.done_tint)
        number = room.below(52 + 12 + 36).top(styles.number.leading)
        facts = room.below(52 + 12 + 36 + styles.number.leading)
        return (
            Icon(box=room.top(52).left(52), name="check", colour=palette.done, ground=palette.done_tint),
            Label(box=room.top(52).after(68), text=self.say("title"), style=styles.label_bold, colour=palette.done),
            Tag(box=room.top(48).right_columns(width), text=state, fore=fore, ground=ground),
            Label(box=room.below(52 + 12).top(36), text=self.say("number"), style=styles.body, colour=palette.soft),
            Label(box=number, text=accepted.number, style=styles.number, colour=palette.ink),
            *self._facts(facts.top(facts.h - _BARCODE_H - 16), accepted),
            Barcode(box=room.bottom_rows(_BARCODE_H), code=accepted.number),
        )

    def _facts(self, room: Box, accepted: Accepted) -> tuple[Widget, ...]:
        answers = self.stage.answers
        leading = self.stage.kit.theme.type.body.leading
        applicant = mask.name(answers.identity.name) if answers.identity is not None else ""
        wide = (("item", answers.item.title if answers.item is not None else ""),
                ("office", answers.office.name if answers.office is not None else ""))
        rows = room.top(3 * (leading + 2)).rows(3, 2)
        halves = rows[2].columns(2, GUTTER)
        boxes = (*rows[:2], *halves)
        values = (*wide, ("applicant", applicant), ("at", self._time(accepted.at)))
        return tuple(Fact(box=box, label=self.say(key), value=value, label_width=_LABEL)
                     for box, (key, value) in zip(boxes, values))

    def _time(self, text: str) -> str:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        return self.say("time", year=at.year, month=at.month, day=at.day, clock=f"{at:%H:%M}")

    def _paper(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        if self.printing.failure is not None:
            trouble = self.stage.trouble(self.printing.failure)
            kept = Paragraph(box=room.below(room.h - 184), text=self.say("kept"), style=theme.type.body_medium,
                             colour=theme.palette.ink)
            grave = self.printing.failure.act in (Act.STAFF, Act.ENGINEER)
            return TroubleCard(box=room.inset(-12, 0).top(room.h - 208), trouble=trouble, grave=grave), kept
        if self.printing.state is PrintState.UNKNOWN:
            trouble = Trouble(self.say("unknown"), self.say("unknown_now"), "print.mute")
            return ReceiptComing(box=room.top(room.h - 240)), TroubleCard(
                box=room.inset(-12, 0).bottom_rows(224), trouble=trouble)
        key = "printing" if self.printing.running else "printed"
        words = room.bottom_rows(112)
        return (
            ReceiptComing(box=room.top(room.h - 128).moved(0, -32)),
            Label(box=words.top(50), text=self.say(key), style=theme.type.label_bold, colour=theme.palette.deep),
            Paragraph(box=words.below(54), text=self.say(f"{key}_now"), style=theme.type.body,
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
    "not_known": _shown(PrintState.UNKNOWN),
    "waiting": _shown(PrintState.PRINTED, msgspec.structs.replace(ACCEPTED, waiting=True)),
    "no_paper": _failed("print.paper_out", Act.STAFF, DeviceState.USER_ERROR, Supply.OUT),
    "jam": _failed("print.jam", Act.STAFF, DeviceState.HARDWARE_ERROR),
    "head_hot": _failed("print.head_hot", Act.NOBODY, DeviceState.ONLINE),
    "printer_gone": _failed("print.printer_gone", Act.STAFF, DeviceState.NO_DEVICE),
}
