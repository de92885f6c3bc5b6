"""Lines as dots: single characters that a printer lacks, whole lines that it cannot set, or the whole paper.

Black is 0 and white 255, as Pillow's pictures of paper are; `columns` and `rows` are what printers take, 1 for a dot.
"""

from __future__ import annotations

from pathlib import Path

import barcode
import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFont

from drivers.printer.layout import Bars, CutLine, Dots, Line, Qr, RuleLine, Space, TextLine

LEADING = 10
"""Dots between lines of writing, about what printers leave at 1/6 inch."""
BAR_HEIGHT = 90
RULE_HEIGHT = 22
RULE_THICKNESS = 2

_BASELINE = 0.86
"""Of a cell: where Chinese characters stand in printers' own fonts."""
_ASCII_SIZE = 0.875
"""Of a cell: the size at which this font's digits fill half a cell."""
_DARK = 150
"""Grey from which a dot stays white; thin strokes survive at this."""
_BLACK_OR_WHITE = bytes(0 if level < _DARK else 255 for level in range(256))


class Type:
    """Draws writing with one font file."""

    def __init__(self, font: Path) -> None:
        self._path = str(font)
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}

    def character(self, character: str, cell: int, bold: bool = False) -> Image.Image:
        """One character in its cell, in black and white (mode "L")."""
        width = cell // 2 if character.isascii() else cell
        font = self._font(round(cell * _ASCII_SIZE) if character.isascii() else cell)
        advance = max(1, round(font.getlength(character)))
        drawn = Image.new("L", (advance, cell), 255)
        ImageDraw.Draw(drawn).text((0, round(cell * _BASELINE)), character, 0, font, anchor="ls")
        if advance > width:
            drawn = drawn.resize((width, cell), Image.Resampling.BILINEAR)
        placed = Image.new("L", (width, cell), 255)
        placed.paste(drawn, ((width - drawn.width) // 2, 0))
        dots = Image.frombytes("L", placed.size, placed.tobytes().translate(_BLACK_OR_WHITE))
        return ImageChops.darker(dots, ImageChops.offset(dots, 1, 0)) if bold else dots

    def line(self, line: TextLine, width: int) -> Image.Image:
        """A whole line as wide as the paper, with its leading."""
        cells = [self.character(character, line.cell, line.bold) for character in line.text]
        total = sum(cell.width for cell in cells)
        left = max(0, (width - total) // 2) if line.centred else 0
        image = Image.new("L", (width, line.cell + LEADING), 255)
        for cell in cells:
            image.paste(cell, (left, LEADING // 2))
            left += cell.width
        return image

    def paper(self, lines: tuple[Line, ...], width: int) -> Image.Image:
        """All lines below each other: what a printer without characters of its own is sent."""
        pieces = [self.piece(line, width) for line in lines]
        image = Image.new("L", (width, sum(piece.height for piece in pieces)), 255)
        top = 0
        for piece in pieces:
            image.paste(piece, (0, top))
            top += piece.height
        return image

    def piece(self, line: Line, width: int) -> Image.Image:
        """One line, whatever it holds, as wide as the paper."""
        match line:
            case TextLine():
                return self.line(line, width)
            case RuleLine():
                return rule(width)
            case Space():
                return Image.new("L", (width, line.dots), 255)
            case Bars():
                return _centred(_bars(line), width)
            case Qr():
                return _centred(_qr(line), width)
            case Dots():
                return _dots(line, width)
            case CutLine():
                return _tear(width)

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            self._fonts[size] = ImageFont.truetype(self._path, size)
        return self._fonts[size]


def rule(width: int) -> Image.Image:
    """A line across the paper, with white above and below."""
    image = Image.new("L", (width, RULE_HEIGHT), 255)
    top = (RULE_HEIGHT - RULE_THICKNESS) // 2
    image.paste(0, (0, top, width, top + RULE_THICKNESS))
    return image


def _dots(line: Dots, width: int) -> Image.Image:
    """A picture of dots in the middle of the paper."""
    image = Image.frombytes("1", (line.width, len(line.rows) * 8 // line.width), line.rows).convert("L")
    return _centred(ImageChops.invert(image), width)


def rows(image: Image.Image) -> bytes:
    """A picture row by row, eight dots a byte, as GS v 0 takes it. Its width is a multiple of 8."""
    return ImageChops.invert(image).convert("1", dither=Image.Dither.NONE).tobytes()


def columns(image: Image.Image) -> bytes:
    """A picture column by column from the left, topmost dot first, as ESC * takes it. Its height is a multiple of 8."""
    return rows(image.transpose(Image.Transpose.TRANSPOSE))


def _centred(image: Image.Image, width: int) -> Image.Image:
    whole = Image.new("L", (width, image.height), 255)
    whole.paste(image, ((width - image.width) // 2, 0))
    return whole


def _tear(width: int) -> Image.Image:
    """A broken line: where the paper is cut."""
    image = rule(width)
    for left in range(0, width, 24):
        image.paste(255, (left + 12, 0, min(left + 24, width), image.height))
    return image


def _bars(line: Bars) -> Image.Image:
    modules: str = barcode.Code128(line.code).build()[0]
    image = Image.new("L", (len(modules), 1), 255)
    image.putdata([0 if module == "1" else 255 for module in modules])
    return image.resize((len(modules) * line.module, BAR_HEIGHT), Image.Resampling.NEAREST)


def _qr(line: Qr) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(line.code.encode())
    matrix = code.get_matrix()
    image = Image.new("L", (len(matrix), len(matrix)), 255)
    image.putdata([0 if module else 255 for row in matrix for module in row])
    return image.resize((len(matrix) * line.module,) * 2, Image.Resampling.NEAREST)
