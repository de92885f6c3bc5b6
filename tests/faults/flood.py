"""`python flood.py SOCKET`: connects many times and sends what no honest process sends, until it is killed."""

from __future__ import annotations

import itertools
import sys

import msgpack
import zmq

CONNECTIONS = 41
"""No multiple of the kinds of frames: every connection sends every kind."""
HELLO = {"type": "hello", "version": 1, "role": "ui"}
REQUEST = {"type": "request", "id": "flood", "deadline": 1000, "ask": {"type": "touch"}}
FRAMES = (b"", b"\x00" * 300, msgpack.packb({"type": "nothing"}), msgpack.packb({**HELLO, "role": "printer"}),
          msgpack.packb(REQUEST), msgpack.packb([[[]]] * 500), b"\xff" * (8 * 1024), b"\xc1" * (1024 * 1024))


def main(address: str) -> None:
    """Each connection sends without waiting for anybody; full queues are passed over."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    sockets = [context.socket(zmq.DEALER) for _ in range(CONNECTIONS)]
    for socket in sockets:
        socket.connect(f"ipc://{address}")
    print("flooding", flush=True)
    for socket, frame in zip(itertools.cycle(sockets), itertools.cycle(FRAMES)):
        try:
            socket.send(frame, zmq.NOBLOCK)
        except zmq.Again:
            sockets[0].poll(1)


if __name__ == "__main__":
    main(sys.argv[1])
