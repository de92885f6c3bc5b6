"""States of 输入法 worth seeing. Their candidates are prepared here, so that pictures do not depend on a dictionary."""

from __future__ import annotations

from collections.abc import Sequence

from ui.ime.engine import CompositionState, Segment, SegmentKind
from ui.ime.fields import FieldRules, ModeName
from ui.ime.keyboard import modes_for
from ui.ime.keys import Key, Row
from ui.ime.characters import CharacterTables, Radical
from ui.ime.handwriting import HandwritingMode
from ui.ime.ink import Point, Stroke
from ui.ime.modes import DirectMode, InputMode, pinyin_rows
from ui.ime.nine_keys import key_rows, signs, syllable_keys
from ui.ime.parts import Part, PartsTable
from ui.ime.written import RareMode, StrokesMode
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.screens.ime import Ime
from ui.stage import Stage
from ui.view import Drag

_WORDS = ("身份证", "身份证明", "身份", "什", "深", "申", "神", "身", "审", "参", "伸", "沈", "婶", "慎", "甚", "渗", "肾", "绅",
          "呻", "娠", "砷", "莘", "诜", "哂", "矧", "蜃", "葚", "椹", "胂", "谂", "渖", "侁", "糁", "屾", "燊", "甡", "棽", "珅",
          "妽", "氠", "鯓", "扟", "罧", "愼", "瘆", "眘", "祳", "侺", "籸", "裑")


class PreparedPinyin(DirectMode):
    """The pinyin keyboard with a composition that stands: keys change nothing, a choice gives its word."""

    name = ModeName.PINYIN
    label = "拼音"

    def __init__(self, pinyin: str, words: tuple[str, ...]) -> None:
        """Nothing is composed where `pinyin` is empty."""
        self._pinyin = pinyin
        self._words = words

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """The keys of pinyin."""
        return pinyin_rows()

    def state(self) -> CompositionState:
        """The prepared pinyin."""
        segments = (Segment(self._pinyin, SegmentKind.COMPOSING),) if self._pinyin else ()
        return CompositionState(segments, len(self._pinyin), bool(self._words))

    def candidates(self, start: int, count: int) -> tuple[str, ...]:
        """The prepared words."""
        return self._words[start:start + count]


class PreparedNineKeys(PreparedPinyin):
    """Nine keys with a list of syllables that stands."""

    name = ModeName.NINE_KEYS
    label = "九宫格"

    def rows(self, field: FieldRules) -> tuple[Row, ...]:
        """The nine keys between the syllables and what takes back."""
        side: tuple[Key, ...] = syllable_keys(_SYLLABLES, 0) if self._words else signs(field)
        return key_rows(side, bool(self._words))


class PreparedHand:
    """Takes whatever is written for the same characters."""

    def recognise(self, strokes: Sequence[Stroke]) -> tuple[str, ...]:
        """The prepared characters."""
        return _RECOGNISED


_SYLLABLES = ("shen", "pian", "qian", "she", "pi", "qi", "ri", "si")
_RECOGNISED = ("大", "太", "犬", "天", "夫", "木", "六", "丈", "人", "文", "头", "夭")
_STROKES: tuple[tuple[Point, ...], ...] = (
    ((130, 600), (200, 590), (280, 585), (370, 572)),
    ((250, 480), (250, 560), (238, 640), (205, 705), (150, 765)),
    ((255, 600), (285, 665), (330, 720), (395, 765)),
)
"""大 in the first cell, in pixels of the screen."""


class PreparedParts(PartsTable):
    """The most usual parts, and what stands beside 木."""

    def __init__(self) -> None:
        """Nothing is read."""

    def by_parts(self, chosen: str) -> tuple[str, ...]:
        """Characters with 木 and 木."""
        return tuple("林梦禁彬梵森楚琳霖麻淋棵攀焚檾啉") if chosen else ()

    def beside(self, chosen: str) -> tuple[Part, ...]:
        """Other parts once something is chosen; how many strokes they have does not matter here."""
        forms = "木爻水冖氵彡日大口火鬯厂缶石疒丷罒网寸" if chosen else "口木氵日艹土人扌女月亻火钅王纟虫讠田目石禾山"
        return tuple(Part(form, number % 9 + 2) for number, form in enumerate(forms))


class PreparedTables(CharacterTables):
    """A few radicals and characters."""

    def __init__(self) -> None:
        """Nothing is read."""
        self.parts = PreparedParts()

    def by_strokes(self, code: str) -> tuple[str, ...]:
        """The prepared characters."""
        return _RECOGNISED

    def radicals(self) -> tuple[Radical, ...]:
        """As many as there are in truth."""
        return tuple(Radical(form, 3, str(number)) for number, form in enumerate(_THREE_STROKES))

    def beside(self, numbers: str) -> tuple[int, ...]:
        """As many as there are at most."""
        return tuple(range(28))

    def by_radical(self, numbers: str, strokes: int | None = None) -> tuple[str, ...]:
        """Characters of 氵."""
        return tuple("泌泽泾治沿泪沭泷泸泺泻泼波泊泖泮泯泱泳")


_THREE_STROKES = ("口", "囗", "土", "士", "夂", "夊", "夕", "大", "女", "子", "宀", "寸", "小", "尢", "尸", "山", "巛", "工",
                  "己", "巾", "干", "氵")


def _keyboards(pinyin: str = "", words: tuple[str, ...] = ()) -> tuple[InputMode, ...]:
    tables = PreparedTables()
    return (PreparedPinyin(pinyin, words), PreparedNineKeys(pinyin, words), HandwritingMode(PreparedHand()),
            StrokesMode(tables), RareMode(tables), *modes_for(None))


def _with(name: ModeName, keys: Sequence[str] = (), pinyin: str = "", words: tuple[str, ...] = (),
          text: str = "") -> Sample:
    """All keyboards, this one shown, and these of its keys touched."""
    def build(stage: Stage) -> Screen:
        stage.answers.item, stage.answers.editing, stage.answers.words = ITEM, "words", text
        screen = Ime(stage, _keyboards(pinyin, words))
        for key in (f"mode:{name.value}", *keys):
            screen.tap(key)
        return screen

    return build


def _by_hand(stage: Stage) -> Screen:
    screen = _with(ModeName.HANDWRITING, text="居民")(stage)
    for widget in screen.view().content:
        for touchable in widget.touchables():
            if touchable.pen is not None and touchable.label == screen.say("cell", number=1):
                for stroke in _STROKES:
                    for x, y in stroke:
                        touchable.pen(Drag((int(stroke[0][0]), int(stroke[0][1])), (int(x), int(y)), False))
                    touchable.pen(Drag((int(stroke[0][0]), int(stroke[0][1])), (int(x), int(y)), True))
    return screen


def _composing(editing: str, pinyin: str = "", words: tuple[str, ...] = (), opened: bool = False) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item, stage.answers.editing = ITEM, editing
        if pinyin:
            stage.answers.words = "居民"
        screen = Ime(stage, _keyboards(pinyin, words))
        if opened:
            screen.open()
        return screen

    return build


def _typing(editing: str, keys: str = "") -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item, stage.answers.editing = ITEM, editing
        screen = Ime(stage)
        for key in keys:
            screen.session.tap(key)
        return screen

    return build


def _email(stage: Stage) -> Screen:
    stage.answers.notify = "email"
    return _typing("contact", "zhangsan@")(stage)


class PreparedPredictions:
    """The same phrases whatever stands before."""

    def after(self, text: str) -> tuple[str, ...]:
        """The prepared phrases."""
        return ("身份证", "户口簿", "居住证", "委员会")


def _predicting(stage: Stage) -> Screen:
    stage.answers.item, stage.answers.editing = ITEM, "words"
    screen = Ime(stage, _keyboards(), PreparedPredictions())
    for key in ("mode:strokes", "stroke:h", "space"):
        screen.tap(key)
    return screen


SAMPLES: Samples = {
    "search": _composing("words"),
    "composing": _composing("words", "shen fen zheng", _WORDS),
    "predicting": _predicting,
    "more": _composing("words", "shen fen zheng", _WORDS, opened=True),
    "nine_keys": _with(ModeName.NINE_KEYS, pinyin="shen fen zheng", words=_WORDS),
    "nine_keys_empty": _with(ModeName.NINE_KEYS),
    "handwriting": _by_hand,
    "handwriting_empty": _with(ModeName.HANDWRITING),
    "strokes": _with(ModeName.STROKES, ("stroke:h", "stroke:?", "stroke:n")),
    "strokes_empty": _with(ModeName.STROKES),
    "rare": _with(ModeName.RARE),
    "rare_chosen": _with(ModeName.RARE, ("radicals:others", "radical:21:氵", "beside:5")),
    "rare_parts": _with(ModeName.RARE, ("radicals:parts", "part:木", "part:木")),
    "address": _composing("form.address"),
    "name": _composing("form.name"),
    "number": _typing("form.number", "4406041988"),
    "phone": _typing("form.phone"),
    "credit_code": _typing("credit_code", "91440600MA"),
    "email": _email,
    "without_engine": _typing("words", "sfz"),
}
