"""Writing as a Chinese ESC/POS printer takes it: ASCII, GBK in Chinese mode, and all that GBK lacks as a picture.

Pure. FS & switches Chinese mode on, FS . off; within it every byte from 0x81 opens a pair. Some models know nothing but
pairs there, so that ASCII always goes outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import groupby

CHINESE_ON = b"\x1c&"
CHINESE_OFF = b"\x1c."


class Way(Enum):
    """How a character goes to the printer."""

    ASCII = "ascii"
    GBK = "gbk"
    PICTURE = "picture"


@dataclass(frozen=True)
class Run:
    """Characters that go the same way."""

    way: Way
    text: str


def runs(text: str) -> list[Run]:
    """A line cut into runs, in order."""
    return [Run(way, "".join(characters)) for way, characters in groupby(text, _way)]


def doubled(on: bool) -> bytes:
    """FS W: Chinese characters twice as wide and high."""
    return b"\x1cW" + bytes((on,))


def _way(character: str) -> Way:
    if character.isascii():
        return Way.ASCII
    try:
        return Way.GBK if len(character.encode("gbk")) == 2 else Way.PICTURE
    except UnicodeEncodeError:
        return Way.PICTURE
