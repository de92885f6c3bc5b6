"""The visit's spool as the hall's processes see it: identity and pages by token, and documents that may be printed.

Tokens are no paths: `wire` bounds their characters, every name is opened beneath the folder's own descriptor, and no
link is followed.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import ExitStack
from pathlib import Path

import msgspec

from rules.blocks import Document, file_name
from rules.identity import IDENTITY_FILE, Identity

MAX_IDENTITY = 4096
"""Bytes of an identity's file."""
MAX_PAGE = 32 * 1024 * 1024
"""Bytes of one page."""

_JPEG = b"\xff\xd8\xff"


class NotInSpool(Exception):
    """The token stands for nothing that can be used. The message names neither the token nor a person."""


class SpoolFull(Exception):
    """The document could not be written. Nothing of it is left."""


class Spool:
    """`paths.runtime`/visit."""

    def __init__(self, runtime: Path) -> None:
        self._folder = runtime / "visit"

    def identity(self, card: str) -> Identity:
        """The identity that the reader's worker wrote for a card. Raises `NotInSpool`."""
        data = self._read(("card", card, IDENTITY_FILE), MAX_IDENTITY)
        try:
            return msgspec.msgpack.decode(data, type=Identity)
        except (msgspec.DecodeError, UnicodeDecodeError):
            # msgspec may quote what it read, and what it read is a person
            raise NotInSpool("the card's file is no identity") from None

    def page(self, token: str) -> bytes:
        """A scanned page as JPEG. Raises `NotInSpool`."""
        data = self._read(("pages", f"{token}.jpg"), MAX_PAGE)
        if not data.startswith(_JPEG):
            raise NotInSpool("the page's file is no JPEG")
        return data

    def written(self, kind: str) -> int:
        """How many documents of a kind stand in the visit's spool."""
        try:
            return sum(name.startswith(f"{kind}.") for name in os.listdir(self._folder / "documents"))
        except OSError:
            return 0

    def write(self, document: Document) -> None:
        """Put a document where the printer's worker finds it, replacing an older one. Raises `SpoolFull`."""
        folder = self._folder / "documents"
        name = file_name(document.kind, document.number)
        passing = folder / f".{secrets.token_hex(8)}"
        try:
            file = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
            try:
                with open(file, "wb") as stream:
                    stream.write(msgspec.msgpack.encode(document))
                passing.rename(folder / name)
            except OSError:
                passing.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise SpoolFull(f"documents/: {error.strerror}") from None

    def _read(self, names: tuple[str, ...], limit: int) -> bytes:
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        # folders are only passed through: visit/ itself may not be listed by anyone but the daemon
        passed = os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY
        if any("/" in name or name in (".", "..") for name in names):
            raise NotInSpool("no token")
        with ExitStack() as opened:
            try:
                at = os.open(self._folder, passed)
                opened.callback(os.close, at)
                for name in names[:-1]:
                    at = os.open(name, passed, dir_fd=at)
                    opened.callback(os.close, at)
                file = os.open(names[-1], flags, dir_fd=at)
                opened.callback(os.close, file)
                found = os.fstat(file)
                if not stat.S_ISREG(found.st_mode) or not 0 < found.st_size <= limit:
                    raise NotInSpool(f"{names[0]}: not a file of 1 to {limit} bytes")
                return _all(file, found.st_size)
            except OSError as error:
                raise NotInSpool(f"{names[0]}: {errno.errorcode.get(error.errno or 0, 'unknown')}") from None


def _all(file: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        part = os.read(file, size)
        if not part:
            raise NotInSpool("the file was cut short while it was read")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
