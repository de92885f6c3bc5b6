"""The kernel's own picture memory, /dev/fb0, which every display driver has (Linux, Documentation/fb/framebuffer.rst).

Its layout is read from sysfs, so that nothing but reading and writing files is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

DEVICE = Path("/dev/fb0")
ABOUT = Path("/sys/class/graphics/fb0")
MOST = 16384
"""Pixels a side; what claims more is not believed."""
_BITS, _RAW = 32, "BGRX"
"""What every driver of the kernel's modesetting offers."""


class NoScreen(Exception):
    """There is nothing to draw on; the message says what was looked for."""


@dataclass(frozen=True)
class Framebuffer:
    """Size in pixels, bytes from one row to the next, bits a pixel."""

    width: int
    height: int
    stride: int
    bits: int

    @classmethod
    def look(cls, about: Path = ABOUT) -> Framebuffer:
        """What the kernel says of it. Raises `NoScreen`."""
        try:
            said = {name: (about / name).read_text(encoding="ascii", errors="replace").strip()
                    for name in ("virtual_size", "stride", "bits_per_pixel", "modes")}
        except OSError as error:
            raise NoScreen(f"{about}: {error.strerror}; no display driver has a screen") from error
        size = re.fullmatch(r"(\d{1,5}),(\d{1,5})", said["virtual_size"])
        numbers = re.fullmatch(r"(\d{1,6}) (\d{1,2})", f"{said['stride']} {said['bits_per_pixel']}")
        if size is None or numbers is None:
            raise NoScreen(f"{about}: its size is not told in a way that is known")
        # the memory may be higher than the screen, where a driver keeps two pictures in it
        shown = re.match(r"\w:(\d{1,5})x(\d{1,5})", said["modes"]) or size
        found = cls(int(shown[1]), int(shown[2]), int(numbers[1]), int(numbers[2]))
        if found.bits != _BITS or not 0 < found.width <= MOST or not 0 < found.height <= MOST \
                or found.stride < found.width * found.bits // 8:
            raise NoScreen(f"{about}: {found} cannot be drawn on")
        return found

    def coded(self, picture: Image.Image) -> bytes:
        """A picture of this size, RGB, as the memory has it."""
        rows = picture.tobytes("raw", _RAW)
        length, rest = self.width * self.bits // 8, bytes(self.stride - self.width * self.bits // 8)
        return b"".join(rows[start:start + length] + rest for start in range(0, len(rows), length))

    def show(self, picture: Image.Image, device: Path = DEVICE) -> None:
        """Raises `NoScreen` where the memory may not be written."""
        try:
            with device.open("r+b", buffering=0) as memory:
                data = memoryview(self.coded(picture))
                while data:
                    data = data[memory.write(data) or len(data):]
        except OSError as error:
            raise NoScreen(f"{device}: {error.strerror}; this user needs the group video") from error
