"""The hall's database through SQLAlchemy: SQLite in a file, or PostgreSQL by URL. Its tables come by Alembic.

On SQLite: WAL, synchronous=FULL, one writer at a time. On PostgreSQL a transaction is durable when it returns as long
as its `synchronous_commit` is on, which it is unless somebody turned it off.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from hall.database import FULL, DatabaseError, DatabaseFull
from hall.server.bodies import Bodies

_BUSY_S = 10.0
_CONNECTIONS = 20
"""Connections of one server to PostgreSQL at most."""
_MODE = 0o600
_DISK_FULL = "53100"
"""PostgreSQL's SQLSTATE of a full disk (manual, appendix A)."""
_UPGRADES = 0x63770001
"""The advisory lock under which one of several servers that start together brings the tables."""
_SERVER_REMEDY = "look whether the database server runs and lets this user in"
_FILE_REMEDY = ("run this as the hall server's user, who must own the folder; if the file is damaged, restore the "
                "backup")


class HallDatabase:
    """Connections to the tables. Many threads may use it. Every method raises `DatabaseError`."""

    def __init__(self, where: Path | str, bodies: Bodies, create: bool) -> None:
        """`where`: a file, or PostgreSQL's URL. With `create`, what is missing or older is brought up to date first.

        Migrations that move bodies put them into `bodies`.
        """
        if isinstance(where, Path):
            self._remedy, self._name = _FILE_REMEDY, str(where)
            _touch(where, create)
            self._engine = _sqlite(where)
        else:
            self._remedy = _SERVER_REMEDY
            url = _url(where)
            self._name = url.render_as_string(hide_password=True)
            self._engine = create_engine(url, hide_parameters=True, pool_size=_CONNECTIONS, max_overflow=0,
                                         pool_timeout=_BUSY_S, pool_pre_ping=True)
        try:
            self._prepare(bodies, create)
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

    def _prepare(self, bodies: Bodies, create: bool) -> None:
        script = ScriptDirectory.from_config(_config())
        if create:
            with self.transaction() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADES})
                _upgrade(connection, bodies, self._name)
        with self.reading() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found != script.get_current_head():
            raise DatabaseError(f"{self._name}: its tables are of version {found}, this program's of "
                                f"{script.get_current_head()}; start the hall server of this version once, it brings "
                                "older tables up to date")

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._told(error.orig) from None
        except SQLAlchemyError as error:
            raise DatabaseError(f"{self._name}: cannot be used ({type(error).__name__}); {self._remedy}") from None

    def _told(self, error: BaseException | None) -> DatabaseError:
        """The driver's error without its message: that may quote a row."""
        name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or type(error).__name__
        if name in FULL or name == _DISK_FULL:
            return DatabaseFull(f"{self._name}: no room left on the disk; free some, nothing was lost")
        return DatabaseError(f"{self._name}: cannot be used ({name}); {self._remedy}")


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


def _touch(file: Path, create: bool) -> None:
    """SQLite itself would make it readable for the group; its -wal and -shm take over the mode of the file."""
    try:
        flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | (os.O_CREAT if create else 0)
        os.close(os.open(file, flags, _MODE))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DatabaseFull(f"{file}: no room left on the disk; free some, nothing was lost") from None
        raise DatabaseError(f"{file}: {error.strerror}; {_FILE_REMEDY}") from None


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


def _config(connection: Connection | None = None, bodies: Bodies | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes.update(connection=connection, bodies=bodies)
    return config


def _upgrade(connection: Connection, bodies: Bodies, name: str) -> None:
    """Bring the tables up to date within the connection's transaction."""
    config = _config(connection, bodies)
    try:
        revision = MigrationContext.configure(connection).get_current_revision()
        if connection.dialect.name == "sqlite" and revision is None:
            # before there were migrations, SQLite's user_version told what 0001 tells now
            made = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if made == 2:
                command.stamp(config, "0001")
            elif made != 0:
                raise DatabaseError(f"{name}: made by another version of this program (tables {made}); go back to "
                                    "that version")
        command.upgrade(config, "head")
    except CommandError:
        raise DatabaseError(f"{name}: made by a later version of this program; go back to that version") from None
