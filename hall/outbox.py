"""The outbox: envelopes that are safe on this machine and wait for the hall.

One SQLite file in `paths.state`/outbox. When `put` returns, number and envelope are on stable storage. The sealer
writes, the gateway reads and deletes; both are in the folder's group. A FIFO beside the file is the bell by which the
sealer wakes the gateway, so that nobody polls.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from hall.database import Database, DatabaseError, Kind

MAX_DELAY_S = 600.0
"""The longest that an envelope waits for its next try, in seconds."""

QUOTA = 4 * 1024 * 1024 * 1024
"""Bytes that the file may grow to, some thousand applications with pages; then a submission is refused."""
_PAGE = 4096

_KIND = Kind(
    version=1, mode=0o660, shrinking=True,
    remedy="its folder must be of mode 2770 and of a group that both the sealer's and the gateway's user are in; if "
           "the file is damaged, move it away for an engineer, a new one is made",
    schema="""
CREATE TABLE sequences (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
CREATE TABLE given (submission BLOB PRIMARY KEY, number TEXT NOT NULL UNIQUE, at TEXT NOT NULL) STRICT;
CREATE TABLE envelopes (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, item TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, next_try REAL NOT NULL DEFAULT 0, aside TEXT NOT NULL DEFAULT '',
    data BLOB NOT NULL
) STRICT
""")
_REMEMBER = timedelta(days=2)
_COLUMNS = "number, item, office, at, tries, aside"


@dataclass(frozen=True)
class Sealed:
    """What goes into the outbox: an envelope's bytes, and of its header what names nobody."""

    number: str
    item: str
    office: str
    data: bytes


@dataclass(frozen=True)
class Given:
    """The number that a submission has, when it was taken (ISO 8601, local), and whether it had it before."""

    number: str
    at: str
    repeated: bool


@dataclass(frozen=True)
class Waiting:
    """One envelope in the outbox. `tries` failed so far. `aside`: why it is set aside, "" where it waits its turn."""

    number: str
    item: str
    office: str
    at: str
    tries: int
    aside: str


@dataclass(frozen=True)
class Load:
    """How full the outbox is: bytes of its file in use, and since when the oldest envelope waits ("": none does)."""

    size: int
    oldest: str


class Outbox:
    """The queue. Every method raises `DatabaseError`; each is a transaction of its own."""

    def __init__(self, folder: Path, create: bool = True, pages: int = QUOTA // _PAGE) -> None:
        """Open it, and make it where there is none unless `create` is false.

        `pages` of 4096 bytes is a quota below the disk's own end.
        """
        self._bell = folder / "bell"
        if create:
            try:
                folder.mkdir(mode=0o770, parents=True, exist_ok=True)
            except OSError as error:
                raise DatabaseError(f"{folder}: {error.strerror}; {_KIND.remedy}") from None
        self._database = Database(folder / "outbox.sqlite", _KIND, create)
        self._database.limit(pages)

    def __enter__(self) -> Outbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give it back. Idempotent."""
        self._database.close()

    def put(self, submission: bytes, at: datetime, seal: Callable[[int], Sealed]) -> Given:
        """Keep an envelope, or say which number this very `submission` has already.

        `seal` gets the day's next sequence number, from 1. It runs within the transaction: whatever it raises, or a
        full disk, takes everything back, the number too.
        """
        moment = at.isoformat(timespec="seconds")
        with self._database.transaction() as connection:
            row = connection.execute("SELECT number, at FROM given WHERE submission = ?", (submission,)).fetchone()
            if row is not None:
                return Given(row[0], row[1], repeated=True)
            sequence = connection.execute(
                "INSERT INTO sequences VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last",
                (at.date().isoformat(),)).fetchone()[0]
            sealed = seal(sequence)
            connection.execute("DELETE FROM given WHERE at < ?", ((at - _REMEMBER).isoformat(timespec="seconds"),))
            connection.execute("INSERT INTO given VALUES (?, ?, ?)", (submission, sealed.number, moment))
            connection.execute(
                "INSERT INTO envelopes (number, item, office, at, data) VALUES (?, ?, ?, ?, ?)",
                (sealed.number, sealed.item, sealed.office, moment, sealed.data))
        return Given(sealed.number, moment, repeated=False)

    def waiting(self) -> int:
        """How many envelopes wait their turn."""
        with self._database.reading() as connection:
            count: int = connection.execute("SELECT count(*) FROM envelopes WHERE aside = ''").fetchone()[0]
        return count

    def load(self) -> Load:
        """How full it is, those set aside counted."""
        with self._database.reading() as connection:
            pages, free, oldest = (
                connection.execute(query).fetchone()[0]
                for query in ("PRAGMA page_count", "PRAGMA freelist_count", "SELECT min(at) FROM envelopes"))
        return Load((pages - free) * _PAGE, oldest or "")

    def all(self) -> tuple[Waiting, ...]:
        """All envelopes, the oldest first, those set aside too."""
        with self._database.reading() as connection:
            return tuple(
                Waiting(*row) for row in connection.execute(f"SELECT {_COLUMNS} FROM envelopes ORDER BY place"))

    def find(self, number: str) -> Waiting | None:
        """One envelope, None where it is not (or no longer) here."""
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM envelopes WHERE number = ?", (number,)).fetchone()
        return None if row is None else Waiting(*row)

    def read(self, number: str) -> bytes:
        """The bytes of an envelope that is here."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT data FROM envelopes WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise DatabaseError(f"{self._database.file}: no envelope {number}")
        return bytes(row[0])

    def due(self, now: float) -> Waiting | None:
        """The oldest envelope whose time has come; `now` in seconds since the epoch."""
        with self._database.reading() as connection:
            # a clock that was set back must not keep an envelope for years
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM envelopes WHERE aside = '' AND (next_try <= ? OR next_try > ?) "
                "ORDER BY place LIMIT 1", (now, now + MAX_DELAY_S)).fetchone()
        return None if row is None else Waiting(*row)

    def next_due(self) -> float | None:
        """When the next envelope's time comes, in seconds since the epoch; None where none waits."""
        with self._database.reading() as connection:
            when: float | None = connection.execute(
                "SELECT min(next_try) FROM envelopes WHERE aside = ''").fetchone()[0]
        return when

    def postpone(self, number: str, until: float) -> None:
        """A try failed: the next not before `until`, seconds since the epoch."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE envelopes SET tries = tries + 1, next_try = ? WHERE number = ?", (until, number))

    def set_aside(self, number: str, reason: str) -> None:
        """The hall will never take it as it is: keep it, out of the others' way, until a person looks."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE envelopes SET aside = ? WHERE number = ?", (reason or "unknown", number))

    def retry(self, number: str) -> bool:
        """Put an envelope back into the queue. False where it is not here."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE envelopes SET aside = '', tries = 0, next_try = 0 WHERE number = ?", (number,)).rowcount == 1

    def delivered(self, number: str) -> None:
        """The hall has it on stable storage: let go of it, and of its room on the disk."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM envelopes WHERE number = ?", (number,))
        with self._database.reading() as connection:
            # a page a step, and `execute` takes only one: the statement has no rows to fetch
            connection.executescript("PRAGMA incremental_vacuum;")
            # a reader may keep the log from being cut; the next delivery cuts it then
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def ring(self) -> None:
        """Wake the gateway. One that is not there looks when it starts."""
        try:
            bell = os.open(self._bell, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return
        try:
            if stat.S_ISFIFO(os.fstat(bell).st_mode):
                os.write(bell, b"!")
        except BlockingIOError:
            return
        finally:
            os.close(bell)

    def listen(self) -> int:
        """A descriptor that is readable once the bell was rung; the caller reads it empty and closes it."""
        try:
            if not self._bell.exists():
                os.mkfifo(self._bell, 0o660)
            # opened for writing too: a FIFO without a writer is readable for ever
            bell = os.open(self._bell, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as error:
            raise DatabaseError(f"{self._bell}: {error.strerror}; delete it and start the gateway again") from None
        if not stat.S_ISFIFO(os.fstat(bell).st_mode):
            os.close(bell)
            raise DatabaseError(f"{self._bell}: is no FIFO; delete it and start the gateway again")
        return bell
