"""What is in the package, laid out as it will stand on the kiosk."""

from __future__ import annotations

import gzip
import os
import shutil
import sys
from email.parser import HeaderParser
from pathlib import Path

from launch import units
from launch.house import House
from launch.progress import Progress
from launch.provision import ALONE, base_python

LIB = "usr/lib/citizen-window"
SHARE = "usr/share/citizen-window"
DOC = "usr/share/doc/citizen-window"
ROOMS = ("wire", "rules", "drivers", "daemon", "hall", "ui")
"""What a kiosk runs. emulated, launch and tests stay at home."""
_MADE_FROM = ("*.gram", "*.xz", "*.tsv", "*.yaml")
_ADVICE = "The package index may be out of reach. Run the same command again; what is already there is kept."
_BRIEF = "Its last lines say what it wants."
_LICENCE = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: citizen-window
Comment: {libraries}

Files: *
Copyright: the authors of citizen-window
License: GPL-3.0-or-later
 On Debian systems the text is in /usr/share/common-licenses/GPL-3.

Files: {share}/assets/fonts/*
Copyright: the authors of Noto Sans SC
License: OFL-1.1
 The text is in /{share}/assets/fonts.
"""


def stage(house: House, root: Path, progress: Progress) -> None:
    """Fill an empty `root`. Raises `StepFailed`."""
    site = _environment(house, root, progress)
    for room in ROOMS:
        shutil.copytree(house.root / room, site / room, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "*.md"))
    # python-barcode brings its own tests, under a name of ours
    shutil.rmtree(site / "tests", ignore_errors=True)
    progress.run("deb-compile", [
        str(house.python), "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash",
        "-s", str(root), "-p", "/", str(site)], _BRIEF)
    share = root / SHARE
    share.mkdir(parents=True)
    lay_out_input(house.assets, house.ime, share)
    shutil.copytree(house.voice, share / "voice", symlinks=True)
    shutil.copyfile(house.catalogue, share / "catalogue.sqlite")
    units.lay_out(house, root)
    _documents(house, root, site)
    open_to_all(root)


def lay_out_input(assets: Path, ime: Path, share: Path) -> None:
    """The assets and the built dictionary, but not what only the building reads."""
    made_from = shutil.ignore_patterns(*_MADE_FROM)
    shutil.copytree(assets, share / "assets",
                    ignore=lambda folder, names: made_from(folder, names) if Path(folder) == assets / "ime" else ())
    shutil.copytree(ime, share / "ime", ignore=shutil.ignore_patterns("*.dict.yaml"))


def _environment(house: House, root: Path, progress: Progress) -> Path:
    """A virtual environment that knows nothing of where it was made; its site-packages."""
    lib = root / LIB
    progress.run("deb-venv", [str(base_python()), "-m", "venv", "--without-pip", "--symlinks", str(lib)], _BRIEF)
    requirements = house.requirements()
    install = [str(house.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "--python",
               str(lib / "bin" / "python"), "install", "--progress-bar", "off", "--no-compile"]
    progress.run("deb-pip", [*install, "--constraint", str(house.root / "launch" / "constraints.txt"),
                             *requirements[""]], _ADVICE)
    progress.run("deb-pip-alone", [*install, "--no-deps", *requirements[ALONE]], _ADVICE)
    for entry in (lib / "bin").iterdir():
        if not entry.name.startswith("python"):
            entry.unlink()
    shutil.rmtree(lib / "include", ignore_errors=True)
    version = ".".join(map(str, sys.version_info[:2]))
    (lib / "pyvenv.cfg").write_text(f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {version}\n")
    site = lib / "lib" / f"python{version}" / "site-packages"
    for record in site.glob("*.dist-info/RECORD"):
        # it lists scripts and compiled files that are not there, or otherwise
        record.unlink()
    return site


def _documents(house: House, root: Path, site: Path) -> None:
    doc = root / DOC
    doc.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(house.root / "README.md", doc / "README.md")
    for room in ("daemon", "hall", "ui"):
        shutil.copyfile(house.root / room / "README.md", doc / f"{room}.md")
    (doc / "copyright").write_text(_LICENCE.format(share=SHARE, libraries=_libraries(site)), encoding="utf-8")
    log = (house.root / "CHANGELOG.md").read_bytes()
    (doc / "changelog.gz").write_bytes(gzip.compress(log, 9, mtime=0))


def _libraries(site: Path) -> str:
    lines = ["Python libraries inside, each with its licence:"]
    for metadata in sorted(site.glob("*.dist-info/METADATA")):
        said = HeaderParser().parsestr(metadata.read_text(encoding="utf-8"))
        licence = said["License-Expression"] or (said["License"] or "").split("\n")[0] or "see its dist-info"
        lines.append(f" {said['Name']} {said['Version']}: {licence}")
    return "\n".join(lines)


def open_to_all(root: Path) -> None:
    """Every process has a user of its own: all may read everything, nobody but root may write."""
    root.chmod(0o755)
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            file = Path(folder, name)
            if file.is_symlink():
                continue
            program = file.is_dir() or (file.stat().st_mode & 0o100 and file.suffix != ".py" and ".so" not in file.name)
            file.chmod(0o755 if program else 0o644)
