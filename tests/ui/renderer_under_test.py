"""Runs the real renderer and says on stdout, a line of JSON a frame, what stands on its screen.

Where the environment names a file in TOUCH, and the file holds a label, that label is touched once and the file goes.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pygame

from ui.__main__ import main
from ui.geometry import Box
from ui.observer import Target
from ui.view import Widget


class Teller:
    """Tells each frame's screen, the renderer's process id, and what can be touched."""

    def presented(self, screen: str, targets: list[Target], layers: tuple[tuple[Widget, ...], ...]) -> None:
        labels = [target.label for target in targets if target.enabled]
        self._touch({target.label: target.rect for target in targets if target.enabled})
        print(json.dumps({"screen": screen, "pid": os.getpid(), "labels": labels}), flush=True)

    @staticmethod
    def _touch(boxes: dict[str, Box]) -> None:
        wanted = Path(os.environ.get("TOUCH", "/nonexistent"))
        label = wanted.read_text("utf-8") if wanted.exists() else ""
        if label in boxes:
            wanted.unlink()
            for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
                pygame.event.post(pygame.event.Event(kind, button=1, pos=boxes[label].centre))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Teller()))
