"""The kiosks of a hall: who may send, and what was heard of each last."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from hall.answers import Heartbeat
from hall.server.engine import HallDatabase
from hall.server.kinds import insert_once
from hall.server.tables import codes, kiosks

CODE_FOR = timedelta(hours=1)
"""How long a one-time code lets a kiosk in."""
SILENT = timedelta(minutes=5)
"""A kiosk that was not heard for so long is shown as silent: it speaks once a minute."""
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Kiosk:
    """What is known of one; times are ISO 8601, local time of the hall. `heard` None: never yet."""

    kiosk: str
    enrolled: str
    heard: str | None
    version: str
    waiting: int
    aside: int
    oldest: str | None


class Kiosks:
    """The table of kiosks. Every method raises `DatabaseError`."""

    def __init__(self, database: HallDatabase) -> None:
        self._database = database

    def invite(self, kiosk: str, at: datetime) -> str:
        """A one-time code for a kiosk: 20 letters, 99 bits. Only its digest is kept."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(20))
        with self._database.transaction() as connection:
            connection.execute(delete(codes).where(codes.c.until < _seconds(at)))
            insert_once(connection, codes, {
                "digest": _digest(code), "kiosk": kiosk, "until": _seconds(at + CODE_FOR)})
        return code

    def enrol(self, kiosk: str, code: str, key: bytes, at: datetime) -> bool:
        """Take a kiosk's public key for its code, which is used up then. False for a code that is none, or is over.

        A kiosk that is enrolled again has the new key from then on, the old one nothing.
        """
        with self._database.transaction() as connection:
            used = connection.execute(delete(codes).where(
                codes.c.digest == _digest(code), codes.c.kiosk == kiosk, codes.c.until >= _seconds(at)
            ).returning(codes.c.kiosk)).first()
            if used is None:
                return False
            fresh = {"kiosk": kiosk, "key": key, "enrolled": _seconds(at), "version": "", "waiting": 0, "aside": 0}
            if not insert_once(connection, kiosks, fresh):
                connection.execute(
                    update(kiosks).where(kiosks.c.kiosk == kiosk).values(key=key, enrolled=_seconds(at)))
        return True

    def dismiss(self, kiosk: str) -> bool:
        """Take nothing from a kiosk any more. False where there is none of that name."""
        with self._database.transaction() as connection:
            return connection.execute(
                delete(kiosks).where(kiosks.c.kiosk == kiosk).returning(kiosks.c.kiosk)).first() is not None

    def key(self, kiosk: str) -> bytes | None:
        """A kiosk's public key, None where it is not enrolled."""
        with self._database.reading() as connection:
            found = connection.execute(select(kiosks.c.key).where(kiosks.c.kiosk == kiosk)).scalar_one_or_none()
        return None if found is None else bytes(found)

    def heard(self, beat: Heartbeat, at: datetime) -> None:
        """A kiosk told how it is. The one on this machine is known from then on."""
        told = {"heard": _seconds(at), "version": beat.version, "waiting": beat.waiting, "aside": beat.aside,
                "oldest": beat.oldest}
        with self._database.transaction() as connection:
            if connection.execute(update(kiosks).where(kiosks.c.kiosk == beat.kiosk).values(told)
                                  .returning(kiosks.c.kiosk)).first() is None:
                insert_once(connection, kiosks, {"kiosk": beat.kiosk, "enrolled": _seconds(at), **told})

    def all(self) -> tuple[Kiosk, ...]:
        """All of them, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(
                kiosks.c.kiosk, kiosks.c.enrolled, kiosks.c.heard, kiosks.c.version, kiosks.c.waiting, kiosks.c.aside,
                kiosks.c.oldest).order_by(kiosks.c.kiosk)).all()
        return tuple(Kiosk(*row) for row in rows)


def _digest(code: str) -> bytes:
    """However it was typed: no hyphens, no blanks, capital letters."""
    plain = "".join(code.upper().replace("-", "").split())
    return hashlib.blake2b(plain.encode(), digest_size=32, person=b"cw-hall-code").digest()


def _seconds(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
