"""sRGB (IEC 61966-2-1) as an ICC profile of version 2.1, which is what PDF/A-1 wants: Pillow's own are of version 4.

Layout by ICC.1:1998-09: a header of 128 bytes, a table of tags, and their data, all numbers big-endian.
"""

from __future__ import annotations

import struct

_WHITE = (0.9642, 1.0, 0.8249)
"""D50, in which a profile's colours are given."""
_PRIMARIES = {b"rXYZ": (0.4360747, 0.2225045, 0.0139322), b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
              b"bXYZ": (0.1430804, 0.0606169, 0.7141733)}
"""sRGB's, adapted from D65 by Bradford's matrix."""
_POINTS = 1024
_MADE = (2026, 1, 1, 0, 0, 0)
_HEADER = struct.Struct(">I4sI4s4s4s6H4s4sI4sIQI3i4s44x")


def profile() -> bytes:
    """The profile's bytes."""
    curve = struct.pack(f">4s4xI{_POINTS}H", b"curv", _POINTS, *(
        round(65535 * _linear(step / (_POINTS - 1))) for step in range(_POINTS)))
    tags = {
        b"desc": _description(b"sRGB"), b"cprt": b"text\0\0\0\0No rights reserved\0", b"wtpt": _place(_WHITE),
        **{name: _place(place) for name, place in _PRIMARIES.items()},
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }
    table, data = struct.pack(">I", len(tags)), b""
    first = _HEADER.size + 4 + 12 * len(tags)
    kept: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in kept:
            kept[content] = first + len(data)
            data += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, kept[content], len(content))
    header = _HEADER.pack(
        first + len(data), b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ", *_MADE, b"acsp", b"\0\0\0\0", 0,
        b"\0\0\0\0", 0, 0, 0, *map(_fixed, _WHITE), b"\0\0\0\0")
    return header + table + data


def _linear(value: float) -> float:
    """The light of a level."""
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _fixed(value: float) -> int:
    return round(value * 65536)


def _place(xyz: tuple[float, float, float]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *map(_fixed, xyz))


def _description(name: bytes) -> bytes:
    """In ASCII; the two other scripts that a description has stay empty."""
    return struct.pack(">4s4xI", b"desc", len(name) + 1) + name + b"\0" + struct.pack(">IIHB67x", 0, 0, 0, 0)
