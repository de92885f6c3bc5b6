"""The renderer's process: one loop over bus, input and timers; it draws only what changed, and burns nothing idle.

It leaves (the process ends, and with it all that was typed and shown) when the visit has ended, and when the daemon has
been silent for 3 s in a visit.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import zmq

from rules.settings import Settings
from ui import service_notice
from ui.bus import Links
from ui.director import Director
from ui.gesture import CORNER, CornerGesture
from ui.ime.engine import Engine
from ui.journeys.citizen import CITIZEN
from ui.journeys.service import SERVICE
from ui.kit import Kit
from ui.manner import Manner
from ui.observer import Observer, Target
from ui.presenter import Presenter
from ui.screen import Screen
from ui.services import Whom
from ui.spool import Spool
from ui.surroundings import Surroundings, place_of
from ui.voice import Voice
from ui.window import POLL_S, Event, Finger, Window
from wire.frames import Reply
from wire.loop import Loop, Timer
from wire.messages import ChoosePace, EndVisit, Notice, ServiceKey, Touch, VisitEnded
from wire.values import EndReason, Snapshot, VisitState
from wire.watchdog import Watchdog

SILENCE_S = 3.0
"""The daemon speaks once a second; silent for so long, it is gone."""
LOOK_S = 1.0
"""Between two looks whether it spoke. They are counted, not their time: where the whole machine stood still for some
seconds, the daemon could not speak either, and the visit goes on."""
TOUCH_EVERY_S = 0.2
GREETING_S = 0.3
"""How long the first picture waits for the daemon's greeting."""
_ASK_S = 2.0
_LOOK_AGAIN_S = 0.5
"""SDL may hold an event that its descriptors announced before."""


class App:
    """Wires the parts together. Made in the forked renderer."""

    def __init__(
        self, settings: Settings, kit: Kit, screens: Mapping[str, type[Screen]], engine: Engine | None, window: Window,
        observer: Observer, live: Callable[[], None], voice: Voice,
    ) -> None:
        """`live` is called with the first picture and once a second by the loop, for whoever looks whether it turns."""
        self._voice = voice
        self._settings = settings
        self._kit = kit
        self._screens = screens
        self._engine = engine
        self._window = window
        self._observer = observer
        self._live = live
        self._loop = Loop()
        self._watchdog = Watchdog(self._loop, os.environ)
        self._presenter = Presenter(window.surface, kit, self._say)
        self._surroundings = Surroundings(
            place=place_of(settings), now=datetime.now(), countdown=settings.visit.countdown,
            hotline=settings.kiosk.hotline)
        self._director: Director | None = None
        self._away_since = datetime.now()
        self._gesture = CornerGesture()
        self._technician = False
        """Whether the technician's side has the screen, the PIN included."""
        self._links = Links(self._loop, zmq.Context(), Path(settings.paths.runtime), self)
        self._told_touch: float | None = None
        self._heard, self._unheard = 0.0, 0
        """When the daemon had spoken last at the last look, and at how many looks nothing had come since."""
        self._animation: Timer | None = None
        self._repeat: Timer | None = None
        self._drawn = False
        self._stale = True
        self._born = self._loop.now()
        self._watched: set[int] = set()
        self._watch_signals()

    def run(self) -> NoReturn:
        """Until the visit has ended, or somebody wants us gone. Ends the process."""
        # all threads stand: whoever takes this process over leaves no other behind that would outlive the visit
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        self._loop.call_later(GREETING_S, self._mark)
        self._loop.call_later(LOOK_S, self._check_daemon)
        self._watch_input()
        while True:
            self._draw()
            # drawing may have read events off SDL's connection: only when there are none is it safe to wait
            if not self._take_events():
                self._loop.run_once(_LOOK_AGAIN_S if self._watched else POLL_S)

    # ------------------------------------------------------------ what the daemon says

    def welcomed(self, snapshot: Snapshot) -> None:
        """The daemon is there. A visit that it does not know any more is over for us too."""
        before = self._surroundings.visit.serial
        if self._director is not None and self._surroundings.engaged and snapshot.visit.serial != before:
            self._leave()
        self._surroundings.take_snapshot(snapshot)
        if self._director is None:
            self._direct()
        self._mark()

    def noticed(self, notice: Notice) -> None:
        """Keep the surroundings true; the visit's end ends this process."""
        if isinstance(notice, VisitEnded):
            self._leave()
        wiping = self._surroundings.visit.state is VisitState.ENDING
        self._surroundings.take_notice(notice)
        if wiping and self._told_touch is not None and self._surroundings.visit.state is VisitState.IDLE:
            # who touched while the visit before was still being wiped was refused, and is here all the same
            self._stay()
        self._surroundings.now = datetime.now()
        if self._director is not None:
            self._director.noticed(notice)
            if isinstance(notice, ServiceKey):
                self._open_technicians_side()

    def lost(self) -> None:
        """The daemon's socket closed: out of service when nobody is here; in a visit it has 3 s to come back."""
        if not self._surroundings.engaged and self._director is not None:
            self._director.close()
            self._director, self._away_since = None, datetime.now()
            self._mark()

    def _check_daemon(self) -> None:
        self._live()
        before, self._heard = self._heard, self._links.daemon_heard
        self._unheard = self._unheard + 1 if self._heard == before else 0
        silent = self._unheard * LOOK_S >= SILENCE_S
        if silent and self._surroundings.engaged:
            self._leave()
        if silent and self._director is not None:
            self.lost()
        self._watch_input()
        self._loop.call_later(LOOK_S, self._check_daemon)

    # ------------------------------------------------------------ what the citizen does

    def _take_events(self) -> bool:
        any_event = False
        for event in self._window.events():
            any_event = True
            self._take(event)
        return any_event

    def _take(self, event: Event) -> None:
        now = self._loop.now()
        if event.finger is Finger.QUIT:
            self._leave()
        if event.finger is Finger.EXPOSED:
            self._window.present(self._presenter.show_all(now) if self._drawn else [])
        elif event.finger is Finger.DOWN:
            hidden = self._nobody_is_here and CORNER.holds(event.x, event.y)
            self._window.present(self._presenter.finger_down(event.x, event.y, now))
            if self._gesture.touched(event.x, event.y, now) and hidden:
                self._open_technicians_side()
            if not hidden and not (self._technician and self._nobody_is_here):
                self._tell_touch()
            self._start_repeat()
        elif event.finger is Finger.MOVED:
            self._window.present(self._presenter.finger_moved(event.x, event.y, now))
        else:
            self._window.present(self._presenter.finger_up(event.x, event.y, now))
        if event.finger is not Finger.EXPOSED and self._director is not None:
            self._director.settle()

    @property
    def _nobody_is_here(self) -> bool:
        # a touch that was told begins a visit, although the daemon's word of it may still be on its way
        return self._told_touch is None and self._surroundings.visit.state is VisitState.IDLE

    def _tell_touch(self) -> None:
        """The countdown starts anew; not for a touch on the warning, whose answers speak for themselves."""
        now = self._loop.now()
        asked = self._surroundings.visit.state is VisitState.WARNING and self._presenter.pressed is not None
        lately = self._told_touch is not None and now - self._told_touch < TOUCH_EVERY_S
        if self._director is not None and not asked and not lately:
            self._told_touch = now
            self._links.ask(Whom.DAEMON, Touch(), _ASK_S, _ignore, None)

    def _start_repeat(self) -> None:
        if self._repeat is not None:
            self._repeat.cancel()
        self._repeat = self._loop.call_later(self._kit.theme.motion.key_repeat_after, self._repeat_key)

    def _repeat_key(self) -> None:
        pressed = self._presenter.pressed
        if pressed is None or not pressed.repeats or not pressed.enabled or pressed.tap is None:
            return
        pressed.tap()
        self._tell_touch()
        if self._director is not None:
            self._director.settle()
        self._repeat = self._loop.call_later(self._kit.theme.motion.key_repeat_every, self._repeat_key)

    def _stay(self) -> None:
        self._links.ask(Whom.DAEMON, Touch(), _ASK_S, _ignore, None)

    def _take_manner(self, manner: Manner) -> None:
        """Whoever needs 关怀版 is given more time; the countdown is the daemon's."""
        visit = self._settings.visit
        self._surroundings.countdown = visit.slow_countdown if manner.care else visit.countdown
        self._links.ask(Whom.DAEMON, ChoosePace(slow=manner.care), _ASK_S, _ignore, None)

    def _end_visit(self, reason: EndReason) -> None:
        """The daemon's VisitEnded ends us; where it does not come, we go without."""
        self._links.ask(Whom.DAEMON, EndVisit(reason=reason), _ASK_S, _ignore, None)
        self._loop.call_later(SILENCE_S, self._leave)

    # ------------------------------------------------------------ the technician

    def _open_technicians_side(self) -> None:
        """The PIN first; a visit is never interrupted."""
        if self._director is not None and self._nobody_is_here and not self._technician:
            self._direct(technician=True)

    def _leave_technicians_side(self, reason: EndReason) -> None:
        """From the PIN back to 首页; once it is open, as a visit ends."""
        if self._nobody_is_here:
            self._direct()
        else:
            self._end_visit(reason)

    def _say(self, words: str) -> None:
        if self._director is not None and words:
            self._director.say(words)

    # ------------------------------------------------------------ pictures

    def _direct(self, technician: bool = False) -> None:
        """A new director, from the start of its journey."""
        if self._director is not None:
            self._director.close()
        self._technician = technician
        self._director = Director(
            kit=self._kit, screens=self._screens, journey=SERVICE if technician else CITIZEN, bus=self._links,
            spool=Spool(Path(self._settings.paths.runtime) / "visit"), engine=self._engine,
            surroundings=self._surroundings, after=self._loop.call_later, changed=self._mark,
            end_visit=self._leave_technicians_side if technician else self._end_visit, stay=self._stay,
            chosen=self._take_manner, speak=self._voice.say,
        )
        self._mark()

    def _mark(self) -> None:
        self._stale = True

    def _draw(self) -> None:
        """Draw what changed since the last time; before the greeting only once it is late."""
        late = self._loop.now() - self._born >= GREETING_S
        if not self._stale or (self._director is None and not late):
            return
        self._stale, now = False, self._loop.now()
        if self._director is None:
            name = service_notice.NAME
            layers = service_notice.layers(self._kit, self._surroundings, self._away_since)
        else:
            name, layers = self._director.name, self._director.layers()
            self._presenter.lowered = self._director.lowered
        boxes = self._presenter.show(layers, now) if self._drawn else self._presenter.show_first(layers, now)
        self._window.present(boxes)
        if not self._drawn:
            # to systemd, and to the warm parent, the screen is up when a person can see it
            self._drawn = True
            self._watchdog.ready()
            self._live()
        if boxes:
            targets = [Target(t.label, t.box, t.enabled) for t in self._presenter.touchables()]
            self._observer.presented(name, targets, layers)
        self._animate()

    def _animate(self) -> None:
        if self._presenter.frames and self._animation is None:
            self._animation = self._loop.call_later(1 / self._presenter.frames, self._tick)

    def _tick(self) -> None:
        self._animation = None
        self._window.present(self._presenter.tick(self._loop.now()))
        self._animate()

    # ------------------------------------------------------------ waiting and going

    def _watch_input(self) -> None:
        descriptors = set(self._window.descriptors())
        for gone in self._watched - descriptors:
            self._loop.unwatch(gone)
        for new in descriptors - self._watched:
            self._loop.watch(new, _look)
        self._watched = descriptors

    def _watch_signals(self) -> None:
        reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(writer)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _note)
        self._loop.watch(reader, self._leave)

    def _leave(self) -> NoReturn:
        """End the process at once: nothing personal outlives it."""
        self._window.close()
        os._exit(0)


def _ignore(reply: Reply) -> None:
    """What the daemon makes of it comes as a notice."""


def _look() -> None:
    """SDL has something; events are taken at the start of each turn."""


def _note(number: int, frame: object) -> None:
    """The pipe of `set_wakeup_fd` carries it into the loop."""
