"""What a HID card reader wraps around the module's frames, in both directions. One public driver's account of it.

``88`` or ``AA`` (to or from the reader), a number of two bytes, the length of what follows up to the sum, ``B1``, the
frame, a 16-bit sum of all before it; low bytes first, in reports of 64 bytes.
"""

import struct

REPORT = 64
LARGEST = 4096


def wrapped(frame: bytes, spoilt: bool) -> list[bytes]:
    """The reports with a frame for the host. ``spoilt``: their sum is wrong."""
    body = struct.pack("<BHHB", 0xAA, 1, len(frame) + 1, 0xB1) + frame
    total = (sum(body) + (1 if spoilt else 0)) % 0x10000
    whole = body + struct.pack("<H", total)
    whole += bytes(-len(whole) % REPORT)
    return [whole[place:place + REPORT] for place in range(0, len(whole), REPORT)]


class Envelopes:
    """The host's reports, opened. One with a wrong sum is ignored, as is what begins with no flag."""

    def __init__(self) -> None:
        self._reports = bytearray()

    def clear(self) -> None:
        """The cable was pulled."""
        self._reports.clear()

    def feed(self, report: bytes) -> bytes:
        """The frame that is complete with this report, else nothing."""
        if not self._reports and report[:1] != b"\x88":
            return b""
        self._reports += report
        if len(self._reports) < 6:
            return b""
        _, _, length = struct.unpack_from("<BHH", self._reports)
        if length > LARGEST:
            self._reports.clear()
            return b""
        if len(self._reports) < 7 + length:
            return b""
        body, (total,) = bytes(self._reports[:5 + length]), struct.unpack_from("<H", self._reports, 5 + length)
        self._reports.clear()
        return body[6:] if sum(body) % 0x10000 == total and body[5] == 0xB1 else b""
