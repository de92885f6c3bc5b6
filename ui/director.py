"""Leads a visit through its screens: makes each one's stage, follows outcomes, lays dialogs and toasts over it.

Knows no SDL, no socket and no clock, so that whole journeys are tested on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ui.answers import Answers
from ui.frame import compose
from ui.ime.engine import Engine
from ui.journey import HOME, STAY, AskToLeave, Journey, Leave, Navigator, Outcome, Show
from ui.kit import Kit
from ui.manner import Manner
from ui.screen import Screen
from ui.services import Bus, Services
from ui.spool import Spool
from ui.stage import Alarm, Stage
from ui.surroundings import Surroundings
from ui.switches import Switches, board
from ui.view import Action, Widget
from ui.widgets.dialog import Dialog, Toast
from wire.messages import Notice
from wire.values import EndReason, VisitState

After = Callable[[float, Callable[[], None]], Alarm]
Layers = tuple[tuple[Widget, ...], ...]


class Director:
    """One visit, from 首页 on."""

    def __init__(
        self, *, kit: Kit, screens: Mapping[str, type[Screen]], journey: Journey, bus: Bus, spool: Spool,
        engine: Engine | None, surroundings: Surroundings, after: After, changed: Callable[[], None],
        end_visit: Callable[[EndReason], None], stay: Callable[[], None], chosen: Callable[[Manner], None],
        speak: Callable[[str], None],
    ) -> None:
        """`changed`: the picture may differ now. `end_visit`, `stay` and `chosen` tell the daemon what the citizen
        wants; `speak` says aloud what to do on a screen, by the screen's name, and with none falls silent.
        """
        self._kit = kit
        self._screens = screens
        self._navigator = Navigator(journey)
        self._between_visits = journey.between_visits
        self._bus = bus
        self._spool = spool
        self._engine = engine
        self._surroundings = surroundings
        self._after = after
        self._changed = changed
        self._end_visit = end_visit
        self._stay = stay
        self._chosen = chosen
        self._speak = speak
        self._answers = Answers()
        self._alarms: list[Alarm] = []
        self._outcome: Outcome | None = None
        self._asking_to_leave = False
        self._choosing = False
        self._leaving = False
        self.lowered = False
        """Whether the picture is drawn down, so that its upper half can be reached."""
        self._toast = ""
        self._toast_alarm: Alarm | None = None
        self._services = Services(bus, self.settle)
        self._screen: Screen
        self._show(self._navigator.here)

    @property
    def name(self) -> str:
        """The present screen's name."""
        return self._screen.name

    def noticed(self, notice: Notice) -> None:
        """Something changed around; the surroundings know it already."""
        self._screen.noticed(notice)
        self.settle()

    def close(self) -> None:
        """Another director takes the screen."""
        self._hush()

    def settle(self) -> None:
        """Follow the outcome that a callback left, if any, and say that the picture may differ."""
        while self._outcome is not None:
            outcome, self._outcome = self._outcome, None
            self._follow(outcome)
        self._changed()

    def say(self, words: str) -> None:
        """A toast, in place of the one before."""
        if self._toast_alarm is not None:
            self._toast_alarm.cancel()
        self._toast = words
        self._toast_alarm = self._after(self._kit.theme.motion.toast, self._toast_over)
        self._changed()

    def layers(self) -> Layers:
        """What to draw, from the ground up."""
        view = self._screen.view()
        step = replace(self._navigator.here.step, station=self._navigator.station)
        switches = Switches(self._choose, self._open_board, self._lower, self.lowered)
        base = compose(view, self._kit, self._surroundings, step, self._answers.lead, self._leave, switches)
        over: list[Widget] = []
        if self._surroundings.visit.state is VisitState.WARNING:
            over.append(self._warning())
        elif self._asking_to_leave:
            over.append(self._question())
        elif self._choosing:
            over.append(board(self._kit, self._choose, self._close_board))
        elif view.dialog is not None:
            over.append(view.dialog)
        toast = (Toast(words=self._toast),) if self._toast else ()
        return base, tuple(over), toast

    def _follow(self, outcome: Outcome) -> None:
        self._asking_to_leave = False
        turn = self._navigator.take(outcome, self._answers.something_to_lose)
        if isinstance(turn, AskToLeave):
            self._asking_to_leave = True
        elif isinstance(turn, Leave):
            if (self._surroundings.engaged or self._between_visits) and not self._leaving:
                self._leaving = True
                self._end_visit(EndReason.HOME if turn.home else EndReason.EXIT)
        elif outcome != STAY:
            self._show(turn)

    def _show(self, show: Show) -> None:
        self._hush()
        self._services = Services(self._bus, self.settle)
        self._screen = self._screens[show.step.screen](Stage(
            kit=self._kit, answers=self._answers, services=self._services, surroundings=self._surroundings,
            spool=self._spool, engine=self._engine, leave=self._leave, toast=self.say, after=self._screen_alarm,
            choose=self._choose, before=self._navigator.before,
        ))
        self._choosing = self.lowered = False
        self._screen.enter()
        if self._kit.manner.voice:
            self._speak(self._screen.name)

    def _choose(self, manner: Manner) -> None:
        before = self._kit.manner
        self._kit.wear(manner)
        self.lowered = self.lowered and manner.low
        self._chosen(manner)
        if manner.voice and (not before.voice or manner.language is not before.language):
            self._speak(self._screen.name)
        elif before.voice and not manner.voice:
            self._speak("")
        self._changed()

    def _open_board(self) -> None:
        self._choosing = True
        self._changed()

    def _close_board(self) -> None:
        self._choosing = False
        self._changed()

    def _lower(self) -> None:
        self.lowered = not self.lowered
        self._changed()

    def _hush(self) -> None:
        self._services.close()
        for alarm in self._alarms:
            alarm.cancel()
        self._alarms.clear()

    def _leave(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def _screen_alarm(self, seconds: float, callback: Callable[[], None]) -> Alarm:
        def ring() -> None:
            self._alarms.remove(alarm)
            callback()
            self.settle()

        alarm = self._after(seconds, ring)
        self._alarms.append(alarm)
        return alarm

    def _toast_over(self) -> None:
        self._toast, self._toast_alarm = "", None
        self._changed()

    def _warning(self) -> Dialog:
        say = self._kit.strings.say
        return Dialog(
            title=say("warning.title"), line=say("warning.line", seconds=self._surroundings.visit.seconds_left),
            main=Action(label=say("warning.stay"), tap=self._stay), icon="clock",
            other=Action(label=say("warning.leave"), tap=lambda: self._end_visit(EndReason.EXIT)),
        )

    def _question(self) -> Dialog:
        say = self._kit.strings.say
        return Dialog(
            title=say("leaving.title"), line=say("leaving.line"),
            main=Action(label=say("leaving.stay"), tap=lambda: self._leave(STAY)),
            other=Action(label=say("leaving.leave"), tap=lambda: self._leave(HOME)),
        )
