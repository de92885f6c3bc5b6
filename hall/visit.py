"""How processes that serve one visit follow the daemon: they leave when it ends, or when the daemon falls silent."""

from __future__ import annotations

from collections.abc import Callable

import zmq

from wire.link import Link
from wire.loop import Loop, Timer
from wire.messages import HallChanged, Notice, VisitChanged, VisitEnded
from wire.values import HallState, Role, Snapshot, VisitState

SILENCE_S = 3.0
"""The daemon speaks once a second; so many seconds without a word and it is gone."""
LOOK_S = 1.0
"""Between two looks whether it spoke. They are counted, not their time: where the whole machine stood still for some
seconds, the daemon could not speak either, and the visit goes on."""


class Attendance:
    """The link to hall.sock of a process that belongs to a visit. `holding` becomes true once a citizen is served."""

    def __init__(
        self, loop: Loop, context: zmq.Context[zmq.Socket[bytes]], address: str, role: Role,
        leave: Callable[[], None], arrived: Callable[[], None] = lambda: None,
    ) -> None:
        """`leave` is called when this process must end; `arrived` once, when it is known whether there is a visit."""
        self.hall = HallState.UNKNOWN
        self.holding = False
        """Whether this process may hold something of a citizen's, set by whoever serves."""
        self._state = VisitState.IDLE
        self._loop = loop
        self._leave = leave
        self._arrived: Callable[[], None] | None = arrived
        self._link = Link(loop, context, address, role, welcomed=self._welcomed, noticed=self._noticed)
        self._heard, self._unheard = self._link.heard, 0
        """When the daemon had spoken last at the last look, and at how many looks nothing had come since."""
        self._watch: Timer = loop.call_later(LOOK_S, self._look)

    @property
    def in_visit(self) -> bool:
        """Whether a visit is running, so that a citizen may be served."""
        return self._state in (VisitState.ACTIVE, VisitState.WARNING)

    def close(self) -> None:
        """Hang up."""
        self._watch.cancel()
        self._link.close()

    def _welcomed(self, snapshot: Snapshot | None) -> None:
        if self.holding or self.in_visit:
            # a daemon that greets anew was started anew: the visit that we serve is over
            self._leave()
        elif snapshot is not None:
            self._state = snapshot.visit.state
            self.hall = snapshot.hall
            arrived, self._arrived = self._arrived, None
            if arrived is not None:
                arrived()

    def _noticed(self, notice: Notice) -> None:
        match notice:
            case VisitChanged():
                self._state = notice.visit.state
            case HallChanged():
                self.hall = notice.state
            case VisitEnded():
                self._leave()
            case _:
                return

    def _look(self) -> None:
        before, self._heard = self._heard, self._link.heard
        self._unheard = self._unheard + 1 if self._heard == before else 0
        if self._unheard * LOOK_S >= SILENCE_S and (self.holding or self.in_visit):
            self._leave()
            return
        self._watch = self._loop.call_later(LOOK_S, self._look)
