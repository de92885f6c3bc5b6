"""A loop, an endpoint and links to it, over a real ipc socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zmq

from wire.calls import Call, Peer
from wire.endpoint import Endpoint
from wire.frames import Reply
from wire.link import Link
from wire.loop import Loop
from wire.messages import Ask, Done, Touch
from wire.values import HallState, PlaceView, Role, Snapshot, VisitState, VisitView

SNAPSHOT = Snapshot(
    place=PlaceView(brand="智慧安源", city="佛山", district="禅城区"),
    visit=VisitView(state=VisitState.IDLE, serial=0, seconds_left=0), devices=(), hall=HallState.UNKNOWN,
)


def done(call: Call) -> None:
    """A handler that is done at once."""
    call.complete(Done())


@dataclass
class Bus:
    """One endpoint and what it saw."""

    loop: Loop
    context: zmq.Context[zmq.Socket[bytes]]
    address: str
    calls: list[Call] = field(default_factory=list)
    joined: list[Peer] = field(default_factory=list)
    left: list[Peer] = field(default_factory=list)
    endpoint: Endpoint | None = None
    links: list[Link] = field(default_factory=list)

    def serve(self, handlers: dict[type[Any], Callable[[Call], None]] | None = None, **options: Any) -> Endpoint:
        """Bind; without handlers every Touch is kept in `calls` and not ended."""
        self.endpoint = Endpoint(
            self.loop, self.context, self.address, roles={Role.UI: None},
            handlers=handlers if handlers is not None else {Touch: self.calls.append},
            snapshot=lambda: SNAPSHOT, joined=self.joined.append, left=self.left.append, **options,
        )
        return self.endpoint

    def link(self, **options: Any) -> Link:
        """A new peer."""
        link = Link(self.loop, self.context, self.address, Role.UI, **options)
        self.links.append(link)
        return link

    def greeted(self) -> Link:
        """A new peer that the endpoint knows: what it asks arrives at once, however little time it gives."""
        link = self.link()
        self.until(lambda: link.greeted)
        return link

    def until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        """Run the loop until the condition holds; fails after `seconds`."""
        end = self.loop.now() + seconds
        while not condition():
            assert self.loop.now() < end, "it did not happen in time"
            self.loop.run_once(0.05)

    def reply(self, link: Link, ask: Ask, timeout_s: float = 30) -> Reply:
        """Ask and wait for the end."""
        replies: list[Reply] = []
        link.ask(ask, timeout_s, replies.append)
        self.until(lambda: bool(replies))
        return replies[0]


@contextmanager
def bus(folder: Path) -> Iterator[Bus]:
    """A bus that is put away afterwards."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    made = Bus(Loop(), context, f"ipc://{folder}/bus.sock")
    try:
        yield made
    finally:
        for link in made.links:
            link.close()
        if made.endpoint is not None:
            made.endpoint.close()
        made.loop.close()
        context.destroy(linger=0)
