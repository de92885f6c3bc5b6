"""办事预约: whether there was a place. Booked, the slip is printed; taken meanwhile, other hours can be chosen."""

from __future__ import annotations

from rules.progress import ApplicationState
from rules.slips import APPOINTMENT
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import EXIT
from ui.journeys.booking import SLOTS
from ui.samples import ACCEPTED
from ui.screen import Sample, Samples, Screen
from ui.screens.confirm import booked_by_sample
from ui.screens.patience import Patience
from ui.screens.printing import PrintState
from ui.screens.receipt import Receipt
from ui.screens.slots import day_in_words
from ui.stage import Stage, Trouble
from ui.view import Action, View, Widget
from ui.widgets.barcode import Barcode
from ui.widgets.label import Card, Icon, Label, Paragraph
from ui.widgets.progress import Waiting
from ui.widgets.trouble import TroubleCard, TroublePage
from wire.messages import Accepted, ProgressFound
from wire.values import Failure

_AGAIN_S = 1.0
_MOST_ASKED = 20
"""How often the hall is asked before the citizen is told to look later."""
_TROUBLE = 200
_BARCODE = (720, 104)
_UNDECIDED = (ApplicationState.WAITING.value, "")


class Booked(Receipt):
    """Asks for the booking's own state until the hall has decided; only then is it a booking and its slip printed."""

    name = "booked"
    kind = APPOINTMENT

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.decided = ""
        """The state the hall has put the booking into."""
        self.asked = 0
        self.patience = Patience(stage, "booked.asking")

    def enter(self) -> None:
        self.patience.begin()
        self._ask()

    def view(self) -> View:
        accepted = self.stage.answers.accepted
        leave = Action(label=self.say("receipt.exit"), tap=self.stage.leaves(EXIT), icon="exit")
        if self.decided == ApplicationState.BOOKED.value or accepted is None:
            return super().view()
        room = content_box()
        if self.decided == ApplicationState.FULL.value:
            trouble = Trouble(self.say("full"), self.say("full_now"), "booking.full")
            return View(content=(TroublePage(box=room, trouble=trouble, icon="calendar"),),
                        hint=self.say("hint_full"), others=(leave,),
                        main=Action(label=self.say("slots"), tap=self.stage.leaves(SLOTS), icon="calendar"))
        if self.decided == ApplicationState.CANCELED.value:
            return View(content=self._canceled(room, accepted), hint=self.say("hint_canceled"), main=leave)
        if self.asked < _MOST_ASKED:
            return View(content=(Card(box=room), Waiting(box=room, words=self.patience.words)), hint=self.say("hint"))
        return View(content=self._unsure(room, accepted), hint=self.say("hint_unsure"), main=leave,
                    others=(Action(label=self.say("frame.retry"), tap=self._ask_again, icon="turn"),))

    @property
    def state(self) -> str:
        return self.say("state.booked")

    def facts(self, accepted: Accepted) -> tuple[tuple[tuple[str, str], ...], ...]:
        day, _, hours = self.stage.answers.slot.partition(" ")
        return ((("slot", f"{day_in_words(self.stage, day)} {hours}"),), *super().facts(accepted)[:2])

    def _canceled(self, room: Box, accepted: Accepted) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        middle = room.centred(room.w - 96, 320)
        return (
            Card(box=room),
            Icon(box=middle.left(160).centred(160, 160), name="check", colour=theme.palette.done,
                 ground=theme.palette.done_tint),
            Label(box=middle.after(224).top(theme.type.large.leading).moved(0, 60), text=self.say("canceled"),
                  style=theme.type.large, colour=theme.palette.done),
            Paragraph(box=middle.after(224).below(160), style=theme.type.label, colour=theme.palette.ink,
                      text=self.say("canceled_now", number=self.stage.answers.about)),
        )

    def _unsure(self, room: Box, accepted: Accepted) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        trouble = Trouble(self.say("unsure"), self.say("unsure_now"), "booking.waiting")
        below = room.below(_TROUBLE + 24)
        return (
            TroubleCard(box=room.top(_TROUBLE), trouble=trouble, icon="clock"), Card(box=below),
            Label(box=below.inset(48, 24).top(46), text=self.words("receipt.number"), style=theme.type.body,
                  colour=theme.palette.soft),
            Label(box=below.inset(48, 24).below(46).top(96), text=accepted.number, style=theme.type.number,
                  colour=theme.palette.ink),
            Barcode(box=below.inset(48, 32).bottom_rows(_BARCODE[1]).left(_BARCODE[0]), code=accepted.number),
        )

    def _ask_again(self) -> None:
        self.asked = 0
        self.patience.begin()
        self._ask()

    def _ask(self) -> None:
        accepted = self.stage.answers.accepted
        if accepted is not None:
            self.asked += 1
            self.stage.services.ask_progress(accepted.number, self._came)

    def _came(self, result: ProgressFound | Failure) -> None:
        state = result.steps[-1].state if isinstance(result, ProgressFound) and result.steps else ""
        if state in _UNDECIDED:
            if self.asked < _MOST_ASKED:
                self.stage.after(_AGAIN_S, self._ask)
            return
        self.decided = state
        self.patience.end()
        if state == ApplicationState.BOOKED.value:
            super().enter()


def _decided(state: str, printing: PrintState = PrintState.PRINTED, asked: int = 1) -> Sample:
    def build(stage: Stage) -> Screen:
        booked_by_sample(stage, about="FS01-261120-0003-K" if state == ApplicationState.CANCELED.value else "")
        stage.answers.accepted = ACCEPTED
        screen = Booked(stage)
        screen.decided, screen.asked, screen.printing.state = state, asked, printing
        return screen

    return build


SAMPLES: Samples = {
    "asking": _decided(""), "booked": _decided("booked"), "printing": _decided("booked", PrintState.RUNNING),
    "full": _decided("full"), "canceled": _decided("canceled"), "unsure": _decided("", asked=_MOST_ASKED),
}
