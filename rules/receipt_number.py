"""Receipt numbers: `FS01-261123-0007-K`: kiosk, day (YYMMDD), the day's running number, check character.

A kiosk makes them alone, and never twice as long as it keeps its own sequence; two kiosks never make the same one,
because their ids differ. Short enough to be read out, without the letters I, O, S, V and Z in the check character.

The check is a weighted sum modulo 31 with weights 3^n, all different and none 0. Letters stand only in the first two
places and digits only in the twelve after, so values within a place differ by less than 31: every single wrong
character and every swap of two neighbours changes the sum or breaks the shape.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

LARGEST_SEQUENCE = 9999

_CHECK_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_KIOSK = re.compile(r"[A-Z]{2}[0-9]{2}")
_SHAPE = re.compile(rf"([A-Z]{{2}}[0-9]{{2}})-([0-9]{{6}})-([0-9]{{4}})-([{_CHECK_ALPHABET}])")
_BARE = re.compile(rf"([A-Z]{{2}}[0-9]{{2}})([0-9]{{6}})([0-9]{{4}})([{_CHECK_ALPHABET}])")
_BARE_LENGTH = 15
_IGNORED = re.compile(r"[\s\-‐‑‒–—―−－_]+")
_LOOK_ALIKE = str.maketrans("OIL", "011")


def make(kiosk_id: str, day: date, sequence: int) -> str:
    """The number for a kiosk's `sequence`-th application of `day`. Raises `ValueError` when a part is out of range."""
    if not _KIOSK.fullmatch(kiosk_id):
        raise ValueError(f"a kiosk's id is two capital letters and two digits, not {kiosk_id!r}")
    if not 2000 <= day.year <= 2099:
        raise ValueError(f"a receipt's day lies between 2000 and 2099, not in {day.year}")
    if not 1 <= sequence <= LARGEST_SEQUENCE:
        raise ValueError(f"a kiosk gives 1 to {LARGEST_SEQUENCE} numbers a day, not {sequence}")
    digits = day.strftime("%y%m%d")
    return f"{kiosk_id}-{digits}-{sequence:04}-{_check_character(f'{kiosk_id}{digits}{sequence:04}')}"


def check(number: str) -> bool:
    """Whether `number` is a receipt number exactly as `make` writes it."""
    found = _SHAPE.fullmatch(number)
    if found is None:
        return False
    kiosk_id, digits, sequence, character = found.groups()
    return (
        _is_day(digits) and sequence != "0000" and _check_character(f"{kiosk_id}{digits}{sequence}") == character
    )


def normal(text: str) -> str | None:
    """The receipt number that somebody scanned or typed, as `make` writes it, or None when it is none.

    Forgives case, missing or other dashes, spaces, full-width characters, and among the digits O for 0, I and L for 1.
    """
    if len(text) > 64:
        return None
    bare = _IGNORED.sub("", unicodedata.normalize("NFKC", text)).upper()
    if len(bare) != _BARE_LENGTH:
        return None
    bare = bare[:2] + bare[2:14].translate(_LOOK_ALIKE) + bare[14:]
    found = _BARE.fullmatch(bare)
    if found is None:
        return None
    number = "-".join(found.groups())
    return number if check(number) else None


def _check_character(body: str) -> str:
    """For the 14 characters before it; the check character itself has weight 1."""
    total = sum(_value(character) * pow(3, len(body) - place, 31) for place, character in enumerate(body))
    return _CHECK_ALPHABET[-total % 31]


def _value(character: str) -> int:
    return int(character) if character.isdigit() else ord(character) - ord("A")


def _is_day(digits: str) -> bool:
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True
