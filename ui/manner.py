"""How the screen serves the citizen of this visit: language, 关怀版, contrast, reach, voice. Pure.

It begins as `STANDARD_MANNER` in every renderer, and a renderer lives for one visit: what a citizen chose ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Language(StrEnum):
    """A file of assets/strings, by its name there (BCP 47)."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


@dataclass(frozen=True)
class Manner:
    """All that a citizen may choose."""

    language: Language = Language.SIMPLIFIED
    care: bool = False
    """关怀版: text a third larger, 7:1, a simpler 首页, more time."""
    contrast: bool = False
    """高对比: 10:1, black edges, no tints."""
    low: bool = False
    """轮椅版: the picture can be drawn down, so that every target comes into the lower half."""
    voice: bool = False
    """What to do is spoken when a screen comes."""

    def with_care(self, care: bool) -> Manner:
        """关怀版 brings the voice along, and takes it away."""
        return replace(self, care=care, voice=care)


STANDARD_MANNER = Manner()
"""标准版, as every visit begins."""
