"""The process that answers in the bus's bench: ``python -m launch.bench.other_side bus|http ADDRESS``."""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import UnixStreamServer

import zmq

from wire.calls import Call
from wire.endpoint import Endpoint, Pace
from wire.loop import Loop
from wire.messages import Done, Touch
from wire.values import Role

NO_LIMIT = Pace(burst=1e9, per_second=1e9)


def bus(address: str) -> None:
    """Answer `Touch` until the input closes."""
    loop = Loop()
    with zmq.Context() as context:
        def answer(call: Call) -> None:
            call.complete(Done())

        endpoint = Endpoint(loop, context, f"ipc://{address}", roles={Role.UI: None}, handlers={Touch: answer},
                            pace=NO_LIMIT)
        loop.watch(sys.stdin.fileno(), loop.stop)
        print("listening", flush=True)
        loop.run()
        endpoint.close()
    loop.close()


class Answering(BaseHTTPRequestHandler):
    """The same answer over HTTP, the connection kept."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"type":"done"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def http(address: str) -> None:
    """Answer POST until the input closes."""
    with UnixStreamServer(address, Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print("listening", flush=True)
        sys.stdin.buffer.read()
        server.shutdown()


if __name__ == "__main__":
    {"bus": bus, "http": http}[sys.argv[1]](sys.argv[2])
