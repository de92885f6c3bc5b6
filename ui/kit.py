"""What drawing needs, loaded once by the warm parent: theme, type, shapes, icons, words. Holds nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pygame

from ui.fonts import Fonts
from ui.strings import Strings
from ui.text import Typesetter
from ui.theme import STANDARD, Theme
from ui.vectors import Vectors


@dataclass(frozen=True)
class Kit:
    """The tools of every screen."""

    theme: Theme
    type: Typesetter
    vectors: Vectors
    strings: Strings

    @classmethod
    def load(cls, assets: Path, theme: Theme = STANDARD) -> Kit:
        """Load from the assets folder. Raises `FontError`, `StringsError` naming the file."""
        pygame.font.init()
        return cls(
            theme=theme,
            type=Typesetter(Fonts(assets / "fonts")),
            vectors=Vectors(theme, assets / "icons"),
            strings=Strings.load(assets / "strings" / "zh-Hans.toml"),
        )
