"""Run by Debian's python3, as root, where the package was just installed: is all there that runs a kiosk?

Prints a line for each thing looked at; exit status 1 where one is not as it should be.
"""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PYTHON = "/usr/lib/citizen-window/bin/python"
CONFIG = "/etc/citizen-window/kiosk.toml"
PROGRAMS = ("daemon", "daemon.worker", "ui", "hall.warm", "hall.guide", "hall.gateway", "hall.server", "hall.aside",
            "hall.catalogue", "hall.server.open", "hall.server.find", "hall.server.progress",
            "hall.server.invite", "hall.server.publish", "hall.server.staff", "hall.enrol")
LEFT_AT_HOME = ("emulated", "launch", "tests", "mypy", "pytest", "Xlib", "zxingcpp")
TREES = ("/usr/lib/citizen-window", "/usr/share/citizen-window", "/etc/citizen-window")
EVERYTHING = """
import importlib, pkgutil
rooms = [importlib.import_module(room) for room in ("wire", "rules", "drivers", "daemon", "hall", "ui")]
names = [found.name for room in rooms for found in pkgutil.walk_packages(room.__path__, room.__name__ + ".")]
for name in names:
    # Alembic alone can run its environment; what is a city's wants the extra `city`
    if not name.endswith((".__main__", ".migrations.env", ".object_store")):
        importlib.import_module(name)
print(len(names), "modules")
"""
CATALOGUE = """
from pathlib import Path
from hall.catalogue import Catalogue
from rules.settings import parse
settings = parse(Path("{config}").read_text(encoding="utf-8"), "{config}")
with Catalogue.open(Path(settings.paths.catalogue)):
    print("the catalogue opens")
"""
LETTERS = """
from pathlib import Path
from rules.settings import parse
from ui.ime.engine import Engine
settings = parse(Path("{config}").read_text(encoding="utf-8"), "{config}")
ime = Path(settings.paths.ime)
Engine.load(ime / "shared", ime / "built", Path("/tmp"))
print("the input engine loads")
"""


def main() -> int:
    """Look at everything; 0 where all is well."""
    wrong = 0
    for name, fault in _looks():
        print(f"{'ok    ' if not fault else 'FAULT '} {name}{': ' if fault else ''}{fault}")
        wrong += bool(fault)
    return 1 if wrong else 0


def _looks() -> Iterator[tuple[str, str]]:
    for program in PROGRAMS:
        yield f"{program} --help", _run(PYTHON, "-I", "-m", program, "--help")
    for user in ("citizen-ui", "citizen-sealer", "citizen-idcard"):
        yield f"all modules, as {user}", _run(*_as(user), PYTHON, "-I", "-c", EVERYTHING)
    yield "the catalogue, as citizen-guide", _run(*_as("citizen-guide"), PYTHON, "-I", "-c",
                                                  CATALOGUE.format(config=CONFIG))
    yield "the input engine, as citizen-ui", _run(*_as("citizen-ui"), PYTHON, "-I", "-c", LETTERS.format(config=CONFIG))
    yield "default target", _is(_said("systemctl", "get-default"), "citizen-window.target")
    yield "units, as systemd reads them here", _silent("systemd-analyze", "verify", "--man=no", "citizen-window.target")
    yield "every user may read every file", " ".join(map(str, _closed()))[:300]
    yield "nobody but root may write", " ".join(map(str, _open_to_writers()))[:300]
    yield "left at home", " ".join(name for name in LEFT_AT_HOME if _has(name))


def _as(user: str) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--no-new-privs")


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    return "" if done.returncode == 0 else f"ended with {done.returncode}: {done.stderr.strip()[-400:]}"


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _silent(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr.strip()[-400:]


def _is(found: str, wanted: str) -> str:
    return "" if found == wanted else f"{found}, not {wanted}"


def _files() -> Iterator[Path]:
    return (file for tree in TREES for file in Path(tree).rglob("*") if not file.is_symlink())


def _closed() -> list[Path]:
    needed = {True: stat.S_IROTH | stat.S_IXOTH, False: stat.S_IROTH}
    return [file for file in _files() if file.stat().st_mode & needed[file.is_dir()] != needed[file.is_dir()]]


def _open_to_writers() -> list[Path]:
    return [file for file in _files() if file.stat().st_mode & 0o022 or file.stat().st_uid]


def _has(name: str) -> bool:
    return subprocess.run([PYTHON, "-I", "-c", f"import {name}"], capture_output=True, cwd="/").returncode == 0


if __name__ == "__main__":
    sys.exit(main())
