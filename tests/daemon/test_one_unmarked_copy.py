"""Of one receipt at most one unmarked copy is ever started, whoever dies, and at whatever moment.

The moments of a print: it is *accepted* (nothing was sent), *started* (the first byte may have gone out), *midway*
(something is on paper), *printed* (the paper is out and nobody has said so), *confirmed* (the printer said so and the
screen was told).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from daemon.print_repair import repair
from daemon.prints import FOLDER
from rules import receipt_number
from rules.blocks import Document, Paragraph
from rules.receipt import ITEM_GUIDE, PROGRESS, RECEIPT
from tests.daemon.kiosk import Kiosk, Peer, Site, completed
from wire.messages import PrintDocument, Printed, Touch
from wire.values import DeviceState, Outcome, Role

NUMBER = "FS01-261123-0007-K"
PAPER = Document(kind=RECEIPT, number=NUMBER, blocks=(Paragraph(text="样张"),))
FIRST = PrintDocument(kind=RECEIPT, number=NUMBER)
ONE_MORE = PrintDocument(kind=RECEIPT, number=NUMBER, copy=True)
MOMENTS = {"accepted": [], "started": [], "midway": ["unmarked"], "printed": ["unmarked"], "confirmed": ["unmarked"]}
"""And what is on paper by then."""


def paper(kiosk: Kiosk, number: str = NUMBER) -> list[str]:
    """What came out, a word a print."""
    file = kiosk.desk / f"printed.{number}"
    return file.read_text().split() if file.exists() else []


def at_the_printer(kiosk: Kiosk, document: Document = PAPER) -> Peer:
    """A screen in a visit, the document in the spool."""
    screen = kiosk.screen()
    completed(screen.get(Touch()))
    kiosk.lay(document)
    return screen


def refused(screen: Peer, ask: PrintDocument) -> str:
    said = screen.get(ask)
    assert said.outcome is Outcome.FAILED and said.failure is not None
    return said.failure.code


def prints_until(kiosk: Kiosk, screen: Peer, moment: str) -> None:
    """Begin the first print and come as far as `moment`."""
    if moment == "confirmed":
        assert completed(screen.get(FIRST)).answer == Printed(confirmed=True)
        return
    kiosk.put(f"printer.stops-when-{moment}")
    screen.ask(FIRST)
    kiosk.until_there(f"printer.is-{moment}")
    kiosk.take(f"printer.stops-when-{moment}")


def kill_the_worker(kiosk: Kiosk, screen: Peer) -> None:
    """And wait until the daemon knows it."""
    os.kill(kiosk.worker("printer"), signal.SIGKILL)
    screen.device("printer", DeviceState.OFFLINE)


def kill_the_daemon(kiosk: Kiosk) -> None:
    kiosk.process.kill()
    kiosk.process.wait()


def cut_the_power(kiosk: Kiosk) -> None:
    worker = kiosk.worker("printer")
    kill_the_daemon(kiosk)
    try:
        os.kill(worker, signal.SIGKILL)
    except ProcessLookupError:
        return  # it went with the daemon


def after(kiosk: Kiosk, moment: str) -> None:
    """Nothing came out by itself; what is asked for now is unmarked only where nothing was ever started."""
    assert paper(kiosk) == MOMENTS[moment]
    screen = at_the_printer(kiosk)
    assert paper(kiosk) == MOMENTS[moment]
    if moment == "accepted":
        assert completed(screen.get(FIRST)).answer == Printed(confirmed=True)
        assert paper(kiosk) == ["unmarked"]
    else:
        assert refused(screen, FIRST) == "print.started_before"
        assert completed(screen.get(ONE_MORE)).answer == Printed(confirmed=True)
        assert paper(kiosk) == [*MOMENTS[moment], "marked"]
    assert paper(kiosk).count("unmarked") <= 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_worker_dies_and_the_visit_goes_on(site: Site, moment: str) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        prints_until(kiosk, screen, moment)
        kill_the_worker(kiosk, screen)
        assert paper(kiosk) == MOMENTS[moment]
        again = screen.get(FIRST)
        if moment == "accepted":
            assert again.outcome is Outcome.COMPLETED
        else:
            assert again.failure is not None and again.failure.code == "print.started_before"
            assert completed(screen.get(ONE_MORE)).answer == Printed(confirmed=True)
        assert paper(kiosk).count("unmarked") <= 1


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("kill", [kill_the_daemon, cut_the_power])
def test_the_daemon_dies_or_the_power_goes(site: Site, kill: Callable[[Kiosk], None], moment: str) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        prints_until(kiosk, at_the_printer(kiosk), moment)
        kill(kiosk)
        kiosk.start_again()
        after(kiosk, moment)


def test_the_screen_cannot_ask_for_a_second_unmarked_copy(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        completed(screen.get(FIRST))
        assert [refused(screen, FIRST) for _ in range(3)] == ["print.started_before"] * 3
        completed(screen.get(ONE_MORE))
        completed(screen.get(ONE_MORE))
        assert paper(kiosk) == ["unmarked", "marked", "marked"]


def test_a_copy_of_what_was_never_started_is_the_original(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        completed(screen.get(ONE_MORE))
        assert paper(kiosk) == ["unmarked"]


def test_two_that_ask_at_once_get_one_unmarked_copy(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        asked = [screen.ask(FIRST), screen.ask(FIRST), screen.ask(FIRST)]
        outcomes = [screen.reply(name).outcome for name in asked]
        assert outcomes == [Outcome.COMPLETED, Outcome.FAILED, Outcome.FAILED]
        assert paper(kiosk) == ["unmarked"]


def test_what_the_printer_does_not_confirm_is_not_called_done(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        kiosk.put("printer.unsure")
        assert completed(screen.get(FIRST)).answer == Printed(confirmed=False)
        assert refused(screen, FIRST) == "print.started_before"
        completed(screen.get(ONE_MORE))
        assert paper(kiosk) == ["unmarked", "marked"]


def test_a_new_worker_has_the_printer_drop_what_the_last_one_left(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        prints_until(kiosk, screen, "started")
        kill_the_worker(kiosk, screen)
        completed(screen.get(ONE_MORE))
        kiosk.take("printer.dropped")
        kill_the_worker(kiosk, screen)
        completed(screen.get(ONE_MORE))
        assert not (kiosk.desk / "printer.dropped").exists()


@pytest.mark.parametrize(("kind", "word"), [(ITEM_GUIDE, "unmarked"), (PROGRESS, "marked")])
def test_kinds_that_exist_more_than_once(site: Site, kind: str, word: str) -> None:
    document = Document(kind=kind, number="SX-A1", blocks=PAPER.blocks)
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk, document)
        for copy in (False, True):
            completed(screen.get(PrintDocument(kind=kind, number=document.number, copy=copy)))
        assert paper(kiosk, document.number) == [word, word]


def test_without_its_journal_every_receipt_is_marked_and_an_engineer_is_told(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        for file in _journal(kiosk).parent.iterdir():
            file.write_bytes(b"this is no database, and it is long enough to be taken for one" * 100)
        kill_the_worker(kiosk, screen)
        completed(screen.get(FIRST))
        assert paper(kiosk) == ["marked"]
        assert "printer.journal_broken" in kiosk.journal()


def test_a_repaired_journal_lets_no_second_unmarked_copy_out(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = at_the_printer(kiosk)
        completed(screen.get(FIRST))
        kill_the_worker(kiosk, screen)
        for file in _journal(kiosk).parent.iterdir():
            file.write_bytes(b"this is no database, and it is long enough to be taken for one" * 100)
        completed(screen.get(FIRST))
        assert repair(Path(kiosk.settings.paths.state), datetime(2026, 11, 23, 12)) is not None
        completed(screen.get(FIRST))
        assert paper(kiosk) == ["unmarked", "marked", "marked"]
        assert refused(screen, FIRST) == "print.started_before"
        tomorrows = Document(kind=RECEIPT, number="FS01-261124-0001-4", blocks=PAPER.blocks)
        assert receipt_number.check(tomorrows.number)
        kiosk.lay(tomorrows)
        completed(screen.get(PrintDocument(kind=RECEIPT, number=tomorrows.number)))
        assert paper(kiosk, tomorrows.number) == ["unmarked"]


def test_the_journal_holds_kind_number_and_state_and_nothing_of_the_paper(site: Site) -> None:
    document = Document(kind=RECEIPT, number=NUMBER, blocks=(Paragraph(text="申请人：王小明测试标记"),))
    with Kiosk(site, devices=["printer"]) as kiosk:
        completed(at_the_printer(kiosk, document).get(FIRST))
        kept = b"".join(file.read_bytes() for file in _journal(kiosk).parent.iterdir())
        assert NUMBER.encode() in kept
        assert "王小明".encode() not in kept and "申请人".encode() not in kept


def test_only_the_printers_worker_can_look_at_the_journal(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        completed(at_the_printer(kiosk).get(FIRST))
        found = _journal(kiosk).parent.stat(), _journal(kiosk).stat()
        assert [entry.st_mode & 0o077 for entry in found] == [0, 0]
        assert {entry.st_uid for entry in found} == {kiosk.uid(Role.PRINTER)}


def _journal(kiosk: Kiosk) -> Path:
    return Path(kiosk.settings.paths.state) / FOLDER / "journal.sqlite"
