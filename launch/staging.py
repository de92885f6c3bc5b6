"""A copy of the checkout that other users can read, for when root started the kiosk from where they cannot go.

Under a home folder closed to others, or in a clone made under umask 077, a process with a user of its own could not
even open its interpreter. Files that others may read are hard-linked, the rest is copied.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launch.accounts import NUMBERS
from launch.house import House

PARTS = ("wire", "rules", "drivers", "daemon", "hall", "ui", "emulated", "launch", "assets", "setup.cfg", ".venv",
         ".build/ime", ".build/catalogue.sqlite", ".build/voice", ".build/portrait_decoder.so")
WHERE = "/var/tmp"
_NEEDED_ON_THE_WAY = "import encodings, wire.values, zmq; open({assets!r}).close()"


@contextmanager
def open_to_others(house: House) -> Iterator[House]:
    """This checkout where every user can read it, else a copy that is removed at the end."""
    if readable(house):
        yield house
        return
    with tempfile.TemporaryDirectory(prefix="citizen-window-", dir=WHERE) as folder:
        root = Path(folder)
        root.chmod(0o755)
        for part in PARTS:
            copy_for_others(house.root / part, root / part)
        yield House(root)


def readable(house: House) -> bool:
    """Whether a user without any rights here can run our programs. Tried, not guessed from modes."""
    font = house.assets / "fonts" / "NotoSansSC-Regular.otf"
    command = ["setpriv", "--reuid", str(NUMBERS["ui"]), "--regid", str(NUMBERS["ui"]), "--clear-groups",
               str(house.python), "-c", _NEEDED_ON_THE_WAY.format(assets=str(font))]
    return subprocess.run(command, cwd="/", env={"PYTHONPATH": str(house.root), "PATH": "/usr/bin:/bin"},
                          capture_output=True).returncode == 0 and _all_readable(house)


def _all_readable(house: House) -> bool:
    """One file that git or an editor made under another umask is enough to stop a process in the middle."""
    for part in PARTS:
        top = house.root / part
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if name != "__pycache__"]
            if not os.stat(folder).st_mode & stat.S_IXOTH:
                return False
            if any(not os.stat(os.path.join(folder, name)).st_mode & stat.S_IROTH for name in names):
                return False
    return True


def copy_for_others(source: Path, to: Path) -> None:
    """Copy a file or a folder so that every user may read it, whatever its modes and our umask are."""
    mask = os.umask(0o022)
    try:
        _copy(source, to)
    finally:
        os.umask(mask)


def _copy(source: Path, to: Path) -> None:
    if source.is_file():
        to.parent.mkdir(parents=True, exist_ok=True)
        _file(str(source), str(to))
        return
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != "__pycache__"]
        there = to / os.path.relpath(folder, source)
        there.mkdir(parents=True, exist_ok=True)
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in (*names, *links):
            _file(os.path.join(folder, name), str(there / name))


def _file(source: str, to: str) -> None:
    found = os.lstat(source)
    if stat.S_ISLNK(found.st_mode):
        os.symlink(os.readlink(source), to)
        return
    others = stat.S_IROTH | (stat.S_IXOTH if found.st_mode & stat.S_IXUSR else 0)
    if found.st_mode & others == others:
        try:
            os.link(source, to)
            return
        except OSError:
            pass
    shutil.copyfile(source, to)
    os.chmod(to, 0o755 if found.st_mode & stat.S_IXUSR else 0o644)
