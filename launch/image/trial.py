"""`./kiosk image try`: the very image, booted in an emulated machine, its devices in the real kernel's USB ports.

Everything is seen from outside: pixels of the screen, fingers on the emulated panel, a card on the emulated reader. A
screen is known by colours at places of its own; what does not come within minutes has failed.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from emulated.client import StartedDesk
from launch.image.qemu import SCREEN, Guest
from launch.progress import Progress, StepFailed

PORTS = ("idcard", "printer", "serial-code", "touch")
BOOT_S, CHANGE_S, AGAIN_S, LOOK_S = 900.0, 180.0, 30.0, 1.0
"""Without a processor's help, on a busy machine."""
NEAR = 24
"""A colour's parts may differ by so much: tiles are gradients."""


@dataclass(frozen=True)
class Shown:
    """A screen: what is there to see at which pixel."""

    name: str
    pixels: tuple[tuple[int, int, str], ...]

    def fits(self, picture: Image.Image) -> bool:
        """Whether all places have their colour."""
        return picture.size == SCREEN and all(_near(picture.getpixel((x, y)), colour) for x, y, colour in self.pixels)


HOME = Shown("首页", ((1050, 470, "#187444"), (1550, 470, "#7C3300"), (20, 1030, "#0B3D82"), (20, 400, "#EEF2F9")))
HALL = Shown("网上办事大厅", ((340, 480, "#0B4CA0"), (1000, 600, "#196E40"), (1700, 280, "#FFFFFF"), (20, 400, "#EEF2F9")))
IDENTITY = Shown("身份信息确认", ((1620, 885, "#0F5CB8"), (1000, 300, "#FFFFFF"), (280, 420, "#E1EDFA")))
CITY, PERSON, BACK_HOME = (400, 715), (340, 480), (960, 1030)


class Trial:
    """One machine and one desk."""

    def __init__(self, guest: Guest, desk: StartedDesk, pictures: Path, progress: Progress) -> None:
        self._guest = guest
        self._desk = desk
        self._now = pictures / "now.png"
        self._progress = progress

    def sees(self, shown: Shown, within_s: float) -> None:
        """Wait for a screen and keep its picture. Raises `StepFailed`, what stood there instead kept."""
        if not self._comes(shown, within_s):
            raise StepFailed(f"{shown.name} did not come within {within_s:.0f} s; instead there stood {self._now}")

    def _comes(self, shown: Shown, within_s: float) -> bool:
        began = time.monotonic()
        while time.monotonic() - began < within_s:
            if shown.fits(self._guest.qmp.picture(self._now)):
                shutil.copyfile(self._now, self._now.with_name(f"{shown.name}.png"))
                self._progress.say(f"      {shown.name} after {time.monotonic() - began:.0f} s")
                return True
            time.sleep(LOOK_S)
        return False

    def touches(self, place: tuple[int, int], then: Shown) -> None:
        """A finger on the panel, long enough for a slow machine to see it; once more, as people do, where nothing comes
        of it: a panel that was just plugged in is not there at once.
        """
        x, y = (1000 * place[0] / SCREEN[0], 1000 * place[1] / SCREEN[1])
        for patience in (AGAIN_S, AGAIN_S, CHANGE_S):
            self._desk.ask("touch", x=x, y=y, finger="down")
            time.sleep(LOOK_S)
            self._desk.ask("touch", x=x, y=y, finger="up")
            if self._comes(then, patience):
                return
        raise StepFailed(f"{then.name} did not come; instead there stood {self._now}")


def attempt(image: Path, folder: Path, progress: Progress) -> None:
    """From switched off to a citizen's card on the screen, keys that lead nowhere, a power cut. Raises `StepFailed`."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "ports").mkdir(parents=True)
    sockets = {name: folder / "ports" / f"{name}.red" for name in PORTS}
    words = [word for name, path in sockets.items() for word in ("--kernel", f"{name}={path}")]
    with StartedDesk(folder / "desk", *words) as desk:
        _boot(image, folder, desk, sockets, progress, _whole)
        progress.say("image: the power was cut; once more")
        _boot(image, folder, desk, sockets, progress, lambda trial, guest, desk: None)
    progress.say(f"image: it stands; pictures in {folder}")


def _boot(image: Path, folder: Path, desk: StartedDesk, sockets: dict[str, Path], progress: Progress,
          then: Callable[[Trial, Guest, StartedDesk], None]) -> None:
    with Guest(image, folder / "machine") as guest:
        for name, path in sockets.items():
            guest.usb_port(name, path)
        trial = Trial(guest, desk, folder, progress)
        trial.sees(HOME, BOOT_S)
        then(trial, guest, desk)


def _whole(trial: Trial, guest: Guest, desk: StartedDesk) -> None:
    trial.touches(CITY, HALL)
    desk.ask("unplug", device="touch")
    desk.ask("plug", device="touch")
    for keys in (("ctrl", "alt", "f2"), ("ctrl", "alt", "delete"), ("alt", "sysrq", "b"), ("meta_l",), ("esc",)):
        guest.qmp.keys(*keys)
    trial.sees(HALL, CHANGE_S)
    desk.ask("card", name="张三")
    trial.touches(PERSON, IDENTITY)
    desk.ask("card", name="none")
    trial.touches(BACK_HOME, HOME)


def _near(found: object, wanted: str) -> bool:
    parts = tuple(bytes.fromhex(wanted[1:]))
    return isinstance(found, tuple) and all(abs(int(a) - b) <= NEAR for a, b in zip(found, parts, strict=True))
