"""`./kiosk deb --try`: the package in a fresh Debian of this machine's release, made by mmdebstrap, gone afterwards."""

from __future__ import annotations

import os
import time
from pathlib import Path

from launch.house import House
from launch.progress import PersonNeeded, Progress, StepFailed, tail

_INSTALL = 'chroot "$1" apt-get install -y --no-install-recommends /tmp/kiosk.deb'


def attempt(house: House, package: Path, progress: Progress) -> None:
    """Install it and look at it from inside. Raises `StepFailed`, `PersonNeeded`."""
    if os.geteuid() != 0:
        raise PersonNeeded("A fresh Debian is made by root: sudo ./kiosk deb --try")
    began = time.monotonic()
    progress.say("deb: trying it in a fresh Debian")
    inside = Path(__file__).with_name("inside.py")
    advice = "A line with FAULT says what is not as it should be; without one, the package could not be installed."
    try:
        progress.run("deb-try", [
            "mmdebstrap", "--variant=minbase", "--format=null",
            f"--customize-hook=upload {package} /tmp/kiosk.deb", f"--customize-hook={_INSTALL}",
            f"--customize-hook=upload {inside} /tmp/inside.py",
            '--customize-hook=chroot "$1" python3 /tmp/inside.py', _codename()], advice)
    finally:
        for line in tail(house.logs / "deb-try.log", 60):
            if line.startswith(("ok ", "FAULT ")):
                progress.say(f"      {line}")
    progress.say(f"deb: it stands ({time.monotonic() - began:.0f} s)")


def _codename() -> str:
    for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.partition("=")[2].strip('"')
    raise StepFailed("/etc/os-release has no VERSION_CODENAME; try the package on Debian 12 or 13")
