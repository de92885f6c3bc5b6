"""The printer's worker: prints what sealer, guide and gateway put into the spool, nothing that came over the bus.

Whether a print is the one unmarked copy or carries 补打 is decided here, by its kind (`rules.copies`) and the journal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from daemon import deposits, spool
from daemon.journal import Event, Journal
from daemon.prints import JournalBroken, Mark, PrintJournal, StartedBefore
from daemon.trade import Trade
from drivers import printer
from drivers.base import Driver, Progress
from drivers.errors import Code, Retry
from drivers.printer import ReceiptPrinter
from rules.blocks import Document
from rules.copies import Marking, marking
from wire.messages import Answer, Ask, PrintDocument, Printed
from wire.values import Slug

MODELS = {name: model.build for name, model in printer.MODELS.items()}


class PrinterTrade:
    """PrintDocument."""

    def __init__(self, folder: Path, prints: PrintJournal, journal: Journal) -> None:
        self._folder = folder
        self._prints = prints
        self._journal = journal

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """What an earlier process left in the printer, half printed, is not to come out for the next citizen."""
        try:
            left_over = self._prints.last_is_open()
        except JournalBroken as error:
            self._journal.write(Event.PRINTS_BROKEN, harm=error.harm)
            return
        if left_over:
            cast(ReceiptPrinter, driver).drop_left_over()

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """Print a document. Raises what `ReceiptPrinter.print` raises, PRINT_NO_DOCUMENT, and PRINT_STARTED_BEFORE
        for a document that exists once, was started before, and was not asked for as a copy.
        """
        assert isinstance(ask, PrintDocument)
        document = deposits.read_document(self._folder, ask.kind, ask.number)
        receipt_printer = cast(ReceiptPrinter, device())
        try:
            return self._print(receipt_printer, document, ask.copy, progress)
        except JournalBroken as error:
            # without the journal nobody knows whether it would be the first: it is marked
            self._journal.write(Event.PRINTS_BROKEN, harm=error.harm)
            marked = marking(document.kind) is not Marking.NEVER_MARKED
            return Printed(confirmed=receipt_printer.print(document, marked, progress, _nothing))
        except StartedBefore:
            raise Retry(Code.PRINT_STARTED_BEFORE) from None

    def _print(self, device: ReceiptPrinter, document: Document, copy: bool, progress: Progress) -> Printed:
        """Raises `JournalBroken` with nothing sent, `StartedBefore` likewise."""
        entry = self._prints.accept(document.kind, document.number)
        mark = _mark(document.kind, entry.started_before or entry.doubtful)
        if entry.started_before and not copy and marking(document.kind) is Marking.ONCE:
            raise StartedBefore
        confirmed = device.print(
            document, mark is Mark.MARKED, progress, lambda: self._prints.start(entry.id, mark))
        if confirmed:
            try:
                self._prints.confirm(entry.id)
            except JournalBroken as error:
                # it is out all the same; the journal calls it unknown, and so any further one is marked
                self._journal.write(Event.PRINTS_BROKEN, harm=error.harm)
        return Printed(confirmed=confirmed)


def _mark(kind: str, started_before: bool) -> Mark:
    match marking(kind):
        case Marking.ALWAYS_MARKED:
            return Mark.MARKED
        case Marking.NEVER_MARKED:
            return Mark.NONE
        case Marking.ONCE:
            return Mark.MARKED if started_before else Mark.UNMARKED


def _nothing() -> None:
    """Nobody is told."""


def trade(visit: Path, state: Path, driver: Driver) -> Trade:
    """The class's verbs."""
    return PrinterTrade(visit / spool.DOCUMENTS, PrintJournal(state), Journal(sys.stderr))
