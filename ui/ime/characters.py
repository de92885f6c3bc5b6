"""Characters by how they are written: by strokes in order, or by radical. The built files are read when first asked."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ui.ime.parts import FILES as PARTS_FILES
from ui.ime.parts import PartsTable

STROKES_FILE, RADICALS_FILE, PLACES_FILE = "strokes.txt", "radicals.txt", "rare.txt"
FILES = (STROKES_FILE, RADICALS_FILE, PLACES_FILE, *PARTS_FILES)
ANY_STROKE = "?"
STROKES = "hspnz"
"""横 竖 撇 捺 折, as rime-data-stroke writes them."""
MOST_FOUND = 400


@dataclass(frozen=True, slots=True)
class Radical:
    """A form of a radical: what is shown, the strokes it is looked for under, and its numbers in Unihan.

    Several numbers are parted by commas: 月 is the moon (74) and flesh (130).
    """

    form: str
    strokes: int
    numbers: str


class CharacterTables:
    """The files; each is read once, when it is first needed."""

    def __init__(self, built: Path) -> None:
        """Read nothing yet."""
        self._built = built
        self._strokes = ""
        self._radicals: tuple[Radical, ...] = ()
        self._places: dict[str, list[tuple[int, str]]] = {}
        self.parts = PartsTable(built)

    def by_strokes(self, code: str) -> tuple[str, ...]:
        """Characters whose strokes begin so, ``?`` for any: those that have no more first, then the commonest."""
        if not code:
            return ()
        if not self._strokes:
            self._strokes = self._read(STROKES_FILE)
        pattern = "".join(f"[{STROKES}]" if stroke == ANY_STROKE else stroke for stroke in code)
        whole = re.compile(f"^{pattern}\t(.)$", re.MULTILINE)
        begun = re.compile(f"^{pattern}[{STROKES}]+\t(.)$", re.MULTILINE)
        found = dict.fromkeys(match[1] for match in whole.finditer(self._strokes))
        found.update(dict.fromkeys(match[1] for match in islice(begun.finditer(self._strokes), MOST_FOUND)))
        return tuple(found)

    def radicals(self) -> tuple[Radical, ...]:
        """All forms, in order of strokes."""
        if not self._radicals:
            lines = (line.split("\t") for line in self._read(RADICALS_FILE).splitlines())
            self._radicals = tuple(Radical(form, int(strokes), number) for strokes, form, number in lines)
        return self._radicals

    def beside(self, numbers: str) -> tuple[int, ...]:
        """How many strokes characters have beside these radicals."""
        return tuple(sorted({strokes for strokes, _ in self._of(numbers)}))

    def by_radical(self, numbers: str, strokes: int | None = None) -> tuple[str, ...]:
        """Characters of these radicals, those with few strokes first; or with so many strokes beside it."""
        placed = sorted(self._of(numbers), key=lambda each: each[0])
        return tuple(dict.fromkeys(character for beside, character in placed
                                   if strokes is None or beside == strokes))

    def _of(self, numbers: str) -> list[tuple[int, str]]:
        if not self._places:
            for line in self._read(PLACES_FILE).splitlines():
                radical, strokes, character = line.split("\t")
                self._places.setdefault(radical, []).append((int(strokes), character))
        return [place for number in numbers.split(",") for place in self._places.get(number, ())]

    def _read(self, name: str) -> str:
        return (self._built / name).read_text(encoding="utf-8")
