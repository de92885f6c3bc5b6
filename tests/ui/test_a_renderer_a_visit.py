"""The real process: a renderer is forked for each visit, ends with it, and is never the one before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from rules.settings import Paths, Settings, render
from tests.ui.stages import ASSETS
from ui.warm import FIRST_WAIT_S, LONGEST_WAIT_S, Backoff
from wire.calls import Call
from wire.endpoint import Endpoint
from wire.loop import Loop
from wire.messages import Done, Touch, VisitChanged, VisitEnded
from wire.values import (
    DeviceState, DeviceView, EndReason, HallState, PlaceView, Role, Snapshot, VisitState, VisitView,
)

PATIENCE_S = 60.0
PLACE = PlaceView(brand="智慧安源", city="佛山", district="禅城区")


class Desk:
    """A daemon's socket and a renderer at it, both driven by one loop."""

    def __init__(self, runtime: Path) -> None:
        self.loop = Loop()
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.runtime = runtime
        self.frames: list[dict[str, Any]] = []
        self.joined: list[int] = []
        self.left: list[int] = []
        self.touched: list[VisitState] = []
        """What the visit was like at each touch."""
        self.visit = VisitView(state=VisitState.IDLE, serial=0, seconds_left=0)
        self.endpoint: Endpoint | None = None
        self.silent = False
        config = runtime / "kiosk.toml"
        config.write_text(render(Settings(paths=Paths(
            runtime=str(runtime), state=str(runtime), assets=str(ASSETS), ime=str(runtime / "no-dictionary"),
        ))), "utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.renderer_under_test", "--config", str(config)], stdout=subprocess.PIPE,
            env={**os.environ, "SDL_VIDEODRIVER": "dummy", "PYTHONPATH": str(ASSETS.parent),
                 "TOUCH": str(runtime / "touch")},
        )
        assert self.process.stdout is not None
        self._out = self.process.stdout
        os.set_blocking(self._out.fileno(), False)
        self.loop.watch(self._out.fileno(), self._read)
        self._text = b""

    def open(self) -> None:
        """The daemon comes up."""
        self.endpoint = Endpoint(
            self.loop, self.context, f"ipc://{self.runtime}/citizen.sock", roles={Role.UI: None},
            handlers={Touch: self._take_touch}, snapshot=self.snapshot,
            joined=lambda peer: self.joined.append(peer.pid), left=lambda peer: self.left.append(peer.pid),
        )
        self._beat()

    def snapshot(self) -> Snapshot:
        devices = tuple(DeviceView(device=name, state=DeviceState.ONLINE) for name in ("idcard", "page", "printer"))
        return Snapshot(place=PLACE, visit=self.visit, devices=devices, hall=HallState.ONLINE)

    def begin_visit(self) -> None:
        self.visit = VisitView(state=VisitState.ACTIVE, serial=1, seconds_left=300)
        assert self.endpoint is not None
        self.endpoint.notify(VisitChanged(visit=self.visit))

    def end_visit(self) -> None:
        assert self.endpoint is not None
        self.endpoint.notify(VisitEnded(serial=1, reason=EndReason.EXIT))
        self.visit = VisitView(state=VisitState.IDLE, serial=1, seconds_left=0)

    def until(self, reached: Callable[[], bool]) -> None:
        """Run the loop until something holds."""
        deadline = self.loop.now() + PATIENCE_S
        while not reached():
            assert self.loop.now() < deadline, f"it did not come about; frames: {self.frames[-3:]}"
            self.loop.run_once(0.2)

    def shows(self, screen: str, but_not: int = 0) -> Callable[[], bool]:
        """Whether the last frame is this screen, of another process than `but_not`."""
        return lambda: bool(self.frames) and self.frames[-1]["screen"] == screen and self.frames[-1]["pid"] != but_not

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self._out.close()
        if self.endpoint is not None:
            self.endpoint.close()
        self.context.destroy(linger=0)
        self.loop.close()

    def _take_touch(self, call: Call) -> None:
        self.touched.append(self.visit.state)
        call.complete(Done())

    def _beat(self) -> None:
        if self.endpoint is not None and not self.silent:
            self.endpoint.notify(VisitChanged(visit=self.visit))
            self.loop.call_later(1.0, self._beat)

    def _read(self) -> None:
        self._text += self._out.read() or b""
        *lines, self._text = self._text.split(b"\n")
        self.frames += [json.loads(line) for line in lines if line.startswith(b"{")]


@pytest.fixture
def desk() -> Iterator[Desk]:
    # a socket's path may have 107 bytes: pytest's own folders can be longer
    with tempfile.TemporaryDirectory(prefix="cw") as folder:
        desk = Desk(Path(folder))
        yield desk
        desk.close()


def test_the_visits_end_is_the_processs_end_and_home_stands_again(desk: Desk) -> None:
    desk.open()
    desk.until(desk.shows("home"))
    first = desk.frames[-1]["pid"]
    desk.begin_visit()
    desk.until(lambda: len(desk.frames) > 1)
    desk.end_visit()
    desk.until(desk.shows("home", but_not=first))
    desk.until(lambda: first in desk.left)
    assert not Path(f"/proc/{first}").exists()


def test_what_a_citizen_chose_ends_with_the_visit(desk: Desk) -> None:
    (desk.runtime / "touch").write_text("English", "utf-8")
    desk.open()
    desk.until(lambda: bool(desk.frames) and "Help" in desk.frames[-1]["labels"])
    first = desk.frames[-1]["pid"]
    desk.begin_visit()
    desk.end_visit()
    desk.until(desk.shows("home", but_not=first))
    assert "操作说明" in desk.frames[-1]["labels"] and "Help" not in desk.frames[-1]["labels"]


def test_who_touches_while_the_visit_before_is_wiped_begins_the_next(desk: Desk) -> None:
    desk.visit = VisitView(state=VisitState.ENDING, serial=1, seconds_left=0)
    (desk.runtime / "touch").write_text("佛山", "utf-8")
    desk.open()
    desk.until(lambda: desk.touched == [VisitState.ENDING])
    desk.visit = VisitView(state=VisitState.IDLE, serial=1, seconds_left=0)
    desk.until(lambda: desk.touched == [VisitState.ENDING, VisitState.IDLE])


def test_without_a_daemon_it_says_so_and_recovers_by_itself(desk: Desk) -> None:
    desk.until(desk.shows("out_of_service"))
    assert desk.frames[-1]["labels"] == []
    desk.open()
    desk.until(desk.shows("home"))
    assert "返回首页" in desk.frames[-1]["labels"]


def test_a_renderer_that_dies_is_followed_by_another(desk: Desk) -> None:
    desk.open()
    desk.until(desk.shows("home"))
    first = desk.frames[-1]["pid"]
    os.kill(first, signal.SIGKILL)
    desk.until(desk.shows("home", but_not=first))


def test_a_daemon_that_falls_silent_in_a_visit_is_a_reason_to_forget(desk: Desk) -> None:
    desk.open()
    desk.until(desk.shows("home"))
    first = desk.frames[-1]["pid"]
    desk.begin_visit()
    desk.until(lambda: len(desk.frames) > 1)
    desk.silent = True
    desk.until(lambda: first in desk.left)
    desk.until(lambda: len(desk.joined) > 1)


def test_the_parent_takes_its_renderer_along(desk: Desk) -> None:
    desk.open()
    desk.until(desk.shows("home"))
    renderer = desk.frames[-1]["pid"]
    desk.process.terminate()
    assert desk.process.wait(PATIENCE_S) == 0
    desk.until(lambda: renderer in desk.left)


def test_even_a_killed_parent_does(desk: Desk) -> None:
    desk.open()
    desk.until(desk.shows("home"))
    renderer = desk.frames[-1]["pid"]
    desk.process.kill()
    desk.process.wait(PATIENCE_S)
    desk.until(lambda: renderer in desk.left)


@pytest.mark.parametrize(("config", "says"), [
    ("[plaec]\n", "unknown key plaec"), ('[paths]\nassets = "/nonexistent"\n', "/nonexistent/strings/zh-Hans.toml"),
])
def test_what_is_missing_is_named(tmp_path: Path, config: str, says: str) -> None:
    (tmp_path / "kiosk.toml").write_text(config, "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "ui", "--config", str(tmp_path / "kiosk.toml")], capture_output=True, text=True,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy", "PYTHONPATH": str(ASSETS.parent)}, timeout=PATIENCE_S,
    )
    assert ended.returncode == 2
    assert says in ended.stderr


def test_crashes_are_answered_more_and_more_slowly() -> None:
    backoff = Backoff()
    assert backoff.after(0, 0.1) == 0.0
    waits = [backoff.after(1, 0.1) for _ in range(8)]
    assert waits[0] == FIRST_WAIT_S
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_S
    assert backoff.after(1, 60.0) == 0.0
    assert backoff.after(-9, 0.1) == FIRST_WAIT_S
