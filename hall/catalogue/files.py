"""Which catalogue a kiosk uses: the hall's newest edition, as the gateway put it there, or else the packaged one.

An edition that is broken is passed over; the gateway takes it away at its next start, and fetches it anew.
"""

from __future__ import annotations

from pathlib import Path

from hall.catalogue.store import Catalogue, CatalogueError
from rules.items import Item
from rules.settings import Settings


def renewed(settings: Settings) -> Path:
    """Where the gateway keeps the hall's edition."""
    return Path(settings.paths.state) / "catalogue" / "catalogue.sqlite"


def candidates(settings: Settings) -> tuple[Path, Path]:
    """The files to try, in order: the hall's, the packaged one."""
    return renewed(settings), Path(settings.paths.catalogue)


def open_first(files: tuple[Path, ...]) -> Catalogue:
    """The first that can be opened. Raises the last one's `CatalogueError`."""
    for file in files[:-1]:
        try:
            return Catalogue.open(file)
        except CatalogueError:
            continue
    return Catalogue.open(files[-1])


def find_item(settings: Settings, key: str) -> Item | None:
    """An item of the catalogue in use. Raises `CatalogueError`, of the packaged one."""
    hall, packaged = candidates(settings)
    try:
        with Catalogue.open(hall) as catalogue:
            return catalogue.item(key)
    except CatalogueError:
        with Catalogue.open(packaged) as catalogue:
            return catalogue.item(key)
