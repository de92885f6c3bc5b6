"""The units in systemd/: how the package lays them out, whether systemd understands them, and how exposed each is."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from launch.house import House

SYSTEM = "usr/lib/systemd/system"
IMAGE_OWN = "image-build/root/etc/systemd/system"
"""Units that only an image has."""
PYTHON = "usr/lib/citizen-window/bin/python"
CITY = "examples/city/citizen-window-hall.service"
"""For a machine that is no kiosk: an example in the package, and read by systemd here all the same."""
CITY_PYTHON = "opt/citizen-window/bin/python"
CLASSES = ("idcard", "barcode", "page", "printer", "gpio")
LIMITS = {
    "citizen-window-daemon.service": 12, "citizen-window-ui.service": 9, "citizen-window-sealer.service": 10,
    "citizen-window-guide.service": 10, "citizen-window-gateway.service": 10, "citizen-window-server.service": 10,
    "citizen-window-emergency.service": 10,
    Path(CITY).name: 20,
    **{f"citizen-window-device@{name}.service": 12 for name in CLASSES},
}
"""The most exposure that a unit may have, in tenths, as systemd-analyze(1) reckons it."""

_PLACES = {
    "60-citizen-window.rules": "usr/lib/udev/rules.d/60-citizen-window.rules",
    "sysusers.conf": "usr/lib/sysusers.d/citizen-window.conf",
    "tmpfiles.conf": "usr/lib/tmpfiles.d/citizen-window.conf",
    "polkit.rules": "usr/share/polkit-1/rules.d/50-citizen-window.rules",
    "kiosk.toml": "etc/citizen-window/kiosk.toml",
    "logind.conf.d": "usr/lib/systemd/logind.conf.d",
    "system.conf.d": "usr/lib/systemd/system.conf.d",
    "examples": "usr/share/doc/citizen-window/examples",
}
_ANALYZE = "systemd-analyze"
_OVERALL = re.compile(r"exposure level for (\S+): (\d+\.\d)")


def lay_out(house: House, root: Path) -> None:
    """Put every file of systemd/ where the machine whose root is `root` looks for it."""
    for entry in sorted((house.root / "systemd").iterdir()):
        if entry.suffix == ".md":
            continue
        to = root / _PLACES.get(entry.name, f"{SYSTEM}/{entry.name}")
        to.parent.mkdir(parents=True, exist_ok=True)
        if entry.is_dir():
            shutil.copytree(entry, to, dirs_exist_ok=True)
        else:
            shutil.copyfile(entry, to)


def faults(house: House) -> tuple[list[str], list[str]]:
    """What is wrong with the units, and a line for each unit's exposure."""
    if shutil.which(_ANALYZE) is None:
        return [f"{_ANALYZE} is missing: apt-get install systemd"], []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _machine(house, root)
        wrong = _not_understood(house, root)
        figures = []
        for unit, most in LIMITS.items():
            exposure = _exposure(root, unit)
            figures.append(f"{unit:<40} {exposure / 10:.1f}  at most {most / 10:.1f}")
            if exposure > most:
                wrong.append(f"{unit}: exposure {exposure / 10:.1f}, at most {most / 10:.1f}; "
                             f"`systemd-analyze security --offline=yes` says what could be closed")
    return wrong, figures


def _machine(house: House, root: Path) -> None:
    """As much of a machine as systemd wants to see: this one's own units, ours, and the programs they name."""
    shutil.copytree("/usr/lib/systemd/system", root / SYSTEM, symlinks=True)
    lay_out(house, root)
    shutil.copyfile(house.root / "systemd" / CITY, root / SYSTEM / Path(CITY).name)
    own = house.root / IMAGE_OWN
    if own.is_dir():
        shutil.copytree(own, root / "etc/systemd/system", symlinks=True)
    scripts = [f"usr/lib/kiosk/{unit.stem.removeprefix('kiosk-').rstrip('@')}" for unit in own.glob("kiosk-*.service")]
    for program in (PYTHON, CITY_PYTHON, "usr/bin/systemctl", "usr/sbin/pcscd", *scripts):
        (root / program).parent.mkdir(parents=True, exist_ok=True)
        (root / program).write_text("#!/bin/sh\n")
        (root / program).chmod(0o755)
    for name in ("bin", "sbin", "lib"):
        (root / name).symlink_to(f"usr/{name}")


def _not_understood(house: House, root: Path) -> list[str]:
    """systemd-analyze ends with 0 on an unknown key, so whatever it says is a fault."""
    units = sorted(file for pattern in ("*.target", "*.service") for file in (house.root / "systemd").glob(pattern))
    names = [*(unit.name for unit in units if "@" not in unit.name), Path(CITY).name]
    names += [f"citizen-window-device@{name}.service" for name in CLASSES]
    names += sorted(unit.name.replace("@.", "@sda.") for unit in (house.root / IMAGE_OWN).glob("kiosk-*.service"))
    done = subprocess.run([_ANALYZE, "verify", f"--root={root}", "--man=no", *names], capture_output=True, text=True)
    return [line.replace(str(root), "") for line in done.stderr.splitlines()]


def _exposure(root: Path, unit: str) -> int:
    """In tenths."""
    done = subprocess.run([_ANALYZE, "security", "--offline=yes", "--no-pager", f"--root={root}", unit],
                          capture_output=True, text=True)
    found = _OVERALL.search(done.stdout)
    if found is None:
        raise RuntimeError(f"systemd-analyze says no exposure of {unit}: {done.stderr.strip()[:300]}")
    return round(float(found[2]) * 10)
