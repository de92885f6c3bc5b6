"""Where a hall's things stand on its machine."""

from __future__ import annotations

from pathlib import Path

from hall.server.store import Store
from rules.settings import Settings


def keys_folder(settings: Settings) -> Path:
    """The folder of the hall's secrets and its store."""
    return Path(settings.paths.state) / "hall"


def open_store(settings: Settings, create: bool = False) -> Store:
    """The hall's store. Raises `DatabaseError`; only the server makes a new one, so that it is its own user's."""
    return Store(keys_folder(settings) / "applications.sqlite", create)
