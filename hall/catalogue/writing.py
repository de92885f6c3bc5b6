"""A catalogue's content into one SQLite file, replaced at once: who reads sees the old or the new, never half."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import msgspec

from hall.catalogue.content import Content, item_of
from hall.catalogue.edition import Edition
from hall.catalogue.spelling import terms_within
from hall.catalogue.store import FORMAT, SCHEMA

_READABLE = 0o644


def write(content: Content, out_path: Path, edition: Edition | None = None) -> None:
    """Write it; the same content gives the same bytes. `edition`: as which the hall published it.

    Raises `ContentError`, and `OSError` or `sqlite3.Error` where the file cannot be written; what was there before then
    stays as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{out_path.name}.", dir=out_path.parent)
    os.close(handle)
    made = Path(name)
    try:
        with closing(sqlite3.connect(made)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(SCHEMA)
            with connection:
                _fill(connection, content, edition)
        made.chmod(_READABLE)
        sync(made)
        made.replace(out_path)
        sync(out_path.parent)
    finally:
        made.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file, or a folder's names, on stable storage."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(connection: sqlite3.Connection, content: Content, edition: Edition | None) -> None:
    encode = msgspec.msgpack.encode
    for place, (key, row) in enumerate(content.rows.items()):
        item = item_of(key, row)
        connection.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (place, key, item.audience.value, item.category, item.department, item.title, item.can_apply,
             encode(row.keywords), row.record),
        )
    postings: dict[str, int] = {}
    for place, (text, readings) in enumerate(sorted(content.spellings.items())):
        connection.execute("INSERT INTO spelling VALUES (?, ?, ?)", (place, text, encode(readings)))
        for term in terms_within(text, readings):
            postings[term] = postings.get(term, 0) | 1 << place
    size = len(content.spellings) // 8 + 1
    connection.executemany(
        "INSERT INTO posting VALUES (?, ?)",
        ((term, postings[term].to_bytes(size, "little")) for term in sorted(postings)),
    )
    connection.executemany("INSERT INTO reading VALUES (?, ?)", sorted(content.readings.items()))
    connection.execute("INSERT INTO meta VALUES ('format', ?)", (str(FORMAT),))
    if edition is not None:
        connection.execute("INSERT INTO meta VALUES ('edition', ?)", (msgspec.json.encode(edition).decode("ascii"),))
