"""The printer's worker: prints what sealer, guide and gateway put into the spool, nothing that came over the bus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from daemon import deposits, spool
from daemon.trade import Trade
from drivers import printer
from drivers.base import Driver, Progress
from drivers.printer import ReceiptPrinter
from wire.messages import Answer, Ask, PrintDocument, Printed
from wire.values import Slug

MODELS = {name: model.build for name, model in printer.MODELS.items()}


class PrinterTrade:
    """PrintDocument."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """Nothing."""

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """Print a document. Raises what `ReceiptPrinter.print` raises, and PRINT_NO_DOCUMENT."""
        assert isinstance(ask, PrintDocument)
        document = deposits.read_document(self._folder, ask.kind, ask.number)
        return Printed(confirmed=cast(ReceiptPrinter, device()).print(document, ask.copy, progress))


def trade(visit: Path) -> Trade:
    """The class's verbs."""
    return PrinterTrade(visit / spool.DOCUMENTS)
