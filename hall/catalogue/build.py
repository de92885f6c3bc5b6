"""The source folder into a catalogue: read, spelt, and written."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hall.catalogue import writing
from hall.catalogue.content import Content, Row, texts_of
from hall.catalogue.pinyin import Pronouncer
from hall.catalogue.source import Source, load


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
    writing.write(content_of(source), out_path)


def content_of(source: Source) -> Content:
    """A checked source, spelt."""
    pronouncer = Pronouncer(source.readings)
    rows = {entry.item.key: Row(msgspec.msgpack.encode(entry.item), entry.keywords) for entry in source.entries}
    texts = {text for entry in source.entries for text in texts_of(entry.item, rows[entry.item.key])}
    return Content(
        rows, {text: pronouncer.spelling(text).readings for text in sorted(texts)},
        {character: " ".join(readings) for character, readings in pronouncer.table()})
