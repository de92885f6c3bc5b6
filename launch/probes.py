"""Questions that show whether a process answers, asked from outside without taking anyone's place."""

from __future__ import annotations

import socket
from pathlib import Path

import zmq

from wire.codec import decode, encode
from wire.frames import Hello, Rejected
from wire.values import Role

ANSWER_MS = 300
NO_VERSION = 0


def bus_answers(address: Path) -> bool:
    """Whether an endpoint's loop runs behind this socket.

    It is greeted in a version that nobody speaks: the refusal shows that it reads and answers, and we have not joined.
    """
    if not address.exists():
        return False
    with zmq.Context() as context, context.socket(zmq.DEALER) as asking:
        asking.linger = 0
        asking.connect(f"ipc://{address}")
        asking.send(encode(Hello(version=NO_VERSION, role=Role.UI)))
        return bool(asking.poll(ANSWER_MS)) and isinstance(decode(asking.recv()), Rejected)


def http_answers(address: Path) -> bool:
    """Whether an HTTP server answers on this unix socket, whatever it answers."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(ANSWER_MS / 1000)
            asking.connect(str(address))
            asking.sendall(b"GET / HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n")
            return asking.recv(5) == b"HTTP/"
    except OSError:
        return False
