"""The hall's tables are made and brought up to date, by Alembic's steps in `migrations`. Only the server does so.

Apart from `engine`, so that the many short-lived processes need not load Alembic to look at a row.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, text

from hall.database import DatabaseError
from hall.server.bodies import Bodies
from hall.server.engine import Upgrade

_LOCK = 0x63770001
"""PostgreSQL's advisory lock under which one of several servers that start together brings the tables."""
_BEFORE_MIGRATIONS = 2
"""SQLite's user_version of the tables that 0001 makes, from before there were migrations."""


def bringing(bodies: Bodies) -> Upgrade:
    """For `HallDatabase`; migrations that move bodies put them into `bodies`."""
    def upgrade(connection: Connection, name: str) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config(connection, bodies)
        try:
            _recognize(connection, config, name)
            command.upgrade(config, "head")
        except CommandError:
            raise DatabaseError(f"{name}: made by a later version of this program; go back to that version") from None

    return upgrade


def _config(connection: Connection, bodies: Bodies) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes.update(connection=connection, bodies=bodies)
    return config


def _recognize(connection: Connection, config: Config, name: str) -> None:
    """Tables from before there were migrations are those of 0001."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if connection.dialect.name != "sqlite" or revision is not None:
        return
    made = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if made == _BEFORE_MIGRATIONS:
        command.stamp(config, "0001")
    elif made != 0:
        raise DatabaseError(f"{name}: made by another version of this program (tables {made}); go back to that version")
