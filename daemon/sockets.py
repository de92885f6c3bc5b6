"""Binds the daemon's sockets and hands each to the one group that may connect to it.

The runtime folder only lets pass through (o+x where several users do). `wire.endpoint` binds under umask 0007, so a
fresh socket is open to root and the folder's group alone until it is given to its own group. Whoever connected in
between, or has the group for another reason, still has to have the role's uid by the kernel's word.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Mapping, Set
from pathlib import Path

import zmq

from daemon.accounts import Accounts
from wire.calls import Call, Peer
from wire.endpoint import Endpoint
from wire.loop import Loop
from wire.messages import Ask
from wire.values import Failure, Role, Snapshot

_MODE = 0o660
_LARGEST = 16 * 1024
"""Bytes of a frame that the daemon takes: tokens, numbers, a device's state, a code of at most 1024 characters."""


def socket_path(runtime: Path, name: str) -> Path:
    """Where the socket NAME stands."""
    return runtime / f"{name}.sock"


def _raise_limit() -> None:
    """Take all the descriptors that we may have: libzmq aborts when it finds none for a new connection."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Sockets:
    """Makes endpoints in a runtime folder."""

    def __init__(
        self, loop: Loop, context: zmq.Context[zmq.Socket[bytes]], runtime: Path, accounts: Accounts,
        permit: Callable[[Peer, Ask], Failure | None],
    ) -> None:
        """`permit` is asked for every request on every socket, before the socket's own."""
        _raise_limit()
        self._loop = loop
        self._context = context
        self._runtime = runtime
        self._accounts = accounts
        self._permit = permit

    def bind(
        self, name: str, roles: Set[Role], handlers: Mapping[type[Ask], Callable[[Call], None]], *,
        snapshot: Callable[[], Snapshot | None] = lambda: None,
        permit: Callable[[Peer, Ask], Failure | None] = lambda peer, ask: None,
        joined: Callable[[Peer], None] = lambda peer: None, left: Callable[[Peer], None] = lambda peer: None,
    ) -> Endpoint:
        """The endpoint at NAME.sock. One role: its own group may connect; several: the group of documents, which all
        of the hall's processes have. Raises `zmq.ZMQError`, `OSError`.
        """
        path = socket_path(self._runtime, name)
        endpoint = Endpoint(
            self._loop, self._context, f"ipc://{path}",
            roles={role: self._accounts.of[role].uid for role in roles}, handlers=handlers, snapshot=snapshot,
            permit=lambda peer, ask: self._permit(peer, ask) or permit(peer, ask), joined=joined, left=left,
            max_frame=_LARGEST,
        )
        if self._accounts.apart:
            (role,) = roles if len(roles) == 1 else (None,)
            os.chown(path, -1, self._accounts.of[role].gid if role else self._accounts.documents_gid)
        os.chmod(path, _MODE)
        return endpoint
