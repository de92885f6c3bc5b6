"""The house's own rules, those that no tool knows. Each takes a checkout and returns its faults, one a line.

To add one: a function below and its line in RULES; the tests run over RULES.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from launch.house import House

MOST_LINES = 400
README_LINES = 90
SKIPPED = frozenset({".git", ".venv", ".build", "out", "__pycache__", ".mypy_cache", ".pytest_cache", ".hypothesis",
                     ".import_linter_cache"})
WITHOUT_README = frozenset({".ci", "docs"})
"""One file that says itself what it is for; pictures that the README shows."""
FORBIDDEN_FOLDERS = frozenset({"utils", "helpers", "common", "manager", "managers"})
FORBIDDEN_DISTRIBUTIONS = {
    "python-daemon": "it would overwrite our `daemon`",
    "pygame": "it would overwrite pygame-ce's files",
    "rpi-gpio": "it does not work on a Raspberry Pi 5 and has the same import name as rpi-lgpio",
}
IMPURE = frozenset({"asyncio", "ctypes", "fcntl", "logging", "multiprocessing", "os", "pathlib", "pygame", "random",
                    "secrets", "select", "selectors", "serial", "shutil", "signal", "socket", "sqlite3", "subprocess",
                    "tempfile", "threading", "time", "urllib", "usb", "zmq"})
IMPURE_CALLS = frozenset({"open", "input", "print"})
CLOCKS = frozenset({"now", "today", "utcnow"})
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work/(?:main|shared)|home/[a-z]|root/|opt/(?:pypi|wheels))")
INDEX_HOST = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|(?:deb|snapshot)\.debian\.org|registry\.npmjs)")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")
TEXTS = (".py", ".md", ".cfg", ".toml", ".txt", ".yaml", ".yml", ".tsv", ".json", ".service", ".1", ".sh", "")


def _files(house: House) -> Iterator[Path]:
    for folder, folders, names in os.walk(house.root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.endswith(".egg-info"))
        # links lead to where a file will stand on a kiosk
        yield from (Path(folder) / name for name in sorted(names) if not os.path.islink(os.path.join(folder, name)))


def _sources(house: House) -> Iterator[Path]:
    return (file for file in _files(house) if file.suffix == ".py")


def _name(file: Path, house: House) -> str:
    return str(file.relative_to(house.root))


def file_length(house: House) -> list[str]:
    """No Python file is longer than a person reads in one go."""
    counts = ((file, len(file.read_text(encoding="utf-8").splitlines())) for file in _sources(house))
    return [f"{_name(file, house)}: {count} lines, at most {MOST_LINES}; split it" for file, count in counts
            if count > MOST_LINES]


def folder_names(house: House) -> list[str]:
    """No folder or module is named for having no subject."""
    return [f"{_name(file, house)}: `{part}` says nothing about what is inside" for file in _sources(house)
            for part in (*file.relative_to(house.root).parts[:-1], file.stem) if part in FORBIDDEN_FOLDERS]


def readmes(house: House) -> list[str]:
    """Every top folder opens with a README of a page at most."""
    faults = []
    for folder in sorted(house.root.iterdir()):
        if not folder.is_dir() or folder.name in SKIPPED | WITHOUT_README or folder.name.endswith(".egg-info"):
            continue
        readme = folder / "README.md"
        if not readme.is_file():
            faults.append(f"{folder.name}/README.md is missing")
        elif len(readme.read_text(encoding="utf-8").splitlines()) > README_LINES:
            faults.append(f"{folder.name}/README.md is longer than a page ({README_LINES} lines)")
    return faults


def requirements(house: House) -> list[str]:
    """Everything is pinned, twice alike, and nothing that would overwrite our modules comes along."""
    groups = house.requirements()
    constraints = (house.root / "launch" / "constraints.txt").read_text(encoding="utf-8")
    pinned = dict(_pin(line) for line in constraints.splitlines() if line and not line.startswith("#"))
    faults = []
    for wanted in (pin for pins in groups.values() for pin in pins):
        name, version = _pin(wanted)
        if not version:
            faults.append(f"setup.cfg: {wanted} is not pinned with ==")
        elif pinned.get(name) != version:
            faults.append(f"launch/constraints.txt: {name} is {pinned.get(name, 'missing')}, setup.cfg says {version}")
    distributions = house.venv.glob("lib/python3*/site-packages/*.dist-info")
    installed = {_plain(folder.name.split("-")[0]) for folder in distributions}
    for name, reason in FORBIDDEN_DISTRIBUTIONS.items():
        if name in pinned or name in installed:
            faults.append(f"{name} must not be installed: {reason}")
    return faults


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pin(line: str) -> tuple[str, str]:
    name, _, version = line.partition("==")
    return _plain(name.strip()), version.strip()


def pure_modules(house: House) -> list[str]:
    """Pure modules are listed in setup.cfg, and touch no I/O, thread or clock: time comes in as a value."""
    configuration = configparser.ConfigParser()
    configuration.read(house.root / "setup.cfg", encoding="utf-8")
    listed = set(configuration["citizen-window"]["pure_modules"].split())
    faults = []
    must = {_module(file, house) for file in _sources(house) if _must_be_pure(file.relative_to(house.root))}
    faults += [f"setup.cfg: pure_modules lacks {name}" for name in sorted(must - listed)]
    for name in sorted(listed):
        stem = house.root / name.replace(".", "/")
        file = stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py")
        if not file.is_file():
            faults.append(f"setup.cfg: pure_modules names {name}, which is not there")
            continue
        faults += [f"{_name(file, house)}:{line}: {what}: this module is pure, let it come in as a value"
                   for line, what in _impurities(ast.parse(file.read_text(encoding="utf-8")))]
    return faults


def _must_be_pure(path: Path) -> bool:
    return (path.parts[0] == "rules" or (path.parts[0] == "drivers" and path.name.endswith("_protocol.py"))
            or str(path) in ("ui/journey.py", "daemon/visit.py"))


def _module(file: Path, house: House) -> str:
    parts = file.relative_to(house.root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _impurities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in IMPURE:
                    yield node.lineno, f"imports {alias.name}"
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in IMPURE:
            yield node.lineno, f"imports {node.module}"
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in IMPURE_CALLS:
                yield node.lineno, f"calls {called.id}()"
            elif isinstance(called, ast.Attribute) and called.attr in CLOCKS and not node.args and not node.keywords:
                yield node.lineno, f"reads the clock with {called.attr}()"


def imports_on_top(house: House) -> list[str]:
    """Imports stand at the top, where a cycle shows. Not so in the tables of models: a model's I/O library is loaded
    by the one worker that builds it.
    """
    faults = []
    for file in _sources(house):
        if file.parts[-3:-2] == ("drivers",) and file.name == "__init__.py":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
        inner = {node.lineno for function in functions for node in ast.walk(function)
                 if isinstance(node, (ast.Import, ast.ImportFrom))}
        faults += [f"{_name(file, house)}:{line}: an import inside a function" for line in sorted(inner)]
    return faults


def texts(house: House) -> list[str]:
    """No path of one machine, no package index's host, nothing left for later."""
    faults = []
    for file in _files(house):
        if file.suffix not in TEXTS or _name(file, house) == "launch/rules_of_the_house.py":
            continue
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            faults += [f"{_name(file, house)}:{number}: {what}" for what, pattern in _UNWANTED.items()
                       if pattern.search(line)]
    return faults


_UNWANTED = {"a path of one machine": MACHINE_PATH, "a package index's host": INDEX_HOST,
             "something left for later": UNFINISHED}

Rule = Callable[[House], list[str]]
RULES: dict[str, Rule] = {
    "file length": file_length, "folder names": folder_names, "readmes": readmes, "requirements": requirements,
    "pure modules": pure_modules, "imports on top": imports_on_top, "texts": texts,
}
