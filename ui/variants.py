"""The themes of 关怀版, 高对比 and languages of long words: the same design language in other sizes and colours."""

from __future__ import annotations

from dataclasses import replace

from ui.manner import Language, Manner
from ui.theme import STANDARD, Palette, Style, Theme, TypeScale, rgb

CARE_TEXT = 4 / 3
"""关怀版's text is a third larger."""
LATIN_LEAST = 20
"""English is longer than Chinese: a line of it that does not fit may be set as small as this, in pixels. Its capitals
are then as high as the small print's Chinese is wide at 4.5 mm on the 21.5 inch panel's 24 px."""

CARE_PALETTE = replace(
    STANDARD.palette, text_least=7.0,
    ink=rgb("#0B1530"), soft=rgb("#2B3752"), brand=rgb("#0A4A99"), deep=rgb("#08336E"), outline=rgb("#5B6983"),
    tint=rgb("#E3EEFB"), pressed=rgb("#C9DFF9"), on_hint=rgb("#5E3800"), done=rgb("#0F5C35"), danger=rgb("#A00C24"),
    on_dim=rgb("#3A455A"), green=(rgb("#0F5C35"), rgb("#0A4225")), copper=(rgb("#803700"), rgb("#5A2600")),
    violet=(rgb("#4B3382"), rgb("#35225C")), ruby=(rgb("#7F1526"), rgb("#5A0D19")),
    blue=(rgb("#0A4A99"), rgb("#08336E")),
)
"""7:1 for every text (WCAG 2.2, 1.4.6)."""
HIGH_PALETTE = replace(
    STANDARD.palette, text_least=10.0, edge_least=7.0, card_edge=rgb("#000000"),
    ink=rgb("#000000"), soft=rgb("#000000"), brand=rgb("#00296B"), deep=rgb("#001B4A"), page=rgb("#FFFFFF"),
    line=rgb("#B8BEC8"), outline=rgb("#000000"), tint=rgb("#FFFFFF"), pressed=rgb("#FFE680"), hint=rgb("#FFF3B0"),
    on_hint=rgb("#2B1A00"), amber=rgb("#FFE14D"), done=rgb("#00391C"), done_tint=rgb("#FFFFFF"),
    danger=rgb("#6E0014"), danger_tint=rgb("#FFFFFF"), dim=rgb("#E6E6E6"), on_dim=rgb("#1F1F1F"),
    green=(rgb("#00391C"), rgb("#002412")), copper=(rgb("#4F2000"), rgb("#351500")),
    violet=(rgb("#2C1A5A"), rgb("#1C1040")), ruby=(rgb("#52000F"), rgb("#360009")),
    blue=(rgb("#00296B"), rgb("#001B4A")),
)
"""10:1 for every text, 7:1 for every edge."""


def theme_for(manner: Manner, frames: int = STANDARD.motion.frames_per_second) -> Theme:
    """The theme that a manner asks for, with at most so many `frames` a second; `STANDARD` itself where nothing else
    is asked for. In 高对比 nothing moves: whoever needs it is looking for edges.
    """
    theme = replace(STANDARD, palette=_palette(manner), type=_sizes(STANDARD.type, manner),
                    motion=replace(STANDARD.motion, frames_per_second=0 if manner.contrast else frames))
    return STANDARD if theme == STANDARD else theme


def _palette(manner: Manner) -> Palette:
    if manner.contrast:
        return HIGH_PALETTE
    return CARE_PALETTE if manner.care else STANDARD.palette


def _sizes(scale: TypeScale, manner: Manner) -> TypeScale:
    english = manner.language is Language.ENGLISH
    if not manner.care and not english:
        return scale
    styles: dict[str, Style] = {}
    for rank, style in vars(scale).items():
        least = min(style.size, max(LATIN_LEAST, round(style.size * 0.6))) if english else style.size
        share = CARE_TEXT if manner.care and rank != "mark" else 1.0
        styles[rank] = Style(style.face, round(style.size * share), round(style.leading * share), least)
    return TypeScale(**styles)
