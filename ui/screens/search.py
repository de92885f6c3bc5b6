"""6 and 8 事项搜索: a box to write in, 查询; an empty box asks for a word."""

from __future__ import annotations

from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.journeys.apply import INPUT, QUERY
from ui.screen import Samples, Screen
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.field import FIELD, LABEL, TextField
from ui.widgets.label import Card, Label

_COMMON = ("common1", "common2", "common3", "common4", "common5")


class Search(Screen):
    """The input method writes the word; words that many people look for are one touch away."""

    name = "search"

    def view(self) -> View:
        return View(
            content=self._content(content_box()), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            main=Action(label=self.say("query"), tap=self._query, icon="search"),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        inner = room.inset(64, 56)
        box = TextField(
            box=inner.top(LABEL + FIELD), label=self.say("label"), value=self.stage.answers.words,
            placeholder=self.say("placeholder"), tap=self._write, icon="search",
        )
        common = inner.below(LABEL + FIELD + 72)
        words = [self.say(key) for key in _COMMON]
        buttons = common.below(64).top(96).columns(len(words), GUTTER)
        return (
            Card(box=room), box,
            Label(box=common.top(44), text=self.say("common"), style=theme.type.body, colour=theme.palette.soft),
            *(Button(box=place, label=word, kind=Kind.SECONDARY, tap=self._takes(word))
              for place, word in zip(buttons, words)),
        )

    def _write(self) -> None:
        self.stage.answers.editing = "words"
        self.stage.leave(INPUT)

    def _takes(self, word: str) -> Tap:
        def tap() -> None:
            self.stage.answers.words = word
            self.stage.leave(QUERY)

        return tap

    def _query(self) -> None:
        if self.stage.answers.words.strip():
            self.stage.leave(QUERY)
        else:
            self.stage.toast(self.say("empty"))


def _written(stage: Stage) -> Screen:
    stage.answers.words = "身份证"
    return Search(stage)


SAMPLES: Samples = {"empty": Search, "written": _written}
