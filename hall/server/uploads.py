"""Envelopes that come in parts: what has arrived waits in a folder until the rest is here.

Nothing is promised of a part: it is not synced, and the digest of the whole is checked at the end. A part that does not
fit is answered with how much is here: the sender goes on from there, whatever either side went through meanwhile.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hall.database import DatabaseError, DatabaseFull

PART = 1024 * 1024
"""Bytes of a part at most."""
KEEP_S = 7 * 24 * 3600.0
"""Parts of an envelope whose rest did not come within so many seconds are let go."""
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

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def clear(self) -> None:
        """Let go of what nobody went on with."""
        for file in self._folder.glob("*"):
            if time.time() - file.stat().st_mtime > KEEP_S:
                file.unlink(missing_ok=True)

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
            raise DatabaseError(f"{self._folder}: {error.strerror}; the hall server's user must own it, and there must "
                                "be room on the disk") from None

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
        if here + len(part) < whole.length:
            return here + len(part)
        stream.seek(0)
        data = stream.read(whole.length)
        if hashlib.blake2b(data, digest_size=32).digest() != whole.digest:
            file.unlink(missing_ok=True)
            raise Spoilt
        return data

    def _file(self, whole: Whole) -> Path:
        return self._folder / f"{whole.number}.{whole.digest.hex()}"
