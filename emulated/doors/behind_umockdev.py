"""A command behind umockdev: its /sys, /dev and ioctls are a testbed's. For Debian's own Python (python3-gi)."""

import os
import subprocess
import threading
from collections.abc import Sequence

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import GLib, UMockdev  # noqa: E402 - the version comes first

PRELOAD = "libumockdev-preload.so.0"


def run(command: Sequence[str], place: UMockdev.Testbed, node: str, handler: UMockdev.IoctlBase) -> int:
    """Run it with `handler` behind `node` until it ends; its exit status. Raises `OSError` where it cannot start."""
    place.attach_ioctl(node, handler)
    main_loop = GLib.MainLoop()
    surroundings = {**os.environ, "LD_PRELOAD": PRELOAD, "UMOCKDEV_DIR": place.get_root_dir()}
    child = subprocess.Popen(command, env=surroundings)

    def waited() -> None:
        child.wait()
        GLib.idle_add(main_loop.quit)

    threading.Thread(target=waited, daemon=True).start()
    main_loop.run()
    place.detach_ioctl(node)
    return child.returncode
