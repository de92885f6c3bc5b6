"""``python -m launch.emulation.renderer --config FILE [--observer SOCKET]``: the renderer, with somebody looking on.

All that the observer is told is the screen's name and what can be touched where. It goes to a socket that only whoever
started the demo or the test listens on; without one the renderer is the product's to the letter.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from pathlib import Path

from ui.__main__ import main as run_renderers
from ui.observer import Target

PATIENCE_S = 2.0


class Telling:
    """Writes a JSON line for every view that differs from the one before. One connection a renderer."""

    def __init__(self, address: Path) -> None:
        self._address = address
        self._process = 0
        self._socket: socket.socket | None = None
        self._last = b""

    def presented(self, screen: str, targets: list[Target]) -> None:
        """See `ui.observer.Observer`. Nobody listening is no reason to stop drawing."""
        rows = [[target.label, *target.rect, target.enabled] for target in targets]
        line = json.dumps({"screen": screen, "targets": rows}).encode() + b"\n"
        if self._process == os.getpid() and line == self._last:
            return
        self._last = line
        try:
            self._connected().sendall(line)
        except OSError:
            self._socket = None

    def _connected(self) -> socket.socket:
        if self._socket is None or self._process != os.getpid():
            self._process = os.getpid()
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(PATIENCE_S)
            self._socket.connect(str(self._address))
        return self._socket


def main(arguments: list[str] | None = None) -> int:
    """See `ui.__main__.main`."""
    parser = argparse.ArgumentParser(prog="python -m launch.emulation.renderer", description=__doc__)
    parser.add_argument("--config", required=True, metavar="FILE")
    parser.add_argument("--observer", type=Path, metavar="SOCKET")
    asked = parser.parse_args(arguments)
    return run_renderers(["--config", asked.config], Telling(asked.observer) if asked.observer else None)


if __name__ == "__main__":
    sys.exit(main())
