"""What the image goes through, in two lanes at once: a kiosk's life on one machine, and machines with something wrong.

Each machine has one thread of QEMU's (`qemu`), so that two of them are what two cores carry.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from emulated.client import DeskGone, DeskRefused, StartedDesk
from launch.house import House
from launch.image.bad_boots import bad_boots, boots_without
from launch.image.closed import looks_closed
from launch.image.inside import Inside
from launch.image.life import Life
from launch.image.machine import MACHINES
from launch.image.parts import Part, Record
from launch.image.qemu import HOST
from launch.image.qmp import MachineRefused
from launch.image.rehearsal import Script, rehearse
from launch.image.root import root_of
from launch.image.stick import make_stick
from launch.image.surroundings import Surroundings, port
from launch.image.trial import PORTS
from launch.image.update_trial import Updates
from launch.journey import FONT, sample_paper
from launch.progress import Progress, StepFailed
from launch.screen import ScreenError
from launch.supervisor import SupervisorError
from launch.watcher import NotSeen

MACHINES_AT_ONCE = 2


@dataclass(frozen=True)
class Asked:
    """What a person asked for: so many power cuts, `only` parts with one of these words, on where it was left off."""

    cuts: int = 3
    only: tuple[str, ...] = ()
    resume: bool = False
    json: Path | None = None


def attempt(house: House, image: Path, folder: Path, asked: Asked, progress: Progress) -> None:
    """All of it; pictures of each screen stay in `folder`. Raises `StepFailed` where a part does not hold."""
    began = time.monotonic()
    if not asked.resume:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    record = Record(folder / "result.json", _about(house, image), progress)
    if asked.resume:
        record.resume()
    script: Future[Script] = Future()
    with ExitStack() as desks:
        one, other, third = (_around(name, desks, house, image, folder, script, progress, record)
                             for name in ("kiosk", "others", "renewed"))
        life, inside = Life(one), Inside(other)
        renewed = Updates(third, root_of(MACHINES["x86"], image.parent.parent))
        plan = ((_kiosk(life, asked), life), (_others(other, inside), inside), (_renewed(renewed, asked), renewed))
        # the third starts when one of the others is through
        with ThreadPoolExecutor(MACHINES_AT_ONCE) as pool:
            lanes = [pool.submit(_lane, record, _wanted(parts, asked), machine) for parts, machine in plan]
            try:
                _rehearse(one, folder / "rehearsal", script)
                for lane in lanes:
                    lane.result()
            finally:
                record.stopped.set()
                wait(lanes)
                progress.say("\n" + record.table())
    if asked.json is not None:
        shutil.copyfile(folder / "result.json", asked.json)
    progress.say(f"image: {time.monotonic() - began:.0f} s; pictures and result.json in {folder}")
    if not record.held():
        raise StepFailed("not every part holds: see the table")


def _lane(record: Record, parts: list[Part], machine: Life | Inside | Updates) -> None:
    try:
        record.lane(parts)
    finally:
        machine.ends()


def _kiosk(life: Life, asked: Asked) -> list[Part]:
    """One kiosk from its first boot on."""
    return [
        Part("first boot", life.is_born, first=True),
        Part("nobody answers on the network", life.is_silent),
        Part("no key leads anywhere", life.has_no_doors),
        Part("a journey, every cable pulled once", life.serves),
        Part("idle", life.rests),
        *(Part(f"power cut {number + 1}", partial(life.loses_power, number)) for number in range(asked.cuts)),
    ]


def _others(around: Surroundings, inside: Inside) -> list[Part]:
    """Machines on which something is wrong, or is made wrong."""
    return [
        Part("no hook, login or account inside", partial(looks_closed, around.image)),
        *(Part(bad.name, partial(boots_without, around, bad)) for bad in bad_boots(around)),
        Part("a clock at 1970", inside.wakes_in_1970),
        Part("figures from inside", inside.has_figures),
        Part("kill -9 of each process", inside.survives),
    ]


def _renewed(kiosk: Updates, asked: Asked) -> list[Part]:
    """Updates of a kiosk that runs."""
    return [
        Part("an update with a stranger's signature", kiosk.refuses_a_stranger, first=True),
        *(Part(f"power cut {number + 1} in an update", partial(kiosk.loses_power, number))
          for number in range(asked.cuts)),
        Part("an update", kiosk.takes_a_good_one),
        Part("an update that never comes up", kiosk.leaves_a_bad_one),
    ]


def _wanted(lane: list[Part], asked: Asked) -> list[Part]:
    """All, or those asked for and what they cannot be without."""
    named = [part for part in lane if not asked.only or any(word in part.name for word in asked.only)]
    return [part for part in lane if part in named or (named and part.first)]


def _rehearse(around: Surroundings, folder: Path, script: Future[Script]) -> None:
    """Who waits for the script gets it, or the reason why there is none."""
    around.progress.say("image: the journey is rehearsed at an emulated kiosk")
    try:
        script.set_result(rehearse(around.house, folder))
    except (NotSeen, ScreenError, SupervisorError, DeskRefused, MachineRefused, OSError) as error:
        script.set_exception(StepFailed(f"the rehearsal: {error}"))
    except BaseException:
        script.cancel()
        raise
    else:
        around.progress.say("image: it is rehearsed")


def _around(name: str, desks: ExitStack, house: House, image: Path, folder: Path, script: Future[Script],
            progress: Progress, record: Record) -> Surroundings:
    """A lane has a folder, a desk, and a stick that names the desk's scanner."""
    own = folder / name
    for left in ("ports", "desk"):
        shutil.rmtree(own / left, ignore_errors=True)
    (own / "ports").mkdir(parents=True)
    words = [word for device in PORTS for word in ("--kernel", f"{device}={port(own, device)}")]
    try:
        desk = desks.enter_context(StartedDesk(own / "desk", "--font", str(FONT), "--pace", "instant", *words))
    except DeskGone as error:
        raise StepFailed(str(error)) from error
    around = Surroundings(house, image, own, desk, script, progress, record.stopped)
    sample_paper(around.paper)
    scanner = urlsplit(desk.places()["escl"])
    make_stick(around.stick, house.root / "systemd" / "kiosk.toml", f"http://{HOST}:{scanner.port}{scanner.path}")
    return around


def _about(house: House, image: Path) -> dict[str, object]:
    done = subprocess.run(["git", "-C", str(house.root), "rev-parse", "--short", "HEAD"],
                          capture_output=True, text=True)
    mark = image.with_suffix(".from")
    return {"image": mark.read_text(encoding="ascii") if mark.exists() else str(image.stat().st_mtime_ns),
            "commit": done.stdout.strip(), "began": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "load": Path("/proc/loadavg").read_text(encoding="ascii").split()[0]}
