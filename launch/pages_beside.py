"""``python -m launch.pages_beside [--out DIR]``: ten pages as they lay on the glass, each beside what is kept of it.

Drawn pages, laid askew on dark and light beds by `emulated.laid_pages`, finished as the page worker does it.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.scanner import imaging, sheet_finding
from emulated.laid_pages import laid_page
from launch.house import here

PAGES = (0, 1, 3, 4, 6, 9, 13, 14, 18, 19)
"""Among the 200 of `kiosk bench deskew`: every bed, every kind of page."""
DPI = 150
TALL, GAP, CAPTION = 900, 40, 48
GROUND, INK = (220, 224, 230), (20, 30, 60)


def beside(number: int, font: Path) -> Image.Image:
    """One page before and after, with what was measured."""
    laid = laid_page(number, font, DPI)
    found = sheet_finding.find(imaging.small(laid.picture))
    sheet = imaging.sheet_of(laid.picture.copy(), DPI)
    after = Image.open(io.BytesIO(sheet.jpeg)).convert("RGB")
    shown = [shrunk(laid.picture), shrunk(after)]
    wide = sum(picture.width for picture in shown) + 3 * GAP
    out = Image.new("RGB", (wide, TALL + CAPTION + 2 * GAP), GROUND)
    left = GAP
    for picture in shown:
        out.paste(picture, (left, GAP + CAPTION))
        left += picture.width + GAP
    words = (f"{number}: {laid.kind}, lid {laid.bed}, lay at {laid.angle:+.2f}°, found {found.angle:+.2f}°, "
             f"kept {sheet.width} x {sheet.height}, {len(sheet.jpeg) // 1024} KB")
    ImageDraw.Draw(out).text((GAP, GAP // 2), words, INK, ImageFont.truetype(str(font), 24))
    return out


def shrunk(picture: Image.Image) -> Image.Image:
    """At most `TALL` pixels high and wide."""
    small = picture.copy()
    small.thumbnail((TALL, TALL), Image.Resampling.LANCZOS)
    return small


def main(arguments: list[str]) -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(prog="python -m launch.pages_beside", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/pages"), metavar="DIR")
    folder: Path = parser.parse_args(arguments).out
    font = here().assets / "fonts" / "NotoSansSC-Regular.otf"
    folder.mkdir(parents=True, exist_ok=True)
    for number in PAGES:
        beside(number, font).save(folder / f"page-{number:03}.png")
        print(folder / f"page-{number:03}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
