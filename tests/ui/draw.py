"""Draw samples to look at: `python -m tests.ui.draw OUT_DIR [screen …]`. Prints what is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path

import pygame

from tests.ui.pictures import complaints
from tests.ui.record import pictures
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS


def main(argv: list[str]) -> int:
    """Returns 1 where anything is wrong with a sample."""
    out = Path(argv[0])
    out.mkdir(parents=True, exist_ok=True)
    wrong = False
    for key, drawn in pictures(Kit.load(ASSETS), argv[1:] or [*SCREENS, "over"]):
        pygame.image.save(drawn.surface, str(out / f"{key}.png"))
        for complaint in complaints(drawn):
            wrong = True
            print(f"{key}: {complaint}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
