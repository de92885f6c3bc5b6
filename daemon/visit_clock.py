"""The running visit: feeds `daemon.visit` with the loop's time, and tells of it once a second, visit or not."""

from __future__ import annotations

from collections.abc import Callable

from daemon import visit
from daemon.visit import Plan, Visit
from wire.loop import Loop, Timer
from wire.values import VisitState, VisitView

TICK_S = 1.0
"""The heartbeat: who hears nothing for three of them takes the daemon for gone."""


class VisitClock:
    """Keeps the one visit there is."""

    def __init__(
        self, loop: Loop, plan: Plan, happened: Callable[[visit.Event], None], changed: Callable[[VisitView], None],
    ) -> None:
        """`happened` is called with every event, `changed` after every change and with every tick."""
        self._loop = loop
        self._plan = plan
        self._happened = happened
        self._changed = changed
        self._visit = Visit()
        self._timer: Timer | None = None

    @property
    def state(self) -> VisitState:
        """Where the visit stands."""
        return self._visit.state

    def view(self) -> VisitView:
        """The visit as peers may know it, as of the last thing that was fed."""
        return self._visit.view()

    def feed(self, given: visit.Input) -> None:
        """Something came."""
        before = self._visit
        self._visit, events = visit.step(self._plan, before, given, self._loop.now())
        for event in events:
            self._happened(event)
        if self._visit.view() != before.view():
            self._changed(self._visit.view())

    def start(self) -> None:
        """Begin to tick."""
        self._tick()

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _tick(self) -> None:
        self._timer = self._loop.call_later(TICK_S, self._tick)
        before = self._visit.view()
        self.feed(visit.Ticked())
        if self._visit.view() == before:
            self._changed(before)
