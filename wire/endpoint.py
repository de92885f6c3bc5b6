"""The ROUTER side of a socket: who is there, what they may ask, and what they are told."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import zmq

from wire.calls import Call, Incoming, Outgoing, Peer
from wire.codec import MAX_FRAME, Malformed, decode, encode
from wire.frames import Cancel, Event, Frame, Hello, Progress, Rejected, Reply, Request, Welcome
from wire.loop import Loop
from wire.messages import Ask, Notice
from wire.values import VERSION, Act, Failure, Role, Snapshot

Handler = Callable[[Call], None]

log = logging.getLogger(__name__)

_HIGH_WATER = 256
"""Frames queued to one peer, at most."""
_INBOX = 64
"""Frames queued from one connection, at most; times `max_frame` it is what a connection can make us hold."""
_GREETING = 128
"""Bytes of the longest Hello; what a stranger sends beyond is not even looked into."""
_STRIKES = 20
"""Frames that are no frames, after which a peer is not listened to any more (a ROUTER cannot close one peer)."""
_COMPLAINTS = 5
_COMPLAIN_EVERY_S = 60.0
"""So many lines may a minute's bad frames write into the log, whoever sends them; later it is said how many more."""
_STRANGERS = 64
"""Connections remembered that have not said a good Hello; the oldest is forgotten first."""


@dataclass(frozen=True)
class Pace:
    """How many frames a peer may send: a burst, refilled by so many a second. What is over is thrown away."""

    burst: float = 2000
    per_second: float = 1000


@dataclass
class _Seen:
    """One connection: the peer once it said Hello, and how it behaved so far."""

    peer: Peer | None = None
    strikes: int = 0
    tokens: float = 0.0
    counted_at: float = 0.0
    pidfd: int = -1
    outgoing: Outgoing | None = field(default=None, repr=False)


_MORE = zmq.NOBLOCK | zmq.SNDMORE


class Endpoint:
    """Binds an ipc address and serves the peers that connect to it.

    `roles` names who may come, each with the uid it must have (None: our own). `handlers` take calls; `permit` is asked
    before every one. `snapshot` is what a newcomer is greeted with. `joined` and `left` tell of peers; a peer has left
    when its process is gone or when the same role of the same process says Hello on a new connection. A connection that
    sends more than `max_frame` bytes at once is cut.
    """

    def __init__(
        self, loop: Loop, context: zmq.Context[zmq.Socket[bytes]], address: str, *,
        roles: Mapping[Role, int | None], handlers: Mapping[type[Ask], Handler],
        snapshot: Callable[[], Snapshot | None] = lambda: None,
        permit: Callable[[Peer, Ask], Failure | None] = lambda peer, ask: None,
        joined: Callable[[Peer], None] = lambda peer: None, left: Callable[[Peer], None] = lambda peer: None,
        pace: Pace = Pace(), max_frame: int = MAX_FRAME,
    ) -> None:
        """Raises `zmq.ZMQError` when the address cannot be bound."""
        self._loop = loop
        self._roles = {role: os.getuid() if uid is None else uid for role, uid in roles.items()}
        self._handlers = handlers
        self._snapshot = snapshot
        self._permit = permit
        self._joined = joined
        self._left = left
        self._pace = pace
        self._complaints = 0
        self._complaining_since = loop.now()
        self._seen: dict[bytes, _Seen] = {}
        self.dropped = 0
        """Frames that a peer's full queue, or its departure, kept from being sent."""
        self._incoming = Incoming(loop, self._reply)
        self._socket = context.socket(zmq.ROUTER)
        for option, value in (
            (zmq.SNDHWM, _HIGH_WATER), (zmq.RCVHWM, _INBOX), (zmq.MAXMSGSIZE, max_frame),
            (zmq.LINGER, 200), (zmq.ROUTER_MANDATORY, 1),
        ):
            self._socket.set(option, value)
        mask = os.umask(0o007)
        try:
            self._socket.bind(address)
        finally:
            os.umask(mask)
        loop.watch(self._socket, self._step)

    @property
    def peers(self) -> list[Peer]:
        """Who is there."""
        return [seen.peer for seen in self._seen.values() if seen.peer is not None]

    def notify(self, notice: Notice) -> None:
        """Tell everyone who is there."""
        for peer in self.peers:
            self._send(peer.identity, Event(notice=notice))

    def ask(
        self, peer: Peer, ask: Ask, timeout_s: float, done: Callable[[Reply], None],
        progress: Callable[[int, int], None] | None = None,
    ) -> str:
        """Ask a peer; `done` is called exactly once, also when the peer dies. Returns the request's id."""
        seen = self._seen.get(peer.identity)
        if seen is None or seen.outgoing is None:
            raise LookupError(f"the {peer.role} peer has left")
        return seen.outgoing.ask(ask, timeout_s, done, progress)

    def cancel(self, peer: Peer, request_id: str) -> None:
        """Tell a peer that an answer is not wanted any more."""
        seen = self._seen.get(peer.identity)
        if seen is not None and seen.outgoing is not None:
            seen.outgoing.cancel(request_id)

    def close(self) -> None:
        """Say goodbye to nobody and give everything back."""
        self._loop.unwatch(self._socket)
        for identity in list(self._seen):
            self._forget(identity)
        self._socket.close()

    def _step(self) -> None:
        # One frame a turn: zmq_poll() asks the socket itself, so what is left over wakes the loop again at once, and
        # no peer that sends much keeps the other sources waiting.
        try:
            identity = self._socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return
        # zmq.Frame carries the credentials and is slow: needed until a peer is known
        known = identity in self._seen and self._seen[identity].peer is not None
        self._received(identity, self._socket.recv_multipart(0, known))

    def _received(self, identity: bytes, payload: list[bytes] | list[zmq.Frame]) -> None:
        seen = self._seen.get(identity) or self._newcomer(identity)
        if not self._affords(seen) or seen.strikes >= _STRIKES:
            return
        try:
            if len(payload) != 1:
                raise Malformed(f"{len(payload)} parts, one is a frame")
            first = payload[0]
            if seen.peer is None and len(first) > _GREETING:
                raise Malformed("no greeting is so long")
            frame = decode(first if isinstance(first, bytes) else first.bytes)
        except Malformed as error:
            seen.strikes += 1
            self._complain(f"malformed frame from {seen.peer.role if seen.peer else 'a stranger'}: {error}")
            return
        if isinstance(frame, Hello):
            self._greet(identity, seen, frame, first)
        elif seen.peer is None:
            seen.strikes += 1
        else:
            self._handle(seen.peer, seen, frame)

    def _complain(self, words: str) -> None:
        now = self._loop.now()
        if now - self._complaining_since >= _COMPLAIN_EVERY_S:
            if self._complaints > _COMPLAINTS:
                log.warning("%d more frames were bad", self._complaints - _COMPLAINTS)
            self._complaints, self._complaining_since = 0, now
        self._complaints += 1
        if self._complaints <= _COMPLAINTS:
            log.warning("%s", words)

    def _newcomer(self, identity: bytes) -> _Seen:
        strangers = [known for known, seen in self._seen.items() if seen.peer is None]
        if len(strangers) >= _STRANGERS:
            del self._seen[strangers[0]]
        self._seen[identity] = _Seen(tokens=self._pace.burst, counted_at=self._loop.now())
        return self._seen[identity]

    def _affords(self, seen: _Seen) -> bool:
        now = self._loop.now()
        seen.tokens = min(self._pace.burst, seen.tokens + (now - seen.counted_at) * self._pace.per_second)
        seen.counted_at = now
        if seen.tokens < 1:
            return False
        seen.tokens -= 1
        return True

    def _greet(self, identity: bytes, seen: _Seen, hello: Hello, frame: bytes | zmq.Frame) -> None:
        if isinstance(frame, bytes):
            return  # a greeting of one who is here already
        credentials = _credentials(frame)
        failure = self._stranger(hello, credentials)
        if failure is not None or credentials is None:
            seen.strikes += 1
            self._send(identity, Rejected(failure=failure or _REFUSED))
            return
        pid, uid, gid = credentials
        try:
            seen.pidfd = os.pidfd_open(pid)
        except OSError:
            # it is gone already, or we have no descriptor left: it may try again
            del self._seen[identity]
            return
        for other in [p for p in self.peers if p.pid == pid and p.role == hello.role]:
            self._forget(other.identity)
        peer = Peer(identity, hello.role, pid, uid, gid)
        seen.peer = peer
        seen.outgoing = Outgoing(self._loop, lambda asked: self._send(identity, asked))
        self._loop.watch(seen.pidfd, lambda: self._forget(identity))
        self._send(identity, Welcome(version=VERSION, snapshot=self._snapshot()))
        self._joined(peer)

    def _stranger(self, hello: Hello, credentials: tuple[int, int, int] | None) -> Failure | None:
        if hello.version != VERSION:
            return Failure(code="request.version", act=Act.ENGINEER, detail=f"{hello.version}, here {VERSION}")
        if credentials is None or self._roles.get(hello.role) != credentials[1]:
            self._complain(f"a {hello.role.value} that may not be one was refused")
            return _REFUSED
        return None

    def _handle(self, peer: Peer, seen: _Seen, frame: Frame) -> None:
        match frame:
            case Request():
                call = self._incoming.take(peer, frame)
                if call is not None:
                    self._dispatch(call)
            case Cancel():
                self._incoming.cancel(peer, frame)
            case Reply() if seen.outgoing is not None:
                seen.outgoing.replied(frame)
            case Progress() if seen.outgoing is not None:
                seen.outgoing.progressed(frame)
            case _:
                seen.strikes += 1

    def _dispatch(self, call: Call) -> None:
        handler = self._handlers.get(type(call.ask))
        if handler is None:
            call.refuse(_REFUSED)
            return
        failure = self._permit(call.peer, call.ask)
        if failure is not None:
            call.refuse(failure)
        else:
            handler(call)

    def _reply(self, peer: Peer, frame: Reply | Progress) -> None:
        self._send(peer.identity, frame)

    def _send(self, identity: bytes, frame: Frame) -> None:
        data = encode(frame)
        try:
            self._socket.send(identity, _MORE)
            self._socket.send(data, zmq.NOBLOCK)
        except zmq.ZMQError as error:
            if error.errno not in (zmq.EAGAIN, zmq.EHOSTUNREACH):
                raise
            self.dropped += 1

    def _forget(self, identity: bytes) -> None:
        seen = self._seen.pop(identity, None)
        if seen is None or seen.peer is None:
            return
        self._loop.unwatch(seen.pidfd)
        os.close(seen.pidfd)
        self._incoming.drop(seen.peer)
        if seen.outgoing is not None:
            seen.outgoing.fail_all()
        self._left(seen.peer)


_REFUSED = Failure(code="request.not_permitted", act=Act.NOBODY)


def _credentials(frame: zmq.Frame) -> tuple[int, int, int] | None:
    """(pid, uid, gid) that libzmq took from SO_PEERCRED and put behind the peer's address, read from the right."""
    try:
        parts = str(frame.get("Peer-Address")).rsplit(":", 3)
    except zmq.ZMQError:
        return None
    if len(parts) != 4 or not all(part.isdecimal() for part in parts[1:]):
        return None
    uid, gid, pid = (int(part) for part in parts[1:])
    return pid, uid, gid
