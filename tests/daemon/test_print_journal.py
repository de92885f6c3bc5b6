"""The print journal alone: its three moments, and what it still knows after a kill -9 at any instant."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.accounts import Account
from daemon.prints import FOLDER, JournalBroken, Mark, PrintJournal, StartedBefore, prepare
from tests.daemon.kiosk import CHECKOUT


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """With the journal's folder."""
    prepare(tmp_path / "state", Account(os.getuid(), os.getgid()))
    return tmp_path / "state"


def rows(state: Path) -> list[tuple[str, str, str]]:
    """Number, mark and state of all entries."""
    with sqlite3.connect(state / FOLDER / "journal.sqlite") as database:
        found = database.execute("SELECT number, mark, state FROM prints ORDER BY id").fetchall()
    database.close()
    return [(number, mark, how) for number, mark, how in found]


def test_each_moment_is_a_state_of_its_entry(state: Path) -> None:
    prints = PrintJournal(state)
    entry = prints.accept("receipt", "FS01-1")
    assert rows(state) == [("FS01-1", "none", "accepted")]
    prints.start(entry.id, Mark.UNMARKED)
    assert rows(state) == [("FS01-1", "unmarked", "started")]
    assert prints.last_is_open()
    prints.confirm(entry.id)
    assert rows(state) == [("FS01-1", "unmarked", "confirmed")]
    assert not prints.last_is_open()
    prints.close()


def test_what_was_only_accepted_was_not_started(state: Path) -> None:
    prints = PrintJournal(state)
    assert not prints.accept("receipt", "FS01-1").started_before
    entry = prints.accept("receipt", "FS01-1")
    assert not entry.started_before
    prints.start(entry.id, Mark.UNMARKED)
    assert prints.accept("receipt", "FS01-1").started_before
    assert not prints.accept("receipt", "FS01-2").started_before
    assert not prints.accept("appointment", "FS01-1").started_before
    prints.close()


def test_of_two_workers_that_both_found_nothing_one_may_start(state: Path) -> None:
    old, new = PrintJournal(state), PrintJournal(state)
    first, second = old.accept("receipt", "FS01-1"), new.accept("receipt", "FS01-1")
    assert not first.started_before and not second.started_before
    new.start(second.id, Mark.UNMARKED)
    with pytest.raises(StartedBefore):
        old.start(first.id, Mark.UNMARKED)
    old.start(first.id, Mark.MARKED)
    old.close()
    new.close()


def test_a_disk_that_is_full_or_a_folder_that_is_gone_is_broken_and_says_where(tmp_path: Path) -> None:
    with pytest.raises(JournalBroken, match=r"journal.sqlite: No such file"):
        PrintJournal(tmp_path).accept("receipt", "FS01-1")


def test_the_oldest_entries_go_and_the_file_stays_small(state: Path) -> None:
    prints = PrintJournal(state)
    prints.accept("receipt", "FS01-1")
    with sqlite3.connect(state / FOLDER / "journal.sqlite") as database:
        database.execute("UPDATE sqlite_sequence SET seq = 60000")
    database.close()
    prints.accept("receipt", "FS01-2")
    assert rows(state) == [("FS01-2", "none", "accepted")]
    prints.close()


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5, 8, 13, 21])
def test_killed_at_any_instant_it_knows_all_that_it_said(state: Path, lines: int) -> None:
    keeper = subprocess.Popen([sys.executable, "-m", "tests.daemon.print_keeper", str(state)], cwd=CHECKOUT,
                              stdout=subprocess.PIPE, text=True)
    assert keeper.stdout is not None
    said = [keeper.stdout.readline().split() for _ in range(lines)]
    keeper.kill()
    said += [words for words in map(str.split, keeper.stdout.read().splitlines()) if len(words) == 2]
    keeper.wait()
    keeper.stdout.close()
    known = {number: how for number, _, how in rows(state)}
    for how, number in said:
        assert known[number] == "confirmed" or known[number] == how
    assert all(mark in ("unmarked", "none") for _, mark, _ in rows(state))
    prints = PrintJournal(state)
    for number, how in known.items():
        assert prints.accept("receipt", number).started_before is (how != "accepted")
    prints.close()
