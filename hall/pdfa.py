"""Scanned pages as one PDF/A-1b file (ISO 19005-1) by img2pdf: each JPEG stands in it as it is, not compressed anew.

The file names nobody and no moment: no title, no author, no date.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import img2pdf
from PIL import Image

from hall import srgb

# it warns of pages in words of theirs
logging.getLogger("img2pdf").disabled = True

_DENSITY = 200
"""Dots per inch of a page that does not say its own, or one that no scanner has."""
_DENSITIES = (25, 2400)
_INCH = 72
_MODES = ("L", "RGB")


class NoPicture(ValueError):
    """A page is no JPEG that a PDF/A can hold. The message names nobody."""


def file_of(pages: Sequence[bytes]) -> bytes:
    """One file of these JPEGs, in order, a page each. Raises `NoPicture`."""
    try:
        if not all(_fits(page) for page in pages):
            # img2pdf would take it
            raise NoPicture("a page is no grey or coloured JPEG")
        with _file(srgb.profile()) as profile:
            made: bytes = img2pdf.convert(
                list(pages), engine=img2pdf.Engine.internal, pdfa=profile, nodate=True, layout_fun=_layout,
                rotation=img2pdf.Rotation.none)
    except NoPicture:
        raise
    except Exception as error:
        # Pillow and img2pdf raise what they like over bytes that are no picture; their words may quote the page
        raise NoPicture(f"a page is no picture that a PDF/A can hold ({type(error).__name__})") from None
    return made


def _fits(page: bytes) -> bool:
    """Whether its header is a JPEG's, of colours that the file's profile is for."""
    with Image.open(io.BytesIO(page), formats=("JPEG",)) as picture:
        return picture.mode in _MODES


def _layout(width: int, height: int, density: tuple[float, float]) -> tuple[float, float, float, float]:
    """The page's size and the picture's, both in 1/72 inch, of pixels and dots per inch."""
    known = all(_DENSITIES[0] <= one <= _DENSITIES[1] for one in density)
    across, down = density if known else (_DENSITY, _DENSITY)
    size = width / across * _INCH, height / down * _INCH
    return *size, *size


@contextmanager
def _file(content: bytes) -> Iterator[str]:
    """A name under which `content` can be read while it is used: img2pdf takes a profile by its name alone."""
    descriptor = os.memfd_create("srgb.icc")
    try:
        os.write(descriptor, content)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
