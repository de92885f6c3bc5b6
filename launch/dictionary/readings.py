"""Which syllables each character may be typed with, and how probable each is.

Syllables are written as they are typed: lower-case ASCII without tones, ü as v. The 8105 characters of the
standard list (通用规范汉字表) take their readings from Unihan's kTGHZ2013, the dictionary made for that list; how
often each of several readings is met comes from Unihan's kHanyuPinlu, or else from luna_pinyin. Other
characters take theirs from luna_pinyin.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

VOWELS = frozenset("aeiouv")
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = "\u4e00", "\u9fff"
LEAST_SHARE = 0.02

Shares = Mapping[str, float]
"""Typed syllable -> share of the character's uses, adding up to 1."""


def typed(reading: str) -> str:
    """Turn a reading with tone marks (``lǜ``) into what is typed (``lv``).

    A reading without a vowel, such as 嗯's ``ńg``, gives an empty text: as a syllable it would stop its
    letter from serving as an initial.
    """
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    if "e\u0302" in decomposed:
        return "ei"
    letters = "".join(letter for letter in decomposed if "a" <= letter <= "z")
    return letters if VOWELS & set(letters) else ""


def parse_unihan(lines: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Read Unihan_Readings (UAX #38): kTGHZ2013 readings of the standard characters, and kHanyuPinlu
    counts.
    """
    standard: dict[str, list[str]] = {}
    counts: dict[str, dict[str, int]] = {}
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) != 3:
            continue
        code_point, name, value = fields
        if name == "kTGHZ2013":
            character = chr(int(code_point[2:], 16))
            standard[character] = [typed(entry.partition(":")[2]) for entry in value.split()]
        elif name == "kHanyuPinlu":
            counted = counts.setdefault(chr(int(code_point[2:], 16)), {})
            for entry in value.split():
                reading, _, count = entry.rstrip(")").partition("(")
                syllable = typed(reading)
                counted[syllable] = counted.get(syllable, 0) + int(count)
    return standard, counts


def parse_luna(lines: Iterable[str]) -> tuple[dict[str, dict[str, float]], dict[str, list[str]]]:
    """Read luna_pinyin.dict.yaml: shares of each character's syllables, and whole codes of its phrases."""
    characters: dict[str, dict[str, float]] = {}
    phrases: dict[str, list[str]] = {}
    in_body = False
    for line in lines:
        line = line.rstrip()
        if not in_body:
            in_body = line == "..."
            continue
        fields = line.split("\t")
        if len(fields) < 2 or line.startswith("#"):
            continue
        text, code = fields[0], fields[1]
        if len(text) > 1:
            phrases.setdefault(text, []).append(code)
        elif VOWELS & set(code):
            percent = fields[2] if len(fields) > 2 else "100%"
            characters.setdefault(text, {})[code] = float(percent.rstrip("%")) / 100
    return characters, phrases


def _normalised(weights: Mapping[str, float]) -> Shares:
    total = sum(weights.values())
    return {syllable: weight / total for syllable, weight in weights.items()}


def character_shares(standard: Mapping[str, Sequence[str]], counts: Mapping[str, Mapping[str, int]],
                     luna: Mapping[str, Mapping[str, float]]) -> dict[str, Shares]:
    """Merge the sources into the shares of every character that can be typed.

    Beyond the standard list only the basic block is taken: the shipped font has all of it, and no more for
    certain.
    """
    shares: dict[str, Shares] = {}
    for character, readings in standard.items():
        syllables = [syllable for syllable in readings if syllable] or list(luna.get(character, {}))
        counted: Mapping[str, float] = counts.get(character) or luna.get(character) or {}
        total = sum(counted.values()) or 1.0
        weights = {syllable: max(counted.get(syllable, 0) / total, LEAST_SHARE) for syllable in syllables}
        if weights:
            shares[character] = _normalised(weights)
    for character, weights_in_luna in luna.items():
        if character not in shares and FIRST_IDEOGRAPH <= character <= LAST_IDEOGRAPH:
            shares[character] = _normalised({syllable: max(weight, LEAST_SHARE)
                                             for syllable, weight in weights_in_luna.items()})
    return shares
