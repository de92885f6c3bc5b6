"""A barcode reader that types: each code as the key events that the kernel makes of a keyboard's reports.

Letters, digits and signs on the American layout, as such readers are shipped; anything else as Alt with digits on the
number pad, a byte or a whole GB18030 character a number.
"""

import struct

EVENT = struct.Struct("@qqHHi")
"""input_event of the kernel's input.h on a 64-bit machine: seconds, microseconds, type, code, value."""
SYN, KEY, REPORT, DROPPED = 0, 1, 0, 3
SHIFT, CONTROL, ALT, ENTER = 42, 29, 56, 28
LAYOUT = {
    2: "1!", 3: "2@", 4: "3#", 5: "4$", 6: "5%", 7: "6^", 8: "7&", 9: "8*", 10: "9(", 11: "0)", 12: "-_", 13: "=+",
    16: "qQ", 17: "wW", 18: "eE", 19: "rR", 20: "tT", 21: "yY", 22: "uU", 23: "iI", 24: "oO", 25: "pP", 26: "[{",
    27: "]}", 30: "aA", 31: "sS", 32: "dD", 33: "fF", 34: "gG", 35: "hH", 36: "jJ", 37: "kK", 38: "lL", 39: ";:",
    40: "'\"", 41: "`~", 43: "\\|", 44: "zZ", 45: "xX", 46: "cC", 47: "vV", 48: "bB", 49: "nN", 50: "mM", 51: ",<",
    52: ".>", 53: "/?", 57: " ",
}
KEYPAD = {"7": 71, "8": 72, "9": 73, "4": 75, "5": 76, "6": 77, "1": 79, "2": 80, "3": 81, "0": 82}
KEYS = {sign: (code, level) for code, signs in LAYOUT.items() for level, sign in enumerate(signs)}


def typed(text: str, numbers: str = "utf-8", enter: bool = True) -> list[bytes]:
    """The events of one code, as the kernel gives them to a program. ``numbers``: how what no key has is numbered,
    ``utf-8`` or ``gbk`` byte by byte, ``gb18030`` a character at a time.
    """
    events: list[bytes] = []
    for sign in text:
        if sign == "\x1d":
            events += _chord(CONTROL, [27])
        elif sign in KEYS:
            code, level = KEYS[sign]
            events += _chord(SHIFT, [code]) if level else _stroke(code)
        else:
            for number in _numbers(sign, numbers):
                events += _chord(ALT, [KEYPAD[digit] for digit in str(number)])
    return events + (_stroke(ENTER) if enter else [])


def dropped() -> bytes:
    """The kernel had no room and threw events away."""
    return event(SYN, DROPPED, 0)


def event(kind: int, code: int, value: int) -> bytes:
    """One event, at no particular time."""
    return EVENT.pack(0, 0, kind, code, value)


def _numbers(sign: str, numbers: str) -> list[int]:
    if numbers == "gb18030":
        return [int.from_bytes(sign.encode("gb18030"), "big")]
    return list(sign.encode(numbers))


def _stroke(code: int) -> list[bytes]:
    return [event(KEY, code, 1), event(SYN, REPORT, 0), event(KEY, code, 0), event(SYN, REPORT, 0)]


def _chord(held: int, codes: list[int]) -> list[bytes]:
    inner = [one for code in codes for one in _stroke(code)]
    return [event(KEY, held, 1), event(SYN, REPORT, 0), *inner, event(KEY, held, 0), event(SYN, REPORT, 0)]
