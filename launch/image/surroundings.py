"""What the machines of a lane share: the image, the desk, the script, and a person who may have had enough."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from emulated.client import StartedDesk
from launch.house import House
from launch.image.qemu import Guest
from launch.image.rehearsal import Script
from launch.image.trial import PORTS, Trial
from launch.progress import Progress, StepFailed


@dataclass(frozen=True)
class Surroundings:
    """`rehearsed` is waited for: machines start while the journey is still rehearsed."""

    house: House
    image: Path
    folder: Path
    desk: StartedDesk
    rehearsed: Future[Script]
    progress: Progress
    stopped: Event

    @property
    def paper(self) -> Path:
        """What lies on the scanner's glass."""
        return self.folder / "paper.png"

    @property
    def stick(self) -> Path:
        """The stick with a site's configuration."""
        return self.folder / "stick.img"

    def plugs(self, guest: Guest) -> None:
        """The desk's devices into the machine's USB ports. What does without one says so on its screen."""
        for name in PORTS:
            guest.usb_port(name, port(self.folder, name))

    def script(self) -> Script:
        """The journey. Raises `StepFailed` where it could not be rehearsed."""
        try:
            return self.rehearsed.result()
        except CancelledError as error:
            raise StepFailed("stopped") from error

    def trial(self, guest: Guest) -> Trial:
        """Eyes and fingers at a machine, and where its pictures are kept."""
        pictures = self.folder / "pictures"
        pictures.mkdir(exist_ok=True)
        return Trial(guest, self.desk, pictures, self.progress, self.stopped)


def port(folder: Path, name: str) -> Path:
    """The usbredir socket of a device."""
    return folder / "ports" / f"{name}.red"
