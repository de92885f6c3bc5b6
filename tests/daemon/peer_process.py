"""A peer of the daemon in a process of its own, led by lines on stdin: `python -m tests.daemon.peer_process …`.

It says on stdout whatever it hears. Like the real ones it leaves when the visit ends, unless it was told to stay.
"""

from __future__ import annotations

import os
import sys

import msgspec
import zmq

from wire.frames import Reply
from wire.link import Link
from wire.loop import Loop
from wire.messages import Answer, Ask, Notice, VisitEnded
from wire.values import Failure, Outcome, Role, Snapshot


class Order(msgspec.Struct, kw_only=True):
    """One line on stdin: ask something, or cancel what was asked as `name`."""

    name: str = ""
    ask: Ask | None = None
    timeout_s: float = 20.0
    cancel: bool = False


class Said(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line on stdout."""

    welcome: Snapshot | None = None
    greeted: bool = False
    notice: Notice | None = None
    name: str = ""
    outcome: Outcome | None = None
    answer: Answer | None = None
    failure: Failure | None = None
    progress: tuple[int, int] | None = None
    rejected: bool = False
    lost: bool = False


class PeerProcess:
    """Between stdin, the link, and stdout."""

    def __init__(self, address: str, role: Role, stays: bool) -> None:
        self._loop = Loop()
        self._stays = stays
        self._rest = b""
        self._asked: dict[str, str] = {}
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._loop.watch(0, self._read)
        self._link = Link(
            self._loop, self._context, address, role,
            welcomed=lambda snapshot: self._say(Said(greeted=True, welcome=snapshot)), noticed=self._noticed,
            rejected=lambda failure: self._say(Said(rejected=True, failure=failure)),
            lost=lambda: self._say(Said(lost=True)),
        )

    def run(self) -> None:
        """Until the visit ends, or stdin does."""
        self._loop.run()

    def _read(self) -> None:
        data = os.read(0, 65536)
        if not data:
            self._loop.stop()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._obey(msgspec.json.decode(line, type=Order))

    def _obey(self, order: Order) -> None:
        if order.cancel:
            self._link.cancel(self._asked[order.name])
        elif order.ask is not None:
            self._asked[order.name] = self._link.ask(
                order.ask, order.timeout_s, lambda reply: self._replied(order.name, reply),
                lambda done, total: self._say(Said(name=order.name, progress=(done, total))),
            )

    def _replied(self, name: str, reply: Reply) -> None:
        self._say(Said(name=name, outcome=reply.outcome, answer=reply.answer, failure=reply.failure))

    def _noticed(self, notice: Notice) -> None:
        self._say(Said(notice=notice))
        if isinstance(notice, VisitEnded) and not self._stays:
            self._loop.stop()

    @staticmethod
    def _say(said: Said) -> None:
        os.write(1, msgspec.json.encode(said) + b"\n")


if __name__ == "__main__":
    PeerProcess(sys.argv[1], Role(sys.argv[2]), sys.argv[3] == "stays").run()
    os._exit(0)
