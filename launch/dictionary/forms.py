"""How characters are written: their strokes in order, their radical and the strokes beside it. For 笔画 and 生僻字.

Pure: lines in, lines out. Sources: rime-data-stroke (strokes as h s p n z), Unihan's kRSUnicode and kTotalStrokes, and
CJKRadicals.txt of the Unicode Character Database.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import product

from launch.dictionary.lexicon import SourceError

STROKES = "hspnz"

VARIANTS = """
1 乛5
2 亻9 刂18 讠149' 阝左170 阝右163 㔾26
3 氵85 忄61 扌64 艹140 辶162 犭94 饣184' 纟120' 彐58 丬90 门169' 飞183' 马187'
4 王96 灬86 礻113 攵66 月130 牜93 爫87 耂125 见147' 贝154' 车159' 韦178' 风182' 长168'
5 钅167' 衤145 罒122 疒104 歺78 鸟196' 龙212'
6 页181' 齐210' 覀146 糸120 ⺮118 羊123
"""
"""Forms that people look for under their own number of strokes: strokes, then form and radical. Our own list."""
VARIANT = re.compile(r"(\D+)(\d+'?)")
RADICAL = re.compile(r"(\d+)('*)\.(-?\d+)")


def parse_radicals(lines: Iterable[str]) -> dict[str, str]:
    """Read CJKRadicals.txt: radical's number (with ' for a simplified one) -> the ideograph it is."""
    radicals: dict[str, str] = {}
    for line in lines:
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) == 3 and fields[2]:
            radicals[fields[0]] = chr(int(fields[2], 16))
    return radicals


def parse_sources(lines: Iterable[str]) -> tuple[dict[str, list[tuple[str, int]]], dict[str, int]]:
    """Read Unihan_IRGSources: radicals with the strokes beside them (UAX #38, kRSUnicode), and all strokes."""
    places: dict[str, list[tuple[str, int]]] = {}
    totals: dict[str, int] = {}
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) != 3:
            continue
        if fields[1] == "kRSUnicode":
            found = [RADICAL.fullmatch(value) for value in fields[2].split()]
            places[chr(int(fields[0][2:], 16))] = [(match[1] + match[2][:1], max(0, int(match[3])))
                                                   for match in found if match]
        elif fields[1] == "kTotalStrokes":
            totals[chr(int(fields[0][2:], 16))] = int(fields[2].split()[0])
    return places, totals


def parse_strokes(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Read stroke.dict.yaml: characters and their strokes; some have several orders."""
    return [(fields[0], fields[1]) for line in lines
            if len(fields := line.rstrip("\n").split("\t")) > 1 and len(fields[0]) == 1]


def composed_of(lines: Iterable[str]) -> list[tuple[int, str, str]]:
    """Read our own list: number of the line, character, and its parts, none where the line is not as it must be."""
    fields = ((number, line.strip().partition("\t")) for number, line in enumerate(lines, start=1))
    return [(number, character, parts) for number, (character, _, parts) in fields
            if character and not character.startswith("#")]


def composed(lines: Iterable[str], strokes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give each character of our own list the strokes of its parts, in every order known.

    Raises SourceError for a line without a tab, or a part that has no strokes.
    """
    known: dict[str, list[str]] = {stroke: [stroke] for stroke in STROKES}
    for character, code in strokes:
        known.setdefault(character, []).append(code)
    found: list[tuple[str, str]] = []
    for number, character, parts in composed_of(lines):
        if not parts or not all(part in known for part in parts):
            raise SourceError(f"rare_parts.tsv:{number}: write a character, a tab, and parts that have strokes")
        found += [(character, "".join(codes)) for codes in product(*(known[part] for part in parts))]
    return found


def stroke_lines(strokes: Iterable[tuple[str, str]], weights: Mapping[str, float]) -> list[str]:
    """``strokes TAB character`` for all characters that have a weight, the commonest first."""
    known = [(character, code) for character, code in strokes if character in weights]
    return [f"{code}\t{character}" for character, code in sorted(known, key=lambda pair: -weights[pair[0]])]


def radical_lines(radicals: Mapping[str, str], totals: Mapping[str, int], used: Container[str]) -> list[str]:
    """``strokes TAB form TAB radicals`` for every form of every used radical, in order of strokes and number.

    What looks alike is one form of several radicals, parted by commas: 月 is the moon and flesh.
    """
    listed = [(totals.get(form, 0), form, number) for number, form in radicals.items()]
    for line in VARIANTS.strip().split("\n"):
        count, _, variants = line.partition(" ")
        listed += [(int(count), form, number) for form, number in VARIANT.findall(variants.replace(" ", ""))]
    forms: dict[tuple[int, str], list[str]] = {}
    for strokes, form, number in listed:
        numbers = forms.setdefault((strokes, form), [])
        if number in used and number not in numbers:
            numbers.append(number)
    return [f"{strokes}\t{form}\t{','.join(numbers)}"
            for (strokes, form), numbers in sorted(forms.items(), key=_in_order) if numbers]


def _in_order(entry: tuple[tuple[int, str], list[str]]) -> tuple[int, int, str]:
    (strokes, form), numbers = entry
    return strokes, int(numbers[0].rstrip("'")) if numbers else 0, form


def place_lines(places: Mapping[str, Sequence[tuple[str, int]]], weights: Mapping[str, float]) -> list[str]:
    """``radical TAB strokes TAB character`` for all characters that have a weight, the commonest first."""
    return [f"{number}\t{strokes}\t{character}"
            for character in sorted((character for character in places if character in weights),
                                    key=lambda each: -weights[each])
            for number, strokes in places[character]]
