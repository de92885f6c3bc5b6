"""Reports of a HID POS barcode reader into the bytes that a serial one would send. No I/O.

HID Point of Sale Usage Tables, usage page 0x8C, usage 2 (bar code scanner): report 0x02 is its own number, a length,
three bytes of AIM identifier, the data, and at byte 62 whether more of the same code follows.
"""

from __future__ import annotations

REPORT, NUMBER = 64, 0x02
_LENGTH, _AIM, _DATA, _MORE = 1, 2, 5, 62
MOST_DATA = _MORE - 1 - _DATA
"""Byte 61 is the maker's own name for the kind of code."""


def stream_of(report: bytes) -> bytes:
    """The data of one report, with CR where the code ends; nothing for a report of another kind or one that lies."""
    if len(report) != REPORT or report[0] != NUMBER:
        return b""
    length = report[_LENGTH]
    if length > MOST_DATA or report[_AIM] not in (0, ord("]")):
        return b""
    data = report[_DATA:_DATA + length]
    return data if report[_MORE] else data + b"\r"
