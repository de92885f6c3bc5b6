"""`./kiosk test --image`: the very image, booted in an emulated machine, its devices in the real kernel's USB ports.

Everything is seen from outside: pixels of the screen, fingers on the emulated panel, cards and papers on the emulated
devices, what the printer printed. What must stand on the screen was rehearsed at an emulated kiosk (`rehearsal`).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from PIL import Image, ImageChops

from emulated.client import StartedDesk
from launch.citizen import code_of
from launch.image.qemu import SCREEN, Guest
from launch.image.rehearsal import Script, Step
from launch.progress import Progress, StepFailed
from launch.watcher import NotSeen
from ui.frame import HEADER

PORTS = ("idcard", "printer", "serial-code", "touch")
BOOT_S, CHANGE_S, AGAIN_S, LOOK_S, RARELY_S, GONE_S = 3600.0, 900.0, 30.0, 1.0, 4.0, 20.0
"""Without a processor's help, on a busy machine."""
HEARTBEAT_S = 60.0
"""Who waits longer hears that it is waited for."""
NEAR, FEW = 24, 300
"""A pixel is another when a colour's part differs by more than NEAR; a picture, when more than FEW pixels are: one more
digit in a field makes 600. The header is not looked at: clock and countdown are in it.
"""
KEYS = (("ctrl", "alt", "f2"), ("ctrl", "alt", "delete"), ("alt", "sysrq", "b"), ("alt", "f3"), ("meta_l",), ("esc",))
"""Where a console, a restart or a menu might hide."""
CABLES = {"hall": "touch", "card": "idcard", "scan": "scanner", "pages": "printer", "code": "barcode"}
"""On which screen whose cable is pulled and put back."""


def differ(one: Image.Image, other: Image.Image) -> int:
    """How many pixels below the header are others."""
    if one.size != other.size:
        return one.width * one.height
    below = (0, HEADER.bottom, *one.size)
    red, green, blue = ImageChops.difference(one.crop(below), other.crop(below)).split()
    return sum(ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()[NEAR + 1:])


class Trial:
    """One machine and one desk."""

    def __init__(self, guest: Guest, desk: StartedDesk, pictures: Path, progress: Progress, stopped: Event) -> None:
        """`stopped`: a person has had enough, and whoever waits gives up."""
        self._stopped = stopped
        self._guest = guest
        self._desk = desk
        self._pictures = pictures
        self._progress = progress
        self._pulled: dict[str, str] = {}
        self._last = Image.new("RGB", SCREEN)

    def now(self) -> Image.Image:
        """What the screen shows."""
        self._last = self._guest.qmp.picture(self._pictures / "now.ppm")
        return self._last

    def keep(self, name: str) -> Path:
        """The picture that was looked at last, as PNG."""
        file = self._pictures / f"{name}.png"
        self._last.save(file)
        return file

    def shows(self, picture: Image.Image) -> bool:
        """Whether the screen shows this, but for its header."""
        return differ(self.now(), picture) <= FEW

    def sees(self, name: str, picture: Image.Image, within_s: float, *others: Image.Image,
             few: int = FEW) -> float:
        """Wait for a picture, or one of `others`; the seconds that it took. Raises `StepFailed`: what stood there
        instead is kept.
        """
        began = said = time.monotonic()
        while not any(differ(self.now(), wanted) <= few for wanted in (picture, *others)):
            now = time.monotonic()
            if now - began > within_s:
                missed = self._pictures / f"wanted-{name}.png"
                picture.save(missed)
                raise StepFailed(f"{name} did not come within {within_s:.0f} s: {missed} is missed, and there stood "
                                 f"{self.keep(f'instead-of-{name}')}")
            if now - said > HEARTBEAT_S:
                said = now
                self._progress.say(f"      … {name}: {now - began:.0f} s")
            # a look takes a tenth of a second of a processor that the machine wants, too
            self.waits(LOOK_S if now - began < AGAIN_S else RARELY_S)
        return time.monotonic() - began

    def cables(self) -> str:
        """Which were pulled and put back."""
        return f"{len(self._pulled)} of {len(set(CABLES.values()))} cables pulled and put back"

    def waits(self, seconds: float) -> None:
        """Raises `StepFailed` where a person stops it."""
        if self._stopped.wait(seconds):
            raise StepFailed("stopped")

    def _wait(self) -> None:
        """Until it is worth looking again."""
        self.waits(LOOK_S)

    def follows(self, steps: Sequence[Step], instead: dict[object, object] | None = None, cables: bool = False) -> None:
        """Do what was rehearsed, each where its picture stands. `instead`: other values for the desk's verbs; `cables`:
        each device's is pulled and put back on the way.
        """
        last = ""
        for number, step in enumerate(steps):
            took = self.sees(step.screen, step.picture, CHANGE_S)
            if step.screen != last:
                self._progress.say(f"      {step.screen} after {took:.0f} s")
                self.keep(f"{number:02d}-{step.screen}")
                last = step.screen
                if cables:
                    self._pull_and_plug(step)
            if step.touch is None:
                fields = {name: (instead or {}).get(_key(value), value) for name, value in step.fields}
                self._desk.ask(step.verb, **fields)
            elif number + 1 < len(steps):
                self.touches(step, steps[number + 1].picture)
            else:
                self.finger(step.touch)

    def touches(self, step: Step, then: Image.Image) -> None:
        """A finger on the panel; once more where the screen still is as it was: a panel that was just plugged in is
        not there at once.
        """
        assert step.touch is not None
        for _ in range(3):
            self.finger(step.touch)
            began = time.monotonic()
            while time.monotonic() - began < AGAIN_S:
                seen = self.now()
                if differ(seen, then) <= FEW:
                    return
                if differ(seen, step.picture) > FEW:
                    # something came of it: whoever waits next waits for the rest
                    return
                self._wait()

    def finger(self, place: tuple[int, int]) -> None:
        """Down, and up when a slow machine has seen it."""
        x, y = (1000 * place[0] / SCREEN[0], 1000 * place[1] / SCREEN[1])
        self._desk.ask("touch", x=x, y=y, finger="down")
        self._wait()
        self._desk.ask("touch", x=x, y=y, finger="up")

    def presses(self, place: tuple[int, int]) -> None:
        """The emulated machine's own pointer, where no panel is plugged in."""
        self._guest.qmp.press(*place, SCREEN)
        self._wait()
        self._guest.qmp.lift()

    def keys_lead_nowhere(self, picture: Image.Image) -> int:
        """Press what might open a console: the screen stays. How many chords there are. Raises `StepFailed`."""
        for keys in KEYS:
            self._guest.qmp.keys(*keys)
            self._wait()
        self.waits(AGAIN_S)
        self.sees("the screen after all keys", picture, CHANGE_S)
        return len(KEYS)

    def takes_the_receipt(self, already: int) -> str:
        """The number that screen and paper agree on. Raises `StepFailed`."""
        began = time.monotonic()
        while (on_screen := self.code()) == "":
            if time.monotonic() - began > CHANGE_S:
                raise StepFailed(f"no receipt on the screen within {CHANGE_S:.0f} s: {self.keep('instead')}")
            self._wait()
        self._progress.say(f"      受理回执 {on_screen} after {time.monotonic() - began:.0f} s")
        self.keep("receipt")
        while not isinstance(receipts := self._desk.ask("printed")["receipts"], list) or len(receipts) <= already:
            if time.monotonic() - began > CHANGE_S:
                raise StepFailed(f"no receipt on paper within {CHANGE_S:.0f} s")
            self._wait()
        printed = Path(str(receipts[-1]["png"]))
        shutil.copyfile(printed, self._pictures / "printed-receipt.png")
        with Image.open(printed) as opened:
            on_paper = code_of(opened, "the printed receipt")
        if on_paper != on_screen:
            raise StepFailed(f"the paper says {on_paper}, the screen {on_screen}")
        return on_paper

    def knows(self, script: Script, number: str) -> None:
        """扫描条码 opens the state of this receipt. Raises `StepFailed`."""
        *asking, home = script.state
        self.follows(asking, {script.number: number})
        began = time.monotonic()
        while self.code() != number:
            if time.monotonic() - began > CHANGE_S:
                raise StepFailed(f"状态查询 does not know {number}: {self.keep('instead')}")
            self._wait()
        self.keep("state")
        self._progress.say(f"      状态查询 knows {number}")
        assert home.touch is not None
        self.finger(home.touch)

    def leaves(self, script: Script) -> None:
        """退出 at the receipt, which nobody rehearsed with this number; then on as rehearsed."""
        receipt, *on = script.leaving
        assert receipt.touch is not None
        self.finger(receipt.touch)
        self.follows(on)

    def code(self) -> str:
        """The barcode on the screen, or nothing."""
        try:
            return code_of(self.now(), "the screen")
        except NotSeen:
            return ""

    def _pull_and_plug(self, step: Step) -> None:
        device = CABLES.get(step.screen, "")
        if not device or device in self._pulled:
            return
        self._desk.ask("unplug", device=device)
        began = time.monotonic()
        while (still := self.shows(step.picture)) and time.monotonic() - began < GONE_S:
            self._wait()
        took = time.monotonic() - began
        said = "nothing changes on the screen" if still else f"another picture after {took:.0f} s"
        self.keep(f"without-{device}")
        self._desk.ask("plug", device=device)
        took = self.sees(f"{step.screen} with its {device} again", step.picture, CHANGE_S)
        self._pulled[device] = f"{device} unplugged: {said}; plugged: as before after {took:.0f} s"
        self._progress.say(f"      {self._pulled[device]}")


def _key(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
