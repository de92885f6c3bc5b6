"""The print journal: which document was taken on, begun and confirmed. Three moments, each on stable storage before the
next may come; never what stood on the paper.

The printer's worker keeps it, since it is the process that sends the first byte: nobody else can write "started" before
that and not much before. One SQLite file in `paths.state`/prints, so that an old worker and a new one cannot both begin
the same unmarked copy: an index forbids it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from daemon.accounts import Account
from rules import receipt_number

FOLDER = "prints"
FILE = "journal.sqlite"
REPAIRING = "repairing"
"""A file that lies in the folder from a repair's beginning to its end: what lies beside it is not to be relied on."""
_KEPT = 50_000
"""Entries that are remembered. A kiosk gives at most 9999 numbers a day, and never one twice."""
_BUSY_S = 5.0

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS prints (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, number TEXT NOT NULL, mark TEXT NOT NULL,
        state TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS by_number ON prints (number, kind)",
    """CREATE UNIQUE INDEX IF NOT EXISTS one_unmarked ON prints (number, kind)
        WHERE mark = 'unmarked' AND state <> 'accepted'""",
    # a day (YYMMDD) up to which nobody knows any more what was printed
    "CREATE TABLE IF NOT EXISTS repairs (day TEXT NOT NULL)",
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


class Harm(StrEnum):
    """Why the journal cannot be used. Damage wants a repair (`daemon.print_repair`), the others want room or rights."""

    DAMAGED = "damaged"
    FULL = "full"
    DISK = "disk"
    DENIED = "denied"
    BUSY = "busy"
    OTHER = "other"


class JournalBroken(Exception):
    """The journal cannot be read or written. The message names the file and what SQLite says."""

    def __init__(self, said: str, harm: Harm) -> None:
        super().__init__(said)
        self.harm = harm


class StartedBefore(Exception):
    """An unmarked copy of this document was started already."""


@dataclass(frozen=True)
class Entry:
    """A print that was taken on."""

    id: int
    started_before: bool
    """Whether any print of the same document was started earlier."""
    doubtful: bool = False
    """Whether one may have been started of which a journal knew that was damaged since."""


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
        self._file = state / FOLDER / FILE
        self._database: sqlite3.Connection | None = None
        self._lock = -1

    def close(self) -> None:
        """Let the file go. Idempotent."""
        database, self._database = self._database, None
        if database is not None:
            database.close()
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)

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
            lost = database.execute("SELECT max(day) FROM repairs").fetchone()[0]
        return Entry(entry, started is not None, lost is not None and _day(number) <= lost)

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
            self._hold()
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            self._database = sqlite3.connect(self._file, isolation_level=None, timeout=_BUSY_S)
            # WAL with FULL: one fsync a move, before the move returns
            for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "BEGIN IMMEDIATE", *SCHEMA,
                              "COMMIT"):
                self._database.execute(statement)
            if not is_whole(self._database):
                raise OSError(errno.EUCLEAN, "it is damaged")
        return self._database

    def _hold(self) -> None:
        """While this process has the journal open, nobody repairs it. Raises `OSError` while somebody does."""
        self._lock = os.open(self._file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if (self._file.parent / REPAIRING).exists():
            raise OSError(errno.EUCLEAN, "a repair did not come to its end")


def is_whole(database: sqlite3.Connection) -> bool:
    """Whether tables and indexes are as SQLite wrote them. Raises `sqlite3.Error`."""
    return bool(database.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")


def _day(number: str) -> str:
    """The day of a receipt's number, YYMMDD; "" of another number: before every day."""
    return number.split("-")[1] if receipt_number.check(number) else ""


_HARMS = {
    "SQLITE_CORRUPT": Harm.DAMAGED, "SQLITE_NOTADB": Harm.DAMAGED, "SQLITE_FULL": Harm.FULL, "SQLITE_IOERR": Harm.DISK,
    "SQLITE_READONLY": Harm.DENIED, "SQLITE_CANTOPEN": Harm.DENIED, "SQLITE_PERM": Harm.DENIED,
    "SQLITE_BUSY": Harm.BUSY, "SQLITE_LOCKED": Harm.BUSY,
    "EUCLEAN": Harm.DAMAGED, "ENOSPC": Harm.FULL, "EDQUOT": Harm.FULL, "EIO": Harm.DISK, "EACCES": Harm.DENIED,
    "EPERM": Harm.DENIED, "EROFS": Harm.DENIED, "ENOENT": Harm.DENIED, "ELOOP": Harm.DENIED, "EAGAIN": Harm.BUSY,
}
"""By SQLite's names, the extended ones after their first two words, and by errno's."""


def _broken(file: Path, error: OSError | sqlite3.Error) -> JournalBroken:
    if isinstance(error, OSError):
        return JournalBroken(f"{file}: {error.strerror}",
                             _HARMS.get(errno.errorcode.get(error.errno or 0, ""), Harm.OTHER))
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return JournalBroken(f"{file}: {name}", _HARMS.get("_".join(name.split("_")[:2]), Harm.OTHER))
