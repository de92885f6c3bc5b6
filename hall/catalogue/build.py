"""The source folder into one SQLite file, replaced at once: who reads sees the old or the new, never half."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import msgspec

from hall.catalogue.pinyin import Pronouncer
from hall.catalogue.source import Source, load
from hall.catalogue.spelling import terms_within
from hall.catalogue.store import FORMAT, SCHEMA

_READABLE = 0o644


def build(source_dir: Path, out_path: Path) -> int:
    """Check `source_dir` and write the catalogue to `out_path`; the number of items is returned.

    Raises `SourceError` for what is wrong in the source, `OSError` or `sqlite3.Error` when a file cannot be read or
    written; a catalogue that was there before then stays as it was.
    """
    source = load(source_dir)
    write(source, out_path)
    return len(source.entries)


def write(source: Source, out_path: Path) -> None:
    """Write a checked source. The same source gives the same bytes."""
    handle, name = tempfile.mkstemp(prefix=f".{out_path.name}.", dir=out_path.parent)
    os.close(handle)
    made = Path(name)
    try:
        with closing(sqlite3.connect(made)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(SCHEMA)
            with connection:
                _fill(connection, source)
        made.chmod(_READABLE)
        _sync(made)
        made.replace(out_path)
        _sync(out_path.parent)
    finally:
        made.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, source: Source) -> None:
    pronouncer = Pronouncer(source.readings)
    encode = msgspec.msgpack.encode
    texts: set[str] = set()
    for place, entry in enumerate(source.entries):
        item = entry.item
        texts |= {item.title, item.category, item.department, *entry.keywords}
        connection.execute(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (place, item.key, item.audience.value, item.category, item.department, item.title, item.can_apply,
             encode(entry.keywords), encode(item)),
        )
    postings: dict[str, int] = {}
    for place, text in enumerate(sorted(texts)):
        spelling = pronouncer.spelling(text)
        connection.execute("INSERT INTO spelling VALUES (?, ?, ?)", (place, text, encode(spelling.readings)))
        for term in terms_within(text, spelling.readings):
            postings[term] = postings.get(term, 0) | 1 << place
    size = len(texts) // 8 + 1
    connection.executemany(
        "INSERT INTO posting VALUES (?, ?)",
        ((term, postings[term].to_bytes(size, "little")) for term in sorted(postings)),
    )
    connection.executemany(
        "INSERT INTO reading VALUES (?, ?)",
        ((character, " ".join(readings)) for character, readings in pronouncer.table()),
    )
    connection.execute("INSERT INTO meta VALUES ('format', ?)", (str(FORMAT),))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
