"""What citizens are still to be told: put here in the transaction that moves an application, taken one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update

from hall.server.engine import HallDatabase
from hall.server.tables import notices
from rules.progress import ApplicationState, EnvelopeKind

MOST_TRIES = 8
"""Then it is given up: some four hours, doubled each time. The website still says it."""
_FIRST_PAUSE = timedelta(minutes=2)
_TOLD = (EnvelopeKind.APPLICATION, EnvelopeKind.PRECHECK)
"""The kinds that ask how the citizen wants to be told."""


class Ending(StrEnum):
    """What became of a notice."""

    SENT = "sent"
    WEBSITE = "website"
    """The citizen looks by themselves."""
    NO_SENDER = "no_sender"
    """This hall has none of the kind that the citizen chose."""
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Notice:
    """One to tell; `tries` with this one."""

    place: int
    number: str
    state: ApplicationState
    note: str
    tries: int


def put(
    connection: Connection, number: str, kind: EnvelopeKind, state: ApplicationState, note: str, at: datetime,
) -> None:
    """Have the citizen told, within the transaction in which it is so."""
    if kind in _TOLD:
        connection.execute(insert(notices).values(
            number=number, state=state.value, note=note, tries=0, due=_seconds(at), ended=""))


class Notices:
    """The table. Every method raises `DatabaseError`."""

    def __init__(self, database: HallDatabase) -> None:
        self._database = database

    def next_due(self) -> datetime | None:
        """When the next is due, None where none waits."""
        with self._database.reading() as connection:
            due = connection.execute(select(func.min(notices.c.due)).where(notices.c.ended == "")).scalar_one_or_none()
        return None if due is None else datetime.fromisoformat(due)

    def take(self, at: datetime) -> Notice | None:
        """One that is due, None where none is. Nobody else gets it before its next try is due.

        Who takes it and dies has tried: it may be told twice, and it is told.
        """
        waits = (notices.c.ended == "") & (notices.c.due <= _seconds(at))
        with self._database.transaction() as connection:
            row = connection.execute(
                select(notices).where(waits).order_by(notices.c.place).limit(1).with_for_update(skip_locked=True)
            ).one_or_none()
            if row is None:
                return None
            connection.execute(update(notices).where(notices.c.place == row.place).values(
                tries=row.tries + 1, due=_seconds(at + _FIRST_PAUSE * 2 ** row.tries)))
        return Notice(row.place, row.number, ApplicationState(row.state), row.note, row.tries + 1)

    def end(self, notice: Notice, ending: Ending) -> None:
        """It is over."""
        with self._database.transaction() as connection:
            connection.execute(update(notices).where(notices.c.place == notice.place).values(ended=ending.value))

    def endings(self, number: str) -> tuple[str, ...]:
        """What became of a number's notices, "" of those that wait."""
        with self._database.reading() as connection:
            return tuple(connection.execute(
                select(notices.c.ended).where(notices.c.number == number).order_by(notices.c.place)).scalars())


def _seconds(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
