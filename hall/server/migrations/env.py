"""Alembic runs this for every command: the connection and the transaction are those of `hall.server.engine`."""

from __future__ import annotations

from alembic import context

from hall.server.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
