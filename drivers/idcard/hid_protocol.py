"""The envelope that a card reader of USB's HID class puts around the module's frames. Pure.

Reports have 64 bytes. An envelope is flag (0x88 to the reader, 0xAA from it), number (2 bytes), length (2), command
0xB1, the frame, sum (2); numbers are little-endian, the length counts command and frame, a long envelope goes on in the
next report, the last is filled with zeros. From one public driver alone. That the sum covers all from the flag on, and
that reports after the first carry nothing of their own, is inferred.
"""

from __future__ import annotations

from drivers.idcard.sam_protocol import LARGEST_LENGTH, LENGTH_SIZE, PREAMBLE

REPORT = 64
TO_READER, FROM_READER = 0x88, 0xAA
COMMAND = 0xB1
_HEAD, _SUM = 5, 2
_LARGEST = 1 + len(PREAMBLE) + LENGTH_SIZE + LARGEST_LENGTH


def reports(number: int, frame: bytes) -> list[bytes]:
    """The reports that carry a frame to the reader. `number` counts the host's envelopes; its low 16 bits are sent."""
    envelope = bytes((TO_READER,)) + (number & 0xFFFF).to_bytes(2, "little") + \
        (len(frame) + 1).to_bytes(2, "little") + bytes((COMMAND,)) + frame
    envelope += _sum(envelope)
    return [envelope[start:start + REPORT].ljust(REPORT, b"\0") for start in range(0, len(envelope), REPORT)]


class Opener:
    """Takes reports, hands out the frames in them. Holds at most one envelope; what is no envelope is dropped."""

    def __init__(self) -> None:
        self._held = b""

    def receive(self, report: bytes) -> bytes:
        """The frame that this report completes, else nothing."""
        if not self._held and report[:1] != bytes((FROM_READER,)):
            return b""
        self._held += report
        if len(self._held) < _HEAD:
            return b""
        length = int.from_bytes(self._held[3:_HEAD], "little")
        if not 1 <= length <= _LARGEST:
            self.clear()
            return b""
        end = _HEAD + length
        if len(self._held) < end + _SUM:
            return b""
        envelope, check = self._held[:end], self._held[end:end + _SUM]
        self.clear()
        return envelope[_HEAD + 1:] if check == _sum(envelope) else b""

    def clear(self) -> None:
        """Forget an envelope that has begun."""
        self._held = b""


def _sum(data: bytes) -> bytes:
    return (sum(data) & 0xFFFF).to_bytes(2, "little")
