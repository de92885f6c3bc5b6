"""systemd is told that a process is ready, alive, and leaving."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from wire.loop import Loop
from wire.watchdog import Watchdog


@pytest.mark.parametrize("abstract", [False, True])
@pytest.mark.parametrize("started", [os.getpid, os.getppid])
def test_ready_alive_and_stopping_are_said(tmp_path: Path, abstract: bool, started: Callable[[], int]) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + path if abstract else path)
        systemd.setblocking(False)
        loop = Loop()
        watchdog = Watchdog(loop, {
            "NOTIFY_SOCKET": "@" + path if abstract else path, "WATCHDOG_USEC": "100000",
            "WATCHDOG_PID": str(started()),
        })
        heard: list[bytes] = []

        def listen() -> None:
            heard.append(systemd.recv(100))
            if heard.count(b"WATCHDOG=1") == 3:
                watchdog.stopping()
            if heard[-1] == b"STOPPING=1":
                loop.stop()

        loop.watch(systemd.fileno(), listen)
        watchdog.ready()
        watchdog.doing("idle")
        loop.run()
        loop.close()
    assert heard == [b"READY=1", b"WATCHDOG=1", b"STATUS=idle", b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1"]


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "1000000"},
        {"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "nonsense"},
    ],
)
def test_where_nobody_listens_nothing_breaks(environment: dict[str, str]) -> None:
    loop = Loop()
    watchdog = Watchdog(loop, environment)
    watchdog.ready()
    watchdog.stopping()
    before = loop.now()
    loop.run_once(0)
    loop.close()
    assert loop.now() >= before
