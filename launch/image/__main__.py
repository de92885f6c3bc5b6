"""`python -m launch.image x86 | update | run | try | test`: build an image or an update, boot it, try it.

Exit codes as `kiosk` has them.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from launch import packages
from launch.deb.build import build as build_package
from launch.house import House, here
from launch.image.contents import contents
from launch.image.course import Asked, attempt
from launch.image.disk import build_disk, build_parts
from launch.image.machine import MACHINES, Machine
from launch.image.keys import keys
from launch.image.made_from import made_from
from launch.image.qemu import Guest
from launch.image.root import build_root, epoch, release, root_of
from launch.image.update import STICK, make_update
from launch.progress import DONE, INTERRUPTED, PersonNeeded, Progress, exit_code

CACHE = "CITIZEN_WINDOW_IMAGES"
"""The environment's word for where images and what they are made from lie, 5 GB; else the checkout's .build/images."""


def main(arguments: list[str] | None = None) -> int:
    """Build or run."""
    parser = argparse.ArgumentParser(prog="kiosk image")
    parser.add_argument("action", choices=(*MACHINES, "run", "try", "test", "update"))
    parser.add_argument("--cuts", type=int, default=3, metavar="N", help="with try and test: so many power cuts (3)")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD",
                        help="with try and test: parts that have one of these words in their names")
    parser.add_argument("--resume", action="store_true", help="with try and test: without what held the last time, at "
                        "this image")
    parser.add_argument("--json", type=Path, metavar="FILE", help="with try and test: the results once more, there")
    parser.add_argument("--package", type=Path, metavar="FILE", help="this Debian package, instead of building one")
    parser.add_argument("--without-window", action="store_true", help="with run: no window; QMP's socket is printed")
    asked = parser.parse_args(arguments)
    # whoever ends this ends its machines
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    house = here()
    cache = Path(os.environ.get(CACHE) or house.build / "images").absolute()
    progress = Progress(house.logs, house.environment())

    def body() -> int:
        _bring(house, progress)
        if asked.action in ("try", "test"):
            image = _made(cache) if asked.action == "try" else _current(house, cache, progress)
            wanted = Asked(asked.cuts, tuple(asked.only), asked.resume, asked.json)
            attempt(house, image, cache / "try", wanted, progress)
            return DONE
        if asked.action == "run":
            return run(cache, not asked.without_window, progress)
        if asked.action == "update":
            update(house, MACHINES["x86"], cache, progress)
            return DONE
        build(house, MACHINES[asked.action], cache, asked.package, progress)
        return DONE

    try:
        return exit_code(body)
    except KeyboardInterrupt:
        return INTERRUPTED


def build(house: House, machine: Machine, cache: Path, package: Path | None, progress: Progress) -> Path:
    """The image's file. Raises `StepFailed`, `PersonNeeded`."""
    if os.geteuid() != 0:
        raise PersonNeeded(f"A root with its owners is made by root: sudo ./kiosk image {machine.name}")
    began = time.monotonic()
    made = package or build_package(house, progress)
    rooted = time.monotonic()
    root = build_root(house, machine, made.absolute(), keys(house, progress).keyring, cache, progress)
    packed = time.monotonic()
    parts = build_parts(house, machine, root, cache / machine.name, progress)
    image = image_of(machine, cache)
    build_disk(parts, machine, image, progress)
    when = datetime.fromtimestamp(epoch(house), timezone.utc).isoformat()
    image.with_suffix(".from").write_text(made_from(house), encoding="ascii")
    image.with_suffix(".cdx.json").write_text(contents(root, house.version(), when), encoding="utf-8")
    ended = time.monotonic()
    # what travels is a slot: all but the empty one
    progress.say(f"image: {image}  root {parts.root.stat().st_size / 1e6:.0f} MB, kernel "
                 f"{parts.kernel.stat().st_size / 1e6:.0f} MB, together "
                 f"{(parts.root.stat().st_size + parts.kernel.stat().st_size) / 1e6:.0f} MB as they are compressed; "
                 f"package {rooted - began:.0f} s, root {packed - rooted:.0f} s, disk {ended - packed:.0f} s")
    return image


def update(house: House, machine: Machine, cache: Path, progress: Progress) -> Path:
    """The last image's slot as a signed file, for kiosks that run an older one. Raises `StepFailed`, `PersonNeeded`."""
    folder = _made(cache).parent
    made = release(root_of(machine, cache))
    to = folder / f"citizen-window-{machine.name}-{made}.raucb"
    make_update(folder / "root.squashfs", folder / "kiosk.efi", machine.name, made, keys(house, progress), to)
    progress.say(f"image: {to}  {to.stat().st_size / 1e6:.0f} MB. A stick whose file system is named {STICK} brings it "
                 "to a kiosk; kiosk-update.txt on the stick says what came of it")
    return to


def run(cache: Path, window: bool, progress: Progress) -> int:
    """Boot it until its window is closed; what it writes is kept for the next time."""
    with Guest(_made(cache), cache / "run", window=window) as guest:
        progress.say(f"image: booting; without a processor's help this takes minutes. QMP: {guest.folder / 'qmp.sock'}")
        return guest.process.wait()


def _current(house: House, cache: Path, progress: Progress) -> Path:
    """The image that this checkout makes: the one there is, where it was made from the same content."""
    image = image_of(MACHINES["x86"], cache)
    mark = image.with_suffix(".from")
    if image.exists() and mark.exists() and mark.read_text(encoding="ascii") == made_from(house):
        progress.say(f"image: {image} was made from this very content")
        return image
    return build(house, MACHINES["x86"], cache, None, progress)


def _made(cache: Path) -> Path:
    image = image_of(MACHINES["x86"], cache)
    if not image.exists():
        raise PersonNeeded(f"There is no {image} yet. Build it: sudo ./kiosk image x86")
    return image


def image_of(machine: Machine, cache: Path) -> Path:
    """Where the image of a machine lies."""
    return cache / machine.name / f"citizen-window-{machine.name}.img"


def _bring(house: House, progress: Progress) -> None:
    for listed in ("deb", "image"):
        lacking = packages.missing(packages.listed(house.root / "launch" / listed / "packages.txt"))
        if lacking:
            progress.say(f"image: Debian packages: {' '.join(lacking)}")
            packages.install(lacking, progress)


if __name__ == "__main__":
    sys.exit(main())
