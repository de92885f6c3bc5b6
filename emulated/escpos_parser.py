"""ESC/POS as a stream of commands: bytes in, one :class:`Command` after the other out. No printing in here.

Every command the twin knows is one row of ``TABLE`` with the rule for its length; a byte sequence that is no row comes
out as ``unknown``, with the bytes of its prefix, and is never guessed at. Source: the manufacturers' common command
reference, as far as the lengths are concerned the same across Epson, Bixolon, Masung, SPRT.
"""

from collections.abc import Callable
from dataclasses import dataclass

LARGEST_BODY = 2 * 1024 * 1024
"""A graphics command that announces more than this is unknown: no receipt is that long."""

Length = Callable[[bytes], int | None]
"""Given the bytes after the prefix: how many belong to the command, or None while that cannot be told yet.

Negative: this cannot be a command of that name.
"""


@dataclass(frozen=True)
class Command:
    """``name`` of the row (``text`` for printable bytes, ``unknown``), the ``body`` after its prefix, all its bytes."""

    name: str
    body: bytes
    raw: bytes


def _fixed(count: int) -> Length:
    return lambda rest: count


def _counted(counter: int, factor: Callable[[bytes], int] = lambda head: 1) -> Length:
    """``counter`` bytes of head, the last two a little-endian count, then count × factor bytes."""
    def length(rest: bytes) -> int | None:
        if len(rest) < counter:
            return None
        return counter + int.from_bytes(rest[counter - 2:counter], "little") * factor(rest)
    return length


def _long_counted(rest: bytes) -> int | None:
    return None if len(rest) < 4 else 4 + int.from_bytes(rest[:4], "little")


def _raster(rest: bytes) -> int | None:
    if len(rest) < 5:
        return None
    return 5 + int.from_bytes(rest[1:3], "little") * int.from_bytes(rest[3:5], "little")


def _columns(rest: bytes) -> int | None:
    if not rest:
        return None
    if rest[0] not in (0, 1, 32, 33):
        return -1
    return _counted(3, lambda head: 3 if head[0] >= 32 else 1)(rest)


def _barcode(rest: bytes) -> int | None:
    if not rest:
        return None
    if rest[0] <= 6:
        end = rest.find(0)
        return -1 if len(rest) > 256 and end < 0 else None if end < 0 else end + 1
    if not 65 <= rest[0] <= 79:
        return -1
    return None if len(rest) < 2 else 2 + rest[1]


def _cut(rest: bytes) -> int | None:
    if not rest:
        return None
    return 1 if rest[0] in (0, 1, 48, 49) else 2 if rest[0] in (65, 66) else -1


def _tabs(rest: bytes) -> int | None:
    end = rest.find(0)
    return end + 1 if end >= 0 else -1 if len(rest) > 33 else None


TABLE: dict[bytes, tuple[str, Length]] = {
    b"\n": ("feed line", _fixed(0)), b"\r": ("carriage return", _fixed(0)), b"\t": ("tab", _fixed(0)),
    b"\x00": ("nothing", _fixed(0)),
    b"\x10\x04": ("real-time status", _fixed(1)), b"\x10\x05": ("real-time request", _fixed(1)),
    b"\x1b@": ("initialise", _fixed(0)), b"\x1b!": ("print mode", _fixed(1)), b"\x1b-": ("underline", _fixed(1)),
    b"\x1bE": ("bold", _fixed(1)), b"\x1bG": ("double strike", _fixed(1)), b"\x1bM": ("font", _fixed(1)),
    b"\x1ba": ("align", _fixed(1)), b"\x1bd": ("feed lines", _fixed(1)), b"\x1bJ": ("feed dots", _fixed(1)),
    b"\x1b2": ("default line spacing", _fixed(0)), b"\x1b3": ("line spacing", _fixed(1)),
    b"\x1b ": ("character spacing", _fixed(1)), b"\x1bt": ("code page", _fixed(1)),
    b"\x1bR": ("national characters", _fixed(1)), b"\x1b{": ("upside down", _fixed(1)),
    b"\x1b$": ("absolute position", _fixed(2)), b"\x1b\\": ("relative position", _fixed(2)),
    b"\x1b*": ("column image", _columns), b"\x1bD": ("tab stops", _tabs), b"\x1bc5": ("panel buttons", _fixed(1)),
    b"\x1bc3": ("paper-end sensors", _fixed(1)), b"\x1bc4": ("stop sensors", _fixed(1)),
    b"\x1b=": ("select device", _fixed(1)), b"\x1bp": ("drawer pulse", _fixed(3)),
    b"\x1bi": ("cut partially", _fixed(0)), b"\x1bm": ("cut partially", _fixed(0)),
    b"\x1d!": ("character size", _fixed(1)), b"\x1dB": ("reverse", _fixed(1)), b"\x1db": ("smoothing", _fixed(1)),
    b"\x1dH": ("barcode text position", _fixed(1)), b"\x1df": ("barcode text font", _fixed(1)),
    b"\x1dh": ("barcode height", _fixed(1)), b"\x1dw": ("barcode width", _fixed(1)), b"\x1dk": ("barcode", _barcode),
    b"\x1dL": ("left margin", _fixed(2)), b"\x1dW": ("print width", _fixed(2)), b"\x1dP": ("motion units", _fixed(2)),
    b"\x1dV": ("cut", _cut), b"\x1dv0": ("raster image", _raster),
    b"\x1d(L": ("graphics", _counted(2)), b"\x1d8L": ("graphics long", _long_counted),
    b"\x1d(k": ("symbol", _counted(2)), b"\x1d(H": ("response request", _counted(2)),
    b"\x1dr": ("status", _fixed(1)), b"\x1da": ("automatic status", _fixed(1)), b"\x1dI": ("identity", _fixed(1)),
    b"\x1c&": ("chinese on", _fixed(0)), b"\x1c.": ("chinese off", _fixed(0)),
    b"\x1c!": ("chinese print mode", _fixed(1)), b"\x1cW": ("chinese double size", _fixed(1)),
    b"\x1cP": ("present", _fixed(4)),
    b"\x1c-": ("chinese underline", _fixed(1)), b"\x1cS": ("chinese spacing", _fixed(2)),
}

_STARTS = frozenset(prefix[:count] for prefix in TABLE for count in range(1, len(prefix)))
_LENGTHS = sorted({len(prefix) for prefix in TABLE}, reverse=True)


class Parser:
    """Feed it bytes as they come; take commands out while there are complete ones."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.chinese = False
        """Whether bytes from 0x81 begin a double-byte character; follows FS &, FS . and ESC @."""

    def feed(self, data: bytes) -> None:
        """Append what the printer received."""
        self._bytes += data

    def waiting(self) -> int:
        """Bytes that are no complete command yet or have not been taken."""
        return len(self._bytes)

    def take(self) -> Command | None:
        """The next command, or None until more bytes come."""
        if not self._bytes:
            return None
        first = self._bytes[0]
        if first >= 0x20:
            return self._text()
        for count in _LENGTHS:
            row = TABLE.get(bytes(self._bytes[:count]))
            if row is not None and len(self._bytes) >= count:
                return self._known(row[0], row[1], count)
        if self._bytes.startswith(b"\x1d(") and len(self._bytes) >= 3:
            # An unknown function of a group that always carries its length: passed over whole, and reported.
            return self._known("unknown", _counted(2), 3)
        start = bytes(self._bytes[:3])
        while start and start not in _STARTS:
            start = start[:-1]
        if len(start) == len(self._bytes):
            return None
        return self._unknown(max(len(start) + 1, 1))

    def _known(self, name: str, rule: Length, count: int) -> Command | None:
        length = rule(bytes(self._bytes[count:count + 260]))
        if length is None:
            return None
        if not 0 <= length <= LARGEST_BODY:
            return self._unknown(count)
        if len(self._bytes) < count + length:
            return None
        if name in ("chinese on", "chinese off", "initialise"):
            self.chinese = name == "chinese on"
        raw = bytes(self._bytes[:count + length])
        del self._bytes[:count + length]
        return Command(name, raw[count:], raw)

    def _text(self) -> Command | None:
        place = 0
        while place < len(self._bytes) and self._bytes[place] >= 0x20:
            if self.chinese and self._bytes[place] >= 0x81:
                if place + 1 >= len(self._bytes):
                    break
                place += 2
            else:
                place += 1
        if place == 0:
            return None
        raw = bytes(self._bytes[:place])
        del self._bytes[:place]
        return Command("text", raw, raw)

    def _unknown(self, count: int) -> Command:
        raw = bytes(self._bytes[:count])
        del self._bytes[:count]
        return Command("unknown", raw, raw)
