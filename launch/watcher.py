"""What the emulated kiosk's renderer tells of its screen: its name, its words, and what can be touched where.

`launch.emulation.renderer` connects and writes one JSON line whenever that changes; here it is read and waited for.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Found = TypeVar("Found")
MAX_LINE = 1 << 20


class NotSeen(Exception):
    """What was waited for did not come. The message says what, and what was seen last."""


@dataclass(frozen=True)
class Target:
    """Something that can be touched; the box is in pixels of the screen."""

    label: str
    x: int
    y: int
    width: int
    height: int
    enabled: bool

    @property
    def middle(self) -> tuple[int, int]:
        """Where a careful finger comes down."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class View:
    """One screen as the renderer presented it."""

    screen: str
    targets: tuple[Target, ...]
    words: tuple[str, ...] = ()

    def says(self, part: str) -> bool:
        """Whether `part` can be read on the screen."""
        return any(part in words for words in self.words)

    def find(self, label: str) -> Target | None:
        """The target with this label that can be touched; the first one of several."""
        return next((target for target in self.targets if target.label == label and target.enabled), None)

    def named(self, part: str) -> Target | None:
        """The first target that can be touched whose label has `part` in it."""
        return next((target for target in self.targets if part in target.label and target.enabled), None)


class Watcher:
    """Listens where renderers tell of their screens; the newest renderer counts."""

    def __init__(self, address: Path, owner: int | None = None) -> None:
        """Listen at `address`; `owner` is the uid that renderers run under."""
        self.view: View | None = None
        self.seen = 0
        """Views so far."""
        self._selector = selectors.DefaultSelector()
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(address))
        address.chmod(0o600)
        if owner is not None:
            os.chown(address, owner, -1)
        self._listening.listen(8)
        self._listening.setblocking(False)
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._talking: socket.socket | None = None
        self._pending = b""

    def wait(self, wanted: Callable[[View], Found | None], within_s: float, what: str) -> Found:
        """Wait until `wanted` finds something in the view. Raises `NotSeen` after `within_s` seconds."""
        deadline = time.monotonic() + within_s
        # nobody listened since the last wait: what was seen then may be long gone
        self.catch_up()
        while True:
            found = wanted(self.view) if self.view is not None else None
            if found is not None:
                return found
            left = deadline - time.monotonic()
            if left <= 0:
                raise NotSeen(f"{what}: not within {within_s:.0f} s. {self._last()}")
            self._hear(left)

    def catch_up(self) -> None:
        """Take in what has been told so far, without waiting."""
        while self._hear(0):
            pass

    def close(self) -> None:
        """Listen no more."""
        if self._talking is not None:
            self._talking.close()
        self._selector.close()
        self._listening.close()

    def _last(self) -> str:
        if self.view is None:
            return "No renderer shows anything."
        labels = ", ".join(target.label + ("" if target.enabled else " (dim)") for target in self.view.targets)
        return f"The screen is {self.view.screen} with: {labels}. It says: {' | '.join(self.view.words)}"

    def _hear(self, timeout_s: float) -> bool:
        ready = self._selector.select(timeout_s)
        for key, _ in ready:
            if key.fileobj is self._listening:
                self._switch(self._listening.accept()[0])
            elif self._talking is not None and key.fileobj is self._talking:
                self._read()
        return bool(ready)

    def _switch(self, to: socket.socket | None) -> None:
        if self._talking is not None:
            self._selector.unregister(self._talking)
            self._talking.close()
        self._talking, self._pending, self.view = to, b"", None
        if to is not None:
            self._selector.register(to, selectors.EVENT_READ)

    def _read(self) -> None:
        assert self._talking is not None
        try:
            data = self._talking.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data or len(self._pending) > MAX_LINE:
            self._switch(None)
            return
        *lines, self._pending = (self._pending + data).split(b"\n")
        if lines:
            self.seen += len(lines)
            self.view = _view(json.loads(lines[-1]))


def _view(told: dict[str, Any]) -> View:
    targets = tuple(Target(str(label), int(x), int(y), int(width), int(height), bool(enabled))
                    for label, x, y, width, height, enabled in told["targets"])
    return View(str(told["screen"]), targets, tuple(map(str, told.get("words", ()))))
