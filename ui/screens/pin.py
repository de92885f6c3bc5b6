"""The technician's PIN, or staff card. The daemon knows whether it is right; here stand only the digits that were
touched.
"""

from __future__ import annotations

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.screen import Sample, Samples, Screen
from ui.services import Errand
from ui.stage import Alarm, Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, Bands, View, Widget
from ui.widgets.keypad import Dots, Keypad
from ui.widgets.label import Card, Heading, Paragraph
from ui.widgets.trouble import TroubleCard
from wire.messages import Done
from wire.technician import LockState
from wire.values import Act, Failure

SHORTEST, LONGEST = 6, 12
ALONE_S = 30.0
"""After so long without a touch the citizens have their screen back."""
_AGAIN_S = 2.0
"""After a card that did not open it, the next is waited for."""
_NOBODY_CAME = ("card.none", "request.timed_out")
_NO_STAFF_CARDS = ("request.malformed", "card.reader_gone")
"""A reader that reads none, or is not there: the PIN opens all the same."""
_LEFT = 872
_TROUBLE = 216
_NO_PIN = Failure(code="service.no_pin", act=Act.ENGINEER)
_LOCKED = Failure(code="service.locked", act=Act.ENGINEER)
_DOTS = 88
_TEXT = 264


class PinScreen(Screen):
    """Asks the daemon first whether a PIN may be tried at all."""

    name = "pin"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.digits = ""
        self.wait = 0
        """Seconds until a PIN may be tried again."""
        self.failure: Failure | None = None
        self.checking = False
        self.cards = False
        """Whether a staff card opens it, too."""
        self._card: Errand | None = None
        self._alone: Alarm | None = None

    def enter(self) -> None:
        self._touched()
        self._ask()

    def view(self) -> View:
        room = content_box()
        ready = self._may_try and len(self.digits) >= SHORTEST and not self.checking
        return View(
            content=(*self._words(room.left(_LEFT)), *self._pad(room.after(_LEFT + GUTTER))), hint=self.say("hint"),
            back=Action(label=self.say("frame.home"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("open"), tap=self._open, icon="lock", enabled=ready, reason=self._reason()),
            bands=Bands.TECHNICIAN,
        )

    def _words(self, room: Box) -> tuple[Widget, ...]:
        theme, inner = self.stage.kit.theme, room.inset(40)
        parts: list[Widget] = [Card(box=room), Heading(box=inner.top(48), text=self.say("title"))]
        text = self.say("line") + ("\n" + self.say("card") if self.cards else "")
        parts.append(Paragraph(box=inner.below(72).top(_TEXT), text=text, style=theme.type.body,
                               colour=theme.palette.soft))
        if self.failure is not None:
            parts.append(TroubleCard(box=inner.bottom_rows(_TROUBLE), trouble=self._trouble(self.failure), icon="lock"))
        return tuple(parts)

    def _trouble(self, failure: Failure) -> Trouble:
        trouble = self.stage.trouble(failure)
        return trouble._replace(what=self.say("wait", seconds=self.wait)) if self.wait else trouble

    def _pad(self, room: Box) -> tuple[Widget, ...]:
        inner = room.inset(40, 32)
        return (
            Card(box=room), Dots(box=inner.top(_DOTS), filled=len(self.digits), room=LONGEST),
            Keypad(box=inner.below(_DOTS + 24), tap=self._add, erase=self._erase, erase_label=self.say("erase"),
                   enabled=self._may_try, reason=self._reason()),
        )

    @property
    def _may_try(self) -> bool:
        no_pin = self.failure is not None and self.failure.code == _NO_PIN.code
        return not no_pin and not self.wait

    def _reason(self) -> str:
        if self.wait:
            return self.say("wait", seconds=self.wait)
        return self.say("short") if self._may_try else self.stage.trouble(_NO_PIN).what

    def _add(self, digit: str) -> None:
        self._touched()
        if not self.checking:
            self.digits = (self.digits + digit)[:LONGEST]

    def _erase(self) -> None:
        self._touched()
        if not self.checking:
            self.digits = self.digits[:-1]

    def _open(self) -> None:
        self._touched()
        self.checking = True
        self.stage.services.unlock(self.digits, self._opened)

    def _opened(self, result: Done | Failure) -> None:
        self.checking, self.digits = False, ""
        if isinstance(result, Failure):
            self.failure = result
            self._ask()
        else:
            self.stage.leave(NEXT)

    def _ask(self) -> None:
        self.stage.services.ask_lock(self._told)

    def _await_card(self) -> None:
        if self._card is None or not self._card.running:
            self._card = self.stage.services.unlock_by_card(self._card_read)

    def _card_read(self, result: Done | Failure) -> None:
        if not isinstance(result, Failure):
            self.stage.leave(NEXT)
        elif result.code in _NO_STAFF_CARDS:
            self.cards = False
        elif result.code in _NOBODY_CAME:
            self._await_card()
        else:
            self.failure = result
            self.stage.after(_AGAIN_S, self._ask)

    def _told(self, result: LockState | Failure) -> None:
        if isinstance(result, Failure):
            self.failure = result
            return
        self.cards = result.cards
        if result.wait:
            self.failure, self.wait = _LOCKED, result.wait
            self.stage.after(1.0, self._tick)
            return
        if not result.pin_set:
            self.failure = _NO_PIN
        if result.cards:
            self._await_card()

    def _tick(self) -> None:
        self.wait -= 1
        if self.wait > 0:
            self.stage.after(1.0, self._tick)
        else:
            self.failure = None
            self._ask()

    def _touched(self) -> None:
        if self._alone is not None:
            self._alone.cancel()
        self._alone = self.stage.after(ALONE_S, self.stage.leaves(BACK))


def _with(digits: str = "", failure: Failure | None = None, wait: int = 0) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = PinScreen(stage)
        screen.digits, screen.failure, screen.wait = digits, failure, wait
        return screen

    return build


def _with_cards(stage: Stage) -> Screen:
    screen = PinScreen(stage)
    screen.cards = True
    return screen


SAMPLES: Samples = {
    "empty": PinScreen, "with_cards": _with_cards, "typed": _with("193847"), "full": _with("193847193847"),
    "wrong": _with(failure=Failure(code="service.wrong_pin", act=Act.ENGINEER)),
    "locked": _with(failure=_LOCKED, wait=3412), "no_pin": _with(failure=_NO_PIN),
    "wrong_card": _with(failure=Failure(code="service.wrong_card", act=Act.ENGINEER)),
    "broken": _with(failure=Failure(code="service.broken", act=Act.ENGINEER)),
}
