"""手写签名: where the item asks for one, the name in the citizen's own hand; 重写 clears it, the visit's end forgets it."""

from __future__ import annotations

from math import cos, pi, sin

import msgspec

from rules import signature
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.people import PERSON
from ui.samples import ITEM
from ui.screen import Sample, Samples, Screen
from ui.stage import Stage
from ui.view import Action, Drag, View, Widget
from ui.widgets.label import Card, Paragraph
from ui.widgets.pad import SignaturePad, ink

_PAD_GAP = 16
_POINTS = signature.MOST_NUMBERS // 2


class Signature(Screen):
    """Strokes as they were written, in the pad's own pixels."""

    name = "signature"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stroke: list[int] = []
        """The one under the finger."""

    def view(self) -> View:
        strokes = self.stage.answers.strokes
        return View(
            content=self._content(content_box()), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
            others=(Action(label=self.say("again"), tap=self._clear, icon="turn", enabled=bool(strokes),
                           reason=self.say("none")),),
            main=Action(label=self.say("frame.next"), tap=self.stage.leaves(NEXT), enabled=signature.signed(strokes),
                        reason=self.say("none")),
        )

    def _content(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        pad = self._pad(room)
        words = room.top(pad.y - room.y - _PAD_GAP).inset(pad.x - room.x, 0)
        strokes = [*self.stage.answers.strokes, tuple(self.stroke)]
        return (
            Card(box=room),
            Paragraph(box=words, text=self.say("promise"), style=theme.type.label, colour=theme.palette.ink,
                      middle=True),
            SignaturePad(box=pad, label=self.say("pad"), words="" if strokes[0] else self.say("here"), pen=self._pen),
            *(ink([(pad.x + x, pad.y + y) for x, y in zip(stroke[::2], stroke[1::2])]) for stroke in strokes if stroke),
        )

    @staticmethod
    def _pad(room: Box) -> Box:
        return Box(room.x + (room.w - signature.WIDTH) // 2, room.bottom - signature.HEIGHT - 48, signature.WIDTH,
                   signature.HEIGHT)

    def _pen(self, drag: Drag) -> None:
        strokes = self.stage.answers.strokes
        if len(strokes) >= signature.MOST_STROKES:
            if drag.ended:
                self.stage.toast(self.say("full"))
            return
        pad = self._pad(content_box())
        if len(self.stroke) < 2 * _POINTS:
            # a finger that slides over the edge draws along it
            self.stroke += (min(max(drag.at[0] - pad.x, 0), pad.w), min(max(drag.at[1] - pad.y, 0), pad.h))
        if drag.ended:
            strokes.append(tuple(self.stroke))
            self.stroke = []

    def _clear(self) -> None:
        self.stage.answers.strokes.clear()


def _wave(x: int, width: int, turns: int) -> tuple[int, ...]:
    """A scrawl of nobody's name."""
    points = ((x + width * step // 40, round(160 + 90 * sin(2 * pi * turns * step / 40) * cos(step / 30)))
              for step in range(41))
    return tuple(number for point in points for number in point)


def _signed(*strokes: tuple[int, ...]) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.answers.identity, stage.answers.item = PERSON, msgspec.structs.replace(ITEM, signature=True)
        stage.answers.strokes = list(strokes)
        return Signature(stage)

    return build


SAMPLES: Samples = {"empty": _signed(), "signed": _signed(_wave(320, 380, 2), _wave(760, 260, 3), _wave(1040, 220, 1))}
