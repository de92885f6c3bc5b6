"""From what a scanner saw to a sheet as it is kept: straightened, trimmed, judged blank or not, encoded."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageStat

from drivers.scanner.contract import Sheet

QUALITY = 85
SMALLEST_SIDE = 16
"""Pixels; a crop that leaves less is refused."""

_THUMBNAIL = 700
"""Pixels of the longer side of the small grey picture on which angle, edges and blankness are judged."""
_DARK_LID = 80
_INK = 48
"""Grey levels (of 255) by which something differs from its background to count."""
_MARGIN_MM = 8.0
_SMALL_SHARE = 0.3
"""On a white lid paper cannot be told from lid: only what covers less than this share of the glass (a card, a slip) is
cut out, with a margin; of a page nothing is taken away."""
_STEEPEST = 5.0
_COARSE, _FINE = 0.5, 0.1
_SMALLEST_TURN = 0.25
"""Degrees: more is not corrected (it is meant so), less is not seen."""
_BLANK_SHARE = 0.0006
"""Of a sheet's area: less ink than this is dust."""


def sheet_of(image: Image.Image, dpi: int) -> Sheet:
    """Straighten a small skew, trim the background, encode. `image` is grey or RGB as the scanner gave it."""
    image = image if image.mode in ("L", "RGB") else image.convert("RGB")
    lid = _lid(image)
    angle = _skew(image, lid)
    if abs(angle) >= _SMALLEST_TURN:
        image = image.rotate(angle, Image.Resampling.BILINEAR, fillcolor=lid if image.mode == "L" else (lid, lid, lid))
    return _encoded(_trimmed(image, lid, dpi), dpi)


def turned(jpeg: bytes, quarters: int) -> Sheet:
    """The page turned clockwise by 1 to 3 quarter turns. Raises `ValueError` for another number or another file."""
    transposed = {
        1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90,
    }
    if quarters not in transposed:
        raise ValueError("a page is turned by 1, 2 or 3 quarter turns")
    image, dpi = _decoded(jpeg)
    return _encoded(image.transpose(transposed[quarters]), dpi)


def cropped(jpeg: bytes, left: float, top: float, right: float, bottom: float) -> Sheet:
    """The page cut to a box in fractions of its width and height. Raises `ValueError` for a box that leaves nothing."""
    if not (0.0 <= left < right <= 1.0 and 0.0 <= top < bottom <= 1.0):
        raise ValueError("a crop is 0 <= left < right <= 1 and 0 <= top < bottom <= 1")
    image, dpi = _decoded(jpeg)
    box = (round(left * image.width), round(top * image.height), round(right * image.width),
           round(bottom * image.height))
    if box[2] - box[0] < SMALLEST_SIDE or box[3] - box[1] < SMALLEST_SIDE:
        raise ValueError(f"a crop leaves at least {SMALLEST_SIDE} pixels on each side")
    return _encoded(image.crop(box), dpi)


def is_blank(image: Image.Image) -> bool:
    """Whether there is nothing on the sheet but paper. The outermost 2 % is not looked at: edges throw shadows."""
    small = _small(image)
    across, down = small.width // 50 + 1, small.height // 50 + 1
    if small.width <= 2 * across + 8 or small.height <= 2 * down + 8:
        return False
    inner = small.crop((across, down, small.width - across, small.height - down))
    paper = ImageStat.Stat(inner).median[0]
    ink = sum(_difference(inner, round(paper)).histogram()[_INK // 2:])
    return ink < _BLANK_SHARE * inner.width * inner.height


def _decoded(jpeg: bytes) -> tuple[Image.Image, int]:
    try:
        image = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
        image.load()
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise ValueError("the page is no whole JPEG file") from None
    return image, round(float(image.info.get("dpi", (300, 300))[0]))


def _encoded(image: Image.Image, dpi: int) -> Sheet:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    return Sheet(target.getvalue(), image.width, image.height, is_blank(image))


def _small(image: Image.Image) -> Image.Image:
    scale = min(1.0, _THUMBNAIL / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=2.0).convert("L")


def _lid(image: Image.Image) -> int:
    """The grey of what lies around the sheet: the median of the picture's rim."""
    small = _small(image)
    rim = Image.new("L", (2 * (small.width + small.height), 1))
    place = 0
    for box in ((0, 0, small.width, 1), (0, small.height - 1, small.width, small.height),
                (0, 0, 1, small.height), (small.width - 1, 0, small.width, small.height)):
        piece = small.crop(box)
        rim.paste(piece if piece.height == 1 else piece.transpose(Image.Transpose.ROTATE_90), (place, 0))
        place += max(piece.size)
    return round(ImageStat.Stat(rim).median[0])


def _difference(grey: Image.Image, level: int) -> Image.Image:
    return ImageChops.difference(grey, Image.new("L", grey.size, level))


def _content(image: Image.Image, lid: int) -> tuple[int, int, int, int] | None:
    """The box of what is not lid, in the picture's pixels; None where there is nothing."""
    small = _small(image)
    mask = _difference(small, lid).point([255 if level >= _INK // 2 else 0 for level in range(256)])
    box = mask.getbbox()
    if box is None:
        return None
    across, down = image.width / small.width, image.height / small.height
    return (round(box[0] * across), round(box[1] * down), round(box[2] * across), round(box[3] * down))


def _trimmed(image: Image.Image, lid: int, dpi: int) -> Image.Image:
    box = _content(image, lid)
    if box is None:
        return image
    if lid < _DARK_LID:
        return image.crop(box)
    if is_blank(image):
        return image  # what is there is dust
    margin = round(_MARGIN_MM / 25.4 * dpi)
    left, top = max(box[0] - margin, 0), max(box[1] - margin, 0)
    right, bottom = min(box[2] + margin, image.width), min(box[3] + margin, image.height)
    small = (right - left) * (bottom - top) < _SMALL_SHARE * image.width * image.height
    return image.crop((left, top, right, bottom)) if small else image


def _skew(image: Image.Image, lid: int) -> float:
    """Degrees (counter-clockwise) that put lines of writing, or a sheet's edges on a dark lid, level."""
    marks = _difference(_small(image), lid)
    steps = round(_STEEPEST / _COARSE)
    coarse = max((step * _COARSE for step in range(-steps, steps + 1)), key=lambda angle: _levelness(marks, angle))
    fine = round(_COARSE / _FINE)
    best = max((coarse + step * _FINE for step in range(-fine, fine + 1)), key=lambda angle: _levelness(marks, angle))
    if abs(best) > _STEEPEST - _FINE or _levelness(marks, best) < 1.08 * _levelness(marks, 0.0):
        return 0.0  # nothing that is clearly level at any angle
    return best


def _levelness(marks: Image.Image, angle: float) -> float:
    """How much the rows of a picture differ from each other: most where lines of writing lie along them."""
    rows = marks.rotate(angle, Image.Resampling.BILINEAR, fillcolor=0).resize((1, marks.height), Image.Resampling.BOX)
    levels = rows.tobytes()
    return float(sum((above - below) ** 2 for above, below in zip(levels, levels[1:], strict=False)))
