"""What ESC/POS commands do to the paper: modes, lines, images, symbols, cuts. No USB, no clock, no faults in here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from emulated.escpos_parser import Command
from emulated.receipt_paper import HEAD_TO_CUTTER, WIDTH, Strip
from emulated.receipt_symbols import QUIET_ZONE, NotDrawable, code128, qr
from emulated.receipt_type import CHINESE, CODE_PAGES, FONT_A, FONT_B, INK, Type, embolden

DEFAULT_SPACING = 34
"""Dots from line to line, 1/6 inch at 203 dpi."""

ACCEPTED_WITHOUT_EFFECT = frozenset((
    "nothing", "carriage return", "real-time status", "real-time request", "panel buttons", "paper-end sensors",
    "stop sensors", "select device", "drawer pulse", "smoothing", "national characters", "barcode text font",
    "status", "automatic status", "identity", "response request"))
"""Known, and nothing to see on paper; the answers among them are given by the printer's own file."""


@dataclass
class Modes:
    """All that ESC @ sets back."""

    font: tuple[int, int] = FONT_A
    width: int = 1
    height: int = 1
    bold: bool = False
    underline: int = 0
    reverse: bool = False
    upside_down: bool = False
    align: int = 0
    line_spacing: int = DEFAULT_SPACING
    spacing: int = 0
    code_page: int = 0
    left_margin: int = 0
    print_width: int = WIDTH
    chinese: bool = False
    chinese_width: int = 1
    chinese_height: int = 1
    chinese_underline: int = 0
    chinese_spacing: tuple[int, int] = (0, 0)
    tabs: tuple[int, ...] = tuple(range(8, 48, 8))
    bar_height: int = 162
    bar_width: int = 3
    bar_text: int = 0
    qr_size: int = 3
    qr_level: int = 48
    qr_data: bytes = b""
    graphics: Image.Image | None = None


@dataclass
class Ticket:
    """A piece of paper that came out. ``raw`` are the bytes that made it."""

    image: Image.Image
    edge: str
    raw: bytes


@dataclass
class Press:
    """Performs commands on a strip of paper. ``complaints`` collects what it did not know or could not draw,
    ``lacks`` are commands that its make does not have."""

    type: Type
    strip: Strip = field(default_factory=Strip)
    modes: Modes = field(default_factory=Modes)
    complaints: list[str] = field(default_factory=list)
    lacks: frozenset[str] = frozenset()
    _line: list[tuple[int, Image.Image]] = field(default_factory=list)
    _cursor: int = 0
    _raw: bytearray = field(default_factory=bytearray)

    def perform(self, command: Command) -> list[Ticket]:
        """Carry out one command. Returns the tickets that it cut off."""
        self._raw += command.raw
        action = self._actions().get(command.name)
        if command.name in self.lacks:
            self.complain(f"this make has no {command.name}")
        elif action is not None:
            action(command.body)
        elif command.name in ("cut", "present"):
            return self._cut(command.body if command.name == "cut" else b"\x41\x00")
        elif command.name == "cut partially":
            return self._sever("partial")
        elif command.name not in ACCEPTED_WITHOUT_EFFECT:
            self.complain(f"unknown command {command.raw[:8].hex(' ')}")
        return [self._take(self.strip.tear(), "torn")] if self.strip.too_long() else []

    def tear(self) -> Ticket | None:
        """Tear off what hangs out, None where nothing was printed."""
        self._flush()
        return self._take(self.strip.tear(), "torn") if self.strip.printed else None

    def initialise(self) -> None:
        """ESC @, or power: modes as after switching on; the line that was not printed is lost."""
        self.modes = Modes()
        self._line, self._cursor = [], 0

    def power_cycle(self) -> None:
        """Power was lost: as initialise, and the bytes of the unfinished ticket start anew."""
        self.initialise()
        self._raw.clear()

    def complain(self, text: str) -> None:
        """Note what a person should know; the newest hundred are kept."""
        self.complaints[:] = self.complaints[-99:] + [text]

    def _actions(self) -> dict[str, Callable[[bytes], None]]:
        return {
            "text": self._text, "feed line": lambda body: self._feed_line(), "tab": lambda body: self._tab(),
            "initialise": lambda body: self.initialise(), "feed lines": self._feed_lines,
            "feed dots": self._feed_dots, "print mode": self._print_mode, "character size": self._character_size,
            "font": self._font, "chinese print mode": self._chinese_print_mode,
            "chinese double size": self._chinese_double, "chinese spacing": self._chinese_spacing,
            "chinese on": lambda body: self._set(chinese=True), "chinese off": lambda body: self._set(chinese=False),
            "bold": lambda body: self._set(bold=bool(body[0] & 1)),
            "double strike": lambda body: self._set(bold=bool(body[0] & 1)),
            "underline": lambda body: self._set(underline=body[0] % 48),
            "chinese underline": lambda body: self._set(chinese_underline=body[0] % 48),
            "reverse": lambda body: self._set(reverse=bool(body[0] & 1)),
            "upside down": lambda body: self._set(upside_down=bool(body[0] & 1)),
            "align": lambda body: self._set(align=body[0] % 48 if body[0] % 48 < 3 else self.modes.align),
            "line spacing": lambda body: self._set(line_spacing=body[0]),
            "default line spacing": lambda body: self._set(line_spacing=DEFAULT_SPACING),
            "character spacing": lambda body: self._set(spacing=body[0]), "code page": self._code_page,
            "left margin": lambda body: self._set(left_margin=min(_u16(body), self.strip.width - 24)),
            "print width": lambda body: self._set(print_width=max(24, min(_u16(body), self.strip.width))),
            "motion units": self._motion_units, "tab stops": lambda body: self._set(tabs=tuple(body[:-1])),
            "absolute position": lambda body: self._move_to(_u16(body)),
            "relative position": lambda body: self._move_to(self._cursor + int.from_bytes(body, "little", signed=True)),
            "raster image": self._raster, "column image": self._columns,
            "graphics": lambda body: self._graphics(body[2:]), "graphics long": lambda body: self._graphics(body[4:]),
            "barcode height": lambda body: self._set(bar_height=max(1, body[0])),
            "barcode width": lambda body: self._set(bar_width=min(max(body[0], 1), 6)),
            "barcode text position": lambda body: self._set(bar_text=body[0] % 48),
            "barcode": self._barcode, "symbol": self._symbol,
        }

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.modes, name, value)

    def _width(self) -> int:
        return min(self.modes.print_width, self.strip.width - self.modes.left_margin)

    def _text(self, body: bytes) -> None:
        place = 0
        while place < len(body):
            if self.modes.chinese and body[place] >= 0x81:
                self._chinese(body[place:place + 2])
                place += 2
            else:
                self._western(body[place])
                place += 1

    def _chinese(self, code: bytes) -> None:
        modes = self.modes
        try:
            cell = self.type.cell(code.decode("gbk"), CHINESE)
        except UnicodeDecodeError:
            self.complain(f"no GBK character {code.hex(' ')}")
            cell = self.type.box(CHINESE)
        before, after = modes.chinese_spacing
        self._set_cell(cell, max(modes.width, modes.chinese_width), max(modes.height, modes.chinese_height),
                       before, after, max(modes.underline, modes.chinese_underline))

    def _western(self, code: int) -> None:
        modes = self.modes
        page = CODE_PAGES.get(modes.code_page, "ascii")
        try:
            cell = self.type.cell(bytes((code,)).decode(page), modes.font)
        except UnicodeDecodeError:
            self.complain(f"no character {code:#04x} in code page {modes.code_page}")
            cell = self.type.box(modes.font)
        self._set_cell(cell, modes.width, modes.height, 0, modes.spacing, modes.underline)

    def _set_cell(self, cell: Image.Image, wide: int, high: int, before: int, after: int, underline: int) -> None:
        if self.modes.bold:
            cell = embolden(cell)
        cell = cell.resize((cell.width * wide, cell.height * high), Image.Resampling.NEAREST)
        total = before * wide + cell.width + after * wide
        if self._line and self._cursor + total > self._width():
            self._feed_line()
        whole = Image.new("L", (total, cell.height), 0)
        whole.paste(cell, (before * wide, 0))
        if underline:
            whole.paste(INK, (0, cell.height - underline, total, cell.height))
        if self.modes.reverse:
            whole = ImageChops.invert(whole)
        self._line.append((self._cursor, whole))
        self._cursor += total

    def _flush(self) -> int:
        """Print the line that has gathered. Returns its height in dots."""
        if not self._line:
            self._cursor = 0
            return 0
        height = max(image.height for _, image in self._line)
        width = max(left + image.width for left, image in self._line)
        row = Image.new("L", (width, height), 0)
        for left, image in self._line:
            row.paste(image, (left, height - image.height))
        if self.modes.upside_down:
            row = row.transpose(Image.Transpose.ROTATE_180)
        self._line, self._cursor = [], 0
        self._stamp(row)
        return height

    def _stamp(self, image: Image.Image) -> None:
        spare = max(0, self._width() - image.width)
        left = self.modes.left_margin + (0, spare // 2, spare)[self.modes.align]
        self.strip.stamp(image.crop((0, 0, min(image.width, self._width()), image.height)), left)

    def _feed_line(self) -> None:
        self.strip.feed(max(self._flush(), self.modes.line_spacing))

    def _feed_lines(self, body: bytes) -> None:
        if body[0]:
            self.strip.feed(max(self._flush(), self.modes.line_spacing) + (body[0] - 1) * self.modes.line_spacing)
        else:
            self.strip.feed(self._flush())

    def _feed_dots(self, body: bytes) -> None:
        self.strip.feed(max(self._flush(), body[0]))

    def _tab(self) -> None:
        unit = self.modes.font[0] * self.modes.width
        stop = next((tab * unit for tab in self.modes.tabs if tab * unit > self._cursor), None)
        if stop is not None:
            self._move_to(stop)

    def _move_to(self, dots: int) -> None:
        if 0 <= dots <= self._width():
            self._cursor = dots

    def _print_mode(self, body: bytes) -> None:
        mode = body[0]
        self._set(font=FONT_B if mode & 1 else FONT_A, bold=bool(mode & 8), height=2 if mode & 16 else 1,
                  width=2 if mode & 32 else 1, underline=1 if mode & 128 else 0)

    def _character_size(self, body: bytes) -> None:
        if body[0] & 0x88:
            self.complain(f"character size {body[0]:#04x} is out of range")
        else:
            self._set(width=(body[0] >> 4) + 1, height=(body[0] & 7) + 1)

    def _font(self, body: bytes) -> None:
        if body[0] % 48 > 1:
            self.complain(f"no font {body[0]}")
        else:
            self._set(font=(FONT_A, FONT_B)[body[0] % 48])

    def _code_page(self, body: bytes) -> None:
        if body[0] not in CODE_PAGES:
            self.complain(f"no characters for code page {body[0]}")
        self._set(code_page=body[0])

    def _motion_units(self, body: bytes) -> None:
        if body not in (b"\x00\x00", b"\xcb\xcb"):
            self.complain(f"motion units {body[0]}, {body[1]} are not those of the head (203)")

    def _chinese_print_mode(self, body: bytes) -> None:
        self._set(chinese_width=2 if body[0] & 4 else 1, chinese_height=2 if body[0] & 8 else 1,
                  chinese_underline=1 if body[0] & 128 else 0)

    def _chinese_double(self, body: bytes) -> None:
        size = 2 if body[0] & 1 else 1
        self._set(chinese_width=size, chinese_height=size)

    def _chinese_spacing(self, body: bytes) -> None:
        self._set(chinese_spacing=(body[0], body[1]))

    def _raster(self, body: bytes) -> None:
        bytes_wide, rows = int.from_bytes(body[1:3], "little"), int.from_bytes(body[3:5], "little")
        if body[0] % 48 > 3 or not bytes_wide or not rows:
            self.complain("a raster image without size or with an unknown mode")
            return
        self._image(_bits(body[5:], bytes_wide * 8, rows), 1 + (body[0] & 1), 1 + (body[0] >> 1 & 1))

    def _graphics(self, body: bytes) -> None:
        function = body[1:2]
        if function == b"p" and len(body) >= 10:
            wide, rows = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
            expected = (wide + 7) // 8 * rows
            if body[2] != 48 or len(body) - 10 != expected or not expected or body[3] > 2 or body[4] > 2:
                self.complain("graphics that are not one raster in black, or of a wrong length")
                return
            image = _bits(body[10:], (wide + 7) // 8 * 8, rows).crop((0, 0, wide, rows))
            self.modes.graphics = image.resize((wide * body[3], rows * body[4]), Image.Resampling.NEAREST)
        elif function in (b"2", b"\x02"):
            if self.modes.graphics is not None:
                self._image(self.modes.graphics, 1, 1)
                self.modes.graphics = None
        else:
            self.complain(f"unknown graphics function {body[:2].hex(' ')}")

    def _columns(self, body: bytes) -> None:
        mode, columns = body[0], int.from_bytes(body[1:3], "little")
        deep = 3 if mode >= 32 else 1
        standing = _bits(body[3:], deep * 8, columns)
        # The bits of a column run downwards: mirrored and turned, they are the rows of the picture.
        image = standing.transpose(Image.Transpose.TRANSPOSE)
        wide, high = 1 if mode in (1, 33) else 2, 1 if deep == 3 else 3
        image = image.resize((image.width * wide, image.height * high), Image.Resampling.NEAREST)
        self._line.append((self._cursor, image))
        self._cursor += image.width

    def _image(self, image: Image.Image, wide: int, high: int) -> None:
        self.strip.feed(self._flush())
        if wide > 1 or high > 1:
            image = image.resize((image.width * wide, image.height * high), Image.Resampling.NEAREST)
        if image.width > self._width():
            self.complain(f"an image of {image.width} dots was cut off at {self._width()}")
        self._stamp(image)
        self.strip.feed(image.height)

    def _barcode(self, body: bytes) -> None:
        if body[0] != 73:
            self.complain(f"barcode system {body[0]} is not drawn by this printer, only CODE128 (73)")
            return
        try:
            modules, text = code128(body[2:])
        except NotDrawable as error:
            self.complain(str(error))
            return
        wide = self.modes.bar_width
        if (len(modules) + 2 * QUIET_ZONE) * wide > self._width():
            self.complain(f"a barcode of {len(modules)} modules × {wide} dots is wider than the paper; not printed")
            return
        bars = Image.new("L", (len(modules), 1))
        bars.putdata([INK if module else 0 for module in modules])
        bars = bars.resize((len(modules) * wide, self.modes.bar_height), Image.Resampling.NEAREST)
        if self.modes.bar_text & 1:
            self._image(self._readable(text), 1, 1)
        self._image(bars, 1, 1)
        if self.modes.bar_text & 2:
            self._image(self._readable(text), 1, 1)

    def _readable(self, text: str) -> Image.Image:
        line = Image.new("L", (max(1, len(text)) * FONT_A[0], FONT_A[1] + 4), 0)
        for number, character in enumerate(text):
            line.paste(self.type.cell(character, FONT_A), (number * FONT_A[0], 2))
        return line

    def _symbol(self, body: bytes) -> None:
        kind, function, rest = body[2:3], body[3:4], body[4:]
        if kind != b"1" or not function:
            self.complain(f"two-dimensional symbol {kind.hex()} is not drawn by this printer, only QR (31)")
        elif function == b"C" and rest and 1 <= rest[0] <= 16:
            self._set(qr_size=rest[0])
        elif function == b"E" and rest and 48 <= rest[0] <= 51:
            self._set(qr_level=rest[0])
        elif function == b"P" and rest[:1] == b"0":
            self._set(qr_data=rest[1:])
        elif function == b"Q":
            self._print_qr()
        elif function != b"A":
            self.complain(f"unknown QR function {body[2:6].hex(' ')}")

    def _print_qr(self) -> None:
        try:
            rows = qr(self.modes.qr_data, self.modes.qr_level)
        except NotDrawable as error:
            self.complain(str(error))
            return
        image = Image.new("L", (len(rows), len(rows)))
        image.putdata([INK if module else 0 for row in rows for module in row])
        size = self.modes.qr_size
        if image.width * size > self._width():
            self.complain("a QR code wider than the paper; not printed")
            return
        self._image(image, size, size)

    def _cut(self, body: bytes) -> list[Ticket]:
        if body[0] in (65, 66):
            self.strip.feed(self._flush() + HEAD_TO_CUTTER + body[1])
        return self._sever("full" if body[0] in (0, 48, 65) else "partial")

    def _sever(self, edge: str) -> list[Ticket]:
        self.strip.feed(self._flush())
        return [self._take(self.strip.cut(), edge)] if self.strip.head > HEAD_TO_CUTTER else []

    def _take(self, image: Image.Image, edge: str) -> Ticket:
        ticket = Ticket(image, edge, bytes(self._raw))
        self._raw.clear()
        return ticket


def _u16(body: bytes) -> int:
    return int.from_bytes(body[:2], "little")


def _bits(data: bytes, width: int, height: int) -> Image.Image:
    return Image.frombytes("1", (width, height), data).convert("L")
