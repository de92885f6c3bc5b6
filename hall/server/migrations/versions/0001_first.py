"""The tables as they were before there were migrations, bodies among them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "applications",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("about", sa.Text, sa.ForeignKey("applications.number")),
        sa.Column("slot", sa.Text),
        sa.Column("stars", sa.Integer),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("applications_by_about", "applications", ["about", "kind"])
    op.create_index("applications_by_person", "applications", ["person"])
    op.create_table(
        "states",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("number", sa.Text, sa.ForeignKey("applications.number"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("states_by_number", "states", ["number", "place"])
    op.create_table(
        "bookings",
        sa.Column("number", sa.Text, sa.ForeignKey("applications.number"), primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("slot", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("bookings_by_slot", "bookings", ["office", "slot"])
    op.create_table(
        "places",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("slot", sa.Text, primary_key=True),
        sa.Column("places", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "questions",
        sa.Column("ticket", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "openings",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("number", sa.Text, sa.ForeignKey("applications.number"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("uid", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
