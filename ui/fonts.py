"""Font files: opened once a face and size, and asked from their cmap which characters they have.

A missing glyph is drawn as a silent blank by SDL_ttf, so coverage is read from the file (OpenType `cmap`, formats 12
and 4).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pygame

from ui.theme import Face


class FontError(Exception):
    """A font file cannot be used; the message names it."""


class Coverage:
    """The characters of one font file."""

    def __init__(self, path: Path | None) -> None:
        """Raises `FontError` where the file has no cmap of format 12 or 4. None: no character at all."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in _ranges(path) if path is not None else ():
            self._starts.append(start)
            self._ends.append(end)

    @classmethod
    def of_nothing(cls) -> Coverage:
        """The coverage of a font that is not there."""
        return cls(None)

    def has(self, character: str) -> bool:
        """Whether the font draws this character."""
        index = bisect_right(self._starts, ord(character)) - 1
        return index >= 0 and ord(character) <= self._ends[index]

    def missing(self, text: str) -> str:
        """The characters of `text` that the font cannot draw, each once, in order."""
        return "".join(dict.fromkeys(c for c in text if not self.has(c)))


RARE = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
"""Debian's fonts-hanazono: CJK Extensions B to F, for names. Opened, and its cmap read, when the first one comes."""


class Fonts:
    """Faces from assets/fonts, and one for rare characters. One thread; `pygame.font` must be initialised."""

    def __init__(self, folder: Path, rare: Path = RARE) -> None:
        self._folder = folder
        self._rare = rare
        self._rare_coverage: Coverage | None = None
        self._rare_open: dict[int, pygame.font.Font] = {}
        self._open: dict[tuple[Face, int], pygame.font.Font] = {}
        self._coverage: dict[Face, Coverage] = {}

    def font(self, face: Face, size: int) -> pygame.font.Font:
        """A face at a size in pixels. Raises `FontError` where the file is missing."""
        key = (face, size)
        if key not in self._open:
            self._open[key] = _open(self._folder / face.value, size)
        return self._open[key]

    def has_rare(self, character: str) -> bool:
        """Whether the font for rare characters draws it; without that font it draws nothing."""
        if self._rare_coverage is None:
            self._rare_coverage = Coverage(self._rare) if self._rare.exists() else Coverage.of_nothing()
        return self._rare_coverage.has(character)

    def rare(self, size: int) -> pygame.font.Font:
        """The font for rare characters at a size in pixels; ask `has_rare` first. Raises `FontError`."""
        if size not in self._rare_open:
            self._rare_open[size] = _open(self._rare, size)
        return self._rare_open[size]

    def coverage(self, face: Face) -> Coverage:
        """What a face can draw."""
        if face not in self._coverage:
            self._coverage[face] = Coverage(self._folder / face.value)
        return self._coverage[face]


def _open(path: Path, size: int) -> pygame.font.Font:
    try:
        return pygame.font.Font(str(path), size)
    except (FileNotFoundError, pygame.error) as error:
        raise FontError(f"cannot open the font {path}: {error}; it must be there, and be whole") from error


def _ranges(path: Path) -> list[tuple[int, int]]:
    try:
        # a face has megabytes, of which only these tables are read
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            return _mapped(data)
    except (OSError, ValueError, struct.error, KeyError, StopIteration) as error:
        raise FontError(f"cannot read which characters {path} has: {error}") from error


def _mapped(data: mmap) -> list[tuple[int, int]]:
    cmap = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    by_format: dict[int, int] = {}
    for index in range(count):
        (offset,) = struct.unpack_from(">I", data, cmap + 4 + index * 8 + 4)
        (form,) = struct.unpack_from(">H", data, cmap + offset)
        by_format[form] = cmap + offset
    return _groups(data, by_format[12]) if 12 in by_format else _segments(data, by_format[4])


def _groups(data: mmap, at: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    return [struct.unpack_from(">II", data, at + 16 + group * 12) for group in range(count)]


def _segments(data: mmap, at: int) -> list[tuple[int, int]]:
    """The segments of a format 4 subtable. Noto maps every character of a segment; glyph 0 need not be looked for."""
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + doubled)
    return [(start, end) for start, end in zip(starts, ends) if start != 0xFFFF]


def _table(data: mmap, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    offsets = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count))
    return int(next(offset for tag, _, offset, _ in offsets if tag == name))
