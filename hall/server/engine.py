"""The hall's database through SQLAlchemy: SQLite in a file, or PostgreSQL by URL. `upgrade` brings its tables.

On SQLite: WAL, synchronous=FULL, one writer at a time. On PostgreSQL a transaction is durable when it returns as long
as its `synchronous_commit` is on, which it is unless somebody turned it off.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from hall.database import FULL, DatabaseError, DatabaseFull, stand
from hall.server.tables import VERSION

_BUSY_S = 10.0
_CONNECTIONS = 20
"""Connections of one server to PostgreSQL at most."""
_MODE = 0o600
Upgrade = Callable[[Connection, str], None]
"""Brings the tables of a database, told by its name, within the connection's transaction. Raises `DatabaseError`."""
_DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE of a full disk (manual, appendix A)."""
_SERVER_REMEDY = "look whether the database server runs and lets this user in"
_FILE_REMEDY = ("run this as the hall server's user, who must own the folder; if the file is damaged, restore the "
                "backup")


class HallDatabase:
    """Connections to the tables. Many threads may use it. Every method raises `DatabaseError`."""

    def __init__(self, where: Path | str, upgrade: Upgrade | None = None) -> None:
        """`where`: a file, or PostgreSQL's URL. `upgrade` brings up to date what is missing or older, file included."""
        if isinstance(where, Path):
            self._remedy, self._name = _FILE_REMEDY, str(where)
            _stand(where, create=upgrade is not None)
            self._engine = _sqlite(where)
        else:
            self._remedy = _SERVER_REMEDY
            url = _url(where)
            self._name = url.render_as_string(hide_password=True)
            self._engine = create_engine(url, hide_parameters=True, pool_size=_CONNECTIONS, max_overflow=0,
                                         pool_timeout=_BUSY_S, pool_pre_ping=True)
        try:
            self._prepare(upgrade)
        except BaseException:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Hang up. Idempotent."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by: one view of the tables until it is given back."""
        with self._mapped(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection to write by: all of it is on stable storage afterwards, or nothing where anything raised."""
        with self._mapped(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def _prepare(self, upgrade: Upgrade | None) -> None:
        if upgrade is not None:
            with self.transaction() as connection:
                upgrade(connection, self._name)
        with self.reading() as connection:
            found = None
            if inspect(connection).has_table("alembic_version"):
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if found != VERSION:
            raise DatabaseError(f"{self._name}: its tables are of version {found}, this program's of {VERSION}; start "
                                "the hall server of this version once, it brings older tables up to date")

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _told(self._name, self._remedy, error.orig) from None
        except SQLAlchemyError as error:
            raise DatabaseError(f"{self._name}: cannot be used ({type(error).__name__}); {self._remedy}") from None


def _told(file: str, remedy: str, error: BaseException | None) -> DatabaseError:
    """The driver's error without its message: that may quote a row."""
    name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or type(error).__name__
    if name in FULL or name == _DISK_FULL:
        return DatabaseFull(f"{file}: no room left on the disk; free some, nothing was lost")
    return DatabaseError(f"{file}: cannot be used ({name}); {remedy}")


def _url(where: str) -> URL:
    try:
        url = make_url(where)
    except ArgumentError:
        raise DatabaseError("server.database is no URL; write postgresql://USER@HOST/NAME, or nothing for a file") \
            from None
    if url.get_backend_name() != "postgresql":
        raise DatabaseError(f"server.database is of {url.get_backend_name()}; write postgresql://USER@HOST/NAME, or "
                            "nothing for a file")
    return url.set(drivername="postgresql+psycopg")


def _stand(file: Path, create: bool) -> None:
    try:
        stand(file, _MODE, create)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DatabaseFull(f"{file}: no room left on the disk; free some, nothing was lost") from None
        raise DatabaseError(f"{file}: {error.strerror}; {_FILE_REMEDY}") from None
    except sqlite3.Error as error:
        raise _told(str(file), _FILE_REMEDY, error) from None


def _sqlite(file: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(file)), hide_parameters=True,
                           connect_args={"timeout": _BUSY_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, record: object) -> None:
        # None: the driver begins nothing by itself, so that reads are one view and writes are queued from their start
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
