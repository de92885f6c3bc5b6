"""A picture on the screen by the kernel's modesetting alone: a dumb buffer, which every driver has (drm-memory(7)).

No GL: SDL's KMSDRM wants Mesa, which is 100 MB on disk, and takes seconds a picture where a processor plays the GPU.
Who opens the card first is its master; nobody else does on a kiosk, so that no privilege is needed.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

from ui.geometry import Box

CARDS = Path("/dev/dri")
CONNECTED = 1
_RESOURCES, _CRTC, _ENCODER, _CONNECTOR = 0xA0, 0xA2, 0xA6, 0xA7
_ADD_BUFFER, _DIRTY, _CREATE, _MAP = 0xAE, 0xB1, 0xB2, 0xB3
_MODE = struct.Struct("<I10H3I32s")
_MOST = 256
"""Connectors, modes and encoders; a driver that names more is not believed."""


class NoScanout(Exception):
    """No card has a screen that shows this size; the message says what there is."""


class Scanout:
    """The first connected screen that has a mode of the wanted size, lit."""

    def __init__(self, size: tuple[int, int], cards: Path = CARDS) -> None:
        """Raises `NoScanout`."""
        said: list[str] = []
        for card in sorted(cards.glob("card*")):
            try:
                self._card = os.open(card, os.O_RDWR | os.O_CLOEXEC)
            except OSError as error:
                said.append(f"{card}: {error.strerror}")
                continue
            try:
                self._light(size)
                return
            except (NoScanout, OSError) as error:
                os.close(self._card)
                said.append(f"{card}: {error}")
        raise NoScanout("; ".join(said) or f"no card in {cards}")

    def show(self, pixels: memoryview, pitch: int, boxes: Sequence[Box]) -> None:
        """Copy boxes of a picture of the screen's size, BGRX, `pitch` bytes a row, and have them shown."""
        clips = b""
        for box in boxes:
            x, y = max(0, box.x), max(0, box.y)
            right, bottom = min(self._width, box.x + box.w), min(self._height, box.y + box.h)
            if right <= x or bottom <= y:
                continue
            for row in range(y, bottom):
                to, since = row * self._pitch + x * 4, row * pitch + x * 4
                self._memory[to:to + (right - x) * 4] = pixels[since:since + (right - x) * 4]
            clips += struct.pack("<4H", x, y, right, bottom)
        if clips:
            kept = array("B", clips)
            # drivers that show the memory as it stands do not know this call
            self._try(_DIRTY, struct.pack("<4IQ", self._buffer, 0, 0, len(clips) // 8, kept.buffer_info()[0]))

    def close(self) -> None:
        """Give the card back: the next renderer cannot have it before. Idempotent."""
        if self._card >= 0:
            self._memory.close()
            os.close(self._card)
            self._card = -1

    def _light(self, size: tuple[int, int]) -> None:
        crtcs, connectors = self._resources()
        for connector in connectors:
            mode, encoders = self._mode_of(connector, size)
            if mode is None:
                continue
            for crtc in self._crtcs_for(encoders, crtcs):
                self._make_buffer(size)
                kept = array("I", [connector])
                self._ask(_CRTC, struct.pack("<Q7I", kept.buffer_info()[0], 1, crtc, self._buffer, 0, 0, 0, 1) + mode)
                return
        raise NoScanout(f"no connected screen shows {size[0]}×{size[1]}")

    def _resources(self) -> tuple[list[int], list[int]]:
        counts = struct.unpack_from("<4I", self._ask(_RESOURCES, bytes(64)), 32)
        lists = [array("I", bytes(4 * min(count, _MOST))) for count in counts]
        asked = struct.pack("<4Q4I", *(kept.buffer_info()[0] for kept in lists), *(len(kept) for kept in lists))
        self._ask(_RESOURCES, asked + bytes(16))
        return list(lists[1]), list(lists[2])

    def _mode_of(self, connector: int, size: tuple[int, int]) -> tuple[bytes | None, list[int]]:
        blank = struct.pack("<4Q12I", 0, 0, 0, 0, 0, 0, 0, 0, connector, 0, 0, 0, 0, 0, 0, 0)
        modes_there, _, encoders_there, *_ = struct.unpack_from("<4I", self._ask(_CONNECTOR, blank), 32)
        modes = array("B", bytes(_MODE.size * min(modes_there, _MOST)))
        encoders = array("I", bytes(4 * min(encoders_there, _MOST)))
        asked = struct.pack("<4Q12I", encoders.buffer_info()[0], modes.buffer_info()[0], 0, 0,
                            min(modes_there, _MOST), 0, len(encoders), 0, connector, 0, 0, 0, 0, 0, 0, 0)
        answer = self._ask(_CONNECTOR, asked)
        connection, = struct.unpack_from("<I", answer, 60)
        if connection != CONNECTED:
            return None, []
        raw = modes.tobytes()
        offered = [raw[start:start + _MODE.size] for start in range(0, len(raw), _MODE.size)]
        fitting = [mode for mode in offered if (_MODE.unpack(mode)[1], _MODE.unpack(mode)[6]) == size]
        return (fitting[0] if fitting else None), list(encoders)

    def _crtcs_for(self, encoders: list[int], crtcs: list[int]) -> Iterator[int]:
        for encoder in encoders:
            possible, = struct.unpack_from("<I", self._ask(_ENCODER, struct.pack("<5I", encoder, 0, 0, 0, 0)), 12)
            yield from (crtc for place, crtc in enumerate(crtcs) if possible >> place & 1)

    def _make_buffer(self, size: tuple[int, int]) -> None:
        self._width, self._height = size
        made = self._ask(_CREATE, struct.pack("<6IQ", size[1], size[0], 32, 0, 0, 0, 0))
        handle, self._pitch, length = struct.unpack_from("<IIQ", made, 16)
        buffer = self._ask(_ADD_BUFFER, struct.pack("<7I", 0, size[0], size[1], self._pitch, 32, 24, handle))
        self._buffer, = struct.unpack_from("<I", buffer)
        place, = struct.unpack_from("<Q", self._ask(_MAP, struct.pack("<IIQ", handle, 0, 0)), 8)
        self._memory = mmap.mmap(self._card, length, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE, offset=place)

    def _ask(self, number: int, argument: bytes) -> bytes:
        """ioctl, both ways (_IOWR of <asm/ioctl.h>, type 'd'). Raises `OSError`."""
        answer = bytearray(argument)
        fcntl.ioctl(self._card, 3 << 30 | len(argument) << 16 | ord("d") << 8 | number, answer)
        return bytes(answer)

    def _try(self, number: int, argument: bytes) -> None:
        try:
            self._ask(number, argument)
        except OSError:
            return
