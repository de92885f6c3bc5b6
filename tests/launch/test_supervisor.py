"""Processes start in order once they answer, come back when they leave, and none outlives whoever started it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.house import here
from launch.supervisor import Resident, Supervisor, SupervisorError

BARE = {"PATH": "/usr/bin:/bin"}
STAYS = "touch {ready}; exec sleep 600"
PATIENCE_S = 60.0
LOOK_AGAIN_MS = 20


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def resident(name: str, script: str, ready: Callable[[], bool], *, comes_back: bool = True) -> Resident:
    return Resident(name, ("sh", "-c", script), BARE, ready, comes_back=comes_back)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")


def gone(pidfd: int) -> bool:
    """Wait until the process behind a pidfd has ended."""
    poll = select.poll()
    poll.register(pidfd)
    return bool(poll.poll(60_000))


def until(reached: Callable[[], bool]) -> None:
    """Wait for what the supervisor's own thread does."""
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline, "the supervisor does not"
        select.poll().poll(LOOK_AGAIN_MS)


def test_each_starts_when_the_one_before_answers(tmp_path: Path, logs: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    supervisor = Supervisor([
        resident("first", STAYS.format(ready=first), first.exists),
        resident("second", f"test -e {first} && " + STAYS.format(ready=second), second.exists),
    ], logs)
    supervisor.start()
    pids = [supervisor.pid("first"), supervisor.pid("second")]
    supervisor.stop()
    assert all(pid is not None and not alive(pid) for pid in pids)


def test_one_that_leaves_comes_back(tmp_path: Path, logs: Path) -> None:
    ready, bell = tmp_path / "ready", tmp_path / "bell"
    os.mkfifo(bell)
    supervisor = Supervisor([resident("guest", STAYS.format(ready=f"{ready}; echo here > {bell}"), ready.exists)], logs)
    with open(os.open(bell, os.O_RDWR), "rb") as rung:
        supervisor.start()
        rung.readline()
        before = supervisor.pid("guest")
        assert before is not None
        os.kill(before, signal.SIGKILL)
        rung.readline()
        # it rings before the supervisor knows its number
        until(lambda: supervisor.pid("guest") is not None)
        after = supervisor.pid("guest")
    supervisor.stop()
    assert after is not None and after != before


def test_one_that_cannot_start_is_given_up_with_its_words(logs: Path) -> None:
    supervisor = Supervisor([resident("guest", "echo the key is missing; exit 2", lambda: False)], logs)
    with pytest.raises(SupervisorError, match="the process guest cannot start. It said last:\n.*the key is missing"):
        supervisor.start()


def test_one_that_keeps_failing_is_given_up(tmp_path: Path, logs: Path) -> None:
    counted = tmp_path / "counted"
    supervisor = Supervisor([resident("guest", f"echo x >> {counted}; exit 1", lambda: False)], logs)
    with pytest.raises(SupervisorError, match="guest ended 5 times"):
        supervisor.start()
    assert counted.read_text(encoding="utf-8") == "x\n" * 5


def test_one_that_leaves_before_it_is_ready_again_is_not_given_up(tmp_path: Path, logs: Path) -> None:
    ready, counted = tmp_path / "ready", tmp_path / "counted"
    supervisor = Supervisor([resident(
        "guest", f"echo x >> {counted}; test $(wc -l < {counted}) = 1 || {{ rm {ready}; exit 0; }}; "
        + STAYS.format(ready=ready), ready.exists)], logs)
    supervisor.start()
    first = supervisor.pid("guest")
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: counted.read_text(encoding="utf-8").count("x") > 10)
    supervisor.check()
    supervisor.stop()


def test_a_window_that_is_closed_stays_closed(tmp_path: Path, logs: Path) -> None:
    ready = tmp_path / "ready"
    supervisor = Supervisor([resident("window", STAYS.format(ready=ready), ready.exists, comes_back=False)], logs)
    supervisor.start()
    pid = supervisor.pid("window")
    assert pid is not None
    watched = os.pidfd_open(pid)
    os.kill(pid, signal.SIGTERM)
    assert gone(watched)
    os.close(watched)
    until(lambda: supervisor.has_ended("window"))
    supervisor.stop()
    supervisor.check()


def test_none_outlives_a_supervisor_that_is_killed(tmp_path: Path, logs: Path) -> None:
    ready = tmp_path / "ready"
    program = f"""
import pathlib, signal
from launch.supervisor import Resident, Supervisor
ready = pathlib.Path({str(ready)!r})
supervisor = Supervisor([Resident("guest", ("sh", "-c", {STAYS.format(ready=ready)!r}), {BARE!r}, ready.exists)],
                        pathlib.Path({str(logs)!r}))
supervisor.start()
print(supervisor.pid("guest"), flush=True)
signal.pause()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=here().environment()) as owner:
        assert owner.stdout is not None
        guest = int(owner.stdout.readline())
        watched = os.pidfd_open(guest)
        owner.kill()
        assert gone(watched)
        os.close(watched)
