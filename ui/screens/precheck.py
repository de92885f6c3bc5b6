"""网上预审: the materials are looked at before anybody applies; for a person or for an enterprise."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK
from ui.screen import Sample, Samples, Screen
from ui.screens import out_of_use
from ui.screens.doors import doors
from ui.stage import Stage
from ui.theme import GUTTER
from ui.view import Action, View, Widget
from ui.widgets.label import Card, Icon, Paragraph
from wire.values import DeviceState, DeviceView

_NOTE = 176
_MARK = 88


class Precheck(Screen):
    """What a precheck is and is not stands over the doors; they are closed while card or scanner cannot be read."""

    name = "precheck"

    def view(self) -> View:
        room = content_box()
        closed = out_of_use.lacking(self.stage, "idcard", "page")
        return View(
            content=(*self._note(room.top(_NOTE)), *doors(self, room.below(_NOTE + GUTTER), Task.PRECHECK, closed)),
            hint=self.say("hint"), back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
        )

    def _note(self, room: Box) -> tuple[Widget, ...]:
        theme = self.stage.kit.theme
        inner = room.inset(40, 24)
        return (
            Card(box=room),
            Icon(box=inner.left(_MARK).centred(_MARK, _MARK), name="review", colour=theme.palette.brand,
                 ground=theme.palette.tint),
            Paragraph(box=inner.after(_MARK + 32), text=self.say("note"), style=theme.type.label,
                      colour=theme.palette.ink, middle=True),
        )


def _without(device: str) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices[device] = DeviceView(device=device, state=DeviceState.NO_DEVICE)
        return Precheck(stage)

    return build


SAMPLES: Samples = {"all_well": Precheck, "no_scanner": _without("page")}
