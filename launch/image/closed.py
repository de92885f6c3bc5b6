"""What an outsider would look for in the image's own root: a door for tests, a login, a password that opens."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from launch.image.bad_boots import place_of
from launch.image.disk import ROOT_LABEL, SLOTS
from launch.progress import StepFailed

NEVER = re.compile(
    r"/site-packages/(launch|emulated|tests)(/|$)|/(sshd|in\.telnetd|dropbear|gdbserver|strace|tcpdump)$"
    r"|/witness(\.service)?$|/\.ssh(/|$)|/usr/bin/(gcc|make|git|curl|wget)$")
"""Paths: the trial's own things, and what lets somebody in or helps who has got in."""
MASKED = ("getty@.service", "autovt@.service", "serial-getty@.service", "console-getty.service", "debug-shell.service")
OWNERS = re.compile(r"-(..|.....)[sS]")
LOCKED = re.compile(r"[^:]*:[!*][^:]*:")


def looks_closed(image: Path) -> str:
    """Read the root out of the disk's image. Raises `StepFailed` with what stands open."""
    listed = _root(image, "-lln").splitlines()
    paths = [line.split(None, 5)[-1] for line in listed if "squashfs-root" in line]
    opens = [path for path in paths if NEVER.search(path.split(" -> ")[0])]
    opens += [f"{unit} is not masked" for unit in MASKED
              if not any(path.endswith(f"/etc/systemd/system/{unit} -> /dev/null") for path in paths)]
    opens += [f"account {line.split(':')[0]} is not locked"
              for line in _root(image, "-cat", said=("etc/shadow",)).splitlines() if not LOCKED.match(line)]
    opens += [f"{line.rpartition('/')[2]} runs as its owner" for line in listed if OWNERS.match(line)]
    if len(paths) < 1000 or opens:
        raise StepFailed(f"{len(paths)} files; open: {'; '.join(opens[:10]) or 'too few to be a root'}")
    return f"{len(paths)} files: no test's code, no login, no open account, no program that runs as root for others"


def _root(image: Path, *words: str, said: tuple[str, ...] = ()) -> str:
    done = subprocess.run(["unsquashfs", "-o", str(place_of(image, ROOT_LABEL.format(SLOTS[0]))), *words, str(image),
                           *said], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise StepFailed(f"unsquashfs does not read {image}: {done.stderr.strip()[-300:]}")
    return done.stdout
