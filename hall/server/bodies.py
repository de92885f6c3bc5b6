"""Where sealed bodies are kept: a folder by default, or a bucket of S3-compatible object storage by URL.

A body's name is the digest of the envelope it came in: the same put twice is there once, two never meet. It is put
before its number is kept; one whose number was then refused stays, sealed and unnamed.
"""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path
from typing import Protocol

from hall.database import DatabaseError, DatabaseFull


class Bodies(Protocol):
    """Every method raises `DatabaseError`."""

    def put(self, digest: bytes, body: bytes) -> None:
        """Keep it: durable when this returns."""

    def get(self, digest: bytes) -> bytes:
        """The body put under that digest."""


class BodyFolder:
    """Bodies as files, by the first byte of their name in folders."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before the first body."""
        self._folder = folder

    def put(self, digest: bytes, body: bytes) -> None:
        """All or nothing: written, synced, given its name, and the name synced."""
        file = self._file(digest)
        passing = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        try:
            for folder in (self._folder, file.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
                # a folder whose name a power cut takes takes its bodies along; whoever made it may have died since
                _sync_folder(folder.parent)
            target = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(target, "wb") as stream:
                stream.write(body)
                stream.flush()
                os.fsync(target)
            passing.rename(file)
            _sync_folder(file.parent)
        except OSError as error:
            _discard(passing)
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise DatabaseFull(f"{self._folder}: no room left on the disk; free some, nothing was lost") from None
            raise DatabaseError(f"{self._folder}: {error.strerror}; the hall server's user must own it") from None

    def get(self, digest: bytes) -> bytes:
        """Read it."""
        file = self._file(digest)
        try:
            return file.read_bytes()
        except OSError as error:
            raise DatabaseError(f"{file}: {error.strerror}; run this as the hall server's user; if it is gone, restore "
                                "the backup") from None

    def _file(self, digest: bytes) -> Path:
        name = digest.hex()
        return self._folder / name[:2] / name


def _discard(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        # what is left of a body that was not kept is sealed, and the error that is raised says more
        return


def _sync_folder(folder: Path) -> None:
    target = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(target)
    finally:
        os.close(target)
