"""Frames to bytes and back. Decoding refuses, it never guesses.

msgpack parses with every limit set, so that a hostile frame cannot make us allocate; msgspec then reads the same bytes
and checks the types (typing what msgpack built would take five times as long).
"""

from __future__ import annotations

import msgpack
import msgspec

from wire.frames import Frame

MAX_FRAME = 256 * 1024
"""Bytes of one frame, both ways. The largest honest one, an item with all its texts, has some 40 KiB."""

_MAX_TEXT = 16 * 1024
_MAX_LIST = 1024
_MAX_MAP = 256

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)


class Malformed(ValueError):
    """The bytes are no frame of ours. The message names the place, never the content."""


def encode(frame: Frame) -> bytes:
    """Bytes of a frame. Raises `Malformed` for one over `MAX_FRAME`: better here than silently lost at the peer."""
    data = _ENCODER.encode(frame)
    if len(data) > MAX_FRAME:
        raise Malformed(f"frame of {len(data)} bytes, {MAX_FRAME} are allowed")
    return data


def decode(data: bytes) -> Frame:
    """The frame in `data`. Raises `Malformed`."""
    if len(data) > MAX_FRAME:
        raise Malformed(f"frame of {len(data)} bytes, {MAX_FRAME} are allowed")
    try:
        msgpack.unpackb(
            data, raw=False, strict_map_key=True, max_str_len=_MAX_TEXT, max_bin_len=_MAX_TEXT,
            max_array_len=_MAX_LIST, max_map_len=_MAX_MAP, max_ext_len=0,
        )
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise Malformed(f"not msgpack within limits ({type(error).__name__})") from None
    try:
        return _DECODER.decode(data)
    except msgspec.ValidationError as error:
        raise Malformed(_place(str(error))) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise Malformed(f"not a frame ({type(error).__name__})") from None


def _place(message: str) -> str:
    """Where a value was wrong, without the value: msgspec quotes unknown tags, and a tag may be anything."""
    return "wrong value at " + message.rsplit(" - at ", 1)[1] if " - at " in message else "wrong frame"
