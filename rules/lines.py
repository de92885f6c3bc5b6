"""Breaking lines of Chinese with words and numbers in between (禁则), for the screen and for the receipt.

Rules after GB/T 15834-2011 5.1 (no closing mark or point opens a line, no opening mark ends one); runs of ASCII
letters, digits and the signs inside them stay whole. Pure: widths come from whoever knows the font.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

NOT_AT_START = frozenset("、，。．：；？！）］｝〕〉》」』】〗”’…—～·%‰℃°,.:;?!)]}")
NOT_AT_END = frozenset("（［｛〔〈《「『【〖“‘￥$#([{№")


def break_lines(text: str, width: int, measure: Callable[[str], int]) -> list[str]:
    """The lines of one paragraph, each at most `width` wide by `measure`; `[]` for an empty text.

    Spaces at a break are dropped. What cannot be kept whole because it alone is wider than a line is cut anywhere.
    """
    lines: list[str] = []
    line = ""
    for unit in _units(text):
        if measure((line + unit).rstrip(" ")) <= width:
            line += unit
            continue
        if line.strip(" "):
            lines.append(line.rstrip(" "))
        line = unit.lstrip(" ")
        while measure(line) > width and len(line) > 1:
            fitting = _fitting(line, width, measure)
            lines.append(line[:fitting])
            line = line[fitting:]
    if line.strip(" "):
        lines.append(line.rstrip(" "))
    return lines


def _units(text: str) -> Iterator[str]:
    """Pieces that must not be broken: what may not open a line hangs on the piece before, and the other way round."""
    unit = ""
    for piece in _pieces(text):
        glued = unit and (unit[-1] in NOT_AT_END or piece[0] in NOT_AT_START)
        if unit and not glued:
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _pieces(text: str) -> Iterator[str]:
    run = ""
    for character in text:
        if character.isascii() and character != " ":
            run += character
            continue
        if run:
            yield run
            run = ""
        yield character
    if run:
        yield run


def _fitting(text: str, width: int, measure: Callable[[str], int]) -> int:
    count = 1
    while count < len(text) and measure(text[: count + 1]) <= width:
        count += 1
    return count
