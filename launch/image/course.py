"""What the image goes through, boot by boot: first boot with a stick, a whole journey, power cuts while it submits."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from emulated.client import DeskRefused, StartedDesk
from launch.house import House
from launch.image.bad_boots import BadBoot, bad_boots
from launch.image.qemu import HOST, Guest
from launch.image.qmp import MachineRefused
from launch.image.rehearsal import Script, rehearse
from launch.image.stick import make_stick
from launch.image.trial import BOOT_S, PORTS, Trial
from launch.journey import FONT, sample_paper
from launch.progress import Progress, StepFailed
from launch.screen import ScreenError
from launch.supervisor import SupervisorError
from launch.watcher import NotSeen

CUT_AFTER_S = (0.5, 3.0, 8.0)
"""How long after the last touch the power goes, in turn; the last is past the receipt on a machine of its own."""


@dataclass(frozen=True)
class Course:
    """What all boots share."""

    image: Path
    folder: Path
    desk: StartedDesk
    script: Script
    progress: Progress

    def boot(self, then: Callable[[Trial, Guest], None], stick: Path | None = None) -> None:
        """From switched off to 首页, then whatever; then the power is cut. Raises `StepFailed`."""
        began = time.monotonic()
        with Guest(self.image, self.folder / "machine", stick=stick) as guest:
            for name in PORTS:
                guest.usb_port(name, port(self.folder, name))
            trial = Trial(guest, self.desk, self.folder, self.progress)
            trial.sees("首页", self.script.to_submission[0].picture, BOOT_S)
            self.progress.say(f"      首页 {time.monotonic() - began:.0f} s after power on")
            then(trial, guest)


def attempt(house: House, image: Path, folder: Path, cuts: int, progress: Progress) -> None:
    """All of it; pictures of each screen stay in `folder`. Raises `StepFailed`."""
    try:
        _attempt(house, image, folder, cuts, progress)
    except (NotSeen, ScreenError, SupervisorError, DeskRefused, MachineRefused, OSError) as error:
        raise StepFailed(str(error)) from error


def _attempt(house: House, image: Path, folder: Path, cuts: int, progress: Progress) -> None:
    began = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "ports").mkdir(parents=True)
    progress.say("image: the journey, rehearsed at an emulated kiosk")
    script = rehearse(house, folder / "rehearsal")
    paper = folder / "paper.png"
    sample_paper(paper)
    words = [word for name in PORTS for word in ("--kernel", f"{name}={port(folder, name)}")]
    with StartedDesk(folder / "desk", "--font", str(FONT), "--pace", "instant", *words) as desk:
        stick = folder / "stick.img"
        scanner = urlsplit(desk.places()["escl"])
        make_stick(stick, house.root / "systemd" / "kiosk.toml", f"http://{HOST}:{scanner.port}{scanner.path}")
        course = Course(image, folder, desk, script, progress)
        progress.say("image: first boot, with a stick that brings its configuration")
        course.boot(partial(_whole, course), stick)
        for number in range(cuts):
            progress.say(f"image: power cut {number + 1} of {cuts} while it submits")
            _cut(course, CUT_AFTER_S[number % len(CUT_AFTER_S)])
        for bad in bad_boots(house, script.to_submission[0].picture):
            progress.say(f"image: {bad.name}")
            _bad(course, bad)
    progress.say(f"image: it stands ({time.monotonic() - began:.0f} s); pictures in {folder}")


def port(folder: Path, name: str) -> Path:
    """The usbredir socket of a device."""
    return folder / "ports" / f"{name}.red"


def _whole(course: Course, trial: Trial, guest: Guest) -> None:
    """From outside, then from 首页 to the printed receipt and to its state, every cable pulled once."""
    script = course.script
    with guest.with_outsider() as outsider:
        knocked, answers = outsider.knocks()
    if answers:
        raise StepFailed(f"from the network the kiosk answers {knocked} packets: {', '.join(answers)}")
    course.progress.say(f"      from the network: {knocked} packets, no answer")
    trial.keys_lead_nowhere(script.to_submission[0].picture)
    _submits(course, trial)
    number = trial.takes_the_receipt(0)
    trial.leaves(script)
    trial.sees("首页", script.state[0].picture, BOOT_S)
    trial.knows(script, number)


def _submits(course: Course, trial: Trial) -> None:
    rehearsed = next(step.fields[0][1] for step in course.script.to_submission if step.verb == "paper")
    assert isinstance(rehearsed, list)
    trial.follows(course.script.to_submission, {tuple(rehearsed): [str(course.folder / "paper.png")]})


def _bad(course: Course, bad: BadBoot) -> None:
    """Boot it on a machine of its own; it has no stick, and needs none."""
    machine = course.folder / "bad"
    image = bad.prepare(course.image, machine)
    with Guest(image, machine, more=bad.more) as guest:
        trial = Trial(guest, course.desk, course.folder, course.progress)
        took = trial.sees(bad.name, bad.pictures[0], BOOT_S, *bad.pictures[1:], few=bad.few)
        trial.keep(bad.name.replace(" ", "-"))
    course.progress.say(f"      the screen says what to do {took:.0f} s after power on")


def _cut(course: Course, after_s: float) -> None:
    """Who has seen a receipt finds it after the power is back; who has not finds a kiosk that works."""
    printed = course.desk.ask("printed")["receipts"]
    assert isinstance(printed, list)
    seen: list[str] = []

    def until_cut(trial: Trial, guest: Guest) -> None:
        _submits(course, trial)
        time.sleep(after_s)
        seen.append(trial.code())
        guest.cut_power()

    course.boot(until_cut)
    number = seen[0]
    course.progress.say(f"      the power went {after_s} s after the last touch; "
                        + (f"the screen promised {number}" if number else "no receipt was on the screen yet"))
    course.boot(lambda trial, guest: trial.knows(course.script, number) if number else None)
