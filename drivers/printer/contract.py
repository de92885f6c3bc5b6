"""What every receipt printer does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.base import Driver, Progress
from rules.blocks import Document


class ReceiptPrinter(Driver, Protocol):
    """Prints a document and cuts it off."""

    def print(self, document: Document, marked: bool, progress: Progress, begin: Callable[[], None]) -> bool:
        """Print; `marked` puts 补打 at the top. `progress` counts bytes that the printer took.

        `begin` is called once, when all is well and the first byte of the document is the next thing that happens;
        what it raises ends the print, with nothing sent.

        True: the printer said, after the cut, that all before it is done. False: it did not say, and nobody knows.
        Raises `DriverError`: PRINT_PAPER_OUT, PRINT_COVER_OPEN, PRINT_CUTTER, PRINT_JAM, PRINT_HEAD_HOT, PRINT_MUTE,
        PRINT_PRINTER_GONE, PRINT_BROKEN, DEVICE_BUSY, DEVICE_DENIED; what had gone to the printer by then may be on
        paper. `Canceled` only before the first byte or while the printer takes none.
        """

    def drop_left_over(self) -> None:
        """A print of an earlier process ended nobody knows how: have the printer drop what it holds of it, and cut off
        what hangs out of it before the next. Opened before; never raises.
        """
