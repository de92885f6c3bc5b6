"""From what a scanner saw to a sheet as it is kept: straightened, trimmed, set upright, judged, encoded.

Pillow does the heavy steps; see the README for why. A picture is an array of bytes, height x width (grey) or
height x width x 3 (red, green, blue).
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from drivers.scanner import judgement, pixels, sheet_finding
from drivers.scanner.contract import Sheet
from drivers.scanner.pixels import Picture
from drivers.scanner.sheet_finding import Found

QUALITY = 85
SMALLEST_SIDE = 16
"""Pixels; a crop that leaves less is refused."""

PREVIEW = 1800
"""Pixels of the longer side of what a screen shows, at most: every second dot of an A4 page of 300 dpi."""

_SMALL = 1000
"""Pixels of the longer side of the small picture on which a sheet is looked for."""
_SMALLEST_TURN = 0.03
"""Degrees: less is not worth the resampling."""
_MARGIN_MM = 8.0
_SMALL_SHARE = 0.3
"""Where paper cannot be told from the lid, only what covers less than this share of the glass (a card, a slip) is cut
out, with a margin; of a page nothing is taken away."""

_BROKEN_OFF_ROWS = 8
"""Rows of exactly (128, 128, 128) at the end: what libjpeg puts for a picture whose file ended early. sane-airscan
passes that on as a success; paper never looks so."""
_ROWS_ABOVE, _RIM = 4, 8


_CLOCKWISE = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}
"""Quarter turns."""


def sheet_of(page: Image.Image, dpi: int, quality: int = QUALITY) -> Sheet:
    """Straighten, trim, set upright, judge and encode what the scanner gave. Closes `page`, which is large."""
    sheet = _level(page, sheet_finding.find(small(page)), dpi)
    page.close()
    grey = pixels.grey(sheet)
    quarters, verdict = judgement.quarters_to_upright(grey, dpi), judgement.of(grey, dpi)
    return _encoded(sheet.transpose(_CLOCKWISE[quarters]) if quarters else sheet, verdict, dpi, quality)


def turned(jpeg: bytes, quarters: int, quality: int = QUALITY) -> Sheet:
    """The page turned clockwise by 1 to 3 quarter turns. Raises `ValueError` for another number or another file."""
    if quarters not in _CLOCKWISE:
        raise ValueError("a page is turned by 1, 2 or 3 quarter turns")
    page, dpi = _decoded(jpeg)
    return _judged(page.transpose(_CLOCKWISE[quarters]), dpi, quality)


def cropped(jpeg: bytes, left: float, top: float, right: float, bottom: float, quality: int = QUALITY) -> Sheet:
    """The page cut to a box in fractions of its width and height. Raises `ValueError` for a box that leaves nothing."""
    if not (0.0 <= left < right <= 1.0 and 0.0 <= top < bottom <= 1.0):
        raise ValueError("a crop is 0 <= left < right <= 1 and 0 <= top < bottom <= 1")
    page, dpi = _decoded(jpeg)
    x0, x1, y0, y1 = (round(left * page.width), round(right * page.width), round(top * page.height),
                      round(bottom * page.height))
    if x1 - x0 < SMALLEST_SIDE or y1 - y0 < SMALLEST_SIDE:
        raise ValueError(f"a crop leaves at least {SMALLEST_SIDE} pixels on each side")
    return _judged(page.crop((x0, y0, x1, y1)), dpi, quality)


def broke_off(picture: Picture) -> bool:
    """Whether the end of the page is not the scanner's: grey or white that a library put for what never came.

    libjpeg fills a broken file with (128, 128, 128), sane-airscan a picture of too few rows with (255, 255, 255). An
    overexposed lid is as white; but then it is so beside the paper, too, or the paper is as wide as the glass and lies
    straight to a tenth of a degree.
    """
    if np.all(picture[-_BROKEN_OFF_ROWS:] == 128):
        return True
    if not np.all(picture[-_BROKEN_OFF_ROWS:] == 255):
        return False
    full = np.all(picture.reshape(picture.shape[0], -1) == 255, axis=1)
    rows = picture.shape[0] if full.all() else int(np.argmin(full[::-1]))
    if rows == picture.shape[0]:
        return False
    end = picture.shape[0] - rows
    above = picture[max(0, end - _ROWS_ABOVE):end] == 255
    return all(float(np.mean(rim)) < 0.5 for rim in (above[:, :_RIM], above[:, -_RIM:]))


def _level(page: Image.Image, found: Found, dpi: int) -> Image.Image:
    """The sheet alone, level. What the glass did not see of it becomes white."""
    scale = max(1.0, max(page.size) / _SMALL)
    box = _kept_box(found, scale, page.size, dpi)
    if abs(found.angle) < _SMALLEST_TURN:
        return page.crop(box)
    white = 255 if found.bed < sheet_finding.DARK_BED else found.bed
    return pixels.turned(page, found.angle, box, white)


def _kept_box(found: Found, scale: float, size: tuple[int, int], dpi: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is kept, within the picture."""
    width, height = size
    if found.box is None:
        return 0, 0, width, height
    left, top, right, bottom = (value * scale for value in found.box)
    margin = 0.0
    if not found.solid:
        if (right - left) * (bottom - top) >= _SMALL_SHARE * width * height:
            return 0, 0, width, height
        margin = _MARGIN_MM / 25.4 * dpi
    box = (max(0, round(left - margin)), max(0, round(top - margin)),
           min(width, round(right + margin)), min(height, round(bottom + margin)))
    if box[2] - box[0] < SMALLEST_SIDE or box[3] - box[1] < SMALLEST_SIDE:
        return 0, 0, width, height
    return box


def small(page: Picture | Image.Image) -> Picture:
    """The small picture on which a sheet is looked for."""
    return pixels.resized(page, _SMALL)


def _decoded(jpeg: bytes) -> tuple[Image.Image, int]:
    """The whole page: half a file is refused."""
    try:
        page = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
        page.load()
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise ValueError("the page is no whole JPEG file") from None
    return page if page.mode == "L" else page.convert("RGB"), round(float(page.info.get("dpi", (300, 300))[0]))


def _judged(page: Image.Image, dpi: int, quality: int) -> Sheet:
    return _encoded(page, judgement.of(pixels.grey(page), dpi), dpi, quality)


def _encoded(page: Image.Image, verdict: judgement.Verdict, dpi: int, quality: int) -> Sheet:
    out, small = io.BytesIO(), io.BytesIO()
    page.save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    page.reduce(max(1, -(-max(page.size) // PREVIEW))).save(small, "JPEG", quality=QUALITY)
    return Sheet(out.getvalue(), small.getvalue(), page.width, page.height, blank=verdict.blank, dark=verdict.dark,
                 blurred=verdict.blurred)
