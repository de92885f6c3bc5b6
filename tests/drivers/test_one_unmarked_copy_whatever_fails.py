"""Exactly once, against the printer's own faults: every fault at every moment of a print, with the real driver, the
real journal, and the desk's printer at the far end. (Processes that die: tests/daemon/test_one_unmarked_copy.py.)

In every cell three things hold. Done is never said unless the whole receipt is on paper. At most one unmarked copy was
ever begun, and one comes out, when all is well again, if none was. A copy can always be had then, and is marked.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import zxingcpp

from daemon.accounts import Account
from daemon.journal import Journal
from daemon.prints import Entry, Mark, PrintJournal, prepare
from daemon.trades.printer import PrinterTrade
from drivers.base import Surroundings
from drivers.errors import Code, DriverError, Retry
from drivers.printer.talk import Delays
from emulated.client import StartedDesk
from rules.blocks import Barcode, Document, Paragraph, file_name
from rules.receipt import RECEIPT
from tests.drivers.printers import SHORT, dots, make_printer, pictures
from wire.messages import PrintDocument, Printed

NUMBER = "FS01-261123-0007-K"
PAPER = Document(kind=RECEIPT, number=NUMBER, blocks=(
    *(Paragraph(text=f"{line} 受理回执") for line in range(40)), Barcode(code=NUMBER)))
WRITING, MARK = "受理回执".encode("gbk"), "补打".encode("gbk")

FAULTS = {"paper-out": 4, "cover-open": None, "jam": None, "mute": None, "nak-after": 0, "unplug-after": 1}
"""With their values: paper for four more lines, no byte more, one byte more."""
MOMENTS = ("accepted", "started", "midway", "cut", "confirmed")
"""Nothing was sent; the first byte is next; half is sent; all is sent and the answer is not heard; it was heard."""


class Told(PrintJournal):
    """Tells of a moment when it is on stable storage."""

    def __init__(self, state: Path, moment: Callable[[str], None]) -> None:
        super().__init__(state)
        self._moment = moment

    def accept(self, kind: str, number: str) -> Entry:
        entry = super().accept(kind, number)
        self._moment("accepted")
        return entry

    def start(self, entry: int, mark: Mark) -> None:
        super().start(entry, mark)
        self._moment("started")


class Site:
    """A kiosk's spool, journal and printer; each print by a worker's insides of its own."""

    def __init__(self, folder: Path, desk: StartedDesk, surroundings: Surroundings) -> None:
        self._folder, self._desk, self._surroundings = folder, desk, surroundings
        prepare(folder, Account(os.getuid(), os.getgid()))
        (folder / file_name(RECEIPT, NUMBER)).write_bytes(msgspec.msgpack.encode(PAPER))

    def prints(
        self, copy: bool = False, delays: Delays = Delays(), moment: Callable[[str], None] = lambda name: None,
    ) -> object:
        """How a print ended: True, False, or a code. `moment` is told of each moment once."""
        told: set[str] = set()

        def tell(name: str) -> None:
            if name not in told:
                told.add(name)
                moment(name)

        journal = Told(self._folder, tell)
        driver = make_printer("escpos-80-usb", self._desk, self._surroundings, delays)
        driver.open()
        trade = PrinterTrade(self._folder, journal, Journal(io.StringIO()))
        trade.begin(driver, lambda key: None)

        def progress(done: int, total: int) -> None:
            tell("cut" if done == total else "midway" if done >= total // 2 else "under way")

        try:
            answer = trade.perform(
                lambda: driver, PrintDocument(kind=RECEIPT, number=NUMBER, copy=copy), 60.0, progress)
            assert isinstance(answer, Printed)
            tell("confirmed")
            return answer.confirmed
        except (DriverError, Retry) as error:
            return error.code
        finally:
            driver.close()
            journal.close()

    def papers(self) -> list[tuple[bool, bool]]:
        """Of all that came out and is not blank: whether it is marked, and whether it is whole."""
        found = []
        for picture in pictures(self._desk):
            sent = picture.with_suffix(".bin").read_bytes()
            if WRITING in sent:
                codes = [code.text for code in zxingcpp.read_barcodes(dots(picture))]
                found.append((MARK in sent, codes == [NUMBER]))
        return found


@pytest.fixture
def site(tmp_path: Path, desk: StartedDesk, surroundings: Surroundings) -> Site:
    """With the receipt in the spool."""
    return Site(tmp_path, desk, surroundings)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_at_most_one_unmarked_copy_whatever_fails_whenever(
        site: Site, desk: StartedDesk, fault: str, moment: str) -> None:
    value = FAULTS[fault]
    fields = {} if value is None else {"value": value}
    began: list[str] = []

    def strikes(name: str) -> None:
        began.append(name)
        if name == moment:
            desk.ask("fault", device="printer", fault=fault, **fields)

    end = site.prints(delays=SHORT, moment=strikes)
    assert moment in began
    if end is True:
        assert (False, True) in site.papers()

    desk.ask("fault", device="printer", fault="none")
    desk.ask("plug", device="printer")
    again = site.prints()
    assert again is (Code.PRINT_STARTED_BEFORE if "started" in began else True)
    assert site.prints(copy=True) is True
    papers = site.papers()
    assert papers[-1] == (True, True)
    assert len([paper for paper in papers if paper[0] is False]) <= 1
