"""What the screen shows when the system itself cannot be read: pictures for the start-up, which has no fonts."""

from __future__ import annotations

import gzip
from pathlib import Path

from rules.settings import Settings
from ui.emergency.causes import Cause
from ui.emergency.framebuffer import Framebuffer
from ui.emergency.picture import draw

SIZES = ((1920, 1080), (1280, 800), (1024, 768), (800, 600))
"""Of screens as firmware sets them up; told apart by their rows' length."""
FOLDER = "usr/lib/kiosk"
CAUSE = Cause("系统读不出来", "本机会自动再试。若一直如此，请工程师重新写入系统，或更换硬盘。",
              "the system on this disk cannot be read, or did not start three times", Settings().kiosk.hotline)


def wrong(root: Path, fonts: Path) -> None:
    """Write `wrong-STRIDE.gz` for each size, as /dev/fb0 has it (32 bits a pixel), the same each time."""
    for width, height in SIZES:
        screen = Framebuffer(width, height, width * 4, 32)
        coded = screen.coded(draw(CAUSE, (width, height), fonts))
        (root / FOLDER / f"wrong-{screen.stride}.gz").write_bytes(gzip.compress(coded, 9, mtime=0))
