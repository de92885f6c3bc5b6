"""What drawing needs, loaded once by the warm parent: theme, type, shapes, icons, words. Holds nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pygame

from ui.fonts import Fonts
from ui.manner import STANDARD_MANNER, Manner
from ui.strings import Strings
from ui.text import Typesetter
from ui.theme import STANDARD, Theme
from ui.variants import theme_for
from ui.vectors import Vectors


@dataclass
class Kit:
    """The tools of every screen. One to a process; in a renderer it changes when the citizen chooses another manner."""

    assets: Path
    manner: Manner
    theme: Theme
    type: Typesetter
    vectors: Vectors
    strings: Strings
    frames: int
    """A second at most, of what moves, in whatever manner."""

    @classmethod
    def load(cls, assets: Path, manner: Manner = STANDARD_MANNER,
             frames: int = STANDARD.motion.frames_per_second) -> Kit:
        """Load from the assets folder. Raises `FontError`, `StringsError` naming the file."""
        pygame.font.init()
        theme = theme_for(manner, frames)
        return cls(
            assets=assets, manner=manner, theme=theme, frames=frames, type=Typesetter(Fonts(assets / "fonts")),
            vectors=Vectors(theme, assets / "icons"), strings=_strings(assets, manner),
        )

    def wear(self, manner: Manner) -> None:
        """Take the theme and the words of a manner. Raises `StringsError`, and then nothing has changed."""
        strings = self.strings if manner.language is self.manner.language else _strings(self.assets, manner)
        theme = theme_for(manner, self.frames)
        if theme != self.theme:
            self.vectors = Vectors(theme, self.assets / "icons")
        self.manner, self.theme, self.strings = manner, theme, strings


def _strings(assets: Path, manner: Manner) -> Strings:
    return Strings.load(assets / "strings" / f"{manner.language}.toml")
