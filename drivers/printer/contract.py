"""What every receipt printer does."""

from __future__ import annotations

from typing import Protocol

from drivers.base import Driver, Progress
from rules.blocks import Document


class ReceiptPrinter(Driver, Protocol):
    """Prints a document and cuts it off."""

    def print(self, document: Document, copy: bool, progress: Progress) -> bool:
        """Print; `copy` marks it 补打 at the top. `progress` counts bytes that the printer took.

        True: the printer said, after the cut, that all before it is done. False: it did not say, and nobody knows.
        Raises `DriverError`: PRINT_PAPER_OUT, PRINT_COVER_OPEN, PRINT_CUTTER, PRINT_JAM, PRINT_HEAD_HOT, PRINT_MUTE,
        PRINT_PRINTER_GONE, PRINT_BROKEN, DEVICE_BUSY, DEVICE_DENIED; what had gone to the printer by then may be on
        paper. `Canceled` only before the first byte or while the printer takes none.
        """
