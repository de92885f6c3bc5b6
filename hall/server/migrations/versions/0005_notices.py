"""Notices that citizens asked for: which state is to be told of, how often it was tried, and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """One table more. What was moved before is not told of."""
    op.create_table(
        "notices",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("number", sa.Text, sa.ForeignKey("applications.number"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("ended", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("notices_by_due", "notices", ["ended", "due"])
