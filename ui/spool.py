"""Reading the visit's spool: the card and the scanned pages, by token. The renderer writes nothing there."""

from __future__ import annotations

import io
import re
from pathlib import Path

import msgspec
import pygame

from rules.identity import IDENTITY_FILE, PORTRAIT_FILE, Identity

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,48}")
_MAX_IDENTITY = 4096
_MAX_PORTRAIT = 1 << 20
_MAX_PREVIEW = 4 << 20
_MAX_PAGE = 32 << 20


class SpoolError(Exception):
    """What a token names cannot be read. Names no contents."""


class Spool:
    """The folder `visit/` under the runtime path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def identity(self, card: str) -> Identity:
        """What a card says. Raises `SpoolError`."""
        data = self._read("card", card, f"/{IDENTITY_FILE}", _MAX_IDENTITY)
        try:
            return msgspec.msgpack.decode(data, type=Identity)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise SpoolError("the identity in the spool cannot be read") from None

    def portrait(self, card: str) -> pygame.Surface | None:
        """The photo of a card, or None where it has none or an unreadable one."""
        try:
            return _picture(self._read("card", card, f"/{PORTRAIT_FILE}", _MAX_PORTRAIT), "portrait.png")
        except SpoolError:
            return None

    def preview(self, page: str) -> pygame.Surface:
        """A scanned page, as large as a screen needs it. Raises `SpoolError`."""
        return _picture(self._read("pages", page, ".preview.jpg", _MAX_PREVIEW), "page.jpg")

    def page(self, page: str) -> pygame.Surface:
        """A scanned page with its every dot, which takes 0.1 s or more. Raises `SpoolError`."""
        return _picture(self._read("pages", page, ".jpg", _MAX_PAGE), "page.jpg")

    def _read(self, kind: str, token: str, ending: str, limit: int) -> bytes:
        if not _TOKEN.fullmatch(token):
            raise SpoolError("not a token")
        try:
            with (self._folder / kind / f"{token}{ending}").open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise SpoolError(f"nothing to read in {kind} ({error.strerror})") from None
        if len(data) > limit:
            raise SpoolError(f"what stands in {kind} is larger than {limit} bytes")
        return data


def _picture(data: bytes, name: str) -> pygame.Surface:
    try:
        return pygame.image.load(io.BytesIO(data), name).convert(pygame.Surface((1, 1), 0, 32))
    except pygame.error:
        raise SpoolError("a picture in the spool cannot be read") from None
