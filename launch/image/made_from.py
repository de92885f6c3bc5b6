"""What an image was made from, as one number: where it is the same, the image would be the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from launch.deb.stage import ROOMS
from launch.house import House

FOLDERS = (*ROOMS, "assets", "systemd", "image-build", "launch/deb", "launch/image")
FILES = ("setup.cfg", "launch/constraints.txt", "launch/units.py", "README.md", "CHANGELOG.md")
TRIAL = ("bad_boots", "closed", "course", "inside", "life", "outsider", "parts", "qemu", "qmp", "rehearsal",
         "surroundings", "trial", "update_trial", "witness")
"""Modules of launch/image that try an image, and are in none."""
_MADE = ("__pycache__", ".pyc")


def made_from(house: House) -> str:
    """SHA-256 of all files that go into an image, by name and content, in hexadecimal."""
    whole = hashlib.sha256()
    for file in sorted(_files(house.root)):
        whole.update(f"{file.relative_to(house.root)}\0".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _files(root: Path) -> list[Path]:
    found = [root / name for name in FILES]
    about = root / "image-build" / "README.md"
    for folder in FOLDERS:
        found += [file for file in (root / folder).rglob("*")
                  if file.is_file() and not any(file.match(f"*{end}") or end in file.parts for end in _MADE)]
    return [file for file in found if file != about and (
        file.parent != root / "launch" / "image" or file.stem not in TRIAL)]
