"""A built catalogue's content, read back whole, and as which edition it was published."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hall.catalogue.content import Content, Row, version
from hall.catalogue.edition import Edition
from hall.catalogue.spelling import Readings
from hall.catalogue.store import Catalogue, CatalogueError


def read(file: Path) -> Content:
    """Everything that its version is the digest of. Raises `CatalogueError`."""
    with Catalogue.open(file) as catalogue:
        rows = catalogue.select("SELECT key, record, keywords FROM item ORDER BY place")
        spellings = catalogue.select("SELECT text, readings FROM spelling ORDER BY place")
        readings = catalogue.select("SELECT character, readings FROM reading")
    words = msgspec.msgpack.Decoder(tuple[str, ...]).decode
    spelt = msgspec.msgpack.Decoder(Readings).decode
    try:
        return Content({key: Row(record, words(keywords)) for key, record, keywords in rows},
                       {text: spelt(data) for text, data in spellings}, dict(readings))
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise CatalogueError(f"{file}: is damaged ({type(error).__name__})") from None


def edition(file: Path) -> Edition | None:
    """As which it was published; None of one that was built here. Raises `CatalogueError`."""
    with Catalogue.open(file) as catalogue:
        found = catalogue.select("SELECT value FROM meta WHERE name = 'edition'")
    try:
        return msgspec.json.decode(found[0][0], type=Edition) if found else None
    except (msgspec.MsgspecError, TypeError) as error:
        raise CatalogueError(f"{file}: is damaged ({type(error).__name__})") from None


def is_whole(file: Path) -> bool:
    """Whether it is a published edition, and every page of it can be read and says what its version says."""
    try:
        with Catalogue.open(file) as catalogue:
            sound = catalogue.select("PRAGMA quick_check") == [("ok",)]
        said = edition(file)
        return sound and said is not None and version(read(file)) == said.version
    except CatalogueError:
        return False
