"""Runs the real renderer and says on stdout, a line of JSON a frame, what stands on its screen."""

from __future__ import annotations

import json
import os
import sys

from ui.__main__ import main
from ui.observer import Target
from ui.view import Widget


class Teller:
    """Tells each frame's screen, the renderer's process id, and what can be touched."""

    def presented(self, screen: str, targets: list[Target], layers: tuple[tuple[Widget, ...], ...]) -> None:
        labels = [target.label for target in targets if target.enabled]
        print(json.dumps({"screen": screen, "pid": os.getpid(), "labels": labels}), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Teller()))
