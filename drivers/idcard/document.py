"""The text block of a card, 256 bytes of UTF-16LE, read into an `Identity`. Pure.

The kind is the letter at byte 248. Offsets and lengths are bytes, from public descriptions of GA 467 that agree with
each other. What does not fit is `Retry`: a damaged read looks the same as a forged card, and laying it again tells.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from drivers.errors import Code, Retry
from drivers.idcard.nations import NATIONS
from rules.document_number import check_foreigner_2017, check_foreigner_2023, check_resident
from rules.identity import CardKind, Identity, Sex

TEXT_SIZE = 256
ADDRESS_SIZE = 70
FOR_EVER = "长期"

_KIND_AT = 248
_KINDS = {
    " ": CardKind.RESIDENT, "I": CardKind.FOREIGNER_2017, "Y": CardKind.FOREIGNER_2023, "J": CardKind.HMT_RESIDENT,
}
_PADDING = " \0\u3000"


def read_identity(text: bytes) -> Identity:
    """The person on a card. Raises `Retry`: CARD_UNREADABLE, CARD_UNKNOWN_KIND or CARD_BAD_CHECK."""
    if len(text) != TEXT_SIZE:
        raise Retry(Code.CARD_UNREADABLE, f"the text block has {len(text)} bytes")
    kind = _KINDS.get(text[_KIND_AT:_KIND_AT + 2].decode("utf-16-le", "replace"))
    if kind is None:
        raise Retry(Code.CARD_UNKNOWN_KIND)
    identity = _READERS[kind](text)
    if not _CHECKS[kind](identity.number):
        raise Retry(Code.CARD_BAD_CHECK)
    return identity


def read_address(block: bytes) -> str:
    """The newest address, from the 70 bytes of its own request; "" where there is none. Raises `Retry`."""
    return _field(block, 0, ADDRESS_SIZE)


def _resident(text: bytes) -> Identity:
    nation = NATIONS.get(_field(text, 32, 4))
    if nation is None:
        raise Retry(Code.CARD_UNREADABLE, "nation code")
    return Identity(
        kind=CardKind.RESIDENT, name=_required(text, 0, 30), sex=_sex(text, 30), nation=nation,
        birth=_date(text, 36), address=_field(text, 52, 70), number=_required(text, 122, 36),
        issuer=_field(text, 158, 30), valid_from=_date(text, 188), valid_to=_until(text, 204))


def _hmt_resident(text: bytes) -> Identity:
    return Identity(
        kind=CardKind.HMT_RESIDENT, name=_required(text, 0, 30), sex=_sex(text, 30), birth=_date(text, 36),
        address=_field(text, 52, 70), number=_required(text, 122, 36), issuer=_field(text, 158, 30),
        valid_from=_date(text, 188), valid_to=_until(text, 204), pass_number=_field(text, 220, 18))


def _foreigner_2017(text: bytes) -> Identity:
    english = _field(text, 0, 120)
    return Identity(
        kind=CardKind.FOREIGNER_2017, name=_field(text, 158, 30) or english, sex=_sex(text, 120),
        birth=_date(text, 220), number=_required(text, 122, 30), valid_from=_date(text, 188),
        valid_to=_until(text, 204), english_name=english, nationality=_required(text, 152, 6))


def _foreigner_2023(text: bytes) -> Identity:
    english = (_text(text, 52, 70) + _text(text, 220, 22)).strip(_PADDING)
    return Identity(
        kind=CardKind.FOREIGNER_2023, name=_field(text, 0, 30) or english, sex=_sex(text, 30),
        birth=_date(text, 36), number=_required(text, 122, 36), valid_from=_date(text, 188),
        valid_to=_until(text, 204), english_name=english, nationality=_required(text, 242, 6))


_READERS = {
    CardKind.RESIDENT: _resident, CardKind.HMT_RESIDENT: _hmt_resident,
    CardKind.FOREIGNER_2017: _foreigner_2017, CardKind.FOREIGNER_2023: _foreigner_2023,
}
_CHECKS = {
    CardKind.RESIDENT: check_resident, CardKind.HMT_RESIDENT: check_resident,
    CardKind.FOREIGNER_2017: check_foreigner_2017, CardKind.FOREIGNER_2023: check_foreigner_2023,
}


def _text(block: bytes, offset: int, length: int) -> str:
    try:
        return block[offset:offset + length].decode("utf-16-le")
    except UnicodeDecodeError:
        raise Retry(Code.CARD_UNREADABLE, f"no text at byte {offset}") from None


def _field(block: bytes, offset: int, length: int) -> str:
    text = _text(block, offset, length).strip(_PADDING)
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise Retry(Code.CARD_UNREADABLE, f"control characters at byte {offset}")
    return text


def _required(block: bytes, offset: int, length: int) -> str:
    text = _field(block, offset, length)
    if not text:
        raise Retry(Code.CARD_UNREADABLE, f"nothing at byte {offset}")
    return text


def _sex(block: bytes, offset: int) -> Sex:
    try:
        return Sex(_field(block, offset, 2))
    except ValueError:
        raise Retry(Code.CARD_UNREADABLE, "sex code") from None


def _date(block: bytes, offset: int) -> str:
    digits = _field(block, offset, 16)
    if len(digits) == 8 and digits.isascii() and digits.isdigit():
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
        except ValueError:
            pass
    raise Retry(Code.CARD_UNREADABLE, f"no date at byte {offset}")


def _until(block: bytes, offset: int) -> str:
    return "" if _field(block, offset, 16) == FOR_EVER else _date(block, offset)
