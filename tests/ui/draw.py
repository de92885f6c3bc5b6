"""Draw samples to look at: `python -m tests.ui.draw OUT_DIR [@variant …] [screen …]`. Prints what is wrong with them.

Variants: @standard @care @contrast @english; without one, @standard.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pygame

from tests.ui.golden import key_of
from tests.ui.pictures import complaints
from tests.ui.record import pictures
from tests.ui.stages import ASSETS
from ui.kit import Kit
from ui.screens import SCREENS
from ui.stills import OVER, VARIANTS


def main(argv: list[str]) -> int:
    """Returns 1 where anything is wrong with a sample."""
    out = Path(argv[0])
    out.mkdir(parents=True, exist_ok=True)
    variants = [word[1:] for word in argv[1:] if word.startswith("@")] or ["standard"]
    names = [word for word in argv[1:] if not word.startswith("@")] or [*SCREENS, OVER]
    wrong = False
    for variant in variants:
        kit = Kit.load(ASSETS, VARIANTS[variant])
        for sample, drawn in pictures(kit, names):
            key = key_of(sample, variant)
            pygame.image.save(drawn.surface, str(out / f"{key}.png"))
            for complaint in complaints(drawn, kit.theme.palette):
                wrong = True
                print(f"{key}: {complaint}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
