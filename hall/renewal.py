"""The kiosk's catalogue kept as the hall has it: fetched as a change, checked, and put in place between two visits.

In `paths.state`/catalogue: `next.sqlite`, whole and checked, until nobody is at the kiosk; one rename then makes it
`catalogue.sqlite`. A kill or a power cut at any time leaves the old one or the new one.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from nacl.signing import VerifyKey

from hall.catalogue import CatalogueError, contents
from hall.catalogue.content import NOTHING, Content, ContentError, changed, version
from hall.catalogue.edition import KEY_FILE, Edition, is_signed, read_key
from hall.catalogue.files import renewed
from hall.catalogue.writing import sync, write
from hall.client import HallAway, HallClient
from rules.settings import Settings

LOOK_S = 600.0
"""How often, in seconds, the hall is asked for its newest edition."""

log = logging.getLogger("renewal")


class Renewal:
    """The files. `tidy` first; `look` by one thread, `put_in_place` by any other."""

    def __init__(self, settings: Settings, client: HallClient, clock: Callable[[], float]) -> None:
        """`clock` gives seconds."""
        self._packaged = Path(settings.paths.catalogue)
        self._file = renewed(settings)
        self._next = self._file.with_name("next.sqlite")
        self._key_file = Path(settings.hall.public_key).with_name(KEY_FILE)
        self._client = client
        self._clock = clock
        self._due = 0.0

    def tidy(self) -> None:
        """Take away what a killed gateway left half done, and editions that are damaged or not the hall's."""
        try:
            self._file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            for left in self._file.parent.glob(".*"):
                left.unlink()
            key = self._key()
            for file in (self._file, self._next):
                if file.exists() and not (key and contents.is_whole(file) and self._ours(contents.edition(file), key)):
                    log.error("%s: is damaged or not of this kiosk's hall, it is taken away and fetched anew", file)
                    file.unlink()
        except OSError as error:
            log.error("%s: %s; the catalogue is not renewed", self._file.parent, error.strerror)

    @property
    def ready(self) -> bool:
        """Whether an edition waits to be put in place."""
        return self._next.exists()

    def put_in_place(self) -> None:
        """Use what waits; only while nobody is at the kiosk."""
        try:
            self._next.replace(self._file)
            sync(self._file.parent)
        except OSError as error:
            log.error("%s: %s; the catalogue stays as it is", self._file, error.strerror)
            return
        log.info("the catalogue is the hall's newest edition now")

    def look(self) -> None:
        """Ask the hall, when it is time to, and fetch what is newer."""
        if self._clock() < self._due:
            return
        self._due = self._clock() + LOOK_S
        key = self._key()
        try:
            newest = self._client.edition() if key else None
            if key is None or newest is None or newest.serial <= self._serial():
                return
            if not self._ours(newest, key):
                log.error("edition %d of the catalogue is not signed by this kiosk's hall; it is left", newest.serial)
                return
            write(self._fetched(newest), self._next, newest)
        except HallAway as error:
            log.info("the catalogue is not looked for: %s", error)
        except ContentError as error:
            log.error("the hall's catalogue cannot be used, the one that is here stays: %s", error)
        except (OSError, sqlite3.Error) as error:
            log.error("%s: cannot be written (%s); the catalogue that is here stays", self._next, type(error).__name__)

    def _fetched(self, newest: Edition) -> Content:
        """The edition's content, checked. Raises `ContentError`, `HallAway`."""
        try:
            return self._from(newest, self._here())
        except ContentError as error:
            log.warning("a change of the catalogue does not fit (%s); all of it is fetched", error)
            return self._from(newest, None)

    def _from(self, newest: Edition, here: Content | None) -> Content:
        base = NOTHING if here is None else version(here)
        if here is not None and base == newest.version:
            return here
        change = self._client.change(newest.version, base)
        if change is None:
            raise ContentError("the hall does not have it any more")
        if change.base not in (None, base):
            raise ContentError("the change is one of another version")
        content = changed(here, change)
        if version(content) != newest.version:
            raise ContentError("it is not what the hall has signed")
        return content

    def _here(self) -> Content | None:
        for file in (self._next, self._file, self._packaged):
            try:
                return contents.read(file)
            except CatalogueError:
                continue
        return None

    def _serial(self) -> int:
        """The newest edition that is here; 0 for the packaged catalogue."""
        for file in (self._next, self._file):
            try:
                found = contents.edition(file)
            except CatalogueError:
                continue
            if found is not None:
                return found.serial
        return 0

    def _key(self) -> VerifyKey | None:
        try:
            return read_key(self._key_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def _ours(self, edition: Edition | None, key: VerifyKey) -> bool:
        return edition is not None and is_signed(edition, key)
