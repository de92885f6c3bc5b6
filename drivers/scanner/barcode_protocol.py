"""A barcode reader's bytes into codes. No I/O; time comes in as a value.

A code ends with CR, LF or both, as the reader is set, or, where it is set to send none, with a gap.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

GAP_S = 0.12
"""Silence that ends a code without a suffix. Readers send a code in one go; USB ones pause for some 10 ms."""

LONGEST = 1024
"""Characters; and bytes / 4. Longer than a QR code on any document that concerns us."""

_ENDS = (b"\r", b"\n")
_ALLOWED_CONTROL = "\x1d"
"""GS1's separator."""


@dataclass(frozen=True)
class Code:
    """One code. Its repr does not show it: a licence's or a person's number may be in it."""

    text: str

    def __repr__(self) -> str:
        """Never the text."""
        return f"<Code of {len(self.text)}>"


@dataclass(frozen=True)
class Refused:
    """Something was read that is no text, or too long."""

    reason: str


Event = Code | Refused

SAME_S = 1.0
"""A code shown for longer is read again and again; within this time it is one showing."""


class Repeats:
    """Tells a code that is still being shown from one that is shown anew. Keeps a keyed digest, never the code."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._last: bytes | None = None
        self._at = 0.0

    def again(self, code: Code, now: float) -> bool:
        """Whether `code` came within `SAME_S` of the same one. `now` in seconds."""
        digest = hashlib.blake2b(code.text.encode(), key=self._key, digest_size=16).digest()
        same = digest == self._last and now - self._at < SAME_S
        self._last, self._at = digest, now
        return same


class Splitter:
    """Collects bytes into codes; holds at most one code of the longest kind."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._last = 0.0
        self._overflown = False

    def receive(self, data: bytes, now: float) -> list[Event]:
        """The codes that `data` completes. `now` in seconds on any clock that does not go back."""
        events = self.elapse(now)
        self._last = now
        for byte in data:
            if bytes((byte,)) in _ENDS:
                events += self._end()
            elif len(self._buffer) < 4 * LONGEST:
                self._buffer.append(byte)
            else:
                self._overflown = True
        return events

    def elapse(self, now: float) -> list[Event]:
        """The code that a gap has ended by `now`, if any."""
        due = self.due()
        return self._end() if due is not None and now >= due else []

    def due(self) -> float | None:
        """When the code that has begun ends, if nothing more comes; None where none has begun."""
        return self._last + GAP_S if self._buffer else None

    def _end(self) -> list[Event]:
        data, overflown = bytes(self._buffer), self._overflown
        self._buffer.clear()
        self._overflown = False
        if not data:
            return []
        text = _text(data)
        if overflown or (text is not None and len(text) > LONGEST):
            return [Refused("too long")]
        if text is None:
            return [Refused("no text")]
        return [Code(text)] if text else []


def _text(data: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding).strip(" ")
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(it) in ("Cc", "Cs") and it not in _ALLOWED_CONTROL for it in text):
            return None
        return text
    return None
