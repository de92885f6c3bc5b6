"""How the USB door's two ends talk: a JSON head and raw bytes, both with their length in front.

One frame is ``>II`` (length of head, length of body), the head, the body. A frame over the limits is refused by closing
the connection: nothing that large is ever sent by the other end.
"""

import json
import struct
from collections.abc import Iterator

LARGEST_HEAD = 64 * 1024
LARGEST_BODY = 4 * 1024 * 1024
LENGTHS = struct.Struct(">II")

Head = dict[str, object]


class BadFrame(ValueError):
    """The peer does not speak this protocol."""


def pack(head: Head, body: bytes = b"") -> bytes:
    """One frame."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def lengths(start: bytes) -> tuple[int, int]:
    """Lengths of head and body from a frame's first 8 bytes. Raises :class:`BadFrame` beyond the limits."""
    head, body = LENGTHS.unpack(start)
    if head > LARGEST_HEAD or body > LARGEST_BODY:
        raise BadFrame(f"a frame of {head} + {body} bytes is over the limit")
    return head, body


def parse_head(text: bytes) -> Head:
    """The head as a dictionary. Raises :class:`BadFrame`."""
    try:
        head = json.loads(text)
    except ValueError as error:
        raise BadFrame("the head is no JSON") from error
    if not isinstance(head, dict):
        raise BadFrame("the head is no JSON object")
    return head


def number(head: Head, name: str, largest: int = 0xFFFFFFFF) -> int:
    """A whole number from the head, 0 to ``largest``. Raises :class:`BadFrame`."""
    value = head.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= largest:
        raise BadFrame(f"{name} is no whole number from 0 to {largest}")
    return value


class Assembler:
    """Cuts a byte stream into frames."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Head, bytes]]:
        """Take ``data``; yields every frame that is complete. Raises :class:`BadFrame`."""
        self._bytes += data
        while len(self._bytes) >= LENGTHS.size:
            head, body = lengths(bytes(self._bytes[:LENGTHS.size]))
            end = LENGTHS.size + head + body
            if len(self._bytes) < end:
                return
            frame = bytes(self._bytes[LENGTHS.size:end])
            del self._bytes[:end]
            yield parse_head(frame[:head]), frame[head:]
