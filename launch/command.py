"""The `kiosk` command's subcommands. Only the standard library: the first of them make the `.venv`.

Exit codes: 0 it is done; 1 something failed, and the output says what; 2 a person has to do something first (a wrong
argument, a missing package that this user may not install, no running desk).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from launch import checks
from launch.house import House, here
from launch.progress import DONE, FAILED, INTERRUPTED, PersonNeeded, Progress, exit_code
from launch.provision import bring_extra, provision

EPILOG = "Exit codes: 0 done, 1 failed (the output says what), 2 a person has to do something first."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    house = here()
    parser = _parser(house)
    words = list(sys.argv[1:] if arguments is None else arguments)
    passed_on: list[str] = []
    for known in (["test"], ["desk"], ["image", "try"]):
        if words[:len(known)] == known and words[len(known):] not in (["-h"], ["--help"]):
            words, passed_on = known, words[len(known):]
    asked = parser.parse_args(words)
    asked.passed_on = passed_on
    try:
        return exit_code(lambda: _COMMANDS[asked.command](house, asked, parser))
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser(house: House) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", epilog=EPILOG,
                                     description="市民之窗: set up, show, check and measure the kiosk on this machine.")
    parser.add_argument("--version", action="version", version=f"kiosk {house.version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, epilog=EPILOG)

    demo = add("demo", "Run the whole kiosk with emulated devices: in a window, or without a display by a scripted "
                       "citizen who leaves pictures.")
    demo.add_argument("--xvfb", action="store_true", help="the scripted citizen even where there is a display")
    demo.add_argument("--documents", action="store_true", help="only 身份信息确认, once for each kind of document")
    demo.add_argument("--out", metavar="DIR", help="where the pictures go (default: out/demo, out/documents)")
    add("test", "Set up, run all checks, then all tests. More arguments are passed on to pytest, such as "
                "`tests/launch -k name`; then only those tests run, and no checks. `test --image [--cuts N] [--resume] "
                "[--only WORD…] [--json FILE]`, as root: the very image in QEMU, from 首页 to the printed receipt, N "
                "power cuts while it submits, and machines on which something is wrong.")
    add("check", "Types, style, import rules and the house's own rules.")
    bench = add("bench", "Measure, each beside its rival, and print a table.")
    bench.add_argument("names", nargs="*", metavar="NAME", help="only these; without: all. `bench list` names them")
    bench.add_argument("--json", metavar="FILE", help="write the results as a list of objects")
    gallery = add("gallery", "Draw every sample of every screen, and one page to leaf through them all.")
    gallery.add_argument("names", nargs="*", metavar="SCREEN", help="only these; without: all")
    gallery.add_argument("--out", metavar="DIR", default="out/gallery", help="default: out/gallery")
    fuzz = add("fuzz", "Feed bytes that nobody thought of to what reads a device's answers, until one breaks it.")
    fuzz.add_argument("subject", choices=("idcard",))
    fuzz.add_argument("--runs", type=int, metavar="N", default=10_000_000, help="executions at most (10000000)")
    fuzz.add_argument("--seconds", type=int, metavar="S", default=0, help="and no longer than this (0: no limit)")
    add("desk", "Do something at the running demo's emulated desk: lay a card, lay paper, unplug the printer. "
                "`kiosk desk` alone lists it all.")
    catalogue = add("catalogue", "Check the catalogue's files, or build the catalogue from them.")
    catalogue.add_argument("action", choices=("check", "build"))
    catalogue.add_argument("--source", metavar="DIR", help="default: assets/catalogue")
    catalogue.add_argument("--out", metavar="FILE", help="with build; default: .build/catalogue.sqlite")
    deb = add("deb", "Build the Debian package citizen-window for this machine's release of Debian, into out/.")
    deb.add_argument("--try", action="store_true", dest="attempt",
                     help="then install it in a fresh Debian and look whether all of it is there and starts")
    image = add("image", "Build the image of a machine (x86: industrial PC with UEFI), make a signed update "
                         "of the one built last, boot it in QEMU, or try it there from outside.")
    image.add_argument("action", choices=("x86", "update", "run", "try"))
    image.add_argument("--package", metavar="FILE", help="this Debian package, instead of building one")
    image.add_argument("--without-window", action="store_true", help="with run: no window")
    add("setup", "Bring all that the other commands need: packages, .venv, catalogue, dictionary.")
    add("clean", "Remove .venv, .build and out. Debian packages stay.")
    helping = add("help", "Say what a command does.")
    helping.add_argument("about", nargs="?", metavar="COMMAND")
    return parser


def _provisioned(house: House) -> None:
    provision(house, Progress(house.logs, house.environment()))


def _become(house: House, module: str, *arguments: str) -> NoReturn:
    """Go on as one of our modules under `.venv`: whoever signals or waits for this command reaches it directly."""
    sys.stdout.flush()
    os.execve(house.python, [str(house.python), "-m", module, *arguments], house.environment())


def _pytest(house: House, *arguments: str) -> int:
    """Run pytest and return its exit code. An interrupt at the terminal reaches it too, and is waited for."""
    process = subprocess.Popen([str(house.python), "-m", "pytest", *arguments], env=house.environment(), cwd=house.root)
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            continue
    return code if code >= 0 else 128 - code


def _need_venv(house: House) -> None:
    if not os.access(house.python, os.X_OK):
        raise PersonNeeded("This checkout is not set up. Run `./kiosk setup` first.")


def _demo(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _provisioned(house)
    if asked.documents:
        _become(house, "launch.documents", "--out", str(Path(asked.out or "out/documents").absolute()))
    window = not asked.xvfb and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if window:
        _become(house, "launch.demo", "window")
    _become(house, "launch.demo", "scripted", "--out", str(Path(asked.out or "out/demo").absolute()))


def _test(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _provisioned(house)
    if asked.passed_on[:1] == ["--image"]:
        _become(house, "launch.image", "test", *asked.passed_on[1:])
    if asked.passed_on:
        return _pytest(house, *asked.passed_on)
    checked = checks.run_all(house, sys.stdout)
    # stolen work: the whole kiosks stand together in the order of names, and one process would be left with them all
    tested = _pytest(house, "-n", "2", "--dist", "worksteal")
    return tested if tested not in (DONE, FAILED) else (DONE if checked and tested == DONE else FAILED)


def _check(house: House, _: argparse.Namespace, __: argparse.ArgumentParser) -> int:
    _provisioned(house)
    return DONE if checks.run_all(house, sys.stdout) else FAILED


def _bench(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _provisioned(house)
    json = ["--json", str(Path(asked.json).absolute())] if asked.json else []
    _become(house, "launch.bench", *asked.names, *json)


def _gallery(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _provisioned(house)
    _become(house, "ui.gallery", "--assets", str(house.assets), "--out", str(Path(asked.out).absolute()),
            *asked.names)


def _fuzz(house: House, asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if asked.runs < 1 or asked.seconds < 0:
        parser.error("--runs is 1 or more, --seconds 0 or more")
    _provisioned(house)
    bring_extra(house, Progress(house.logs, house.environment()), "fuzz", "atheris")
    _become(house, "launch.fuzz", asked.subject, "--runs", str(asked.runs), "--seconds", str(asked.seconds))


def _desk(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _need_venv(house)
    if not asked.passed_on:
        _become(house, "emulated.command", "--help")
    if not house.current_desk.is_dir():
        raise PersonNeeded("No desk is running. Start `./kiosk demo` in another terminal (it needs a display; without "
                           "one the demo plays by itself).")
    _become(house, "emulated.command", "--dir", str(house.current_desk.resolve()), *asked.passed_on)


def _catalogue(house: House, asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if asked.out and asked.action == "check":
        parser.error("--out goes with `catalogue build`")
    _provisioned(house)
    source = Path(asked.source).absolute() if asked.source else house.assets / "catalogue"
    if asked.action == "check":
        _become(house, "hall.catalogue", "check", "--source", str(source))
    out = Path(asked.out).absolute() if asked.out else house.catalogue
    _become(house, "hall.catalogue", "build", "--source", str(source), "--out", str(out))


def _deb(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _provisioned(house)
    _become(house, "launch.deb", *(["--try"] if asked.attempt else []))


def _image(house: House, asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    _provisioned(house)
    package = ["--package", str(Path(asked.package).absolute())] if asked.package else []
    _become(house, "launch.image", asked.action, *package, *(["--without-window"] if asked.without_window else []),
            *asked.passed_on)


def _setup(house: House, _: argparse.Namespace, __: argparse.ArgumentParser) -> int:
    _provisioned(house)
    return DONE


def _clean(house: House, _: argparse.Namespace, __: argparse.ArgumentParser) -> int:
    for folder in (house.venv, house.build, house.root / "out"):
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            print(f"removing {folder}")
            shutil.rmtree(folder)
    return DONE


def _help(_: House, asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    parser.parse_args(([asked.about] if asked.about else []) + ["--help"])
    return DONE


Command = Callable[[House, argparse.Namespace, argparse.ArgumentParser], int]
_COMMANDS: dict[str, Command] = {
    "demo": _demo, "test": _test, "check": _check, "bench": _bench, "gallery": _gallery, "fuzz": _fuzz,
    "desk": _desk, "catalogue": _catalogue, "deb": _deb, "image": _image, "setup": _setup, "clean": _clean,
    "help": _help,
}
