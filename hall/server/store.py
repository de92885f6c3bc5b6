"""What the hall keeps, in SQLite: applications with their bodies still sealed, their states, and who opened which.

In the clear are numbers, items, offices, states and a keyed hash of each document number. WAL, synchronous=FULL: when a
method returns, what it did is on stable storage. One object serves many threads, one call at a time.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hall.database import Database, Kind
from hall.envelopes import Cover, Envelope
from rules.progress import ApplicationState, following

_KIND = Kind(
    version=1, mode=0o600,
    remedy="run this as the hall server's user, who must own the folder; if the file is damaged, restore the backup",
    schema="""
CREATE TABLE applications (
    number TEXT PRIMARY KEY, kind TEXT NOT NULL, item TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL,
    key TEXT NOT NULL, digest BLOB NOT NULL, person BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX applications_by_person ON applications (person);
CREATE TABLE states (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES applications, state TEXT NOT NULL, at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX states_by_number ON states (number, place);
CREATE TABLE openings (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES applications, at TEXT NOT NULL, uid INTEGER NOT NULL
) STRICT
""")


class StoreError(Exception):
    """The store does not do it. The message names the number and what may be done."""


class NumberTaken(StoreError):
    """Another envelope has this number."""


class UnknownNumber(StoreError):
    """No application has this number."""


class NotAllowed(StoreError):
    """The state does not follow the present one."""


@dataclass(frozen=True)
class Step:
    """One state an application was in; `at` is ISO 8601 with minutes, local time of the hall."""

    state: ApplicationState
    at: str
    note: str


@dataclass(frozen=True)
class Record:
    """What may be said of an application to anybody: it names nobody."""

    number: str
    item: str
    office: str
    steps: tuple[Step, ...]


class Store:
    """The applications of one hall."""

    def __init__(self, file: Path, create: bool) -> None:
        """Open it, and make it where there is none if `create`. Every method raises `DatabaseError`."""
        self._database = Database(file, _KIND, create)

    def close(self) -> None:
        """Give it back. Idempotent."""
        self._database.close()

    def digest(self, number: str) -> bytes | None:
        """The digest of the envelope that has this number, None where none has."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT digest FROM applications WHERE number = ?", (number,)).fetchone()
        return None if row is None else bytes(row[0])

    def keep(self, envelope: Envelope, digest: bytes, person: bytes, at: datetime) -> bool:
        """Keep an application. False where this very envelope was here already; raises `NumberTaken` for another."""
        header = envelope.header
        with self._database.transaction() as connection:
            row = connection.execute("SELECT digest FROM applications WHERE number = ?", (header.number,)).fetchone()
            if row is not None:
                if bytes(row[0]) != digest:
                    raise NumberTaken(f"{header.number}: another envelope has this number")
                return False
            connection.execute(
                "INSERT INTO applications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (header.number, header.kind.value, header.item, header.office, header.at, header.key, digest, person,
                 envelope.body))
            _add_state(connection, header.number, Step(ApplicationState.SUBMITTED, header.at[:16], ""))
            _add_state(connection, header.number, Step(ApplicationState.RECEIVED, _minutes(at), ""))
        return True

    def record(self, number: str) -> Record | None:
        """How far an application is, None where no application has this number."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT item, office FROM applications WHERE number = ?", (number,)).fetchone()
            steps = connection.execute(
                "SELECT state, at, note FROM states WHERE number = ? ORDER BY place", (number,)).fetchall()
        if row is None:
            return None
        return Record(number, row[0], row[1], tuple(Step(ApplicationState(s), at, note) for s, at, note in steps))

    def move(self, number: str, state: ApplicationState, note: str, at: datetime) -> None:
        """Put an application into its next state. Raises `UnknownNumber`, `NotAllowed`."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT state FROM states WHERE number = ? ORDER BY place DESC LIMIT 1", (number,)).fetchone()
            if row is None:
                raise UnknownNumber(f"{number}: no application has this number")
            present = ApplicationState(row[0])
            if state not in following(present):
                allowed = ", ".join(sorted(following(present))) or "nothing, it is closed"
                raise NotAllowed(f"{number}: is {present}; after that may come: {allowed}")
            _add_state(connection, number, Step(state, _minutes(at), note))

    def numbers(self, person: bytes) -> tuple[str, ...]:
        """The numbers of a person's applications, by the keyed hash of the document number, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT number FROM applications WHERE person = ? ORDER BY at DESC, number DESC", (person,)).fetchall()
        return tuple(row[0] for row in rows)

    def sealed(self, number: str, uid: int, at: datetime) -> tuple[Cover, bytes]:
        """A body, still sealed, and what it must agree with; that `uid` took it is kept. Raises `UnknownNumber`."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT item, office, at, body FROM applications WHERE number = ?", (number,)).fetchone()
            if row is None:
                raise UnknownNumber(f"{number}: no application has this number")
            connection.execute(
                "INSERT INTO openings (number, at, uid) VALUES (?, ?, ?)", (number, _minutes(at), uid))
        return Cover(number, row[0], row[1], row[2]), bytes(row[3])

    def openings(self, number: str) -> tuple[tuple[str, int], ...]:
        """When and by which uid an application was opened."""
        with self._database.reading() as connection:
            return tuple(connection.execute("SELECT at, uid FROM openings WHERE number = ? ORDER BY place", (number,)))


def _add_state(connection: sqlite3.Connection, number: str, step: Step) -> None:
    connection.execute("INSERT INTO states (number, state, at, note) VALUES (?, ?, ?, ?)",
                       (number, step.state.value, step.at, step.note))


def _minutes(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
