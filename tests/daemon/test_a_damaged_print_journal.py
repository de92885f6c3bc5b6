"""A print journal that was damaged: it is said, every receipt is marked, and a repair keeps what can be read of it
without ever letting a second unmarked copy out.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from daemon.accounts import Account
from daemon.print_repair import CannotRepair, repair
from daemon.prints import FILE, FOLDER, REPAIRING, Harm, JournalBroken, Mark, PrintJournal, State, prepare
from rules import receipt_number
from rules.settings import Paths, Settings, render
from tests.daemon.kiosk import CHECKOUT

TODAY = datetime(2026, 11, 23, 16, 5)
PAGE = 4096


def number(sequence: int, day: date = TODAY.date()) -> str:
    """A receipt's."""
    return receipt_number.make("FS01", day, sequence)


TOMORROWS = number(1, date(2026, 11, 24))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """With a journal of 300 receipts that were printed."""
    prepare(tmp_path / "state", Account(os.getuid(), os.getgid()))
    assert harm(tmp_path / "state") is None
    with sqlite3.connect(tmp_path / "state" / FOLDER / FILE) as database:
        database.executemany("INSERT INTO prints (kind, number, mark, state) VALUES ('receipt', ?, ?, ?)", [
            (number(sequence), Mark.UNMARKED, State.CONFIRMED) for sequence in range(1, 301)])
    database.close()
    return tmp_path / "state"


def damage(state: Path, page: int) -> None:
    """Overwrite a page of the file."""
    with open(state / FOLDER / FILE, "r+b") as file:
        file.seek(page * PAGE)
        file.write(random.Random(page).randbytes(PAGE))


def harm(state: Path) -> Harm | None:
    """What the journal says of itself."""
    prints = PrintJournal(state)
    try:
        prints.last_is_open()
    except JournalBroken as error:
        return error.harm
    finally:
        prints.close()
    return None


def pages(state: Path) -> int:
    return (state / FOLDER / FILE).stat().st_size // PAGE


def test_damage_anywhere_is_noticed_and_after_the_repair_nothing_old_is_printed_unmarked(state: Path) -> None:
    whole = (state / FOLDER / FILE).read_bytes()
    for page in range(pages(state)):
        (state / FOLDER / FILE).write_bytes(whole)
        damage(state, page)
        assert harm(state) is Harm.DAMAGED, f"page {page}"
        assert repair(state, TODAY) is not None
        assert harm(state) is None
        prints = PrintJournal(state)
        for sequence in (1, 150, 300, 301):
            entry = prints.accept("receipt", number(sequence))
            assert entry.doubtful or entry.started_before, f"page {page}, receipt {sequence}"
        assert prints.accept("receipt", TOMORROWS).doubtful is False
        prints.close()


def test_what_can_be_read_is_kept_and_the_damaged_file_too(state: Path) -> None:
    damage(state, pages(state) - 1)
    broken = (state / FOLDER / FILE).read_bytes()
    done = repair(state, TODAY)
    assert done is not None and done.entries > 100
    assert done.damaged.read_bytes() == broken
    prints = PrintJournal(state)
    assert sum(prints.accept("receipt", number(sequence)).started_before for sequence in range(1, 301)) == done.entries
    prints.close()


@pytest.mark.parametrize("rubbish", [b"no database at all" * 500, b"SQLite format 3\0" + bytes(8000)])
def test_a_file_that_is_no_journal(state: Path, rubbish: bytes) -> None:
    (state / FOLDER / FILE).write_bytes(rubbish)
    assert harm(state) is Harm.DAMAGED
    done = repair(state, TODAY)
    assert done is not None and done.entries == 0
    prints = PrintJournal(state)
    assert prints.accept("receipt", number(7)).doubtful
    prints.close()


def test_a_journal_in_order_is_left_alone(state: Path) -> None:
    before = sorted(path.name for path in (state / FOLDER).iterdir())
    assert repair(state, TODAY) is None
    assert sorted(path.name for path in (state / FOLDER).iterdir()) == before
    prints = PrintJournal(state)
    assert not prints.accept("receipt", number(301)).doubtful
    prints.close()


def test_it_is_not_repaired_under_a_worker_that_uses_it(state: Path) -> None:
    prints = PrintJournal(state)
    prints.last_is_open()
    damage(state, 1)
    with pytest.raises(CannotRepair, match="stop the kiosk's daemon first"):
        repair(state, TODAY)
    prints.close()
    assert repair(state, TODAY) is not None


@pytest.mark.parametrize("moved", [False, True])
def test_a_repair_that_was_cut_short_counts_as_damage_until_it_is_done(state: Path, moved: bool) -> None:
    (state / FOLDER / REPAIRING).touch()
    if moved:
        (state / FOLDER / FILE).rename(state / FOLDER / f"{FILE}.damaged-1")
    assert harm(state) is Harm.DAMAGED
    assert repair(state, TODAY) is not None
    assert not (state / FOLDER / REPAIRING).exists()
    prints = PrintJournal(state)
    entry = prints.accept("receipt", number(7))
    assert entry.doubtful and entry.started_before is not moved
    prints.close()


def test_two_unmarked_ones_of_a_number_do_not_stop_the_repair(state: Path) -> None:
    with sqlite3.connect(state / FOLDER / FILE) as database:
        database.execute("DROP INDEX one_unmarked")
        database.execute("UPDATE prints SET number = ?", (number(1),))
    database.close()
    (state / FOLDER / REPAIRING).touch()
    assert repair(state, TODAY) is not None
    prints = PrintJournal(state)
    assert prints.accept("receipt", number(1)).started_before
    prints.close()


def test_the_command_says_what_it_did(state: Path, tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(render(Settings(paths=Paths(state=str(state)))), encoding="utf-8")
    damage(state, 1)

    def run() -> str:
        return subprocess.run([sys.executable, "-m", "daemon.print_repair", "--config", str(config)], cwd=CHECKOUT,
                              check=True, capture_output=True, text=True).stdout

    said = run()
    assert "was damaged and is put right" in said and "carry 补打 from now on" in said and "damaged-" in said
    assert "nothing was changed" in run()
