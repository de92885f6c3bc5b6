"""What all machines of a trial share: the image, the desk, the script, and a person who may have had enough."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from emulated.client import StartedDesk
from launch.house import House
from launch.image.qemu import Guest
from launch.image.rehearsal import Script
from launch.image.trial import Trial
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

    def script(self) -> Script:
        """The journey. Raises `StepFailed` where it could not be rehearsed."""
        try:
            return self.rehearsed.result()
        except CancelledError as error:
            raise StepFailed("stopped") from error

    def trial(self, guest: Guest, name: str) -> Trial:
        """Eyes and fingers at a machine; its pictures lie in a folder of that name."""
        pictures = self.folder / name
        pictures.mkdir(exist_ok=True)
        return Trial(guest, self.desk, pictures, self.progress, self.stopped)


def port(folder: Path, name: str) -> Path:
    """The usbredir socket of a device."""
    return folder / "ports" / f"{name}.red"
