"""`python -m ui.emergency --config FILE`: look for the cause, show it, stay a while; whoever started it tries again.

Exit status 0 also where there is no screen to draw on: a screen that comes later is for the renderer to find.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from ui.emergency.causes import Machine, find
from ui.emergency.framebuffer import ABOUT, DEVICE, Framebuffer, NoScreen
from ui.emergency.picture import draw

FONTS = Path("/usr/share/citizen-window/assets/fonts")
"""Not from the configuration: that may be what is wrong."""


def main(argv: list[str] | None = None) -> int:
    """Show the cause for `--seconds`, or until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m ui.emergency", description="市民之窗: what is wrong, on the screen")
    parser.add_argument("--config", type=Path, required=True, help="the configuration file, TOML")
    parser.add_argument("--fonts", type=Path, default=FONTS, help=f"default: {FONTS}")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to stay (20)")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write a PNG of 1920×1080 and leave")
    asked = parser.parse_args(argv)
    cause = find(Machine(asked.config))
    print(f"emergency: {cause.title} ({cause.detail})", file=sys.stderr)
    try:
        if asked.picture:
            draw(cause, (1920, 1080), asked.fonts).save(asked.picture)
            return 0
        screen = Framebuffer.look(ABOUT)
        screen.show(draw(cause, (screen.width, screen.height), asked.fonts), DEVICE)
    except (NoScreen, OSError) as error:
        print(f"emergency: {error}", file=sys.stderr)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    signal.sigtimedwait({signal.SIGTERM}, asked.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
