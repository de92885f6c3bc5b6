"""A document's blocks into lines of a roll of paper, measured in dots. Pure; the same lines become bytes or a picture.

A cell is a Chinese character's square, ASCII takes half of one: what printers have built in, and what keeps labels
and values in columns without knowing a font.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rules.blocks import (
    Align, AnyBlock, Barcode, Cut, Document, Heading, Image, KeyValue, Paragraph, QrCode, Rule, Table, Tick,
)
from rules.copies import COPY_MARK
from rules.lines import break_lines

CELL = 24
SMALL_CELL = 18
COLON = "："
BOX, TICKED_BOX = "□", "■"
WIDEST_KEY = 0.42
"""Of the paper's width; a longer label gets a line of its own."""

_COLUMN_GAP = 2
"""Half cells between the columns of a table."""
_BAR_MODULES = 35
"""CODE 128: start, check and stop characters."""
_BAR_CHARACTER = 11
_QUIET = 10
"""Modules that must stay white on each side."""
_BAR_WIDTHS = (3, 2)
"""Dots a module; narrower than two cannot be read at 203 dpi."""
_QR_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779,
             857)
"""What versions 1 to 23 hold at level M (ISO/IEC 18004, table 7); a version has 17 modules and 4 for each version."""
_QR_QUIET = 4
_QR_WIDEST = 6
"""Dots a module; more makes a code no easier to read."""


@dataclass(frozen=True)
class TextLine:
    """One line of writing. `cell` is a character's height and width in dots."""

    text: str
    cell: int = CELL
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True)
class RuleLine:
    """A line across the paper."""


@dataclass(frozen=True)
class Space:
    """Blank paper, in dots."""

    dots: int


@dataclass(frozen=True)
class Bars:
    """CODE 128, code set B, in the middle. `module` in dots."""

    code: str
    module: int


@dataclass(frozen=True)
class Qr:
    """A QR code in the middle. `module` in dots."""

    code: str
    module: int


@dataclass(frozen=True)
class Dots:
    """A picture in the middle; `rows` as in `rules.blocks.Image`."""

    width: int
    rows: bytes


@dataclass(frozen=True)
class CutLine:
    """The paper is cut, and goes on."""


Line = TextLine | RuleLine | Space | Bars | Qr | Dots | CutLine


def lay_out(document: Document, width: int, copy: bool = False) -> tuple[Line, ...]:
    """The lines of a document on paper of `width` dots."""
    lines: list[Line] = []
    if copy:
        lines += [TextLine(COPY_MARK, centred=True, bold=True), Space(8)]
    for place, block in enumerate(document.blocks):
        lines += _block(block, width, _key_width(document.blocks, place, width))
    return tuple(lines)


def text_width(text: str, cell: int) -> int:
    """Dots that a text takes in cells of that size."""
    return sum(cell // 2 if character.isascii() else cell for character in text)


def _block(block: AnyBlock, width: int, key_width: int) -> Iterator[Line]:
    match block:
        case Heading(level=1):
            yield from _text(block.text, width, 2 * CELL, centred=True)
            yield Space(12)
        case Heading():
            yield Space(10)
            yield from _text(block.text, width, CELL, bold=True)
        case KeyValue():
            yield from _key_value(block, width, key_width)
        case Paragraph():
            yield from _text(block.text, width, SMALL_CELL if block.small else CELL,
                             centred=block.align is Align.CENTRE)
        case Tick():
            yield from _hanging((TICKED_BOX if block.ticked else BOX) + " ", block.text, width)
        case Rule():
            yield RuleLine()
        case Barcode():
            yield from _barcode(block.code, width)
        case QrCode():
            yield from _qr(block.code, width)
        case Table():
            yield from _table(block, width)
        case Image():
            yield Space(8)
            yield Dots(block.width, block.rows)
            yield Space(8)
        case Cut():
            yield CutLine()


def _text(text: str, width: int, cell: int, *, centred: bool = False, bold: bool = False) -> Iterator[Line]:
    for line in _broken(text, width, cell):
        yield TextLine(line, cell, centred, bold)


def _key_width(blocks: tuple[AnyBlock, ...], place: int, width: int) -> int:
    """The column of the labels: as wide as the widest among neighbours, so that their values stand below each other."""
    widest = 0
    for step in (-1, 1):
        near = place
        while 0 <= near < len(blocks) and isinstance(block := blocks[near], KeyValue):
            label = text_width(_clean(block.key) + COLON, CELL)
            widest = max(widest, label if label <= WIDEST_KEY * width else 0)
            near += step
    return widest


def _key_value(block: KeyValue, width: int, key_width: int) -> Iterator[Line]:
    label = _clean(block.key) + COLON
    if text_width(label, CELL) > key_width:
        yield from _text(label, width, CELL)
        yield from _hanging("  ", block.value, width)
    else:
        yield from _hanging(label + " " * ((key_width - text_width(label, CELL)) * 2 // CELL), block.value, width)


def _hanging(first: str, text: str, width: int) -> Iterator[Line]:
    """The text beside `first`, wrapped under itself."""
    indent = text_width(first, CELL)
    for number, line in enumerate(_broken(text, width - indent, CELL)):
        yield TextLine((first if number == 0 else " " * (indent * 2 // CELL)) + line)


def _table(table: Table, width: int) -> Iterator[Line]:
    """Columns in half cells, so that ASCII spaces fill them."""
    room = width * 2 // CELL - _COLUMN_GAP * (len(table.columns) - 1)
    shares = sum(column.share for column in table.columns)
    widths = [max(2, room * column.share // shares) for column in table.columns]
    yield from _row([column.title for column in table.columns], widths, bold=True)
    yield RuleLine()
    for row in table.rows:
        yield from _row(row, widths)


def _row(cells: Iterable[str], widths: list[int], *, bold: bool = False) -> Iterator[Line]:
    columns = [_broken(cell, wide * CELL // 2, CELL) for cell, wide in zip(cells, widths, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        padded = [part + " " * (wide - text_width(part, CELL) * 2 // CELL)
                  for part, wide in zip(parts, widths, strict=True)]
        yield TextLine((" " * _COLUMN_GAP).join(padded).rstrip(" "), bold=bold)


def _barcode(code: str, width: int) -> Iterator[Line]:
    modules = _BAR_MODULES + _BAR_CHARACTER * len(code) + 2 * _QUIET
    module = next((dots for dots in _BAR_WIDTHS if dots * modules <= width), 0)
    if module and all(" " <= character <= "~" for character in code):
        yield Space(10)
        yield Bars(code, module)
        yield Space(8)
    else:
        yield from _qr(code, width)  # too long for bars that can be read, or not ASCII
    yield from _text(code, width, CELL, centred=True)


def _qr(code: str, width: int) -> Iterator[Line]:
    version = bisect_left(_QR_BYTES, len(code.encode())) + 1
    module = min(_QR_WIDEST, width // (17 + 4 * version + 2 * _QR_QUIET))
    yield Space(_QR_QUIET * module)
    yield Qr(code, module)
    yield Space(_QR_QUIET * module)


def _broken(text: str, width: int, cell: int) -> list[str]:
    """Lines of at most `width` dots; an empty text is one empty line, so that its label or space stays."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += break_lines(_clean(paragraph), width, lambda part: text_width(part, cell)) or [""]
    return lines


def _clean(text: str) -> str:
    """Without controls and invisible signs: a printer would obey them."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))
