"""What a barcode reader types, as the kernel's input events, into the bytes that a serial one would send. No I/O.

Key numbers are those of the kernel's input-event-codes.h; the layout is the American one, as readers are shipped. What
that layout lacks comes as Alt and digits of the number pad: a number for each byte, or one for all bytes of a
GB18030 character, as Windows takes it. Which of the two a reader means by a number shows in its size.
"""

from __future__ import annotations

KEY, SYNC = 0x01, 0x00
"""Kinds of events."""
DROPPED = 3
"""Of SYNC: the kernel threw events away."""

_UP, _DOWN = 0, 1
_ENTER, _TAB, _KEYPAD_ENTER, _CAPS = 28, 15, 96, 58
_ENDS = (_ENTER, _KEYPAD_ENTER, _TAB)
_SHIFT, _CONTROL, _ALT = frozenset((42, 54)), frozenset((29, 97)), frozenset((56, 100))
_ROWS = ((2, "1234567890-=", "!@#$%^&*()_+"), (16, "qwertyuiop[]", "QWERTYUIOP{}"),
         (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'), (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"), (57, " ", " "))
_KEYPAD = ((71, "789-456+1230."), (55, "*"), (98, "/"))
_PLAIN = {first + at: text for first, plain, _ in _ROWS for at, text in enumerate(plain)}
_SHIFTED = {first + at: text for first, _, shifted in _ROWS for at, text in enumerate(shifted)}
_PAD = {first + at: text for first, keys in _KEYPAD for at, text in enumerate(keys)}
_MOST_DIGITS = 10
GAP_S = 0.6
"""Silence that ends a code without Enter: a character of five digits is twelve reports, each up to 10 ms apart."""
NO_TEXT = b"\0"
"""In a code it makes the whole of it no text, and so refused."""


class Typist:
    """Follows the keys of one reader."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._caps = False
        self._digits = ""

    def take(self, kind: int, code: int, value: int) -> bytes:
        """One event; what it adds to the stream. Keys held for longer repeat by themselves: that adds nothing."""
        if (kind, code) == (SYNC, DROPPED):
            self._held.clear()
            self._digits = ""
            return NO_TEXT
        if kind != KEY or value not in (_UP, _DOWN):
            return b""
        if value == _UP:
            self._held.discard(code)
            return self._numbered() if code in _ALT else b""
        self._held.add(code)
        return self._pressed(code)

    def _pressed(self, code: int) -> bytes:
        if code in _ENDS:
            return b"\r"
        if code == _CAPS:
            self._caps = not self._caps
            return b""
        if self._held & _ALT:
            self._digits = (self._digits + _PAD.get(code, ""))[:_MOST_DIGITS]
            return b""
        text = _PAD.get(code) or (_SHIFTED if self._held & _SHIFT else _PLAIN).get(code, "")
        if self._held & _CONTROL:
            return bytes((ord(text.upper()) & 0x1F,)) if text else b""
        return (text.swapcase() if self._caps else text).encode()

    def _numbered(self) -> bytes:
        """The bytes of the number that was typed while Alt was down."""
        digits, self._digits = self._digits, ""
        if not digits.isdecimal():
            return b""
        number = int(digits)
        return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big") if number < 1 << 32 else NO_TEXT
