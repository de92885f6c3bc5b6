"""What characters are made of, for 生僻字 by parts. Pure: lines in, lines out."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

MOST_WAYS = 8
LARGEST_SIMPLE = 4
"""A part of so many strokes is seen as one, and so is a radical; 林 in 淋 is also seen as 木 and 木."""
NAMES = frozenset("草艸病肉邑阜辵丝絲才")
"""What the source also calls 艹 疒 月 阝 辶 纟 扌; nobody sees these in a character, where there is another way."""

STANDARD = 1.0
"""No standard character weighs less."""

Ways = Mapping[str, Sequence[str]]
"""Character -> the ways it falls into parts, each a text of its parts."""


def parse(lines: Iterable[str]) -> dict[str, list[str]]:
    """Read what ``launch.parts`` wrote, or our own list of the same form; a line that begins with ``#`` is a remark."""
    return {character: ways.split() for character, _, ways in (line.rstrip("\n").partition("\t") for line in lines)
            if not character.startswith("#")}


def own_ways(listed: Iterable[tuple[int, str, str]]) -> dict[str, list[str]]:
    """The characters of our own list that are made of characters alone, no single strokes."""
    return {character: [made_of] for _, character, made_of in listed if not any(map(str.isascii, made_of))}


def as_seen(sources: Sequence[Ways], strokes: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, list[str]]:
    """The ways of all sources together. A character that is a part of others, or a standard one that falls into nothing
    that can be offered, such as 凸, is also its own part.
    """
    joined: dict[str, list[str]] = {}
    for source in sources:
        for character, listed in source.items():
            joined.setdefault(character, []).extend(listed)
    seen = {character: [way for way in listed if NAMES.isdisjoint(way)] or listed
            for character, listed in joined.items()}
    used = {part for listed in seen.values() for way in listed for part in way}
    for character, weight in weights.items():
        listed = seen.get(character, [])
        if _offered(character, strokes) and (character in used or weight >= STANDARD and not any(
                all(_offered(part, strokes) for part in way) for way in listed)):
            seen[character] = [character, *listed]
    return seen


def _offered(part: str, strokes: Mapping[str, int]) -> bool:
    """Only what the shipped font has for certain: forms of the basic block."""
    return "\u4e00" <= part <= "\u9fff" and part in strokes


def ways_of(character: str, ways: Ways, strokes: Mapping[str, int], radicals: Container[str]) -> list[str]:
    """The ways of a character, those first that are listed; behind them, with one part taken apart further."""
    listed = list(ways.get(character, ()))
    further = [way[:place] + finer + way[place + 1:] for way in listed if way != character
               for place, part in enumerate(way) if strokes.get(part, 0) > LARGEST_SIMPLE and part not in radicals
               for finer in [finer for finer in ways.get(part, ()) if finer != part][:1]]
    return list(dict.fromkeys((*listed, *further)))[:MOST_WAYS]


def part_lines(ways: Ways, strokes: Mapping[str, int], radicals: Iterable[str],
               weights: Mapping[str, float]) -> list[str]:
    """``character TAB ways`` for all characters that have a weight, the commonest first."""
    simple = {*radicals, *NAMES}
    return [f"{character}\t{' '.join(ways_of(character, ways, strokes, simple))}"
            for character in sorted(weights, key=lambda each: -weights[each]) if character in ways]


def component_lines(ways: Ways, strokes: Mapping[str, int], weights: Mapping[str, float]) -> list[str]:
    """``strokes TAB part`` for every part of a character that has a weight, those of most standard characters first."""
    found: Counter[str] = Counter()
    for character, weight in weights.items():
        for part in {part for way in ways.get(character, ()) for part in way}:
            if _offered(part, strokes):
                found[part] += 100 if weight >= STANDARD else 1
    return [f"{strokes[part]}\t{part}" for part, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]
