"""Draw samples to look at: `python -m tests.ui.draw OUT_DIR [screen …]`. Prints what is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path

import pygame

from tests.ui.pictures import complaints, draw
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS


def main(argv: list[str]) -> int:
    """Returns 1 where anything is wrong with a sample."""
    out, names = Path(argv[0]), argv[1:] or list(SCREENS)
    out.mkdir(parents=True, exist_ok=True)
    kit, wrong = Kit.load(ASSETS), False
    for name in names:
        for sample_name, sample in SCREENS[name].samples.items():
            drawn = draw(kit, name, sample, out)
            pygame.image.save(drawn.surface, str(out / f"{name}.{sample_name}.png"))
            for complaint in complaints(drawn):
                wrong = True
                print(f"{name}.{sample_name}: {complaint}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
