"""A round trip on the bus, beside an HTTP request on a kept connection over a unix socket; two processes each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import zmq

from launch.bench.measure import Figure
from wire.link import Link
from wire.loop import Loop
from wire.messages import Touch
from wire.values import Role

ROUNDS = 4000
WARM_UP = 400
ROUND_TRIP_LIMIT_US = 100.0


class UnixHTTPConnection(HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=10)
        self._path = path

    def connect(self) -> None:
        """Connect to the path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self._path))


def round_trip() -> list[Figure]:
    """Microseconds from asking to the answer, two processes, nothing else to do.

    The promise is for the kiosk as it runs: its units keep daemon and renderer on one core (CPUAffinity in systemd/).
    Beside it stands what it is where the kernel places them, as on a developer's desk: a virtual machine pays for
    waking a second core that sleeps, several times a round trip.
    """
    cores = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(cores)})
        ours, rival = _both()
    finally:
        os.sched_setaffinity(0, cores)
    any_core, any_core_rival = _both()
    return [Figure("bus-round-trip", "µs", ours, "http keep-alive", rival, limit=ROUND_TRIP_LIMIT_US),
            Figure("bus-round-trip-any-core", "µs", any_core, "http keep-alive", any_core_rival)]


def _both() -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        return _bus(Path(folder)), _http(Path(folder))


def _bus(folder: Path) -> list[float]:
    address = folder / "bus.sock"
    with _other_side("bus", address):
        loop = Loop()
        with zmq.Context() as context:
            link = Link(loop, context, f"ipc://{address}", Role.UI)
            samples = _timed(lambda: link.call(Touch(), 10.0))
            link.close()
        loop.close()
    return samples


def _http(folder: Path) -> list[float]:
    address = folder / "http.sock"
    with _other_side("http", address):
        connection = UnixHTTPConnection(address)

        def ask() -> object:
            connection.request("POST", "/touch", body=b'{"type":"touch"}', headers={"Content-Type": "application/json"})
            return connection.getresponse().read()

        samples = _timed(ask)
        connection.close()
    return samples


def _timed(ask: Callable[[], object]) -> list[float]:
    for _ in range(WARM_UP):
        ask()
    samples = []
    for _ in range(ROUNDS):
        started = time.perf_counter_ns()
        ask()
        samples.append((time.perf_counter_ns() - started) / 1000)
    return samples


@contextmanager
def _other_side(kind: str, address: Path) -> Iterator[None]:
    """The answering process; it says a line when it listens, and ends when its input closes."""
    command = [sys.executable, "-m", "launch.bench.other_side", kind, str(address)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdin is not None
        process.stdout.readline()
        yield
        process.stdin.close()
