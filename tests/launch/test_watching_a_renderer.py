"""What a renderer tells of its screen is waited for, and what does not come is said with what was there instead."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.watcher import NotSeen, View, Watcher


class Renderer:
    """Tells of screens as `launch.emulation.renderer` does."""

    def __init__(self, address: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(str(address))

    def tells(self, screen: str, *targets: tuple[str, bool]) -> None:
        rows = [[label, 100, 200 + 80 * row, 60, 40, enabled] for row, (label, enabled) in enumerate(targets)]
        self.socket.sendall(json.dumps({"screen": screen, "targets": rows}).encode() + b"\n")


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    made = Watcher(tmp_path / "observer.sock")
    yield made
    made.close()


@pytest.fixture
def renderer(tmp_path: Path, watcher: Watcher) -> Iterator[Renderer]:
    made = Renderer(tmp_path / "observer.sock")
    yield made
    made.socket.close()


def is_screen(name: str, view: View) -> View | None:
    return view if view.screen == name else None


def test_a_screen_is_waited_for(watcher: Watcher, renderer: Renderer) -> None:
    renderer.tells("home")
    renderer.tells("notice", ("确认", False), ("上一步", True))
    view = watcher.wait(lambda view: is_screen("notice", view), 30, "the notice")
    target = view.find("上一步")
    assert target is not None and target.middle == (130, 300)


def test_what_is_dim_cannot_be_touched(watcher: Watcher, renderer: Renderer) -> None:
    renderer.tells("notice", ("确认", False))
    view = watcher.wait(lambda view: view, 30, "anything")
    assert view.find("确认") is None
    assert view.named("确") is None


def test_what_does_not_come_is_said_with_what_was_there(watcher: Watcher, renderer: Renderer) -> None:
    renderer.tells("notice", ("确认", False), ("上一步", True))
    watcher.wait(lambda view: view, 30, "anything")
    with pytest.raises(NotSeen, match=r"the receipt: not within 0 s\. The screen is notice with: 确认 \(dim\), 上一步"):
        watcher.wait(lambda view: is_screen("receipt", view), 0, "the receipt")


def test_nobody_there_is_said(watcher: Watcher) -> None:
    with pytest.raises(NotSeen, match="No renderer shows anything"):
        watcher.wait(lambda view: view, 0, "anything")


def test_the_next_renderer_counts(tmp_path: Path, watcher: Watcher, renderer: Renderer) -> None:
    renderer.tells("receipt")
    watcher.wait(lambda view: is_screen("receipt", view), 30, "the receipt")
    renderer.socket.close()
    following = Renderer(tmp_path / "observer.sock")
    following.tells("home")
    view = watcher.wait(lambda view: is_screen("home", view), 30, "home")
    following.socket.close()
    assert view.screen == "home"


def test_nobody_else_may_tell(tmp_path: Path, watcher: Watcher) -> None:
    assert stat.S_IMODE((tmp_path / "observer.sock").stat().st_mode) == 0o600
