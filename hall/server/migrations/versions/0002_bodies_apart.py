"""Bodies leave the table for the folder or object storage, by the digest of the envelope they came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Each is durable where it goes before the column is dropped; broken off halfway, it begins anew."""
    connection = op.get_bind()
    bodies = context.config.attributes["bodies"]
    for (number,) in connection.execute(sa.text("SELECT number FROM applications")).fetchall():
        digest, body = connection.execute(
            sa.text("SELECT digest, body FROM applications WHERE number = :number"), {"number": number}).one()
        bodies.put(bytes(digest), bytes(body))
    op.drop_column("applications", "body")
