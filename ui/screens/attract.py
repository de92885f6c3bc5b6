"""What passes by when nobody has touched 首页 for a while. A touch anywhere leads to 首页 at once and begins the visit.

It changes place with each sentence, so that nothing burns into the screen, and moves little, so that it costs little.
"""

from __future__ import annotations

from ui.canvas import Align
from ui.geometry import SCREEN, Box
from ui.journey import NEXT
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage
from ui.view import Bands, View
from ui.widgets.attract import Everywhere, Sky, TouchHere
from ui.widgets.label import Icon, Label
from wire.messages import Notice, VisitChanged

SLIDE_S = 12.0
_SLIDES = (("hall", "hall"), ("guide", "guide"), ("booking", "calendar"), ("status", "progress"),
           ("precheck", "review"))
"""Each sentence's key and icon: what 首页 offers, in its order."""
_PLACES = ((256, 312), (752, 376), (336, 232), (640, 264), (192, 392))
_BLOCK = (1024, 320)


class Attract(Screen):
    """Shows one sentence after the other until somebody is there."""

    name = "attract"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.slide = 0

    def enter(self) -> None:
        self.stage.after(SLIDE_S, self._next)

    def noticed(self, notice: Notice) -> None:
        if isinstance(notice, VisitChanged) and self.stage.surroundings.engaged:
            self.stage.leave(NEXT)

    def view(self) -> View:
        theme, around = self.stage.kit.theme, self.stage.surroundings
        palette, styles = theme.palette, theme.type
        key, icon = _SLIDES[self.slide]
        block = Box(*_PLACES[self.slide], *_BLOCK)
        words = block.after(208)
        place = self.say("frame.place", city=around.place.city, district=around.place.district)
        return View(content=(
            Sky(box=SCREEN, mark=self.say("frame.mark")),
            Icon(box=block.left(160).top(160), name=icon, colour=palette.deep, ground=palette.tint),
            Label(box=words.top(styles.number.leading), text=self.say(key), style=styles.number, colour=palette.white),
            Label(box=words.below(120).top(styles.title.leading), text=self.say(f"{key}_line"), style=styles.title,
                  colour=palette.white),
            Label(box=words.below(216).top(styles.label.leading), text=f"{around.place.brand}　{place}",
                  style=styles.label, colour=palette.amber),
            TouchHere(box=Box(SCREEN.centre[0] - 88, 760, 176, 176)),
            Label(box=Box(0, 952, SCREEN.w, styles.title.leading), text=self.say("touch"), style=styles.title,
                  colour=palette.white, align=Align.CENTRE),
            Everywhere(box=SCREEN, label=self.say("touch"), tap=self.stage.leaves(NEXT)),
        ), bands=Bands.NONE)

    def _next(self) -> None:
        self.slide = (self.slide + 1) % len(_SLIDES)
        self.stage.after(SLIDE_S, self._next)


def _slide(number: int) -> Sample:
    def build(stage: Stage) -> Screen:
        screen = Attract(stage)
        screen.slide = number
        return screen

    return build


SAMPLES: Samples = {key: _slide(number) for number, (key, _) in enumerate(_SLIDES)}
