"""The printer's built-in characters: cells of 12 × 24 dots (font A), 9 × 17 (font B) and 24 × 24 (Chinese)."""

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from emulated.faults import Refused

FONT_A, FONT_B, CHINESE = (12, 24), (9, 17), (24, 24)
INK, BLANK = 255, 0
"""In cells and on the strip: how dark a dot is."""

CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 17: "cp866", 19: "cp858"}
"""ESC t numbers that the twin has characters for."""

MOST_CELLS = 4096


class NoFont(Refused):
    """No Chinese font to draw with."""


def find_font(given: str | None) -> Path:
    """The font file: ``given``, or the checkout's, or a system one. Raises :class:`NoFont`."""
    if given is not None:
        if not Path(given).is_file():
            raise NoFont(f"there is no font file {given}; give another with --font")
        return Path(given)
    ours = sorted((Path(__file__).resolve().parents[1] / "assets" / "fonts").glob("*SC*.otf"),
                  key=lambda path: ("Regular" not in path.name, path.name))
    system = [path for pattern in ("*CJK*.ttc", "*SC*.otf", "wqy*.ttc") for path in
              sorted(Path("/usr/share/fonts").rglob(pattern))]
    for path in ours + system:
        return path
    raise NoFont("no Chinese font in assets/fonts or on the system; name a font file with --font")


class Type:
    """Draws one character into its cell, as 0/255 masks; keeps what it drew."""

    def __init__(self, font: Path) -> None:
        self._path = str(font)
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._cells: dict[tuple[str, tuple[int, int]], Image.Image] = {}

    def cell(self, character: str, size: tuple[int, int]) -> Image.Image:
        """The character in a cell of ``size`` dots; an empty box where nothing can be drawn."""
        key = character, size
        if key not in self._cells:
            if len(self._cells) >= MOST_CELLS:
                self._cells.clear()
            self._cells[key] = self._draw(character, size)
        return self._cells[key]

    def box(self, size: tuple[int, int]) -> Image.Image:
        """What is printed for a code that has no character."""
        cell = Image.new("L", size, BLANK)
        ImageDraw.Draw(cell).rectangle((1, 3, size[0] - 2, size[1] - 3), outline=INK)
        return cell

    def _draw(self, character: str, size: tuple[int, int]) -> Image.Image:
        width, height = size
        points = 24 if size == CHINESE else round(height * 0.86)
        font = self._fonts.setdefault(points, ImageFont.truetype(self._path, points))
        advance = max(1, round(font.getlength(character)))
        broad = Image.new("L", (advance, height), BLANK)
        baseline = round(height * 0.86) if size == CHINESE else round(height * 0.80)
        ImageDraw.Draw(broad).text((0, baseline), character, INK, font, anchor="ls")
        if advance > width:
            broad = broad.resize((width, height), Image.Resampling.BILINEAR)
        cell = Image.new("L", size, BLANK)
        cell.paste(broad, ((width - broad.width) // 2, 0))
        return cell.point([INK if level > 105 else BLANK for level in range(256)])


def embolden(cell: Image.Image) -> Image.Image:
    """Every dot doubled to the right."""
    return ImageChops.lighter(cell, ImageChops.offset(cell, 1, 0))
