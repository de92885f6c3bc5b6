"""The end of a visit: all of it is wiped, and every process that may remember it is gone, before the next begins.

    cancel verbs ─► wipe ─► end tainted workers, see peers off ─► all gone (killed after 500 ms) ─► wipe ─► over
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from daemon.devices import Device
from daemon.journal import Event, Journal
from daemon.peers import Peers
from daemon.spool import Spool
from wire.loop import Loop, Timer

PATIENCE_S = 5.0
"""A killed process that is still there after this hangs in the kernel. It never runs again, so the next visit may come;
the journal tells."""
RETRY_S = 1.0
"""Between two tries at a spool that cannot be emptied. Nobody is served meanwhile."""


class Ending:
    """Runs once a visit."""

    def __init__(
        self, loop: Loop, journal: Journal, spool: Spool, devices: Collection[Device], peers: Peers,
        over: Callable[[], None],
    ) -> None:
        """`over` is called when nothing of the visit is left."""
        self._loop = loop
        self._journal = journal
        self._spool = spool
        self._devices = devices
        self._peers = peers
        self._over = over
        self._deadline: Timer | None = None

    def begin(self) -> None:
        """The visit ends now."""
        for device in self._devices:
            device.cancel_all()
        self._wipe()
        self._deadline = self._loop.call_later(PATIENCE_S, self._give_up)
        self._peers.see_off()
        for device in self._devices:
            device.replace()
        self.look()

    def look(self) -> None:
        """Something ended; perhaps it was the last."""
        if self._deadline is not None and not self._left:
            self._deadline.cancel()
            self._deadline = None
            self._finish()

    @property
    def _left(self) -> int:
        return self._peers.leaving + sum(device.tainted for device in self._devices)

    def _give_up(self) -> None:
        self._journal.write(Event.LEFT_OVER, processes=self._left)
        self._deadline = None
        self._finish()

    def _finish(self) -> None:
        if self._wipe():
            self._over()
        else:
            self._loop.call_later(RETRY_S, self._finish)

    def _wipe(self) -> bool:
        try:
            removed = self._spool.wipe()
        except OSError as error:
            self._journal.write(Event.SPOOL_BROKEN, exception=type(error), errno=error.errno or 0)
            return False
        self._journal.write(Event.SPOOL_WIPED, removed=min(removed, 1_000_000))
        return True
