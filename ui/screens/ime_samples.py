"""States of 输入法 worth seeing. Their candidates are prepared here, so that pictures do not depend on a dictionary."""

from __future__ import annotations

from ui.ime.engine import CompositionState, Segment, SegmentKind
from ui.ime.fields import FieldRules, ModeName
from ui.ime.keyboard import modes_for
from ui.ime.keys import Row
from ui.ime.modes import DirectMode, pinyin_rows
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.screens.ime import Ime
from ui.stage import Stage

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


def _composing(editing: str, pinyin: str = "", words: tuple[str, ...] = (), opened: bool = False) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.item, stage.answers.editing = ITEM, editing
        if pinyin:
            stage.answers.words = "居民"
        screen = Ime(stage, (PreparedPinyin(pinyin, words), *modes_for(None)))
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


SAMPLES: Samples = {
    "search": _composing("words"),
    "composing": _composing("words", "shen fen zheng", _WORDS),
    "more": _composing("words", "shen fen zheng", _WORDS, opened=True),
    "address": _composing("form.address"),
    "name": _composing("form.name"),
    "number": _typing("form.number", "4406041988"),
    "phone": _typing("form.phone"),
    "credit_code": _typing("credit_code", "91440600MA"),
    "email": _email,
    "without_engine": _typing("words", "sfz"),
}
