"""Who may work on applications, and who is logged in. Passwords are Argon2id hashes (libsodium), cookies digests."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from nacl import pwhash
from nacl.exceptions import InvalidkeyError
from sqlalchemy import delete, select, update

from hall.server.engine import HallDatabase
from hall.server.kinds import insert_once
from hall.server.tables import sessions, staff

LOGGED_IN_FOR = timedelta(hours=8)
"""A working day; then one logs in again."""
BARRED_FOR = timedelta(minutes=10)
"""After `MOST_FAILURES` wrong passwords in a row."""
MOST_FAILURES = 5
SHORTEST = 12
"""Characters of a password at least."""
LONGEST = 200


class Accounts:
    """The tables of staff and of who is logged in. Every method raises `DatabaseError`."""

    def __init__(self, database: HallDatabase) -> None:
        self._database = database

    def put(self, name: str, password: str) -> None:
        """Add somebody, or give them another password; they are logged out everywhere."""
        hashed = pwhash.argon2id.str(password.encode(), opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
                                     memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE)
        fresh = {"password": hashed, "failed": 0, "barred": ""}
        with self._database.transaction() as connection:
            if not insert_once(connection, staff, {"name": name, **fresh}):
                connection.execute(update(staff).where(staff.c.name == name).values(fresh))
            connection.execute(delete(sessions).where(sessions.c.name == name))

    def remove(self, name: str) -> bool:
        """Take somebody out. False where there is nobody of that name."""
        with self._database.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.name == name))
            return connection.execute(
                delete(staff).where(staff.c.name == name).returning(staff.c.name)).first() is not None

    def log_in(self, name: str, password: str, at: datetime) -> str | None:
        """A cookie for who has that password, None for anybody else and for who is barred now.

        It takes a tenth of a second and 64 MiB: call one at a time.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                select(staff.c.password, staff.c.failed, staff.c.barred).where(staff.c.name == name)).one_or_none()
        if row is None or row.barred > _seconds(at):
            return None
        if not _is(bytes(row.password), password):
            failed = row.failed + 1
            barred = _seconds(at + BARRED_FOR) if failed >= MOST_FAILURES else ""
            with self._database.transaction() as connection:
                connection.execute(update(staff).where(staff.c.name == name).values(
                    failed=0 if barred else failed, barred=barred))
            return None
        cookie = secrets.token_urlsafe(32)
        with self._database.transaction() as connection:
            connection.execute(update(staff).where(staff.c.name == name).values(failed=0, barred=""))
            connection.execute(delete(sessions).where(sessions.c.until < _seconds(at)))
            insert_once(connection, sessions, {
                "digest": _digest(cookie), "name": name, "until": _seconds(at + LOGGED_IN_FOR)})
        return cookie

    def who(self, cookie: str, at: datetime) -> str | None:
        """Whose cookie it is, None where it is nobody's now."""
        with self._database.reading() as connection:
            return connection.execute(select(sessions.c.name).where(
                sessions.c.digest == _digest(cookie), sessions.c.until >= _seconds(at))).scalar_one_or_none()

    def log_out(self, cookie: str) -> None:
        """The cookie is nobody's from now on."""
        with self._database.transaction() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == _digest(cookie)))


def form_token(cookie: str) -> str:
    """What each form of who has this cookie must bring: another site cannot know it."""
    return hashlib.blake2b(cookie.encode(), digest_size=16, person=b"cw-staff-form").hexdigest()


def _is(hashed: bytes, password: str) -> bool:
    try:
        return bool(pwhash.verify(hashed, password.encode()))
    except InvalidkeyError:
        return False


def _digest(cookie: str) -> bytes:
    return hashlib.blake2b(cookie.encode(), digest_size=32, person=b"cw-staff-cookie").digest()


def _seconds(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
