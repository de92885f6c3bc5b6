"""Envelopes that come in parts: what has arrived waits in a folder until the rest is here.

Nothing is promised of a part: it is not synced, and the digest of the whole is checked at the end. A part that does not
fit is answered with how much is here: the sender goes on from there, whatever either side went through meanwhile.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from hall.database import DatabaseError, DatabaseFull

PART = 1024 * 1024
"""Bytes of a part at most."""
KEEP_S = 7 * 24 * 3600.0
"""Parts of an envelope whose rest did not come within so many seconds are let go."""
_CLOCK_STANDS = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""A machine whose clock is before it has not been told the time yet."""
_MOST = 4000
"""Envelopes in parts at the same time."""


class Misplaced(Exception):
    """The part does not begin where what is here ends: `offset` bytes are here."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Spoilt(Exception):
    """All has arrived, and it is not what was announced. It was let go: begin anew."""


@dataclass(frozen=True)
class Whole:
    """What is to arrive: whose number, how many bytes, and their BLAKE2b-256."""

    number: str
    length: int
    digest: bytes


class Uploads:
    """The folder. Methods block, and raise `DatabaseError`."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """`now` gives seconds since the epoch."""
        self._folder = folder
        self._now = now

    def clear(self) -> None:
        """Let go of what nobody went on with. A clock that is set meanwhile, forth or back, lets go of nothing, and
        lets nothing stay for ever: what seems to come from before this program or from the future begins its week now.
        """
        now = self._now()
        if now < _CLOCK_STANDS:
            return
        try:
            for file in list(self._folder.glob("*")):
                touched = file.stat().st_mtime
                if not _CLOCK_STANDS <= touched <= now:
                    os.utime(file, (now, now))
                elif now - touched > KEEP_S:
                    file.unlink()
        except FileNotFoundError:
            # it has arrived meanwhile; the rest is seen the next time
            return
        except OSError as error:
            raise self._broken(error) from None

    def add(self, whole: Whole, offset: int, part: bytes) -> bytes | int:
        """Put a part where it belongs. All bytes once here, else how many are. Raises `Misplaced`, `Spoilt`."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            file = self._file(whole)
            if not file.exists() and sum(1 for _ in self._folder.iterdir()) >= _MOST:
                raise DatabaseFull(f"{self._folder}: {_MOST} envelopes are arriving; try again later")
            target = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            with open(target, "r+b") as stream:
                fcntl.flock(target, fcntl.LOCK_EX)
                return self._added(stream, file, whole, offset, part)
        except OSError as error:
            raise self._broken(error) from None

    def forget(self, whole: Whole) -> None:
        """It is kept, or refused for good."""
        self._file(whole).unlink(missing_ok=True)

    def _added(self, stream: BinaryIO, file: Path, whole: Whole, offset: int, part: bytes) -> bytes | int:
        here = stream.seek(0, os.SEEK_END)
        if offset != here or here + len(part) > whole.length:
            if here > whole.length:
                file.unlink(missing_ok=True)
                raise Spoilt
            raise Misplaced(here)
        stream.write(part)
        stream.flush()
        # this process's clock, which it is compared with, not the file system's
        os.utime(stream.fileno(), (self._now(), self._now()))
        if here + len(part) < whole.length:
            return here + len(part)
        stream.seek(0)
        data = stream.read(whole.length)
        if hashlib.blake2b(data, digest_size=32).digest() != whole.digest:
            file.unlink(missing_ok=True)
            raise Spoilt
        return data

    def _broken(self, error: OSError) -> DatabaseError:
        return DatabaseError(f"{self._folder}: {error.strerror}; the hall server's user must own it, and there must be "
                             "room on the disk")

    def _file(self, whole: Whole) -> Path:
        return self._folder / f"{whole.number}.{whole.digest.hex()}"
