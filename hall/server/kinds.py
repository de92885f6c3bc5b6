"""What each kind of envelope does to the hall's tables, within the transaction in which it is kept.

Rows that two transactions could both count on are locked first (`FOR UPDATE`; SQLite has one writer anyway): the slot's
places, and the application that something is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, and_, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from hall.envelopes import Header
from hall.server.tables import applications, bookings, places, states
from rules.booking import PLACES
from rules.progress import ApplicationState, EnvelopeKind


class StoreError(Exception):
    """The store does not do it. The message names the number and what may be done."""


class NumberTaken(StoreError):
    """Another envelope has this number."""


class UnknownNumber(StoreError):
    """No application has this number."""


class Unfit(StoreError):
    """What it is about is not there, is not this person's, or does not take it. The message is a code."""


class NotAllowed(StoreError):
    """The state does not follow the present one."""


@dataclass(frozen=True)
class Step:
    """One state an application was in; `at` is ISO 8601 with minutes, local time of the hall."""

    state: ApplicationState
    at: str
    note: str


def insert_once(connection: Connection, table: Table, values: dict[str, object]) -> bool:
    """Insert a row; False where one of its key is there, or has just been put there by another transaction."""
    statement = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    key = table.primary_key.columns.values()[0]
    return connection.execute(statement.values(values).on_conflict_do_nothing().returning(key)).first() is not None


def lock(connection: Connection, number: str | None) -> None:
    """Let no other transaction count on this application's row until this one is over; before anything refers to it."""
    if number is not None:
        connection.execute(select(applications.c.number).where(applications.c.number == number).with_for_update())


def check(connection: Connection, header: Header, person: bytes) -> None:
    """Whether what the envelope is about takes it. Raises `Unfit`."""
    if header.kind is EnvelopeKind.BOOKING and header.slot is None and header.about is None:
        raise Unfit("booking.nothing")
    if header.about is None:
        if header.kind in (EnvelopeKind.SUPPLEMENT, EnvelopeKind.RATING):
            raise Unfit(f"{header.kind}.about_nothing")
        return
    row = connection.execute(
        select(applications.c.kind, applications.c.person).where(applications.c.number == header.about)).one_or_none()
    if row is None:
        raise Unfit(f"{header.kind}.unknown_number")
    kind, owner = EnvelopeKind(row.kind), bytes(row.person)
    if header.kind is EnvelopeKind.RATING:
        if connection.execute(
                select(applications.c.number).where(
                    applications.c.about == header.about, applications.c.kind == header.kind.value).limit(1)).first():
            raise Unfit("rating.given_before")
        return
    if owner != person:
        raise Unfit(f"{header.kind}.another_person")
    if header.kind is EnvelopeKind.SUPPLEMENT:
        asked = latest(connection, header.about) is ApplicationState.SUPPLEMENT
        if kind is not EnvelopeKind.APPLICATION or not asked:
            raise Unfit("supplement.not_asked")
    elif kind is not EnvelopeKind.BOOKING:
        raise Unfit("booking.no_booking")


def take_place(connection: Connection, header: Header, at: str) -> ApplicationState:
    """Book, book anew or give up; the state that the envelope is in then.

    The place of an older booking is given up only once there is another, or none is wanted.
    """
    if header.slot is None:
        _give_up(connection, header, at)
        return ApplicationState.CANCELED
    slot = and_(places.c.office == header.office, places.c.slot == header.slot)
    insert_once(connection, places, {"office": header.office, "slot": header.slot, "places": PLACES})
    # whoever counts the slot's places next waits here until this transaction is over
    connection.execute(select(places.c.places).where(slot).with_for_update()).one()
    own = connection.execute(select(bookings.c.number).where(
        bookings.c.number == (header.about or ""), bookings.c.office == header.office,
        bookings.c.slot == header.slot)).first()
    if own is None and left(connection, header.office, header.slot) <= 0:
        return ApplicationState.FULL
    _give_up(connection, header, at)
    connection.execute(insert(bookings).values(number=header.number, office=header.office, slot=header.slot))
    return ApplicationState.BOOKED


def left(connection: Connection, office: str, slot: str) -> int:
    """The places that a slot still has; below 0 where it was given fewer than were booked."""
    there = connection.execute(
        select(places.c.places).where(places.c.office == office, places.c.slot == slot)).scalar_one_or_none()
    taken = connection.execute(
        select(func.count()).select_from(bookings).where(bookings.c.office == office, bookings.c.slot == slot)
    ).scalar_one()
    return (PLACES if there is None else int(there)) - int(taken)


def latest(connection: Connection, number: str) -> ApplicationState | None:
    """The state that a number is in."""
    state = connection.execute(
        select(states.c.state).where(states.c.number == number).order_by(states.c.place.desc()).limit(1)
    ).scalar_one_or_none()
    return None if state is None else ApplicationState(state)


def add_state(connection: Connection, number: str, step: Step, by: str | None = None) -> None:
    """Put a number into a state; `by` whom of the staff."""
    connection.execute(
        insert(states).values(number=number, state=step.state.value, at=step.at, note=step.note, staff=by))


def minutes(at: datetime) -> str:
    """A time as the hall tells it."""
    return at.isoformat(timespec="minutes")


def _give_up(connection: Connection, header: Header, at: str) -> None:
    if header.about is None:
        return
    if connection.execute(delete(bookings).where(bookings.c.number == header.about)).rowcount:
        add_state(connection, header.about, Step(ApplicationState.CANCELED, at, ""))
