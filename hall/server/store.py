"""What the hall keeps: applications, their states, their bodies still sealed, and who opened which.

In the clear are numbers, items, offices, states and a keyed hash of each document number. When a method returns, what
it did is on stable storage. One object serves many threads, many objects (and servers) one database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from hall.envelopes import Cover, Envelope
from hall.server import notices
from hall.server.bodies import Bodies
from hall.server.engine import HallDatabase
from hall.server.kinds import (
    NotAllowed, NumberTaken, Step, UnknownNumber, add_state, check, insert_once, latest, left, lock, minutes,
    take_place,
)
from hall.server.tables import applications, bookings, openings, places, questions, states
from rules.progress import ApplicationState, EnvelopeKind, following

ANSWER_FOR = timedelta(minutes=10)
"""How long a question is kept."""
MOST_ANSWERED = 40
"""Numbers in an answer."""


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
    """The applications of one hall. Every method raises `DatabaseError`."""

    def __init__(self, database: HallDatabase, bodies: Bodies) -> None:
        """Its tables are in `database`, which it closes, what is sealed in `bodies`."""
        self._bodies = bodies
        self._database = database

    def close(self) -> None:
        """Give it back. Idempotent."""
        self._database.close()

    def digest(self, number: str) -> bytes | None:
        """The digest of the envelope that has this number, None where none has."""
        with self._database.reading() as connection:
            return _digest(connection, number)

    def keep(self, envelope: Envelope, digest: bytes, person: bytes, at: datetime) -> bool:
        """Keep what was handed in, and do what its kind does. False where this very envelope was here already.

        Raises `NumberTaken` for another envelope of this number, `Unfit` for one that its kind does not allow.
        """
        header = envelope.header
        with self._database.reading() as connection:
            # first without its body, so that what is unfit leaves none
            known = _digest(connection, header.number)
            if known is not None:
                return _same(header.number, known, digest)
            check(connection, header, person)
        self._bodies.put(digest, envelope.body)
        with self._database.transaction() as connection:
            lock(connection, header.about)
            known = _digest(connection, header.number)
            if known is not None:
                return _same(header.number, known, digest)
            check(connection, header, person)
            row: dict[str, object] = dict(
                number=header.number, kind=header.kind.value, item=header.item, office=header.office, at=header.at,
                about=header.about, slot=header.slot, stars=header.stars, key=header.key, digest=digest, person=person)
            if not insert_once(connection, applications, row):
                # another transaction, which this one has just waited for, kept it meanwhile
                return _same(header.number, _digest(connection, header.number), digest)
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
            connection.execute(delete(questions).where(questions.c.at < minutes(at - ANSWER_FOR)))
            if insert_once(connection, questions, {
                    "ticket": ticket, "digest": digest, "person": person, "at": minutes(at)}):
                return True
            there = connection.execute(
                select(questions.c.digest).where(questions.c.ticket == ticket)).scalar_one()
            return _same(ticket, bytes(there), digest)

    def answer(self, ticket: str, at: datetime) -> tuple[Record, ...] | None:
        """What the person behind a question has filed, the newest first, `MOST_ANSWERED` of it at most.

        None where the question is not here or is over.
        """
        with self._database.reading() as connection:
            person = connection.execute(select(questions.c.person).where(
                questions.c.ticket == ticket, questions.c.at >= minutes(at - ANSWER_FOR))).scalar_one_or_none()
        if person is None:
            return None
        found = (self.record(number) for number in self.numbers(bytes(person))[:MOST_ANSWERED])
        return tuple(record for record in found if record is not None)

    def places_left(self, office: str, slots: Sequence[str]) -> dict[str, int]:
        """By slot how many can still be booked at an office."""
        with self._database.reading() as connection:
            return {slot: max(0, left(connection, office, slot)) for slot in slots}

    def set_places(self, office: str, slot: str, count: int) -> None:
        """How many places a slot has; fewer than are booked takes nothing from anybody."""
        with self._database.transaction() as connection:
            if not insert_once(connection, places, {"office": office, "slot": slot, "places": count}):
                connection.execute(update(places).where(
                    places.c.office == office, places.c.slot == slot).values(places=count))

    def record(self, number: str) -> Record | None:
        """How far an application is, None where no application has this number."""
        columns = applications.c
        with self._database.reading() as connection:
            row = connection.execute(
                select(columns.kind, columns.item, columns.office, columns.slot).where(columns.number == number)
            ).one_or_none()
            steps = connection.execute(
                select(states.c.state, states.c.at, states.c.note).where(states.c.number == number)
                .order_by(states.c.place)).all()
        if row is None:
            return None
        return Record(number, EnvelopeKind(row.kind), row.item, row.office, row.slot,
                      tuple(Step(ApplicationState(state), at, note) for state, at, note in steps))

    def move(
        self, number: str, state: ApplicationState, note: str, at: datetime, by: str | None = None,
    ) -> None:
        """Put an application into its next state, `by` whom. Raises `UnknownNumber`, `NotAllowed`."""
        with self._database.transaction() as connection:
            kind = connection.execute(
                select(applications.c.kind).where(applications.c.number == number).with_for_update()
            ).scalar_one_or_none()
            present = latest(connection, number)
            if kind is None or present is None:
                raise UnknownNumber(f"{number}: no application has this number")
            may = following(present, EnvelopeKind(kind))
            if state not in may:
                allowed = ", ".join(sorted(may)) or "nothing, it is closed"
                raise NotAllowed(f"{number}: is {present}; after that may come: {allowed}")
            if state is ApplicationState.CANCELED:
                connection.execute(delete(bookings).where(bookings.c.number == number))
            add_state(connection, number, Step(state, minutes(at), note), by)
            notices.put(connection, number, EnvelopeKind(kind), state, note, at)

    def numbers(self, person: bytes) -> tuple[str, ...]:
        """The numbers of a person's applications, by the keyed hash of the document number, the newest first."""
        with self._database.reading() as connection:
            return tuple(connection.execute(
                select(applications.c.number)
                .where(applications.c.person == person, applications.c.kind != EnvelopeKind.RATING.value)
                .order_by(applications.c.at.desc(), applications.c.number.desc())).scalars())

    def sealed(self, number: str, uid: int, at: datetime, by: str | None = None) -> tuple[Cover, bytes]:
        """A body, still sealed, and what it must agree with. Raises `UnknownNumber`.

        That `uid` took it, `by` whom of the staff, is kept.
        """
        columns = applications.c
        with self._database.transaction() as connection:
            row = connection.execute(
                select(columns.digest, columns.kind, columns.number, columns.item, columns.office, columns.at,
                       columns.about, columns.slot, columns.stars).where(columns.number == number)).one_or_none()
            if row is None:
                raise UnknownNumber(f"{number}: no application has this number")
            connection.execute(insert(openings).values(number=number, at=minutes(at), uid=uid, staff=by))
        cover = Cover(EnvelopeKind(row.kind), row.number, row.item, row.office, row.at, row.about, row.slot, row.stars)
        return cover, self._bodies.get(bytes(row.digest))

    def listed(self, among: Sequence[ApplicationState], after: str, most: int) -> tuple[Record, ...]:
        """Applications in one of these states, what came last first, from the one `after` a number on."""
        columns = applications.c
        every = states.alias()
        last = (select(func.max(every.c.place)).where(every.c.number == columns.number)
                .correlate(applications).scalar_subquery())
        query = (select(columns.number).select_from(applications.join(states, states.c.place == last))
                 .where(states.c.state.in_([state.value for state in among]))
                 .order_by(columns.at.desc(), columns.number.desc()).limit(most))
        with self._database.reading() as connection:
            if after:
                at = connection.execute(
                    select(columns.at).where(columns.number == after)).scalar_one_or_none() or ""
                query = query.where(or_(columns.at < at, and_(columns.at == at, columns.number < after)))
            numbers = connection.execute(query).scalars().all()
        found = (self.record(number) for number in numbers)
        return tuple(record for record in found if record is not None)

    def openings(self, number: str) -> tuple[tuple[str, int, str | None], ...]:
        """When, by which uid and by whom of the staff an application was opened."""
        with self._database.reading() as connection:
            return tuple((row.at, row.uid, row.staff) for row in connection.execute(
                select(openings.c.at, openings.c.uid, openings.c.staff).where(openings.c.number == number)
                .order_by(openings.c.place)))


def _digest(connection: Connection, number: str) -> bytes | None:
    found = connection.execute(
        select(applications.c.digest).where(applications.c.number == number)).scalar_one_or_none()
    return None if found is None else bytes(found)


def _same(number: str, there: bytes | None, digest: bytes) -> bool:
    """False: kept before. Raises `NumberTaken` where it is another's."""
    if there != digest:
        raise NumberTaken(f"{number}: another envelope has this number")
    return False
