"""九宫格: pinyin on nine keys. Each key stands for three or four letters; a list at the side tells them apart."""

from collections.abc import Sequence

from ui.ime.engine import SEPARATOR, Composition, CompositionState, Segment, SegmentKind
from ui.ime.fields import FieldRules, ModeName
from ui.ime.keys import BACKSPACE, CLEAR, Key, KeyRole, Row
from ui.ime.modes import Answer, PinyinMode

KEYPAD = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
TO_KEYS = str.maketrans({letter: key for key, letters in KEYPAD.items() for letter in letters})
SYLLABLE_KEY = "syllable:"
OTHERS = "syllables:others"
SIGNS = "，。、？！："
SIDE, SIDE_WIDTH, KEY_WIDTH, RIGHT_WIDTH = 6, 1.2, 1.95, 1.75


class NineKeyMode(PinyinMode):
    """Pinyin on the keys of a telephone; what is shown is the reading of the first candidate.

    The list at the side holds the syllables, and the single letters, that the first open keys may mean. A touch on
    one of them puts its letters in place of the keys.
    """

    name = ModeName.NINE_KEYS
    label = "九宫格"

    def __init__(self, composition: Composition, syllables: Sequence[str]) -> None:
        """Compose with a composition of the nine keys' schema, which this mode then owns."""
        super().__init__(composition)
        self._by_keys: dict[str, list[str]] = {}
        for syllable in syllables:
            self._by_keys.setdefault(syllable.translate(TO_KEYS), []).append(syllable)
        self._turned = 0

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """Three by three keys; at the left syllables, or signs while nothing is composed."""
        meanings = self._meanings()
        if not meanings and not self._composition.input():
            return key_rows(signs(field), False)
        return key_rows(syllable_keys(meanings, self._turned), len(meanings) > SIDE)

    def tap(self, key: str) -> Answer:
        """A key, 分词, a syllable of the list, 其他音, or a sign."""
        if key == OTHERS:
            self._turned += SIDE
            return Answer(True)
        self._turned = 0
        if key.startswith(SYLLABLE_KEY):
            return Answer(self._spell(key.removeprefix(SYLLABLE_KEY)))
        if key in SIGNS:
            return Answer(True, key)
        return super().tap(key)

    def state(self) -> CompositionState:
        """The keys as the first candidate reads them, as far as it reaches; the others as they are."""
        state = self._composition.state()
        reading = self._composition.reading()
        unchosen = self._composition.unchosen()
        if not reading or state.caret != len(state.preedit):
            return state
        shown = spelled(unchosen, reading.split())
        segments = (*((Segment(state.chosen, SegmentKind.CHOSEN),) if state.chosen else ()),
                    Segment(shown, SegmentKind.COMPOSING))
        return CompositionState(segments, len(state.chosen) + len(shown), state.has_candidates)

    def choose(self, index: int) -> Answer:
        """Choose a candidate."""
        self._turned = 0
        return super().choose(index)

    def backspace(self) -> Answer:
        """Take back a choice or a key."""
        self._turned = 0
        return super().backspace()

    def clear(self) -> None:
        """Forget the keys."""
        self._turned = 0
        super().clear()

    def _open_keys(self) -> tuple[int, str]:
        """How many unchosen letters stand before the first keys that are open, and those keys."""
        unchosen = self._composition.unchosen()
        letters = len(unchosen) - len(unchosen.lstrip("abcdefghijklmnopqrstuvwxyz'"))
        return letters, unchosen[letters:].partition(SEPARATOR)[0]

    def _meanings(self) -> list[str]:
        """What the first open keys may mean, the longest first, at last single letters."""
        _, keys = self._open_keys()
        if not keys:
            return []
        syllables = [syllable for length in range(min(len(keys), 6), 0, -1)
                     for syllable in self._by_keys.get(keys[:length], ())]
        return [*syllables, *(letter for letter in KEYPAD.get(keys[0], "") if letter not in syllables)]

    def _spell(self, syllable: str) -> bool:
        letters, keys = self._open_keys()
        if not keys.startswith(syllable.translate(TO_KEYS)):
            return False
        follows = SEPARATOR if len(syllable) < len(keys) else ""
        return self._composition.respell(letters, len(syllable), syllable + follows)


def signs(field: FieldRules) -> tuple[Key, ...]:
    """What stands at the side while nothing is composed."""
    return tuple(Key(sign, sign, width=SIDE_WIDTH, enabled=field.characters.fullmatch(sign) is not None)
                 for sign in SIGNS)


def syllable_keys(meanings: Sequence[str], turned: int) -> tuple[Key, ...]:
    """A key for each of ``SIDE`` meanings, from ``turned`` on and round again; the places left over are dim."""
    start = turned % (-(-len(meanings) // SIDE) * SIDE) if meanings else 0
    keys = [Key(f"{SYLLABLE_KEY}{syllable}", syllable.replace("v", "ü"), KeyRole.SPELLING, SIDE_WIDTH)
            for syllable in meanings[start:start + SIDE]]
    keys += [Key(f"{SYLLABLE_KEY}{number}", "", KeyRole.SPELLING, SIDE_WIDTH, enabled=False)
             for number in range(len(keys), SIDE)]
    return tuple(keys)


def key_rows(side: Sequence[Key], others: bool) -> tuple[Row, ...]:
    """The side's keys two in a row, the nine keys, and at the right what takes back."""
    keys = [Key(key, letters.upper(), width=KEY_WIDTH, note=key) for key, letters in KEYPAD.items()]
    keys.insert(0, Key(SEPARATOR, "分词", KeyRole.EDITING, KEY_WIDTH, note="1"))
    right = (Key(BACKSPACE.id, BACKSPACE.label, BACKSPACE.role, RIGHT_WIDTH),
             Key(CLEAR.id, CLEAR.label, CLEAR.role, RIGHT_WIDTH),
             Key(OTHERS, "其他音", KeyRole.EDITING, RIGHT_WIDTH, enabled=others))
    return tuple(Row((*side[2 * row:2 * row + 2], *keys[3 * row:3 * row + 3], right[row])) for row in range(3))


def spelled(keys: str, syllables: Sequence[str]) -> str:
    """The keys as letters of these syllables: each takes as many keys as begin it, and what is left stays keys.

    >>> spelled("7433", ("shen", "fen"))
    'she f'
    """
    shown: list[str] = []
    rest = keys
    for syllable in syllables:
        rest = rest.lstrip(SEPARATOR)
        count = 0
        while count < min(len(rest), len(syllable)) and rest[count] in (syllable[count],
                                                                        syllable[count].translate(TO_KEYS)):
            count += 1
        if count:
            shown.append(syllable[:count].replace("v", "ü"))
            rest = rest[count:]
    return " ".join((*shown, rest)) if rest else " ".join(shown)
