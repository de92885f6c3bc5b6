"""The print journal: which document was taken on, begun and confirmed. Three moments, each on stable storage before the
next may come; never what stood on the paper.

The printer's worker keeps it, since it is the process that sends the first byte: nobody else can write "started" before
that and not much before. One SQLite file in `paths.state`/prints, so that an old worker and a new one cannot both begin
the same unmarked copy: an index forbids it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from daemon.accounts import Account

FOLDER = "prints"
_FILE = "journal.sqlite"
_KEPT = 50_000
"""Entries that are remembered. A kiosk gives at most 9999 numbers a day, and never one twice."""
_BUSY_S = 5.0

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS prints (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, number TEXT NOT NULL, mark TEXT NOT NULL,
        state TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS by_number ON prints (number, kind)",
    """CREATE UNIQUE INDEX IF NOT EXISTS one_unmarked ON prints (number, kind)
        WHERE mark = 'unmarked' AND state <> 'accepted'""",
)


class State(StrEnum):
    """How far a print came. An entry that stays `STARTED` is one of which nobody knows."""

    ACCEPTED = "accepted"
    STARTED = "started"
    CONFIRMED = "confirmed"


class Mark(StrEnum):
    """What the paper says: it is the one unmarked copy, it is marked 补打, or its kind carries no mark."""

    UNMARKED = "unmarked"
    MARKED = "marked"
    NONE = "none"


class JournalBroken(Exception):
    """The journal cannot be read or written. The message names the file and what SQLite says."""


class StartedBefore(Exception):
    """An unmarked copy of this document was started already."""


@dataclass(frozen=True)
class Entry:
    """A print that was taken on."""

    id: int
    started_before: bool
    """Whether any print of the same document was started earlier."""


def prepare(state: Path, owner: Account) -> None:
    """Make the journal's folder, its owner's alone. Raises `OSError`."""
    state.mkdir(mode=0o711, parents=True, exist_ok=True)
    folder = state / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.getuid() == 0:
        os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)


class PrintJournal:
    """Opened at its first use, and anew after it was broken: a disk that was full may have room again. One thread."""

    def __init__(self, state: Path) -> None:
        """Touches nothing yet."""
        self._file = state / FOLDER / _FILE
        self._database: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let the file go. Idempotent."""
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def accept(self, kind: str, number: str) -> Entry:
        """A print was asked for. Raises `JournalBroken`."""
        with self._transaction() as database:
            started = database.execute(
                "SELECT 1 FROM prints WHERE number = ? AND kind = ? AND state <> ? LIMIT 1",
                (number, kind, State.ACCEPTED)).fetchone()
            entry = database.execute(
                "INSERT INTO prints (kind, number, mark, state) VALUES (?, ?, ?, ?)",
                (kind, number, Mark.NONE, State.ACCEPTED)).lastrowid
            assert entry is not None
            database.execute("DELETE FROM prints WHERE id <= ?", (entry - _KEPT,))
        return Entry(entry, started is not None)

    def start(self, entry: int, mark: Mark) -> None:
        """The first byte goes out when this returns. Raises `StartedBefore`, `JournalBroken`."""
        with self._transaction() as database:
            try:
                database.execute("UPDATE prints SET state = ?, mark = ? WHERE id = ?", (State.STARTED, mark, entry))
            except sqlite3.IntegrityError:
                raise StartedBefore from None

    def confirm(self, entry: int) -> None:
        """The printer said that the paper is out. Raises `JournalBroken`."""
        with self._transaction() as database:
            database.execute("UPDATE prints SET state = ? WHERE id = ?", (State.CONFIRMED, entry))

    def last_is_open(self) -> bool:
        """Whether nobody knows what became of the newest print that was started. Raises `JournalBroken`."""
        with self._transaction() as database:
            last = database.execute(
                "SELECT state FROM prints WHERE state <> ? ORDER BY id DESC LIMIT 1", (State.ACCEPTED,)).fetchone()
        return last is not None and last[0] == State.STARTED

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it is on stable storage afterwards, or nothing."""
        try:
            database = self._opened()
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise _broken(self._file, error) from None

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            self._database = sqlite3.connect(self._file, isolation_level=None, timeout=_BUSY_S)
            # WAL with FULL: one fsync a move, before the move returns
            for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "BEGIN IMMEDIATE", *_SCHEMA,
                              "COMMIT"):
                self._database.execute(statement)
        return self._database


def _broken(file: Path, error: OSError | sqlite3.Error) -> JournalBroken:
    said = error.strerror if isinstance(error, OSError) else getattr(error, "sqlite_errorname", type(error).__name__)
    return JournalBroken(f"{file}: {said}")
