"""Barcodes on the screen are read back by a decoder that knows nothing of ours."""

from __future__ import annotations

import string

import pygame
import pytest
import zxingcpp
from PIL import Image

from ui.canvas import Canvas
from ui.code128 import QUIET, bars, modules
from ui.geometry import Box
from ui.kit import Kit
from ui.widgets.barcode import Barcode

PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "


def read(kit: Kit, code: str, width: int) -> list[str]:
    surface = pygame.Surface((width + 80, 160))
    surface.fill(kit.theme.palette.card)
    Barcode(box=Box(40, 40, width, 80), code=code).draw(Canvas(surface, kit), None)
    picture = Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))
    return [found.text for found in zxingcpp.read_barcodes(picture)
            if found.format == zxingcpp.BarcodeFormat.Code128]


@pytest.mark.parametrize("start", range(0, len(PRINTABLE), 12))
def test_every_printable_character(kit: Kit, start: int) -> None:
    code = "A" + PRINTABLE[start:start + 12] + "Z"
    assert read(kit, code, 900) == [code]


def test_at_two_pixels_a_module(kit: Kit) -> None:
    code = "FS01-261123-0007-C"
    assert read(kit, code, 2 * (modules(code) + 2 * QUIET)) == [code]


@pytest.mark.parametrize("text", ["", "居民", "a\n", "\x7f"])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        bars(text)
