"""Numbers of identity documents: what can be said about one without asking anybody.

Sources: GB 11643-1999 (citizen identity number; check character by ISO 7064 MOD 11-2), and the public description of
the foreign permanent resident's card of 2023, whose number has the same length and the same check character. The card
before it has the check digit of ICAO Doc 9303-3, 4.9, as public implementations and their examples have it.
"""

from __future__ import annotations

import re
from datetime import date

from rules.identity import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_SHAPE_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_EARLIEST_YEAR = 1880

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
"""GB/T 2260's first two digits; 81, 82 and 83 open the numbers of Hong Kong, Macau and Taiwan residence permits."""


def check_character(body: str) -> str:
    """The 18th character for 17 digits. Raises `ValueError` for anything else."""
    if not re.fullmatch(r"[0-9]{17}", body):
        raise ValueError("the body of a document number is 17 digits")
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def check_resident(number: str, today: date | None = None) -> bool:
    """Whether `number` can be a citizen's number (GB 11643): region, birth date, sequence, check character.

    With `today` a birth date after it is refused too. Residence permits for Hong Kong, Macau and Taiwan residents pass.
    """
    return number[:2] in _PROVINCES and _check_18(number, today)


def check_foreigner_2023(number: str, today: date | None = None) -> bool:
    """Whether `number` can be on a foreigner's card of 2023: 9, province (2), nation (3), birth, sequence."""
    return number[:1] == "9" and number[1:3] in _PROVINCES and _check_18(number, today)


def check_foreigner_2017(number: str) -> bool:
    """Whether `number` can be on a foreigner's card before 2023: nation (3 letters), region (4), birth (YYMMDD), one
    more digit, and the check digit of machine-readable travel documents over all before it.
    """
    if not _SHAPE_2017.fullmatch(number) or number[3:5] not in _PROVINCES:
        return False
    if not any(_is_day(century + number[7:13]) for century in ("19", "20")):
        return False
    values = (int(sign, 36) for sign in number[:14])
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10 == int(number[14])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def check_any(number: str, today: date | None = None) -> bool:
    """Whether `number` can be on any document that the card reader reads."""
    return check_resident(number, today) or check_foreigner_2023(number, today) or check_foreigner_2017(number)


def birth_of(number: str) -> date | None:
    """The birth date within an 18-character number, or None when there is none."""
    if not _SHAPE.fullmatch(number):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= _EARLIEST_YEAR else None


def sex_of(number: str) -> Sex:
    """The sex in a citizen's number (the 17th digit: odd is male), unknown where `check_resident` refuses it."""
    if not check_resident(number):
        return Sex.UNKNOWN
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def _check_18(number: str, today: date | None) -> bool:
    born = birth_of(number)
    if born is None or (today is not None and born > today):
        return False
    return check_character(number[:17]) == number[17]
