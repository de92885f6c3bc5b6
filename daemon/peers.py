"""The processes that hold something of a visit and are not our children: who they are, and that they go with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from daemon.journal import Event, Journal
from wire.calls import Peer
from wire.loop import Loop, Timer
from wire.values import Role

LEAVE_S = 0.5
"""How long a process may take to leave by itself after the visit's end."""

HOLDERS = frozenset({Role.UI, Role.SEALER, Role.GUIDE})
"""The roles whose processes hold something of the citizen; the gateway never does."""


def end(pidfd: int) -> None:
    """Kill a process whose parent is another. It may have left just now, and be reaped, before the loop has told us."""
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


@dataclass(frozen=True)
class _Person:
    role: Role
    pidfd: int


class Peers:
    """Knows processes by pidfd, from their Hello on: a number that was given anew is never taken for the old one."""

    def __init__(
        self, loop: Loop, journal: Journal, gone: Callable[[int], None],
        kill: Callable[[Role, int], None],
    ) -> None:
        """`gone` is called with the pid of each process that ended; `kill` ends one, given its role and its pidfd."""
        self._end = kill
        self._loop = loop
        self._journal = journal
        self._gone = gone
        self._known: dict[int, _Person] = {}
        self._leaving: frozenset[int] = frozenset()
        self._timer: Timer | None = None

    @property
    def leaving(self) -> int:
        """How many of those who were seen off are still there."""
        return sum(1 for pid in self._leaving if pid in self._known)

    def joined(self, peer: Peer) -> None:
        """A peer said Hello."""
        if peer.role not in HOLDERS or peer.pid in self._known:
            return
        try:
            pidfd = os.pidfd_open(peer.pid)
        except ProcessLookupError:
            return
        self._known[peer.pid] = _Person(peer.role, pidfd)
        self._journal.write(Event.PEER_JOINED, role=peer.role)
        self._loop.watch(pidfd, lambda: self._ended(peer.pid))

    def see_off(self) -> None:
        """The visit ends: whoever is here now leaves, and is killed where it does not."""
        if self._timer is not None:
            # the visit before was over sooner: its time is not theirs
            self._timer.cancel()
        self._leaving = frozenset(self._known)
        self._timer = self._loop.call_later(LEAVE_S, self._kill)

    def close(self) -> None:
        """Give the descriptors back."""
        if self._timer is not None:
            self._timer.cancel()
        for person in self._known.values():
            self._loop.unwatch(person.pidfd)
            os.close(person.pidfd)
        self._known.clear()

    def _kill(self) -> None:
        for pid in self._leaving:
            person = self._known.get(pid)
            if person is not None:
                self._journal.write(Event.PEER_KILLED, role=person.role)
                self._end(person.role, person.pidfd)

    def _ended(self, pid: int) -> None:
        person = self._known.pop(pid)
        self._loop.unwatch(person.pidfd)
        os.close(person.pidfd)
        self._journal.write(Event.PEER_GONE, role=person.role)
        self._gone(pid)
