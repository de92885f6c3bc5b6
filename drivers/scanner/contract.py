"""What every barcode reader and every page scanner does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.base import Driver, Progress


@dataclass(frozen=True)
class Sheet:
    """One page as it is kept: a JPEG, one for a screen, its size in pixels, and what who must read it would say.
    """

    jpeg: bytes
    preview: bytes
    """A JPEG of at most 1800 pixels on its longer side."""
    width: int
    height: int
    blank: bool
    dark: bool = False
    blurred: bool = False

    def __repr__(self) -> str:
        """Never the page."""
        return f"<Sheet {self.width}x{self.height}>"


class CodeReader(Driver, Protocol):
    """Waits for a barcode or QR code."""

    def read(self, timeout_s: float) -> str:
        """The next code, at most 1024 characters. One that was shown up to 2 s before the call counts (a reader with a
        trigger is dark then); older ones are dropped.

        Raises `Retry` (CODE_NONE: none in time, or one that is no text), `DriverError` (CODE_READER_GONE, DEVICE_BUSY,
        DEVICE_DENIED), `Canceled`.
        """


class PageScanner(Driver, Protocol):
    """Scans sheets. On a kiosk it lives in a child of the page worker (`daemon.pages`)."""

    @property
    def name(self) -> str:
        """What SANE calls the scanner that `open` chose; "" before."""

    @property
    def holds_stack(self) -> bool:
        """Whether a feeder is begun: then the next `scan`, asked the same, brings the sheet's other side or the sheet
        after it, which may have left the feeder already.
        """

    def resume(self, name: str) -> None:
        """In place of `open`: take the scanner that another process chose, and look for no other. Whether it is there
        shows when it is used. Raises `DriverError`.
        """

    def scan(self, dpi: int, colour: bool, progress: Progress, quality: int = 85) -> Sheet:
        """Scan what lies there, straighten and trim it, encode it at a JPEG `quality` of 1 to 100. `progress` counts
        lines.

        Raises `Retry` (PAGE_NO_PAPER, PAGE_COVER_OPEN, PAGE_BUSY, PAGE_SHORT, PAGE_BROKE_OFF, PAGE_STOPPED),
        `DriverError` (PAGE_JAM, PAGE_SCANNER_GONE, PAGE_SCANNER_BROKEN, DEVICE_BUSY, DEVICE_DENIED), `Canceled`. It has
        no time-out: a stalled network scanner comes back from nothing, and only ending the process helps.
        """
