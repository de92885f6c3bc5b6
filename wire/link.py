"""The DEALER side of a socket: greets, asks, is told, and greets again after the other side was away."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable, Mapping

import zmq

from wire.calls import Call, Incoming, Outgoing, Peer
from wire.codec import MAX_FRAME, Malformed, decode, encode
from wire.frames import Cancel, Event, Frame, Hello, Progress, Rejected, Reply, Request, Welcome
from wire.loop import Loop
from wire.messages import Answer, Ask, Notice
from wire.values import VERSION, Act, Failure, Outcome, Role, Snapshot

Handler = Callable[[Call], None]

_HIGH_WATER = 256
_MAX_WAITING = 64
_RECONNECT_MS = 20
_RECONNECT_MAX_MS = 100
"""No more between two tries: a sealer or guide that left with a visit is back in a moment, and is waited for."""
_MONITORED = struct.Struct("=HI")


class CallFailed(Exception):
    """A blocking `Link.call` did not complete."""

    def __init__(self, outcome: Outcome, failure: Failure | None) -> None:
        super().__init__(f"{outcome.value}: {failure.code}" if failure else outcome.value)
        self.outcome = outcome
        self.failure = failure


class Link:
    """Connects to an `wire.endpoint.Endpoint` and stays connected.

    What is asked before the other side has greeted waits, within its deadline. When the other side goes away, all that
    it was asked fails with `request.peer_gone`, `lost` is called, and after it came back `welcomed`.
    """

    def __init__(
        self, loop: Loop, context: zmq.Context[zmq.Socket[bytes]], address: str, role: Role, *,
        handlers: Mapping[type[Ask], Handler] | None = None,
        welcomed: Callable[[Snapshot | None], None] = lambda snapshot: None,
        noticed: Callable[[Notice], None] = lambda notice: None,
        lost: Callable[[], None] = lambda: None,
        rejected: Callable[[Failure], None] = lambda failure: None,
    ) -> None:
        self._loop = loop
        self._role = role
        self._handlers = handlers or {}
        self._welcomed = welcomed
        self._noticed = noticed
        self._lost = lost
        self._rejected = rejected
        self._greeted = False
        self._heard = loop.now()
        self._waiting: deque[Request | Cancel] = deque()
        self._outgoing = Outgoing(loop, self._send_or_wait)
        self._incoming = Incoming(loop, lambda peer, frame: self._send(frame))
        self._other = Peer(b"", role, 0, 0, 0)
        self._socket = context.socket(zmq.DEALER)
        for option, value in (
            (zmq.SNDHWM, _HIGH_WATER), (zmq.RCVHWM, _HIGH_WATER), (zmq.MAXMSGSIZE, MAX_FRAME), (zmq.LINGER, 200),
            (zmq.RECONNECT_IVL, _RECONNECT_MS), (zmq.RECONNECT_IVL_MAX, _RECONNECT_MAX_MS),
        ):
            self._socket.set(option, value)
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED)
        loop.watch(self._monitor, self._connection_changed)
        loop.watch(self._socket, self._step)
        self._socket.connect(address)

    @property
    def greeted(self) -> bool:
        """Whether the other side is there and has taken our Hello."""
        return self._greeted

    @property
    def heard(self) -> float:
        """When the other side last said anything, in seconds on the loop's clock."""
        return self._heard

    def ask(
        self, ask: Ask, timeout_s: float, done: Callable[[Reply], None],
        progress: Callable[[int, int], None] | None = None,
    ) -> str:
        """Ask; `done` is called exactly once, within `timeout_s` (and a little). Returns the request's id."""
        return self._outgoing.ask(ask, timeout_s, done, progress)

    def cancel(self, request_id: str) -> None:
        """Say that an answer is not wanted any more; `done` is still called with what happened."""
        self._outgoing.cancel(request_id)

    def call(self, ask: Ask, timeout_s: float) -> Answer:
        """Ask and run the loop until the end. Raises `CallFailed` for any end but completed."""
        replies: list[Reply] = []
        self.ask(ask, timeout_s, replies.append)
        while not replies:
            self._loop.run_once(None)
        reply = replies[0]
        if reply.outcome is not Outcome.COMPLETED or reply.answer is None:
            raise CallFailed(reply.outcome, reply.failure)
        return reply.answer

    def close(self) -> None:
        """Hang up."""
        self._loop.unwatch(self._socket)
        self._loop.unwatch(self._monitor)
        self._socket.disable_monitor()
        self._monitor.close()
        self._socket.close()

    def _connection_changed(self) -> None:
        try:
            # zmq_socket_monitor(3): 16 bits event, 32 bits value. pyzmq's own reader of it imports all of asyncio
            event, _ = _MONITORED.unpack(self._monitor.recv_multipart(zmq.NOBLOCK)[0])
        except zmq.Again:
            return
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self._send(Hello(version=VERSION, role=self._role))
        elif self._greeted:
            # what came before the other side left is still to be read
            while self._step():
                pass
            self._greeted = False
            self._incoming.drop(self._other)
            self._outgoing.fail_all()
            self._lost()

    def _step(self) -> bool:
        """Take one frame, if there is one: zmq_poll() asks the socket itself, so the rest wakes the loop again."""
        if self._socket.closed:
            return False
        try:
            data = self._socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return False
        self._heard = self._loop.now()
        self._received(decode(data))
        return True

    def _received(self, frame: Frame) -> None:
        match frame:
            case Welcome():
                self._greeted = True
                while self._waiting:
                    waiting = self._waiting.popleft()
                    if self._outgoing.wants(waiting.id):
                        self._send(waiting)
                self._welcomed(frame.snapshot)
            case Rejected():
                self._rejected(frame.failure)
            case Event():
                self._noticed(frame.notice)
            case Reply():
                self._outgoing.replied(frame)
            case Progress():
                self._outgoing.progressed(frame)
            case Request():
                self._dispatch(frame)
            case Cancel():
                self._incoming.cancel(self._other, frame)
            case Hello():
                raise Malformed("a Hello came to the side that says it")

    def _dispatch(self, request: Request) -> None:
        call = self._incoming.take(self._other, request)
        if call is None:
            return
        handler = self._handlers.get(type(call.ask))
        if handler is None:
            call.refuse(Failure(code="request.not_permitted", act=Act.NOBODY))
        else:
            handler(call)

    def _send_or_wait(self, frame: Request | Cancel) -> None:
        if self._greeted:
            self._send(frame)
        elif len(self._waiting) < _MAX_WAITING:
            self._waiting.append(frame)

    def _send(self, frame: Frame) -> None:
        try:
            self._socket.send(encode(frame), zmq.NOBLOCK)
        except zmq.Again:
            # a full queue to a side that does not read: the request ends by its deadline
            return
