"""Characters by the parts one sees in them: 木 and 木 are 林. The built files are read when first asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ui.ime.keys import BACKSPACE, Key, KeyRole, Row

PARTS_FILE, COMPONENTS_FILE = "parts.txt", "components.txt"
FILES = (PARTS_FILE, COMPONENTS_FILE)
PART_KEY, COUNT_KEY = "part:", "count:"
OTHERS, RADICALS = "radicals:others", "radicals:radicals"
MOST_COUNTED, PARTS_SHOWN = 10, 17
MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """What a character may be made of, and how many strokes it takes."""

    form: str
    strokes: int


class PartsTable:
    """The two files."""

    def __init__(self, built: Path) -> None:
        """Read nothing yet."""
        self._built = built
        self._looked_for = ""
        self._last: list[tuple[str, list[str]]] = []

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return tuple((self._built / PARTS_FILE).read_text(encoding="utf-8").splitlines())

    @cached_property
    def _components(self) -> dict[str, Part]:
        lines = (line.split("\t") for line in (self._built / COMPONENTS_FILE).read_text(encoding="utf-8").splitlines())
        return {form: Part(form, int(strokes)) for strokes, form in lines}

    def by_parts(self, chosen: str) -> tuple[str, ...]:
        """Characters in which these parts are seen, each as often as chosen: those of no other part first, then the
        commonest.
        """
        found = self._found(chosen)
        whole = [character for character, ways in found if any(len(way) == len(chosen) for way in ways)]
        return tuple(dict.fromkeys((*whole, *(character for character, _ in found))))

    def beside(self, chosen: str) -> tuple[Part, ...]:
        """The parts that may be seen beside these, the most usual first, single strokes last; beside none, all."""
        if not chosen:
            return tuple(sorted(self._components.values(), key=lambda part: part.strokes == 1))
        counted: Counter[str] = Counter()
        for _, ways in self._found(chosen):
            least = min(map(len, ways))
            counted.update({part for way in ways if len(way) == least for part in _rest(way, chosen)})
        order = {form: place for place, form in enumerate(self._components)}
        forms = sorted((form for form in counted if form in order),
                       key=lambda form: (self._components[form].strokes == 1, -counted[form], order[form]))
        return tuple(self._components[form] for form in forms)

    def _found(self, chosen: str) -> list[tuple[str, list[str]]]:
        """Characters with those of their ways that have all these parts; the last answer is kept, it is drawn often."""
        if chosen != self._looked_for:
            needed = Counter(chosen)
            ways = ((line[0], [way for way in line[2:].split(" ")
                               if all(way.count(part) >= count for part, count in needed.items())])
                    for line in self._lines if chosen[-1:] in line)
            self._looked_for, self._last = chosen, [found for found in ways if found[1]] if chosen else []
        return self._last


def _rest(way: str, chosen: str) -> str:
    for part in chosen:
        way = way.replace(part, "", 1)
    return way


def part_rows(offered: Sequence[Part], counted: int | None, turned: int) -> tuple[Row, ...]:
    """Numbers of strokes, then parts of that number or, with none, the most usual; the way back to radicals."""
    there = {min(part.strokes, MOST_COUNTED) for part in offered}
    counts = tuple(Key(f"{COUNT_KEY}{count}", f"{count}画" if count < MOST_COUNTED else f"{count}画起", KeyRole.SPELLING,
                       enabled=count in there, active=count == counted) for count in range(1, MOST_COUNTED + 1))
    shown = [part for part in offered if counted is None or min(part.strokes, MOST_COUNTED) == counted]
    start = turned % (-(-len(shown) // PARTS_SHOWN) * PARTS_SHOWN) if shown else 0
    keys = [Key(f"{PART_KEY}{part.form}", part.form, KeyRole.SPELLING) for part in shown[start:start + PARTS_SHOWN]]
    keys += [Key(f"{PART_KEY}none{number}", "", KeyRole.SPELLING, enabled=False)
             for number in range(len(keys), PARTS_SHOWN)]
    others = Key(OTHERS, "其他", KeyRole.EDITING, enabled=len(shown) > PARTS_SHOWN)
    return (Row(counts), Row((*keys[:9], BACKSPACE)),
            Row((*keys[9:], Key(RADICALS, "部首", KeyRole.EDITING), others)))
