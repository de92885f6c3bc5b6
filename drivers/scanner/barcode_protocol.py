"""A barcode reader's bytes into codes. No I/O; time comes in as a value.

A code ends with CR, LF or both, as the reader is set, or, where it is set to send none, with a gap.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import deque
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

    def again(self, code: Code, now: float, since: float | None = None) -> bool:
        """Whether `code` came within `SAME_S` of the same one. `now` in seconds; `since`: it may have come as early."""
        digest = hashlib.blake2b(code.text.encode(), key=self._key, digest_size=16).digest()
        same = digest == self._last and (now if since is None else since) - self._at < SAME_S
        self._last, self._at = digest, now
        return same


class Splitter:
    """Collects bytes into codes; holds at most one code of the longest kind."""

    def __init__(self, gap_s: float = GAP_S) -> None:
        self._gap_s = gap_s
        self._buffer = bytearray()
        self._last = 0.0
        self._overflown = False

    def receive(self, data: bytes, now: float, since: float | None = None) -> list[Event]:
        """The codes that `data` completes. `now` in seconds on any clock that does not go back; `since`: some of it may
        have come as early, and no gap is seen in between.
        """
        events = self.elapse(now if since is None else since)
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
        return self._last + self._gap_s if self._buffer else None

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


KEPT_S = 2.0
"""How long a code waits for whoever asks next: it was shown a moment before its screen had asked for it."""
_MOST_KEPT = 8


class Heard:
    """All that a reader says, whether somebody asks just now or not."""

    def __init__(self, key: bytes, gap_s: float = GAP_S) -> None:
        """`key`: see `Repeats`. `gap_s`: silence that ends a code without a suffix."""
        self._gap_s = gap_s
        self._splitter = Splitter(gap_s)
        self._repeats = Repeats(key)
        self._kept: deque[tuple[float, Event]] = deque(maxlen=_MOST_KEPT)

    def receive(self, data: bytes, now: float, since: float | None = None) -> None:
        """`data` was read at `now`, seconds, and came between `since` and then."""
        for event in self._splitter.receive(data, now, since):
            if isinstance(event, Refused) or not self._repeats.again(event, now, since):
                self._kept.append((now, event))

    def elapse(self, now: float) -> None:
        """Nothing more had come by `now`."""
        self._kept.extend((now, event) for event in self._splitter.elapse(now)
                          if isinstance(event, Refused) or not self._repeats.again(event, now))

    def take(self, now: float) -> Event | None:
        """The next code that is not too old."""
        while self._kept:
            at, event = self._kept.popleft()
            if now - at <= KEPT_S:
                return event
        return None

    def due(self) -> float | None:
        """See `Splitter.due`."""
        return self._splitter.due()

    def forget(self) -> None:
        """Nothing of what was heard counts any more."""
        self._splitter = Splitter(self._gap_s)
        self._kept.clear()


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
