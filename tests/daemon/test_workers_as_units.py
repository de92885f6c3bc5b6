"""Workers as systemd's units: started, ended and killed by asking systemctl, whose part a script plays here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.units import Systemd, Unit
from wire.loop import Loop

SYSTEMCTL = """
import os, pathlib, signal, subprocess, sys
pids, status, *words = (pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *sys.argv[3:])
unit = words[-1]
match words[0]:
    case "start":
        process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(7)"],
                                   stdin=subprocess.PIPE)
        pids.write_text(f"{process.pid}")
        code = process.wait()
        status.write_text(f"{abs(code)}")
        sys.exit(1)
    case "stop":
        os.kill(int(pids.read_text()), signal.SIGTERM)
    case "kill":
        os.kill(int(pids.read_text()), signal.SIGKILL)
    case "show":
        print(status.read_text())
"""


class Stage:
    """One unit under a loop, and how it ended."""

    def __init__(self, folder: Path) -> None:
        script = folder / "systemctl.py"
        script.write_text(SYSTEMCTL, encoding="utf-8")
        self.pids = folder / "pid"
        self.loop = Loop()
        self.statuses: list[int] = []
        systemd = Systemd(self.loop, (sys.executable, str(script), str(self.pids), str(folder / "status")))
        self.unit = Unit(systemd, "citizen-window-device@idcard.service", self._exited)

    def _exited(self, status: int) -> None:
        self.statuses.append(status)
        self.loop.stop()

    def when_started(self, then: Callable[[], None]) -> None:
        """Call `then` once the unit's process runs."""
        if self.pids.exists() and self.pids.read_text():
            then()
        else:
            self.loop.call_later(0.01, lambda: self.when_started(then))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A unit that was started."""
    made = Stage(tmp_path)
    yield made
    made.loop.close()


def test_a_unit_that_is_told_to_leave_leaves(stage: Stage) -> None:
    stage.when_started(stage.unit.terminate)
    stage.loop.run()
    assert stage.statuses == [15]


def test_a_unit_is_killed(stage: Stage) -> None:
    stage.when_started(stage.unit.kill)
    stage.loop.run()
    assert stage.statuses == [9]


def test_only_the_first_process_that_says_hello_is_the_units(stage: Stage) -> None:
    stage.when_started(stage.unit.kill)
    stage.loop.run()
    assert stage.unit.owns(4711)
    assert stage.unit.owns(4711)
    assert not stage.unit.owns(4712)


def test_a_systemctl_that_cannot_be_run_is_an_error_at_once(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Unit(Systemd(stage.loop, (str(tmp_path / "none"),)), "none.service", lambda status: None)
    stage.when_started(stage.unit.kill)
    stage.loop.run()
    assert stage.statuses == [9]
