"""What the page worker and its children say to each other: every word bounded, and checked when it is read."""

from __future__ import annotations

import select
import socket
from collections import deque
from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from daemon.deposits import MAX_PAGE, MAX_PREVIEW
from drivers.base import State
from drivers.errors import Act, Code

_LONGEST = MAX_PAGE + MAX_PREVIEW + 4096
"""Bytes of one word: a page, and what goes with it."""
_HEAD = 4
_AT_ONCE = 256 * 1024
_SENDS_S = 30.0
"""Longest that the other side may take to read what it is told."""

Text = Annotated[str, Meta(max_length=1024)]
Jpeg = Annotated[bytes, Meta(max_length=MAX_PAGE)]
Preview = Annotated[bytes, Meta(max_length=MAX_PREVIEW)]
Count = Annotated[int, Meta(ge=0, le=1 << 31)]


class Open(Struct, frozen=True, tag=True):
    """Build a model's driver and open it. `again` is the scanner that an earlier child chose; "": choose one."""

    model: Text
    address: Text
    assets: Text
    again: Text = ""


class Look(Struct, frozen=True, tag=True):
    """Say how the scanner is."""


class Scan(Struct, frozen=True, tag=True):
    """Scan one side and finish it."""

    dpi: Count
    colour: bool
    quality: Count


class Turn(Struct, frozen=True, tag=True):
    """Turn a page clockwise."""

    jpeg: Jpeg
    quarters: int


class Crop(Struct, frozen=True, tag=True):
    """Cut a page to a box in fractions of its width and height."""

    jpeg: Jpeg
    left: float
    top: float
    right: float
    bottom: float


class Cancel(Struct, frozen=True, tag=True):
    """Break the scan off."""


class Opened(Struct, frozen=True, tag=True):
    """`name` is SANE's for the chosen scanner, the rest is a `DeviceInfo`."""

    name: Text
    model: Text
    serial: Text
    firmware: Text


class Looked(Struct, frozen=True, tag=True):
    """A `DeviceStatus`."""

    state: State
    code: Code | None
    act: Act


class Advanced(Struct, frozen=True, tag=True):
    """So many lines of so many have come."""

    done: Count
    total: Count


class Finished(Struct, frozen=True, tag=True):
    """A `Sheet`. `more`: the scanner holds its other side or a stack, so that this child stays."""

    jpeg: Jpeg
    preview: Preview
    width: Count
    height: Count
    blank: bool
    dark: bool
    blurred: bool
    more: bool = False


class Failed(Struct, frozen=True, tag=True):
    """A `DeviceFailure`."""

    retry: bool
    code: Code
    act: Act
    detail: Text


class Refused(Struct, frozen=True, tag=True):
    """The page or the box cannot be: a `ValueError`."""


class Stopped(Struct, frozen=True, tag=True):
    """It was broken off as asked."""


Order = Open | Look | Scan | Turn | Crop | Cancel
Report = Opened | Looked | Advanced | Finished | Failed | Refused | Stopped
Word = TypeVar("Word", Order, Report)


class Gone(Exception):
    """The other side has ended, or says what nobody says."""


class Channel(Generic[Word]):
    """One end of a socket pair: sends any word, understands those of `heard`."""

    def __init__(self, end: socket.socket, heard: msgspec.msgpack.Decoder[Word]) -> None:
        self._end = end
        self._decoder: msgspec.msgpack.Decoder[Word] = heard
        self._encoder = msgspec.msgpack.Encoder()
        self._rest = bytearray()
        self._words: deque[Word] = deque()

    def fileno(self) -> int:
        """To wait for."""
        return self._end.fileno()

    def close(self) -> None:
        """The other side sees that nobody is there."""
        self._end.close()

    def send(self, word: Order | Report) -> None:
        """Raises `Gone`."""
        body = self._encoder.encode(word)
        try:
            self._end.sendall(len(body).to_bytes(_HEAD, "big") + body)
        except OSError:
            raise Gone from None

    def heard(self) -> Word | None:
        """The next word, None while it is not here whole. Reads once where none waits. Raises `Gone`."""
        if not self._words:
            self._read()
        return self._words.popleft() if self._words else None

    @property
    def called(self) -> bool:
        """Whether the other side has said something that was not heard yet, or is gone."""
        return bool(self._words or select.select([self._end], [], [], 0)[0])

    def _read(self) -> None:
        try:
            piece = self._end.recv(_AT_ONCE)
        except OSError:
            raise Gone from None
        if not piece:
            raise Gone
        self._rest += piece
        while len(self._rest) >= _HEAD:
            size = int.from_bytes(self._rest[:_HEAD], "big")
            if size > _LONGEST:
                raise Gone
            if len(self._rest) < _HEAD + size:
                return
            try:
                self._words.append(self._decoder.decode(self._rest[_HEAD:_HEAD + size]))
            except msgspec.DecodeError:
                raise Gone from None
            del self._rest[:_HEAD + size]


def orders(end: socket.socket) -> Channel[Order]:
    """A child's end: it has nothing else to do than to wait."""
    return Channel(end, msgspec.msgpack.Decoder(Order))


def reports(end: socket.socket) -> Channel[Report]:
    """The worker's end. A child that takes in nothing is gone."""
    end.settimeout(_SENDS_S)
    return Channel(end, msgspec.msgpack.Decoder(Report))
