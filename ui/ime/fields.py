"""What a field takes: which keyboards it is offered, the first of them first, and which characters may stand in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from rules import credit_code


class ModeName(Enum):
    """The keyboards there are; the value is part of a mode key's id."""

    PINYIN = "pinyin"
    NINE_KEYS = "nine_keys"
    HANDWRITING = "handwriting"
    STROKES = "strokes"
    RARE = "rare"
    ENGLISH = "english"
    SYMBOLS = "symbols"
    NUMPAD = "numpad"
    CODE = "code"


class FieldInput(Enum):
    """Kinds of fields, by what is typed into them."""

    TEXT = "text"
    SEARCH = "search"
    NAME = "name"
    ADDRESS = "address"
    DIGITS = "digits"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    CREDIT_CODE = "credit_code"
    RECEIPT_NUMBER = "receipt_number"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class FieldRules:
    """A field's keyboards and characters.

    ``characters`` matches each single character the field takes, ``whole`` the text as it grows. ``longest`` counts
    characters. ``keys`` are the characters that get a key of their own beside the mode keys (or the spare place of
    the number pad).
    """

    modes: tuple[ModeName, ...]
    characters: re.Pattern[str]
    whole: re.Pattern[str]
    longest: int
    keys: str = ""
    predicts: bool = False
    """Whether phrases are offered to go on with."""

    def takes(self, text: str) -> bool:
        """Whether the text may stand in the field while it is being typed, however long it is."""
        return all(self.characters.fullmatch(character) for character in text) and bool(self.whole.fullmatch(text))


ANY = re.compile(r".*")
PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]")
IDEOGRAPHS = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = (ModeName.PINYIN, ModeName.NINE_KEYS, ModeName.HANDWRITING, ModeName.STROKES, ModeName.RARE)
WRITING = (*CHINESE, ModeName.ENGLISH, ModeName.SYMBOLS)

RULES: Mapping[FieldInput, FieldRules] = {
    FieldInput.TEXT: FieldRules(WRITING, PRINTABLE, ANY, 200, predicts=True),
    FieldInput.SEARCH: FieldRules(WRITING, PRINTABLE, ANY, 40, predicts=True),
    FieldInput.NAME: FieldRules((*CHINESE, ModeName.ENGLISH),
                                re.compile(f"[A-Za-zÀ-ÖØ-öø-ž ,.'·{IDEOGRAPHS}-]"), ANY, 50,
                                keys="·"),
    FieldInput.ADDRESS: FieldRules(WRITING, PRINTABLE, ANY, 100, predicts=True),
    FieldInput.DIGITS: FieldRules((ModeName.NUMPAD,), re.compile("[0-9]"), ANY, 32),
    # GB 11643: seventeen digits and a check character, a digit or X
    FieldInput.ID_NUMBER: FieldRules((ModeName.NUMPAD,), re.compile("[0-9X]"),
                                     re.compile("[0-9]{0,18}|[0-9]{17}X"), 18, keys="X"),
    FieldInput.PHONE: FieldRules((ModeName.NUMPAD,), re.compile("[0-9-]"), ANY, 20, keys="-"),
    FieldInput.CREDIT_CODE: FieldRules((ModeName.CODE,), re.compile(f"[{credit_code.ALPHABET}]"), ANY, 18),
    # two letters, ten digits of day and sequence after the kiosk's two, a check character; the dashes are not typed
    FieldInput.RECEIPT_NUMBER: FieldRules((ModeName.CODE,), re.compile("[0-9A-Z]"), ANY, 15),
    FieldInput.EMAIL: FieldRules((ModeName.ENGLISH, ModeName.SYMBOLS), re.compile("[!-~]"), ANY, 100, keys="@.-_"),
}
