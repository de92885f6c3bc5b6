"""The built catalogue: one SQLite file, read only, that every process of a visit may open.

Tables: `meta` (format), `item` (in the order of the screen, the whole item as msgpack), `spelling` (each text that
is searched, once, with its readings), `posting` (for each term of `spelling.terms_within` a bit for every text that has
it), `reading` (characters that people type). It is replaced as a whole and never changed, so it is opened `immutable`:
no lock, no journal, a folder without write permission will do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from hall.catalogue.index import Index, Listed
from hall.catalogue.spelling import Readings, Spelling
from rules.items import Item

FORMAT = 2
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE item (
    place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, audience TEXT NOT NULL, category TEXT NOT NULL,
    department TEXT NOT NULL, title TEXT NOT NULL, can_apply INTEGER NOT NULL, keywords BLOB NOT NULL,
    record BLOB NOT NULL
);
CREATE TABLE spelling (place INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, readings BLOB NOT NULL);
CREATE TABLE posting (term TEXT PRIMARY KEY, texts BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE reading (character TEXT PRIMARY KEY, readings TEXT NOT NULL) WITHOUT ROWID;
"""

_Result = TypeVar("_Result")
_REMEDY = "build it again: ./kiosk catalogue build"


class CatalogueError(Exception):
    """The built catalogue cannot be used. The message says which file and what to do."""


class Catalogue:
    """An open catalogue. Not for several threads. Every method raises `CatalogueError` when the file is damaged."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self._file = file
        self._connection = connection

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open a built catalogue. Raises `CatalogueError` when there is none, or it is of another format."""
        if not file.is_file():
            raise CatalogueError(f"{file}: there is no catalogue; {_REMEDY}")
        try:
            connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        except sqlite3.Error as error:
            raise CatalogueError(f"{file}: cannot be opened ({error}); check its permissions") from error
        catalogue = cls(file, connection)
        try:
            found = catalogue.select("SELECT value FROM meta WHERE name = 'format'")
            if found != [(str(FORMAT),)]:
                raise CatalogueError(f"{file}: is of another format than this program reads ({FORMAT}); {_REMEDY}")
        except CatalogueError:
            connection.close()
            raise
        return catalogue

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; again is harmless."""
        self._connection.close()

    def item(self, key: str) -> Item | None:
        """The whole item, or None when the catalogue has none of that key."""
        rows = self.select("SELECT record FROM item WHERE key = ?", (key,))
        return self._decoded(lambda: msgspec.msgpack.decode(rows[0][0], type=Item)) if rows else None

    def items(
        self, audience: str, category: str | None = None, department: str | None = None
    ) -> tuple[Listed, ...]:
        """The items of an audience in the order of the screen, narrowed where a category or department is given."""
        return tuple(
            listed for listed in self.index.listed
            if listed.audience == audience and category in (None, listed.category.text)
            and department in (None, listed.department.text)
        )

    def sounds(self, characters: Iterable[str]) -> dict[str, frozenset[str]]:
        """The readings of characters that somebody typed; those nobody knows are left out."""
        wanted = sorted(set(characters))
        marks = ",".join("?" * len(wanted))
        rows = self.select(f"SELECT character, readings FROM reading WHERE character IN ({marks})", tuple(wanted))
        return {character: frozenset(readings.split()) for character, readings in rows}

    @cached_property
    def index(self) -> Index:
        """Two thousand items take a few megabytes: all of it is kept, once somebody asks for a list."""
        decode = msgspec.msgpack.Decoder(Readings).decode
        texts = tuple(
            Spelling(text, self._decoded(lambda: decode(readings)))
            for text, readings in self.select("SELECT text, readings FROM spelling ORDER BY place")
        )
        spelt = {spelling.text: spelling for spelling in texts}
        rows = self.select(
            "SELECT place, key, audience, category, department, title, can_apply, keywords FROM item ORDER BY place"
        )
        listed = self._decoded(lambda: tuple(
            Listed(place, key, audience, spelt[category], spelt[department], spelt[title], bool(can_apply),
                   tuple(spelt[word] for word in msgspec.msgpack.decode(keywords, type=tuple[str, ...])))
            for place, key, audience, category, department, title, can_apply, keywords in rows
        ))
        postings = self.select("SELECT term, texts FROM posting")
        return Index(texts, {term: int.from_bytes(bits, "little") for term, bits in postings}, listed)

    def select(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise CatalogueError(f"{self._file}: is damaged or no catalogue ({error}); {_REMEDY}") from error

    def _decoded(self, decode: Callable[[], _Result]) -> _Result:
        try:
            return decode()
        except (msgspec.MsgspecError, KeyError) as error:
            raise CatalogueError(f"{self._file}: is damaged ({error}); {_REMEDY}") from error
