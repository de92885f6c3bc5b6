"""What each kind of envelope does to the hall's tables, within the transaction in which it is kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from hall.envelopes import Header
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


def check(connection: sqlite3.Connection, header: Header, person: bytes) -> None:
    """Whether what the envelope is about takes it. Raises `Unfit`."""
    if header.kind is EnvelopeKind.BOOKING and header.slot is None and header.about is None:
        raise Unfit("booking.nothing")
    if header.about is None:
        if header.kind in (EnvelopeKind.SUPPLEMENT, EnvelopeKind.RATING):
            raise Unfit(f"{header.kind}.about_nothing")
        return
    row = connection.execute(
        "SELECT kind, person FROM applications WHERE number = ?", (header.about,)).fetchone()
    if row is None:
        raise Unfit(f"{header.kind}.unknown_number")
    kind, owner = EnvelopeKind(row[0]), bytes(row[1])
    if header.kind is EnvelopeKind.RATING:
        if connection.execute("SELECT 1 FROM applications WHERE about = ? AND kind = ?",
                              (header.about, header.kind.value)).fetchone():
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


def take_place(connection: sqlite3.Connection, header: Header, at: str) -> ApplicationState:
    """Book, book anew or give up; the state that the envelope is in then.

    The place of an older booking is given up only once there is another, or none is wanted.
    """
    if header.slot is None:
        _give_up(connection, header, at)
        return ApplicationState.CANCELED
    own = connection.execute("SELECT 1 FROM bookings WHERE number = ? AND office = ? AND slot = ?",
                             (header.about or "", header.office, header.slot)).fetchone()
    if own is None and left(connection, header.office, header.slot) <= 0:
        return ApplicationState.FULL
    _give_up(connection, header, at)
    connection.execute("INSERT INTO bookings VALUES (?, ?, ?)", (header.number, header.office, header.slot))
    return ApplicationState.BOOKED


def left(connection: sqlite3.Connection, office: str, slot: str) -> int:
    """The places that a slot still has; below 0 where it was given fewer than were booked."""
    row = connection.execute("SELECT places FROM places WHERE office = ? AND slot = ?", (office, slot)).fetchone()
    taken: int = connection.execute(
        "SELECT count(*) FROM bookings WHERE office = ? AND slot = ?", (office, slot)).fetchone()[0]
    return (PLACES if row is None else int(row[0])) - taken


def latest(connection: sqlite3.Connection, number: str) -> ApplicationState | None:
    """The state that a number is in."""
    row = connection.execute(
        "SELECT state FROM states WHERE number = ? ORDER BY place DESC LIMIT 1", (number,)).fetchone()
    return None if row is None else ApplicationState(row[0])


def add_state(connection: sqlite3.Connection, number: str, step: Step) -> None:
    """Put a number into a state."""
    connection.execute("INSERT INTO states (number, state, at, note) VALUES (?, ?, ?, ?)",
                       (number, step.state.value, step.at, step.note))


def minutes(at: datetime) -> str:
    """A time as the hall tells it."""
    return at.isoformat(timespec="minutes")


def _give_up(connection: sqlite3.Connection, header: Header, at: str) -> None:
    if header.about is None:
        return
    if connection.execute("DELETE FROM bookings WHERE number = ?", (header.about,)).rowcount:
        add_state(connection, header.about, Step(ApplicationState.CANCELED, at, ""))
