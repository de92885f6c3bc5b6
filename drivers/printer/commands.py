"""Lines into ESC/POS bytes. The only file that imports python-escpos, which takes half a second and 29 MB to load.

python-escpos builds the commands that it knows; Chinese mode, pictures within a line and confirmation are ours, since
it sends Chinese raw and has none of the others.
"""

from __future__ import annotations

import contextlib
import io

from escpos.printer import Dummy
from PIL import Image, ImageChops

from drivers.printer.chinese import CHINESE_OFF, CHINESE_ON, Way, doubled, runs
from drivers.printer.layout import CELL, Bars, CutLine, Line, Qr, Space, TextLine
from drivers.printer.picture import BAR_HEIGHT, Type, columns, rows
from drivers.printer.profiles import Profile

QR_LEVEL_M = 1
RASTER_ROWS = 256
"""Rows a command: a printer prints while it receives the next, and a lost one costs little."""


def compile_lines(lines: tuple[Line, ...], profile: Profile, letters: Type, cut_first: bool) -> bytes:
    """All bytes of a document, from initialising to the cut.

    `cut_first`: something of a document before hangs in the printer.
    """
    printer = Dummy(profile=profile.commands)
    printer.hw("INIT")
    if profile.chinese:
        printer._raw(CHINESE_OFF)  # some power up in Chinese mode
    if cut_first:
        printer._raw(profile.cut)
    for line in lines:
        _line(printer, line, profile, letters)
    printer.set(align="left")
    printer.print_and_feed(1)
    printer._raw(profile.cut)
    return bytes(printer.output)


def _line(printer: Dummy, line: Line, profile: Profile, letters: Type) -> None:
    match line:
        case TextLine() if profile.chinese:
            _text(printer, line, profile.width, letters)
        case Space():
            printer._raw(b"\x1bJ" + bytes((min(line.dots, 255),)))
        case Bars() if profile.codes:
            _bars(printer, line)
        case Qr() if profile.codes:
            printer.set(align="center")
            printer.qr(line.code, ec=QR_LEVEL_M, size=line.module, native=True)
        case CutLine() if profile.cuts_within:
            printer._raw(profile.cut)
        case _:
            _raster(printer, letters.piece(line, profile.width))


def _text(printer: Dummy, line: TextLine, width: int, letters: Type) -> None:
    pieces = runs(line.text)
    has_pictures = any(piece.way is Way.PICTURE for piece in pieces)
    if line.cell < CELL or (line.cell > CELL and has_pictures):
        _raster(printer, letters.line(line, width))  # sizes that the printer has no characters in
        return
    big = line.cell > CELL
    size = 2 if big else 1
    printer.set(align="center" if line.centred else "left", bold=line.bold, custom_size=True, width=size, height=size)
    printer._raw(doubled(big))
    for piece in pieces:
        match piece.way:
            case Way.ASCII:
                printer._raw(piece.text.encode("ascii"))
            case Way.GBK:
                printer._raw(CHINESE_ON + piece.text.encode("gbk") + CHINESE_OFF)
            case Way.PICTURE:
                for character in piece.text:
                    image = letters.character(character, CELL, line.bold)
                    printer._raw(b"\x1b*\x21" + image.width.to_bytes(2, "little") + columns(image))
    printer._raw(b"\n")  # its own line end chooses a code page first


def _bars(printer: Dummy, line: Bars) -> None:
    printer.set(align="center")
    with contextlib.redirect_stdout(io.StringIO()):  # it announces there which renderer it takes
        printer.barcode("{B" + line.code.replace("{", "{{"), "CODE128", height=BAR_HEIGHT, width=line.module, pos="OFF",
                        align_ct=False, function_type="B")


def _raster(printer: Dummy, image: Image.Image) -> None:
    if ImageChops.invert(image).getbbox() is None:
        printer._raw(b"\x1bJ" + bytes((min(image.height, 255),)))
        return
    printer.set(align="left")
    for top in range(0, image.height, RASTER_ROWS):
        part = image.crop((0, top, image.width, min(top + RASTER_ROWS, image.height)))
        printer._raw(b"\x1dv0\x00" + (part.width // 8).to_bytes(2, "little") + part.height.to_bytes(2, "little")
                     + rows(part))
