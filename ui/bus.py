"""The renderer's links: to the daemon, and to guide, sealer and gateway of this visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import zmq

from ui.services import Told, Whom
from wire.frames import Reply
from wire.link import Link
from wire.loop import Loop
from wire.messages import Ask, Notice
from wire.values import Role, Snapshot


class Hears(Protocol):
    """Who is told what the daemon says."""

    def welcomed(self, snapshot: Snapshot) -> None:
        """The daemon is there; this is how things stand."""

    def noticed(self, notice: Notice) -> None:
        """Something changed."""

    def lost(self) -> None:
        """The daemon is gone."""


class Links:
    """One link a socket in the runtime folder. `ui.services.Bus` for the screens."""

    def __init__(self, loop: Loop, context: zmq.Context[zmq.Socket[bytes]], runtime: Path, hears: Hears) -> None:
        def welcomed(snapshot: Snapshot | None) -> None:
            if snapshot is not None:
                hears.welcomed(snapshot)

        def link(whom: Whom) -> Link:
            address = f"ipc://{runtime / whom.value}.sock"
            if whom is Whom.DAEMON:
                return Link(loop, context, address, Role.UI, welcomed=welcomed, noticed=hears.noticed, lost=hears.lost)
            return Link(loop, context, address, Role.UI)

        self._links: Mapping[Whom, Link] = {whom: link(whom) for whom in Whom}

    @property
    def daemon_greeted(self) -> bool:
        """Whether the daemon is there."""
        return self._links[Whom.DAEMON].greeted

    @property
    def daemon_heard(self) -> float:
        """When the daemon last said anything, in seconds on the loop's clock."""
        return self._links[Whom.DAEMON].heard

    def ask(
        self, whom: Whom, ask: Ask, timeout_s: float, done: Callable[[Reply], None], progress: Told | None,
    ) -> str:
        """Ask one of them."""
        return self._links[whom].ask(ask, timeout_s, done, progress)

    def cancel(self, whom: Whom, request_id: str) -> None:
        """The answer is not wanted any more."""
        self._links[whom].cancel(request_id)

    def close(self) -> None:
        """Hang up everywhere."""
        for link in self._links.values():
            link.close()
