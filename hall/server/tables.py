"""The hall's tables, as the newest migration leaves them. In the clear stand numbers, items, offices and states.

To change one: here, and in a new file of `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

VERSION = "0006"
"""The newest file of `migrations/versions`."""

metadata = MetaData()

applications = Table(
    "applications", metadata,
    Column("number", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("about", Text, ForeignKey("applications.number")),
    Column("slot", Text),
    Column("stars", Integer),
    Column("key", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Index("applications_by_about", "about", "kind"),
    Index("applications_by_person", "person"),
    sqlite_strict=True,
)

states = Table(
    "states", metadata,
    Column("place", Integer, primary_key=True),
    Column("number", Text, ForeignKey("applications.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("staff", Text),
    Index("states_by_number", "number", "place"),
    sqlite_strict=True,
)

bookings = Table(
    "bookings", metadata,
    Column("number", Text, ForeignKey("applications.number"), primary_key=True),
    Column("office", Text, nullable=False),
    Column("slot", Text, nullable=False),
    Index("bookings_by_slot", "office", "slot"),
    sqlite_strict=True,
)

places = Table(
    "places", metadata,
    Column("office", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("places", Integer, nullable=False),
    sqlite_strict=True,
)

questions = Table(
    "questions", metadata,
    Column("ticket", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    sqlite_strict=True,
)

openings = Table(
    "openings", metadata,
    Column("place", Integer, primary_key=True),
    Column("number", Text, ForeignKey("applications.number"), nullable=False),
    Column("at", Text, nullable=False),
    Column("uid", Integer, nullable=False),
    Column("staff", Text),
    sqlite_strict=True,
)

kiosks = Table(
    "kiosks", metadata,
    Column("kiosk", Text, primary_key=True),
    Column("key", LargeBinary),
    Column("enrolled", Text, nullable=False),
    Column("heard", Text),
    Column("version", Text, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("aside", Integer, nullable=False),
    Column("oldest", Text),
    sqlite_strict=True,
)
"""`key`: the public half of what it signs by; none for the one kiosk on this machine, known by its socket."""

codes = Table(
    "codes", metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("kiosk", Text, nullable=False),
    Column("until", Text, nullable=False),
    sqlite_strict=True,
)
"""One-time codes, as digests only."""

staff = Table(
    "staff", metadata,
    Column("name", Text, primary_key=True),
    Column("password", LargeBinary, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("barred", Text, nullable=False),
    sqlite_strict=True,
)
"""`password` is an Argon2id hash; `failed` tries since the last right one, `barred` until when ("": not)."""

sessions = Table(
    "sessions", metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("until", Text, nullable=False),
    sqlite_strict=True,
)
"""Who is logged in, by the digest of the cookie."""

notices = Table(
    "notices", metadata,
    Column("place", Integer, primary_key=True),
    Column("number", Text, ForeignKey("applications.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Index("notices_by_due", "ended", "due"),
    sqlite_strict=True,
)
"""`ended` is "" while it waits; how the citizen wants to be told, and where, is in the sealed body only."""

editions = Table(
    "editions", metadata,
    Column("serial", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""The catalogue as it was published: its whole content as MessagePack, compressed by zlib."""
