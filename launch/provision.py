"""Setup: everything that demo, test, check and bench need, made once and only looked at afterwards.

Each step knows a *stamp*, a hash of all that it is made from. A step is done when its stamp has changed or its result
is gone. The second time nothing is run but one `dpkg-query`.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch import packages
from launch.house import House
from launch.progress import Progress

EXTRAS = ("", "desk", "city", "check")
ALONE = "gpio"
"""This extra is installed without what it depends on; setup.cfg says why."""

IMPORTS = ("pygame", "zmq", "msgpack", "msgspec", "usb", "serial", "smartcard", "escpos", "sane", "nacl", "starlette",
           "uvicorn", "httpx", "sqlalchemy", "alembic", "jinja2", "yaml", "PIL", "pypinyin", "resvg_py", "Xlib",
           "zxingcpp", "psycopg", "minio", "moto.server", "aiosmtpd", "mypy", "flake8", "pytest", "hypothesis")
SYSTEM_PYTHON = Path("/usr/bin/python3")
DPKG_INFO = Path("/var/lib/dpkg/info")
DICTIONARY_PACKAGES = ("rime-data-luna-pinyin", "rime-data-stroke", "unicode-data")


@dataclass(frozen=True)
class Step:
    """One thing setup makes. `inputs` are hashed into its stamp; `result` must stand; `make` brings it."""

    title: str
    name: str
    inputs: Callable[[], bytes]
    result: Callable[[], bool]
    make: Callable[[Progress], None]


def provision(house: House, progress: Progress) -> None:
    """Bring everything. Raises `StepFailed` or `PersonNeeded`. One setup at a time works on a checkout."""
    started = time.monotonic()
    house.build.mkdir(parents=True, exist_ok=True)
    (house.build / "home").mkdir(exist_ok=True)
    with open(house.build / "setup.lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("setup: another setup of this checkout is running, waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        _steps_in_turn(house, progress)
    progress.say(f"setup: everything stands ({time.monotonic() - started:.1f} s)")


def _steps_in_turn(house: House, progress: Progress) -> None:
    steps = (*_python_steps(house), *_data_steps(house))
    total = len(steps) + 1
    lacking = packages.missing(packages.listed(house.root / "launch" / "packages.txt"))
    if lacking:
        _announce(progress, 1, total, f"Debian packages: {' '.join(lacking)}",
                  lambda: packages.install(lacking, progress))
    in_turn(steps, house.build / "stamps", progress, first=2, total=total)


def in_turn(steps: Sequence[Step], stamps: Path, progress: Progress, *, first: int, total: int) -> None:
    """Make what is not as its stamp in the folder `stamps` says, counting from `first` of `total` in what is said."""
    for position, step in enumerate(steps, start=first):
        stamp = stamps / step.name
        wanted = hashlib.sha256(step.inputs()).hexdigest()
        if step.result() and _read(stamp) == wanted:
            continue
        stamp.unlink(missing_ok=True)
        _announce(progress, position, total, step.title, functools.partial(step.make, progress))
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted, encoding="utf-8")


def _announce(progress: Progress, position: int, total: int, title: str, work: Callable[[], None]) -> None:
    started = time.monotonic()
    progress.say(f"[{position}/{total}] {title}")
    work()
    progress.say(f"      done in {time.monotonic() - started:.1f} s")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _contents(files: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.digest()


def base_python() -> Path:
    """The interpreter for `.venv`: Debian's, so that other users may run it; else the one running now."""
    return SYSTEM_PYTHON if SYSTEM_PYTHON.exists() else Path(sys.executable)


def bring_extra(house: House, progress: Progress, extra: str, module: str) -> None:
    """Install one of setup.cfg's extras that not every machine has wheels of. Raises `StepFailed`.

    `module` is what tells that it is there.
    """
    if any(house.venv.glob(f"lib/python3*/site-packages/{module}")):
        return
    pins = house.requirements()[extra]
    progress.say(f"setup: {' '.join(pins)}")
    progress.run(f"pip-install-{extra}", [
        str(house.python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar", "off",
        "--constraint", str(house.root / "launch" / "constraints.txt"), *pins,
    ], "There may be no wheel of it for this machine (there is for x86-64).")


def _python_steps(house: House) -> tuple[Step, ...]:
    requirements = house.requirements()
    pins = [pin for extra in EXTRAS for pin in requirements[extra]]
    constraints = house.root / "launch" / "constraints.txt"
    pip = [str(house.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    advice = "The package index may be out of reach. Run the same command again; what is already there is kept."
    base = base_python()

    def environment_inputs() -> bytes:
        return f"{house.venv} {base} {base.resolve()}".encode()

    def make_environment(progress: Progress) -> None:
        if house.venv.exists() and not python_stands():
            shutil.rmtree(house.venv)
        progress.run("venv", [str(base), "-m", "venv", str(house.venv)], "Is python3-venv whole? Reinstall it.")

    def make_wheels(progress: Progress) -> None:
        wanted = house.build / "requirements.txt"
        wanted.write_text("\n".join(pins) + "\n", encoding="utf-8")
        install = [*pip, "install", "--progress-bar", "off", "--constraint", str(constraints)]
        progress.run("pip-install", [*install, "--requirement", str(wanted)], advice)
        progress.run("pip-install-alone", [*install, "--no-deps", *requirements[ALONE]], advice)
        progress.run("imports", [str(house.python), "-c", f"import {', '.join(IMPORTS)}"],
                     "A wheel does not fit this machine. Remove .venv with `./kiosk clean` and run the command again.")

    def wheel_inputs() -> bytes:
        return environment_inputs() + repr((pins, requirements[ALONE])).encode() + constraints.read_bytes()

    def python_stands() -> bool:
        made_from = f"executable = {base.resolve()}\n" in _read(house.venv / "pyvenv.cfg")
        return made_from and os.access(house.python, os.X_OK)

    def wheels_stand() -> bool:
        return python_stands() and any(house.venv.glob("lib/python3*/site-packages/pygame"))

    return (
        Step(f"virtual environment .venv from {base}", "venv", environment_inputs, python_stands, make_environment),
        Step(f"{len(pins) + len(requirements[ALONE])} pinned Python packages and what they need", "wheels",
             wheel_inputs, wheels_stand, make_wheels),
    )


def _data_steps(house: House) -> tuple[Step, ...]:
    python = str(house.python)
    root = house.root

    def catalogue_inputs() -> bytes:
        code = [*(root / "hall" / "catalogue").rglob("*.py"), root / "rules" / "items.py"]
        return _contents([*(house.assets / "catalogue").rglob("*"), *code])

    def make_catalogue(progress: Progress) -> None:
        progress.run("catalogue", [python, "-m", "hall.catalogue", "build", "--source",
                                   str(house.assets / "catalogue"), "--out", str(house.catalogue)],
                     "A file under assets/catalogue is at fault; the line above names it.")

    def dictionary_inputs() -> bytes:
        sources = [*(house.assets / "ime").rglob("*"), *(house.assets / "catalogue").rglob("*"),
                   *(root / "launch" / "dictionary").glob("*.py")]
        return _contents([*sources, *(DPKG_INFO / f"{name}.md5sums" for name in DICTIONARY_PACKAGES)])

    def make_dictionary(progress: Progress) -> None:
        progress.run("dictionary", [python, "-m", "launch.dictionary", "--out", str(house.ime)],
                     "The last lines above say which file or package it needs.")

    def voice_inputs() -> bytes:
        return _contents([*(house.assets / "strings").glob("*.toml"), root / "launch" / "voice.py",
                          DPKG_INFO / "espeak-ng.md5sums"])

    def make_voice(progress: Progress) -> None:
        progress.run("voice", [python, "-m", "launch.voice", "--out", str(house.voice)],
                     "Is espeak-ng whole? Reinstall espeak-ng and espeak-ng-data.")

    decoder = root / "emulated" / "portrait_decoder.c"

    def make_decoder(progress: Progress) -> None:
        progress.run("portrait-decoder", ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
                                          str(house.portrait_decoder), str(decoder)],
                     "Is gcc whole? Reinstall gcc and libc6-dev.")

    return (
        Step("the desk's portrait decoder", "portrait-decoder", lambda: _contents([decoder]),
             house.portrait_decoder.is_file, make_decoder),
        Step("the catalogue of items", "catalogue", catalogue_inputs, house.catalogue.is_file, make_catalogue),
        Step("the spoken prompts", "voice", voice_inputs, house.voice.is_dir, make_voice),
        Step("the input method's dictionary", "dictionary", dictionary_inputs, (house.ime / "built").is_dir,
             make_dictionary),
    )
