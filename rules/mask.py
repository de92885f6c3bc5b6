"""What may be shown or printed of a person: enough to know oneself by, too little for anybody else."""

from __future__ import annotations

_KEPT = " ·"


def name(text: str) -> str:
    """A name with its middle hidden: 张三丰 is 张*丰, 张三 is 张*. Spaces and the dot of compound names stay."""
    if len(text) <= 1:
        return "*" * len(text)
    last = text[-1] if len(text) > 2 else "*"
    return text[0] + "".join(character if character in _KEPT else "*" for character in text[1:-1]) + last


def number(text: str) -> str:
    """A document's or telephone number with its middle hidden: of 18 characters 6 and 4 stay, of fewer 3 and 4.

    Of 8 and 7, such as a pass from Taiwan, 2 and 2 stay; of still fewer none.
    """
    if len(text) >= 15:
        return _middle(text, 6, 4)
    if len(text) >= 9:
        return _middle(text, 3, 4)
    if len(text) >= 7:
        return _middle(text, 2, 2)
    return "*" * len(text)


def _middle(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]
