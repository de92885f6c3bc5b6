"""Keyboards for a character whose reading one does not know: 笔画 by strokes in order, 生僻字 by radical and strokes, or
by the parts one sees.
"""

from abc import ABC, abstractmethod

from ui.ime.characters import ANY_STROKE, CharacterTables, Radical
from ui.ime.engine import EMPTY, CompositionState, Segment, SegmentKind
from ui.ime.fields import FieldRules, ModeName
from ui.ime.keys import BACKSPACE, CLEAR, Key, KeyRole, Row
from ui.ime.modes import REFUSED, Answer, Padless
from ui.ime.parts import COUNT_KEY, MOST_COUNTED, MOST_PARTS, OTHERS, PART_KEY, PARTS_SHOWN, RADICALS, part_rows

STROKE_KEYS = {"h": ("一", "横"), "s": ("丨", "竖"), "p": ("丿", "撇"), "n": ("丶", "点 捺"), "z": ("乛", "折"),
               ANY_STROKE: ("＊", "通配")}
STROKE_KEY = "stroke:"
LONGEST_STROKES = 40
SIGNS = "，。、？！：·（）"
RADICAL_KEY, BESIDE_KEY = "radical:", "beside:"
CHANGE, PARTS = "radicals:change", "radicals:parts"
FIRST_COUNTED, RADICALS_SHOWN, BESIDE_SHOWN = 3, 17, 28


class TableMode(Padless, ABC):
    """What both have in common: one character at a time, found in a table."""

    bottom_row = True

    def __init__(self, tables: CharacterTables) -> None:
        """Begin with nothing."""
        self._tables = tables
        self._found: tuple[str, ...] = ()

    @abstractmethod
    def shown(self) -> str:
        """What stands in the field while it is being looked for."""

    def state(self) -> CompositionState:
        """What is being looked for."""
        shown = self.shown()
        return CompositionState((Segment(shown, SegmentKind.COMPOSING),), len(shown), bool(self._found)) if shown \
            else EMPTY

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """What was found."""
        return self._found[max(0, start):max(0, start) + count]

    def choose(self, index: int) -> Answer:
        """Take a character."""
        if not 0 <= index < len(self._found):
            return REFUSED
        text = self._found[index]
        self.clear()
        return Answer(True, text)

    @abstractmethod
    def clear(self) -> None:
        """Forget what is being looked for."""

    def move(self, keys: int) -> Answer:
        """There is no caret but the field's."""
        return REFUSED

    def settled(self) -> str:
        """A search is no text."""
        return ""

    def close(self) -> None:
        """Forget."""
        self.clear()


class StrokesMode(TableMode):
    """Strokes in the order of writing; 通配 stands for one that is not certain."""

    name = ModeName.STROKES
    label = "笔画"

    def __init__(self, tables: CharacterTables) -> None:
        """Begin with no stroke."""
        super().__init__(tables)
        self._code = ""

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Six strokes, what takes back, and signs."""
        strokes = [Key(f"{STROKE_KEY}{stroke}", label, KeyRole.SPELLING, 2.6, note=note)
                   for stroke, (label, note) in STROKE_KEYS.items()]
        back = (Key(BACKSPACE.id, BACKSPACE.label, BACKSPACE.role, 2.2),
                Key(CLEAR.id, CLEAR.label, CLEAR.role, 2.2))
        signs = tuple(Key(sign, sign, width=10 / len(SIGNS), enabled=field.characters.fullmatch(sign) is not None)
                      for sign in SIGNS)
        return Row((*strokes[:3], back[0])), Row((*strokes[3:], back[1])), Row(signs)

    def tap(self, key: str) -> Answer:
        """A stroke or a sign; a sign takes what stands first before it."""
        if not key.startswith(STROKE_KEY):
            text = (self._found[0] if self._found else "") + key
            self.clear()
            return Answer(True, text)
        if len(self._code) >= LONGEST_STROKES:
            return REFUSED
        self._look_for(self._code + key.removeprefix(STROKE_KEY))
        return Answer(True)

    def shown(self) -> str:
        """The strokes as they are written."""
        return "".join(STROKE_KEYS[stroke][0] for stroke in self._code)

    def backspace(self) -> Answer:
        """Take back a stroke."""
        if not self._code:
            return REFUSED
        self._look_for(self._code[:-1])
        return Answer(True)

    def clear(self) -> None:
        """Forget the strokes."""
        self._look_for("")

    def _look_for(self, code: str) -> None:
        self._code = code
        self._found = self._tables.by_strokes(code)


class RareMode(TableMode):
    """First a radical, looked for by its own strokes; then the strokes beside it. Or, after 拆字, part by part."""

    name = ModeName.RARE
    label = "生僻字"

    def __init__(self, tables: CharacterTables) -> None:
        """Begin with the radicals of three strokes, which are the most."""
        super().__init__(tables)
        self._counted: int | None = FIRST_COUNTED
        self._turned = 0
        self._radical: Radical | None = None
        self._beside: int | None = None
        self._by_parts = False
        self._parts = ""

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Radicals of so many strokes, and once one is chosen, the numbers of strokes beside it; or parts."""
        if self._by_parts:
            return part_rows(self._tables.parts.beside(self._parts), self._counted, self._turned)
        return self._radical_rows() if self._radical is None else self._beside_rows(self._radical)

    def tap(self, key: str) -> Answer:
        """A number of strokes, a radical or part, 其他, 换部首, 拆字 or 部首."""
        if key == OTHERS:
            self._turned += PARTS_SHOWN if self._by_parts else RADICALS_SHOWN
        elif key == CHANGE:
            self.clear()
        elif key in (PARTS, RADICALS):
            self._by_parts = key == PARTS
            self.clear()
        elif key.startswith(COUNT_KEY):
            count = int(key.removeprefix(COUNT_KEY))
            self._counted = None if self._by_parts and count == self._counted else count
            self._turned = 0
        elif key.startswith(PART_KEY):
            return self._add(key.removeprefix(PART_KEY))
        elif key.startswith(RADICAL_KEY):
            self._radical = next(each for each in self._tables.radicals() if _radical_key(each) == key)
        else:
            self._beside = int(key.removeprefix(BESIDE_KEY))
        self._look()
        return Answer(True)

    def shown(self) -> str:
        """The parts; or the radical, and the strokes beside it once they are known."""
        if self._by_parts:
            return "＋".join(self._parts)
        if self._radical is None:
            return ""
        return f"{self._radical.form}部" + ("" if self._beside is None else f"{self._beside}画")

    def backspace(self) -> Answer:
        """Take back the last part; or the strokes, then the radical."""
        if not self._parts and self._radical is None:
            return REFUSED
        if self._parts:
            self._parts, self._counted, self._turned = self._parts[:-1], None, 0
            self._look()
        elif self._beside is None:
            self.clear()
        else:
            self._beside = None
            self._look()
        return Answer(True)

    def clear(self) -> None:
        """Forget parts, radical and strokes; the way of looking stays."""
        if self._by_parts or self._counted is None:
            self._counted = None if self._by_parts else FIRST_COUNTED
        self._parts, self._radical, self._beside, self._turned = "", None, None, 0
        self._found = ()

    def _add(self, part: str) -> Answer:
        if len(self._parts) == MOST_PARTS:
            return REFUSED
        self._parts, self._counted, self._turned = self._parts + part, None, 0
        self._look()
        return Answer(True)

    def _look(self) -> None:
        if self._by_parts:
            self._found = self._tables.parts.by_parts(self._parts)
        else:
            self._found = () if self._radical is None else self._tables.by_radical(self._radical.numbers, self._beside)

    def _radical_rows(self) -> tuple[Row, ...]:
        counts = tuple(Key(f"{COUNT_KEY}{count}", f"{count}画" if count < MOST_COUNTED else f"{count}画起",
                           KeyRole.SPELLING, active=count == self._counted) for count in range(1, MOST_COUNTED + 1))
        forms = [radical for radical in self._tables.radicals() if min(radical.strokes, MOST_COUNTED) == self._counted]
        start = self._turned % (-(-len(forms) // RADICALS_SHOWN) * RADICALS_SHOWN) if forms else 0
        keys = [Key(_radical_key(radical), radical.form, KeyRole.SPELLING)
                for radical in forms[start:start + RADICALS_SHOWN]]
        keys += [Key(f"{RADICAL_KEY}{number}", "", KeyRole.SPELLING, enabled=False)
                 for number in range(len(keys), RADICALS_SHOWN)]
        others = Key(OTHERS, "其他", KeyRole.EDITING, enabled=len(forms) > RADICALS_SHOWN)
        return (Row(counts), Row((*keys[:9], BACKSPACE)),
                Row((*keys[9:], Key(PARTS, "拆字", KeyRole.EDITING), others)))

    def _beside_rows(self, radical: Radical) -> tuple[Row, ...]:
        counts = self._tables.beside(radical.numbers)[:BESIDE_SHOWN]
        keys = [Key(f"{BESIDE_KEY}{count}", f"{count}画", KeyRole.SPELLING, active=count == self._beside)
                for count in counts]
        keys += [Key(f"{BESIDE_KEY}none{number}", "", KeyRole.SPELLING, enabled=False)
                 for number in range(len(keys), BESIDE_SHOWN)]
        change = Key(CHANGE, "换部首", KeyRole.EDITING)
        return Row(tuple(keys[:10])), Row((*keys[10:19], BACKSPACE)), Row((*keys[19:], change))


def _radical_key(radical: Radical) -> str:
    return f"{RADICAL_KEY}{radical.numbers}:{radical.form}"
