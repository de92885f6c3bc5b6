"""A card's photo into a PNG. Its coding is a secret of its makers, so their library decodes it, in a process apart.

What that process does is no matter: it may crash, hang or talk. It gets a photo and a time, and leaves a picture of
exactly the size it must have, or there is none, which is a normal outcome.
"""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

from drivers.idcard import portrait_child
from drivers.idcard.portrait_child import HEIGHT, RAW, WIDTH

_PROGRAM = portrait_child.__file__
_BMP_HEAD, _BMP_STRIDE = 54, (WIDTH * 3 + 3) // 4 * 4
_BMP = _BMP_HEAD + _BMP_STRIDE * HEIGHT
_BMP_SHAPE = struct.pack("<iiHH", WIDTH, HEIGHT, 1, 24)


class LibraryPortraits:
    """See `drivers.idcard.sam_reader.Portraits`. `library` is a file that the configuration names."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._child: subprocess.Popen[bytes] | None = None
        self._begun = False

    def prepare(self) -> None:
        """Start the process; it loads the library and waits for a photo."""
        self.close()
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", _PROGRAM, str(self._library)], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env={})
        except OSError:
            self._child = None  # no room for a process: a card without a photo is better than no card

    def begin(self, photo: bytes) -> None:
        """Hand the photo over; a pipe has room for it."""
        if len(photo) > portrait_child.LARGEST_PHOTO:
            return
        if self._child is None:
            self.prepare()
        if self._child is None or self._child.stdin is None:
            return
        self._begun = True
        try:
            os.write(self._child.stdin.fileno(), photo)
        except BrokenPipeError:
            return  # it has ended: nothing comes of it

    def finish(self, timeout_s: float) -> bytes | None:
        """A PNG, or None."""
        if self._child is None or not self._begun:
            return None
        picture = _picture(self._child, time.monotonic() + timeout_s)
        self.close()
        pixels = bgr(picture)
        return None if pixels is None else png(pixels)

    def close(self) -> None:
        """End the process, whatever it does."""
        child, self._child = self._child, None
        self._begun = False
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def bgr(picture: bytes) -> bytes | None:
    """Rows from the top, three bytes a pixel, of what a library left: raw, or a BMP of the same size; else None."""
    if len(picture) == RAW:
        return picture
    if len(picture) != _BMP or picture[18:30] != _BMP_SHAPE:
        return None
    rows = (picture[start:start + WIDTH * 3] for start in range(_BMP_HEAD, _BMP, _BMP_STRIDE))
    return b"".join(reversed(list(rows)))


def png(pixels: bytes) -> bytes:
    """A PNG (RFC 2083) of `WIDTH` by `HEIGHT` pixels, given as blue, green, red from the top left."""
    colours = bytearray(pixels)
    colours[0::3], colours[2::3] = pixels[2::3], pixels[0::3]
    rows = b"".join(b"\0" + colours[start:start + WIDTH * 3] for start in range(0, RAW, WIDTH * 3))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _picture(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    """What the process wrote until it closed its end; nothing where it was late or wrote too much."""
    assert child.stdout is not None
    picture = b""
    poll = select.poll()
    poll.register(child.stdout.fileno(), select.POLLIN)
    while len(picture) <= _BMP and (left := deadline - time.monotonic()) > 0:
        if poll.poll(left * 1000):
            piece = os.read(child.stdout.fileno(), _BMP + 1)
            if not piece:
                return picture
            picture += piece
    return b""
