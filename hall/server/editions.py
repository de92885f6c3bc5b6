"""The catalogue as this hall published it: its newest edition, and the change from one version to another."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete, func, insert, select

from hall.catalogue.content import Content, change, version
from hall.catalogue.edition import Edition
from hall.database import DatabaseError
from hall.server.engine import HallDatabase
from hall.server.tables import editions

KEPT = 20
"""Editions that are kept: a kiosk that has an older one, or one of its own, gets all of the newest."""


class Editions:
    """The table. Every method raises `DatabaseError`. Many threads may use it."""

    def __init__(self, database: HallDatabase) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._asked: tuple[str, str, bytes] | None = None

    def publish(self, content: Content, sign: Callable[[int, str], Edition], at: datetime) -> Edition:
        """Publish it, unless it is the newest already; the edition that is the newest then. `sign` signs a number and a
        version.
        """
        made = version(content)
        with self._database.transaction() as connection:
            newest = connection.execute(select(func.max(editions.c.serial))).scalar_one_or_none() or 0
            row = connection.execute(select(editions).where(editions.c.serial == newest)).one_or_none()
            if row is not None and row.version == made:
                return Edition(serial=row.serial, version=row.version, signature=bytes(row.signature))
            edition = sign(newest + 1, made)
            connection.execute(insert(editions).values(
                serial=edition.serial, version=made, signature=edition.signature, at=at.isoformat(timespec="seconds"),
                content=zlib.compress(msgspec.msgpack.encode(content))))
            connection.execute(delete(editions).where(editions.c.serial <= edition.serial - KEPT))
        return edition

    def newest(self) -> Edition | None:
        """The newest, None where none was published."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(editions.c.serial, editions.c.version, editions.c.signature)
                .order_by(editions.c.serial.desc()).limit(1)).one_or_none()
        return None if row is None else Edition(
            serial=row.serial, version=row.version, signature=bytes(row.signature))

    def change(self, to: str, base: str) -> bytes | None:
        """The change to a version as JSON, from nothing where `base` is not known here; None for an unknown `to`."""
        with self._lock:
            # a city's kiosks all ask for the same
            if self._asked is None or self._asked[:2] != (to, base):
                new = self._content(to)
                if new is None:
                    return None
                self._asked = to, base, msgspec.json.encode(change(self._content(base), new))
            return self._asked[2]

    def _content(self, wanted: str) -> Content | None:
        with self._database.reading() as connection:
            packed = connection.execute(
                select(editions.c.content).where(editions.c.version == wanted).limit(1)).scalar_one_or_none()
        if packed is None:
            return None
        try:
            return msgspec.msgpack.decode(zlib.decompress(packed), type=Content)
        except (msgspec.DecodeError, zlib.error):
            raise DatabaseError(f"the edition {wanted[:8]} of the catalogue is damaged; publish it again: "
                                "python -m hall.server.publish") from None
