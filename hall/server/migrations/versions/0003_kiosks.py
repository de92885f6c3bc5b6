"""The kiosks of a city: their keys, the codes that let one in, and what was heard of each last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Two tables more."""
    op.create_table(
        "kiosks",
        sa.Column("kiosk", sa.Text, primary_key=True),
        sa.Column("key", sa.LargeBinary),
        sa.Column("enrolled", sa.Text, nullable=False),
        sa.Column("heard", sa.Text),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("aside", sa.Integer, nullable=False),
        sa.Column("oldest", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "codes",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("kiosk", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sqlite_strict=True,
    )
