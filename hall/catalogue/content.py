"""What a catalogue says, apart from its file: its version, and the change from one version to another.

Pure. A version is a digest of the whole content, so that who puts a change to what it has can tell whether it came out
as the hall has it; what an index needs beside is made from the content anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from hall.catalogue.spelling import Readings
from rules.items import Item, Key

MOST_ITEMS = 5000
_NAME = b"cw-catalogue"
Value = TypeVar("Value")
VERSION_PATTERN = "^[0-9a-f]{64}$"
NOTHING = "0" * 64
"""In a version's place where there is no catalogue yet."""
Version = Annotated[str, Meta(pattern=VERSION_PATTERN, description="BLAKE2b-256 of the content, in hex")]
Text = Annotated[str, Meta(min_length=1, max_length=60)]
Character = Annotated[str, Meta(min_length=1, max_length=2)]


class ContentError(Exception):
    """A change that does not fit, or an item that this program cannot read."""


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """An item as MessagePack, kept as it came so that its digest stays, and the words that find it beside its title."""

    record: Annotated[bytes, Meta(max_length=256 * 1024)]
    keywords: Annotated[tuple[Text, ...], Meta(max_length=30)] = ()


Rows = Annotated[dict[Key, Row], Meta(max_length=MOST_ITEMS)]
Spellings = Annotated[dict[Text, Annotated[Readings, Meta(max_length=60)]], Meta(max_length=40 * MOST_ITEMS)]
Table = Annotated[dict[Character, Annotated[str, Meta(max_length=200)]], Meta(max_length=30_000)]


class Content(Struct, frozen=True, forbid_unknown_fields=True):
    """Items in the order of the screen; how their texts are read; how characters are read that people type."""

    rows: Rows
    spellings: Spellings
    readings: Table


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From one version to another: what is new or other. `order`: all items; what is not in it is gone."""

    base: Version | None
    """None: from nothing."""
    rows: Rows
    order: Annotated[tuple[Key, ...], Meta(max_length=MOST_ITEMS)]
    spellings: Spellings
    readings: Table


def version(content: Content) -> str:
    """The content's version."""
    return hashlib.blake2b(msgspec.msgpack.encode((
        [(key, row.record, row.keywords) for key, row in content.rows.items()],
        sorted(content.spellings.items()), sorted(content.readings.items()),
    )), digest_size=32, person=_NAME).hexdigest()


def change(old: Content | None, new: Content) -> Change:
    """What makes `new` of `old`; of nothing where a character's readings were taken away, which never happens."""
    if old is None or not old.readings.keys() <= new.readings.keys():
        return Change(base=None, rows=new.rows, order=tuple(new.rows), spellings=new.spellings, readings=new.readings)
    return Change(
        base=version(old), order=tuple(new.rows), rows=_other(old.rows, new.rows),
        spellings=_other(old.spellings, new.spellings), readings=_other(old.readings, new.readings))


def changed(old: Content | None, by: Change) -> Content:
    """`old` with the change put to it. Raises `ContentError`."""
    before = Content({}, {}, {}) if old is None or by.base is None else old
    try:
        rows = {key: by.rows.get(key) or before.rows[key] for key in by.order}
        texts = {text for key, row in rows.items() for text in texts_of(item_of(key, row), row)}
        spellings = {text: by.spellings[text] if text in by.spellings else before.spellings[text] for text in texts}
    except KeyError:
        raise ContentError("the change is not one of what is here") from None
    return Content(rows, spellings, {**before.readings, **by.readings})


def item_of(key: str, row: Row) -> Item:
    """The item. Raises `ContentError`."""
    try:
        item = msgspec.msgpack.decode(row.record, type=Item)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ContentError(f"{key}: this program does not understand the item; it may be older than the hall") from None
    if item.key != key:
        raise ContentError(f"{key}: is another item")
    return item


def texts_of(item: Item, row: Row) -> Iterator[str]:
    """All that is searched of an item."""
    yield from (item.title, item.category, item.department, *row.keywords)


def _other(old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in new.items() if key not in old or old[key] != value}
