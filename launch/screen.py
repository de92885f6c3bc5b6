"""A screen where there is none: an Xvfb of our own, touched through XTEST and looked at from outside the renderer.

Pixels are read from the framebuffer file that Xvfb keeps (`-fbdir`), so what is seen is what the server shows, whatever
the renderer believes.
"""

from __future__ import annotations

import mmap
import os
import secrets
import select
import shutil
import socket
import struct
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

WIDTH, HEIGHT = 1920, 1080
START_S = 60.0
X11_SOCKETS = Path("/tmp/.X11-unix")

_FAMILY_LOCAL, _FAMILY_WILD = 256, 65535
_PROTOCOL = b"MIT-MAGIC-COOKIE-1"
_XWD_FIELDS = 25
_XWD_COLOUR_BYTES = 12


class ScreenError(Exception):
    """There is no screen to look at. The message says what to do."""


@dataclass(frozen=True)
class Layout:
    """Where pixels stand in the framebuffer file."""

    offset: int
    line: int
    width: int
    height: int


class Screen:
    """One Xvfb. Only who has the cookie in `authority` may connect; `owner` is the uid that must be able to read it."""

    def __init__(self, folder: Path, owner: int | None = None) -> None:
        """Start it with its files in `folder`. Raises `ScreenError`."""
        program = shutil.which("Xvfb")
        if program is None:
            raise ScreenError("Xvfb is not installed. Run `./kiosk setup`, which brings the package xvfb.")
        folder.mkdir(parents=True, exist_ok=True)
        if owner is not None:
            folder.chmod(0o711)
        # without root Xvfb will not make this folder, and then has nowhere to listen
        with suppress(OSError):
            X11_SOCKETS.mkdir(mode=0o1777)
            X11_SOCKETS.chmod(0o1777)
        cookie = secrets.token_bytes(16)
        self.authority = folder / "authority"
        _write_authority(self.authority, cookie, "", owner)
        self._log = folder / "xvfb.log"
        listening, ready = os.pipe()
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", program, "-displayfd", str(ready), "-fbdir", str(folder),
                 "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-auth", str(self.authority), "-nolisten", "tcp",
                 "-nocursor", "-noreset"],
                pass_fds=(ready,), stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0)
        os.close(ready)
        try:
            number = self._number(listening)
            _write_authority(self.authority, cookie, number, owner)
            self.name = f":{number}"
            self._frame = (folder / "Xvfb_screen0").open("rb")
            self._pixels = mmap.mmap(self._frame.fileno(), 0, access=mmap.ACCESS_READ)
            self.layout = _layout(self._pixels)
            self._hand = _connect(self.name, self.authority)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            os.close(listening)

    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to draw here. SDL's default way to X, through GL, costs ten times."""
        return {"DISPLAY": self.name, "XAUTHORITY": str(self.authority), "SDL_VIDEODRIVER": "x11",
                "SDL_FRAMEBUFFER_ACCELERATION": "0"}

    def press(self, x: int, y: int) -> None:
        """A finger comes down."""
        xtest.fake_input(self._hand, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._hand, X.ButtonPress, 1)
        self._hand.sync()

    def lift(self) -> None:
        """The finger goes up."""
        xtest.fake_input(self._hand, X.ButtonRelease, 1)
        self._hand.sync()

    def move(self, x: int, y: int) -> None:
        """The finger moves, down or not."""
        xtest.fake_input(self._hand, X.MotionNotify, x=x, y=y)
        self._hand.sync()

    def picture(self) -> Image.Image:
        """What is on the screen now."""
        layout = self.layout
        raw = self._pixels[layout.offset:layout.offset + layout.line * layout.height]
        return Image.frombuffer("RGB", (layout.width, layout.height), raw, "raw", "BGRX", layout.line, 1)

    def patch(self, x: int, y: int, width: int) -> bytes:
        """The bytes of a run of pixels: cheap enough to look for a change in a loop."""
        start = self.layout.offset + y * self.layout.line + x * 4
        return self._pixels[start:start + width * 4]

    def close(self) -> None:
        """End it. Idempotent."""
        with suppress(OSError):
            self._hand.close()
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._pixels.close()
        self._frame.close()

    def _number(self, listening: int) -> str:
        deadline = time.monotonic() + START_S
        said = b""
        while not said.endswith(b"\n"):
            readable, _, _ = select.select([listening], [], [], max(0.0, deadline - time.monotonic()))
            more = os.read(listening, 64) if readable else b""
            if not more:
                raise ScreenError("Xvfb did not start. It says: "
                                  + self._log.read_text(encoding="utf-8", errors="replace").strip()[-600:])
            said += more
        return said.decode().strip()


def _connect(name: str, authority: Path) -> Display:
    before = os.environ.get("XAUTHORITY")
    # python-xlib takes the file's name from the environment only
    os.environ["XAUTHORITY"] = str(authority)
    try:
        return Display(name)
    finally:
        if before is None:
            del os.environ["XAUTHORITY"]
        else:
            os.environ["XAUTHORITY"] = before


def _write_authority(file: Path, cookie: bytes, number: str, owner: int | None) -> None:
    entries = b"".join(
        struct.pack(">H", family) + b"".join(struct.pack(">H", len(part)) + part
                                             for part in (address, number.encode(), _PROTOCOL, cookie))
        for family, address in ((_FAMILY_LOCAL, socket.gethostname().encode()), (_FAMILY_WILD, b"")))
    made = file.with_name(file.name + ".new")
    made.touch(mode=0o600)
    made.write_bytes(entries)
    if owner is not None:
        os.chown(made, owner, -1)
    made.replace(file)


def _layout(pixels: mmap.mmap) -> Layout:
    """Read the XWD header (XWDFile.h): 25 words, most significant byte first, then the colour map."""
    words = struct.unpack(f">{_XWD_FIELDS}I", pixels[:_XWD_FIELDS * 4])
    header, width, height, line, colours = words[0], words[4], words[5], words[12], words[19]
    return Layout(offset=header + colours * _XWD_COLOUR_BYTES, line=line, width=width, height=height)
