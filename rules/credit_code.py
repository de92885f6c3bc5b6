"""Unified social credit codes (统一社会信用代码), by GB 32100-2015: 18 characters, the last one a check modulo 31."""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capital letters without I, O, S, V and Z; a character's value is its place here."""

_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def check_character(body: str) -> str:
    """The 18th character for the 17 before it. Raises `ValueError` for another length or a foreign character."""
    if len(body) != 17 or any(character not in ALPHABET for character in body):
        raise ValueError("the body of a credit code is 17 characters of its alphabet")
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(code: str) -> bool:
    """Whether `code` is written as GB 32100 wants it, check character included."""
    return _SHAPE.fullmatch(code) is not None and check_character(code[:17]) == code[17]
