"""Where a hall's things stand: on its machine, or where its settings say."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from hall.process import StartError
from hall.server.bodies import Bodies, BodyFolder
from hall.server.engine import HallDatabase, Upgrade
from hall.server.store import Store
from hall.server.uploads import Uploads
from rules.settings import Settings


def keys_folder(settings: Settings) -> Path:
    """The folder of the hall's secrets, and of its store and bodies where the settings name no other place."""
    return Path(settings.paths.state) / "hall"


def open_bodies(settings: Settings) -> Bodies:
    """Where bodies are. Raises `DatabaseError`, `StartError`."""
    if not settings.server.bodies:
        return BodyFolder(keys_folder(settings) / "bodies")
    try:
        # not imported above: its client is in the extra `city` only, which a kiosk does not have
        bucket: Bodies = import_module("hall.server.object_store").Bucket(settings.server.bodies)
    except ImportError:
        raise StartError("server.bodies names object storage; install this program with its extra `city`") from None
    return bucket


def open_database(settings: Settings, upgrade: Upgrade | None = None) -> HallDatabase:
    """The hall's tables. Raises `DatabaseError`; only the server upgrades, so that new ones are its own user's."""
    where = settings.server.database or keys_folder(settings) / "applications.sqlite"
    return HallDatabase(where, upgrade)


def open_store(settings: Settings) -> Store:
    """The hall's store, its own to close. Raises `DatabaseError`."""
    return Store(open_database(settings), open_bodies(settings))


def uploads(settings: Settings) -> Uploads:
    """Where envelopes arrive in parts: on this machine, wherever bodies are kept."""
    return Uploads(keys_folder(settings) / "uploads")
