"""What the hall keeps, in SQLite: applications with their bodies still sealed, their states, and who opened which.

In the clear are numbers, items, offices, states and a keyed hash of each document number. WAL, synchronous=FULL: when a
method returns, what it did is on stable storage. One object serves many threads, one call at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hall.database import Database, Kind
from hall.envelopes import Cover, Envelope
from hall.server.kinds import (
    NotAllowed, NumberTaken, Step, UnknownNumber, add_state, check, latest, left, minutes, take_place,
)
from rules.progress import ApplicationState, EnvelopeKind, following

ANSWER_FOR = timedelta(minutes=10)
"""How long a question is kept."""
MOST_ANSWERED = 40
"""Numbers in an answer."""

_KIND = Kind(
    version=2, mode=0o600,
    remedy="run this as the hall server's user, who must own the folder; if the file is damaged, restore the backup",
    schema="""
CREATE TABLE applications (
    number TEXT PRIMARY KEY, kind TEXT NOT NULL, item TEXT NOT NULL, office TEXT NOT NULL, at TEXT NOT NULL,
    about TEXT REFERENCES applications, slot TEXT, stars INTEGER,
    key TEXT NOT NULL, digest BLOB NOT NULL, person BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX applications_by_about ON applications (about, kind);
CREATE INDEX applications_by_person ON applications (person);
CREATE TABLE states (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES applications, state TEXT NOT NULL, at TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX states_by_number ON states (number, place);
CREATE TABLE bookings (
    number TEXT PRIMARY KEY REFERENCES applications, office TEXT NOT NULL, slot TEXT NOT NULL
) STRICT;
CREATE INDEX bookings_by_slot ON bookings (office, slot);
CREATE TABLE places (
    office TEXT NOT NULL, slot TEXT NOT NULL, places INTEGER NOT NULL, PRIMARY KEY (office, slot)
) STRICT;
CREATE TABLE questions (
    ticket TEXT PRIMARY KEY, digest BLOB NOT NULL, person BLOB NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE openings (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES applications, at TEXT NOT NULL, uid INTEGER NOT NULL
) STRICT
""")


@dataclass(frozen=True)
class Record:
    """What may be said of a number to anybody: it names nobody."""

    number: str
    kind: EnvelopeKind
    item: str
    office: str
    slot: str | None
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
        """Keep what was handed in, and do what its kind does. False where this very envelope was here already.

        Raises `NumberTaken` for another envelope of this number, `Unfit` for one that its kind does not allow.
        """
        header = envelope.header
        with self._database.transaction() as connection:
            row = connection.execute("SELECT digest FROM applications WHERE number = ?", (header.number,)).fetchone()
            if row is not None:
                if bytes(row[0]) != digest:
                    raise NumberTaken(f"{header.number}: another envelope has this number")
                return False
            check(connection, header, person)
            connection.execute(
                "INSERT INTO applications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (header.number, header.kind.value, header.item, header.office, header.at, header.about, header.slot,
                 header.stars, header.key, digest, person, envelope.body))
            if header.kind is EnvelopeKind.BOOKING:
                add_state(connection, header.number, Step(take_place(connection, header, minutes(at)), minutes(at), ""))
                return True
            add_state(connection, header.number, Step(ApplicationState.SUBMITTED, header.at[:16], ""))
            add_state(connection, header.number, Step(ApplicationState.RECEIVED, minutes(at), ""))
            if header.kind is EnvelopeKind.SUPPLEMENT and header.about is not None:
                add_state(connection, header.about, Step(ApplicationState.RECEIVED, minutes(at), "补正材料已收到"))
        return True

    def ask(self, ticket: str, digest: bytes, person: bytes, at: datetime) -> bool:
        """Keep a question for a while. False where this very question was here; raises `NumberTaken` for another."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM questions WHERE at < ?", (minutes(at - ANSWER_FOR),))
            row = connection.execute("SELECT digest FROM questions WHERE ticket = ?", (ticket,)).fetchone()
            if row is not None:
                if bytes(row[0]) != digest:
                    raise NumberTaken("another question has this ticket")
                return False
            connection.execute("INSERT INTO questions VALUES (?, ?, ?, ?)", (ticket, digest, person, minutes(at)))
        return True

    def answer(self, ticket: str, at: datetime) -> tuple[Record, ...] | None:
        """What the person behind a question has filed, the newest first, `MOST_ANSWERED` of it at most.

        None where the question is not here or is over.
        """
        with self._database.reading() as connection:
            row = connection.execute("SELECT person FROM questions WHERE ticket = ? AND at >= ?",
                                     (ticket, minutes(at - ANSWER_FOR))).fetchone()
        if row is None:
            return None
        found = (self.record(number) for number in self.numbers(bytes(row[0]))[:MOST_ANSWERED])
        return tuple(record for record in found if record is not None)

    def places_left(self, office: str, slots: Sequence[str]) -> dict[str, int]:
        """By slot how many can still be booked at an office."""
        with self._database.reading() as connection:
            return {slot: max(0, left(connection, office, slot)) for slot in slots}

    def set_places(self, office: str, slot: str, places: int) -> None:
        """How many places a slot has; fewer than are booked takes nothing from anybody."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO places VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET places = excluded.places",
                               (office, slot, places))

    def record(self, number: str) -> Record | None:
        """How far an application is, None where no application has this number."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT kind, item, office, slot FROM applications WHERE number = ?", (number,)).fetchone()
            steps = connection.execute(
                "SELECT state, at, note FROM states WHERE number = ? ORDER BY place", (number,)).fetchall()
        if row is None:
            return None
        return Record(number, EnvelopeKind(row[0]), row[1], row[2], row[3],
                      tuple(Step(ApplicationState(state), at, note) for state, at, note in steps))

    def move(self, number: str, state: ApplicationState, note: str, at: datetime) -> None:
        """Put an application into its next state. Raises `UnknownNumber`, `NotAllowed`."""
        with self._database.transaction() as connection:
            row = connection.execute("SELECT kind FROM applications WHERE number = ?", (number,)).fetchone()
            present = latest(connection, number)
            if row is None or present is None:
                raise UnknownNumber(f"{number}: no application has this number")
            may = following(present, EnvelopeKind(row[0]))
            if state not in may:
                allowed = ", ".join(sorted(may)) or "nothing, it is closed"
                raise NotAllowed(f"{number}: is {present}; after that may come: {allowed}")
            if state is ApplicationState.CANCELED:
                connection.execute("DELETE FROM bookings WHERE number = ?", (number,))
            add_state(connection, number, Step(state, minutes(at), note))

    def numbers(self, person: bytes) -> tuple[str, ...]:
        """The numbers of a person's applications, by the keyed hash of the document number, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT number FROM applications WHERE person = ? AND kind <> ? ORDER BY at DESC, number DESC",
                (person, EnvelopeKind.RATING.value)).fetchall()
        return tuple(row[0] for row in rows)

    def sealed(self, number: str, uid: int, at: datetime) -> tuple[Cover, bytes]:
        """A body, still sealed, and what it must agree with; that `uid` took it is kept. Raises `UnknownNumber`."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT body, kind, number, item, office, at, about, slot, stars FROM applications WHERE number = ?",
                (number,)).fetchone()
            if row is None:
                raise UnknownNumber(f"{number}: no application has this number")
            connection.execute(
                "INSERT INTO openings (number, at, uid) VALUES (?, ?, ?)", (number, minutes(at), uid))
        return Cover(EnvelopeKind(row[1]), *row[2:]), bytes(row[0])

    def openings(self, number: str) -> tuple[tuple[str, int], ...]:
        """When and by which uid an application was opened."""
        with self._database.reading() as connection:
            return tuple(connection.execute("SELECT at, uid FROM openings WHERE number = ? ORDER BY place", (number,)))
