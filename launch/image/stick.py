"""A stick with a kiosk's configuration, as an engineer brings it to the first boot (image-build/README.md)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from launch.progress import StepFailed

LABEL, MIB = "KIOSK-SETUP", 8
"""The name by which the image knows it; its size."""


def make_stick(file: Path, configuration: Path, scanner: str = "") -> None:
    """A FAT file system with kiosk.toml and, where given, the document scanner's address. Raises `StepFailed`."""
    file.unlink(missing_ok=True)
    with file.open("wb") as made:
        made.truncate(MIB << 20)
    commands = [["mkfs.vfat", "-n", LABEL, str(file)],
                ["mcopy", "-i", str(file), str(configuration), "::kiosk.toml"]]
    if scanner:
        address = file.with_suffix(".scanner")
        address.write_text(scanner + "\n", encoding="ascii")
        commands.append(["mcopy", "-i", str(file), str(address), "::scanner"])
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})
        if done.returncode:
            raise StepFailed(f"{command[0]} cannot make the stick: {done.stderr.strip()}")
