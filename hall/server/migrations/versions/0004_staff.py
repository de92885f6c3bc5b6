"""Staff who work on applications in a browser: who they are, and what each did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two tables, and a name beside each state and opening; none where a command did it."""
    op.create_table(
        "staff",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("password", sa.LargeBinary, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("barred", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.add_column("states", sa.Column("staff", sa.Text))
    op.add_column("openings", sa.Column("staff", sa.Text))
