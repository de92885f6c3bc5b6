"""A flatbed scanner with a feeder: what lies on it, its jobs, and the picture it takes. No HTTP in here.

Lengths are in 1/300 inch, as in eSCL, unless a name says millimetres. The glass is A4.
"""

import itertools
import threading
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from emulated.faults import Faults, Refused

GLASS = (2480, 3508)
RESOLUTIONS = (75, 100, 150, 200, 300, 600)
SMALLEST = 16
LID = (252, 252, 251)
LARGEST_FILE = 64 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_SHEETS = 50
A4_WIDTH_MM = 210.0
FAULTS = {
    "busy": "refuses a new scan: 503",
    "jam": "a page is jammed: 503, the scanner says stopped and the feeder jammed",
    "adf-empty": "the feeder finds no page: 409, and it says empty; the glass is not concerned",
    "cover": "the cover is open: 503, the scanner says stopped and the feeder why",
    "stall": "begins to deliver the page and stops in the middle, until the fault is switched off",
    "short-image": "delivers only the first value per cent (60) of the rows",
    "broken-image": "the picture's file ends in the middle",
    "gone": "every connection is reset at once, as if unplugged",
    "slow": "delivers slower by the value as a factor (20)",
}


class Unready(Exception):
    """No scan now. ``status`` is the HTTP status that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: its picture, and its size in millimetres."""

    path: Path
    image: Image.Image
    size_mm: tuple[float, float]


@dataclass(frozen=True)
class Settings:
    """What a scan was asked for. ``region`` is left, top, width, height."""

    source: str
    resolution: int
    grey: bool
    region: tuple[int, int, int, int]


@dataclass
class Job:
    """One scan. ``ended`` is set when it was deleted; ``delivering`` while a page of it is on its way."""

    number: int
    settings: Settings
    delivered: int = 0
    delivering: bool = False
    ended: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Delivery:
    """A page to be sent, with the faults it suffers, taken together so that no lock is needed later."""

    sheet: Sheet | None
    settings: Settings
    keep_rows: float
    broken: bool
    stalled_until: threading.Event | None
    slower: float | None


def load_sheet(path: Path) -> Sheet:
    """Read a PNG or JPEG. Its resolution gives its size; without one it is as wide as A4.

    Raises :class:`Refused` for what is no picture or too large.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(f"{path} is larger than {LARGEST_FILE // 2**20} MiB")
        with Image.open(path, formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(f"{path} has more than {MOST_PIXELS} pixels")
            dots = float(opened.info.get("dpi", (0, 0))[0])
            image = opened.convert("RGB")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        raise Refused(f"{path} cannot be laid on the glass ({error}); give a PNG or JPEG file") from error
    scale = 25.4 / dots if dots >= 50 else A4_WIDTH_MM / image.width
    return Sheet(path, image, (image.width * scale, image.height * scale))


class PageScanner:
    """On the glass lies the first sheet; when a scan of it is done, the next one is laid there, and the last stays.

    The feeder draws in one sheet after the other until none is left. Asked for both sides, it takes the next sheet's
    picture for the back of the one before.
    """

    def __init__(self) -> None:
        self.faults = Faults(FAULTS, self._fault_switched)
        self.plugged = True
        self.released = threading.Event()
        self.scans = 0
        self._sheets: list[Sheet] = []
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count(1)

    def lay(self, sheets: list[Sheet]) -> None:
        """Lay paper there, or none."""
        if len(sheets) > MOST_SHEETS:
            raise Refused(f"at most {MOST_SHEETS} sheets")
        self._sheets = list(sheets)

    def reachable(self) -> bool:
        """False: whoever connects is cut off."""
        return self.plugged and self.faults.on("gone") is None

    def plug(self) -> None:
        """Power and network are back; jobs are forgotten."""
        self.plugged = True

    def unplug(self) -> None:
        """Power is gone in the middle of whatever it did."""
        self.plugged = False
        self.released.set()
        self.released = threading.Event()
        for job in self._jobs.values():
            job.ended.set()
        self._jobs.clear()

    def state(self) -> dict[str, object]:
        """For people and tests."""
        return {"sheets": [str(sheet.path) for sheet in self._sheets], "jobs": sorted(self._jobs),
                "scans": self.scans, "scanner": self.scanner_state(), "feeder": self.feeder_state()}

    def feeder_state(self) -> str:
        """In eSCL's words."""
        for fault, word in (("jam", "ScannerAdfJam"), ("cover", "ScannerAdfDoorOpen"),
                            ("adf-empty", "ScannerAdfEmpty")):
            if self.faults.on(fault):
                return word
        return "ScannerAdfLoaded" if self._sheets else "ScannerAdfEmpty"

    def scanner_state(self) -> str:
        """In eSCL's words."""
        if self.faults.on("jam") or self.faults.on("cover"):
            return "Stopped"
        return "Processing" if self._jobs or self.faults.on("busy") else "Idle"

    def begin(self, settings: Settings) -> Job:
        """Start a job. Raises :class:`Unready`."""
        if self.faults.strike("busy") or any(job.delivering for job in self._jobs.values()):
            raise Unready(503)
        for abandoned in list(self._jobs):
            # Whoever began it was killed before fetching the page; a real scanner gives up on it, too.
            self.end(abandoned)
        if self.faults.on("cover") or self.faults.on("jam"):
            raise Unready(503)
        if settings.source == "Feeder" and (self.faults.on("adf-empty") or not self._sheets):
            raise Unready(409)
        job = Job(next(self._numbers), settings)
        self._jobs[job.number] = job
        return job

    def next_page(self, number: int) -> tuple[Job, Delivery]:
        """The job's next page. Raises :class:`Unready`: 404 past the last one."""
        job = self._jobs.get(number)
        if job is None:
            raise Unready(404)
        feeding = job.settings.source == "Feeder"
        if feeding and not self._sheets or not feeding and job.delivered:
            self.end(number)
            raise Unready(404)
        sheet = self._sheets[0] if self._sheets else None
        job.delivered += 1
        job.delivering = True
        per_cent = self.faults.number("short-image", 60)
        if per_cent is not None:
            self.faults.strike("short-image")
        delivery = Delivery(sheet, job.settings, 1.0 if per_cent is None else max(1.0, per_cent) / 100,
                            self.faults.strike("broken-image") is not None,
                            self.released if self.faults.strike("stall") else None, self.faults.number("slow", 20))
        return job, delivery

    def page_done(self, job: Job, whole: bool) -> None:
        """A page went out: the next sheet. Or it did not go out whole, which ends the job."""
        job.delivering = False
        if not whole:
            self.end(job.number)
            return
        self.scans += 1
        if self._sheets and (job.settings.source == "Feeder" or len(self._sheets) > 1):
            self._sheets.pop(0)

    def end(self, number: int) -> bool:
        """Delete a job. False where there is none."""
        job = self._jobs.pop(number, None)
        if job is not None:
            job.ended.set()
        return job is not None

    def _fault_switched(self, name: str) -> None:
        self.released.set()
        if name == "stall":
            self.released = threading.Event()


def take_picture(delivery: Delivery) -> Image.Image:
    """What the sensor sees of the region: the sheet in the glass's near corner, the white lid around it."""
    settings = delivery.settings
    left, top, width, height = (round(value * settings.resolution / 300) for value in settings.region)
    picture = Image.new("RGB", (max(1, width), max(1, height)), LID)
    if delivery.sheet is not None:
        dots = settings.resolution / 25.4
        size = tuple(max(1, round(length * dots)) for length in delivery.sheet.size_mm)
        scaled = delivery.sheet.image.resize((size[0], size[1]), Image.Resampling.BILINEAR, reducing_gap=2.0)
        picture.paste(scaled, (-left, -top))
    if delivery.keep_rows < 1:
        picture = picture.crop((0, 0, picture.width, max(1, int(picture.height * delivery.keep_rows))))
    return picture.convert("L") if settings.grey else picture
