"""好差评: after 退出, five marks to touch or not; and what to take along. It keeps nobody: left alone, the visit ends."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, EXIT
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.label import Card, Heading, Icon, Label
from ui.widgets.mark import Mark
from wire.messages import Accepted, Rate
from wire.values import Failure

ALONE_S = 15.0
"""Without a touch the visit ends after so long."""
THANKS_S = 2.0
"""So long the thanks stand; the mark is on its way whatever becomes of the screen."""
_MARKS = (5, 4, 3, 2, 1)
_TAKE = 184
_MOST_STARS = 5


class Rating(Screen):
    """One touch is all; what was meant to be said is sealed with the number and no name."""

    name = "rating"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stars = 0

    def enter(self) -> None:
        self.stage.after(ALONE_S, self.stage.leaves(EXIT))

    def view(self) -> View:
        leave = Action(label=self.say("thanks_exit" if self.stars else "exit"), tap=self.stage.leaves(EXIT),
                       icon="exit")
        room = content_box()
        return View(
            content=(*self._take(room.top(_TAKE)), *self._marks(room.below(_TAKE + GUTTER))),
            hint=self.say("hint"), main=leave,
            back=None if self.stars else Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
        )

    def _take(self, room: Box) -> tuple[Widget, ...]:
        """What a hand should hold before it leaves, each with its picture."""
        theme = self.stage.kit.theme
        things = [("idcard", "card"), ("page", "papers"), ("receipt", "slip")]
        if not self.stage.answers.pages:
            things.remove(("page", "papers"))
        inner = room.inset(40, 20)
        parts: list[Widget] = [Card(box=room, fill=theme.palette.hint),
                               Label(box=inner.left(320), text=self.say("take"), style=theme.type.label_bold,
                                     colour=theme.palette.on_hint)]
        for box, (icon, key) in zip(inner.after(320).columns(3, GUTTER), things):
            mark = box.left(96).centred(96, 96)
            parts += [Icon(box=mark, name=icon, colour=theme.palette.on_hint, ground=theme.palette.card),
                      Label(box=box.after(96 + 24), text=self.words(key), style=theme.type.label_medium,
                            colour=theme.palette.ink)]
        return tuple(parts)

    def _marks(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        inner = room.inset(40, 20)
        title = theme.type.label_bold.leading
        if self.stars:
            return (Card(box=room), Icon(box=inner.left(160).centred(144, 144), name="check",
                                         colour=theme.palette.done, ground=theme.palette.done_tint),
                    Label(box=inner.after(208), text=self.say("thanks"), style=theme.type.large,
                          colour=theme.palette.done))
        return (Card(box=room), Heading(box=inner.top(title), text=self.say("title")), *(
            Mark(box=box, stars=stars, most=_MOST_STARS, label=self.say(f"mark{stars}"), tap=self._gives(stars))
            for box, stars in zip(inner.below(title + 16).columns(len(_MARKS), GUTTER), _MARKS)
        ))

    def _gives(self, stars: int) -> Tap:
        def tap() -> None:
            accepted = self.stage.answers.accepted
            if accepted is not None and not self.stars:
                self.stars = stars
                self.stage.answers.rated = accepted.number
                self.stage.services.submit(Rate(about=accepted.number, stars=stars), self._given)
                self.stage.after(THANKS_S, self.stage.leaves(EXIT))

        return tap

    def _given(self, result: Accepted | Failure) -> None:
        """Nobody is kept for a mark: one that could not be sealed is not asked for again."""


def _with(stars: int = 0, task: Task = Task.APPLY) -> Sample:
    def build(stage: Stage) -> Screen:
        answers = stage.answers
        answers.task, answers.identity, answers.item, answers.accepted = task, PERSON, ITEM, ACCEPTED
        answers.pages = {} if task is Task.BOOKING else {"household-register": []}
        screen = Rating(stage)
        screen.stars = stars
        return screen

    return build


SAMPLES: Samples = {"asking": _with(), "booking": _with(task=Task.BOOKING), "thanks": _with(stars=5)}
