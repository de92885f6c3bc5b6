"""``python -m launch.emulation.renderer --config FILE [--observer SOCKET]``: the renderer, with somebody looking on.

All that the observer is told is the screen's name, the words on it, and what can be touched where. It goes to a socket
that only whoever started the demo or the test listens on; without one the renderer is the product's to the letter.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from ui.__main__ import main as run_renderers
from ui.observer import Target
from ui.stage import Trouble
from ui.view import Widget
from ui.widgets.bands import Countdown

PATIENCE_S = 2.0
NOT_WORDS = frozenset({"icon", "code", "key", "kind", "name"})
"""Fields of widgets that hold a text which nobody reads."""


class Telling:
    """Writes a JSON line for every view that differs from the one before. One connection a renderer."""

    def __init__(self, address: Path) -> None:
        self._address = address
        self._process = 0
        self._socket: socket.socket | None = None
        self._last = b""

    def presented(self, screen: str, targets: list[Target], layers: tuple[tuple[Widget, ...], ...]) -> None:
        """See `ui.observer.Observer`. Nobody listening is no reason to stop drawing; who was too busy for it is told
        with the next frame.
        """
        rows = [[target.label, *target.rect, target.enabled] for target in targets]
        words = [text for layer in layers for widget in layer for text in words_on(widget)]
        line = json.dumps({"screen": screen, "targets": rows, "words": words}).encode() + b"\n"
        if self._process == os.getpid() and line == self._last:
            return
        self._last = line
        try:
            self._connected().sendall(line)
        except OSError:
            self._socket, self._last = None, b""

    def _connected(self) -> socket.socket:
        if self._socket is None or self._process != os.getpid():
            self._process = os.getpid()
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(PATIENCE_S)
            self._socket.connect(str(self._address))
        return self._socket


def words_on(widget: Widget) -> Iterator[str]:
    """What people read on a widget. The seconds left are left out: they would make every second a view of its own."""
    if isinstance(widget, Countdown):
        return
    for field in dataclasses.fields(widget):
        value = getattr(widget, field.name)
        if isinstance(value, Trouble):
            yield from value
        elif isinstance(value, str) and value and field.name not in NOT_WORDS:
            yield value


def main(arguments: list[str] | None = None) -> int:
    """See `ui.__main__.main`."""
    parser = argparse.ArgumentParser(prog="python -m launch.emulation.renderer", description=__doc__)
    parser.add_argument("--config", required=True, metavar="FILE")
    parser.add_argument("--observer", type=Path, metavar="SOCKET")
    asked = parser.parse_args(arguments)
    return run_renderers(["--config", asked.config], Telling(asked.observer) if asked.observer else None)


if __name__ == "__main__":
    sys.exit(main())
