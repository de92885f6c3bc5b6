"""The spool as workers write and read it: temporary name first, then renamed, so nobody ever sees half of anything."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from drivers.errors import Act, Code, DriverError
from rules.blocks import Document, file_name
from rules.identity import IDENTITY_FILE, PORTRAIT_FILE, Identity
from wire.values import Token

MAX_PAGE = 32 * 1024 * 1024
"""Bytes of one page's JPEG."""
MAX_PREVIEW = 4 * 1024 * 1024
MAX_DOCUMENT = 512 * 1024
"""Bytes of one printable document."""

PREVIEW = ".preview.jpg"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MODE = 0o640


def put_card(folder: Path, identity: Identity, portrait: bytes | None) -> Token:
    """Keep a card as FOLDER/TOKEN/. Raises `DriverError` (PAGE_SPOOL_FULL) with nothing left behind."""
    token = secrets.token_urlsafe(18)
    passing = folder / f".{token}"
    with _room(passing):
        passing.mkdir(0o750)
        _write(passing / IDENTITY_FILE, msgspec.msgpack.encode(identity))
        if portrait is not None:
            _write(passing / PORTRAIT_FILE, portrait)
        passing.rename(folder / token)
    return token


def put_page(folder: Path, jpeg: bytes, preview: bytes) -> Token:
    """Keep a page as FOLDER/TOKEN.jpg, and TOKEN.preview.jpg for a screen. Raises `DriverError` (PAGE_SPOOL_FULL) with
    nothing left behind.
    """
    token = secrets.token_urlsafe(18)
    passing, shown = folder / f".{token}", folder / f"{token}{PREVIEW}"
    with _room(passing, shown):
        _write(shown, preview)  # first: whoever sees the page finds it
        _write(passing, jpeg)
        passing.rename(folder / f"{token}.jpg")
    return token


def read_page(folder: Path, token: Token) -> bytes:
    """A kept page. Raises `DriverError` (PAGE_UNKNOWN)."""
    data = _read(folder / f"{token}.jpg", MAX_PAGE)
    if data is None:
        raise DriverError(Code.PAGE_UNKNOWN, Act.CITIZEN)
    return data


def drop_page(folder: Path, token: Token) -> None:
    """Forget a page. One that is not there is forgotten already."""
    for name in (f"{token}.jpg", f"{token}{PREVIEW}"):
        (folder / name).unlink(missing_ok=True)


def read_document(folder: Path, kind: str, number: str) -> Document:
    """A document that may be printed. Raises `DriverError` (PRINT_NO_DOCUMENT) for one that is missing or another's."""
    data = _read(folder / file_name(kind, number), MAX_DOCUMENT)
    if data is None:
        raise DriverError(Code.PRINT_NO_DOCUMENT, Act.NOBODY, "it is not in the spool")
    try:
        document = msgspec.msgpack.decode(data, type=Document)
    except msgspec.DecodeError:
        # msgspec may quote what it read
        raise DriverError(Code.PRINT_NO_DOCUMENT, Act.ENGINEER, "the file is no document") from None
    if (document.kind, document.number) != (kind, number):
        raise DriverError(Code.PRINT_NO_DOCUMENT, Act.ENGINEER, "the file is named for another document")
    return document


@contextmanager
def _room(*passing: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        for path in passing:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
        if error.errno not in _FULL:
            raise
        raise DriverError(Code.PAGE_SPOOL_FULL, Act.CITIZEN) from None


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE), "wb") as file:
        file.write(data)


def _read(path: Path, limit: int) -> bytes | None:
    """A regular file of at most `limit` bytes; links, pipes and folders are no files."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            return None
        return file.read(limit)
