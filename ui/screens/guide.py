"""办事指南: for a person or for an enterprise; read, searched and printed without a card."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.journey import BACK
from ui.screen import Samples, Screen
from ui.screens.doors import doors
from ui.stage import Stage
from ui.view import Action, View
from wire.values import DeviceState, DeviceView


class Guide(Screen):
    """Two doors, as in the hall; none of them asks for a card."""

    name = "guide"

    def view(self) -> View:
        hint = self.say("hint" if self.stage.surroundings.has_paper else "no_printer")
        return View(content=doors(self, content_box(), Task.APPLY), hint=hint,
                    back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)))


def _no_printer(stage: Stage) -> Screen:
    stage.surroundings.devices["printer"] = DeviceView(device="printer", state=DeviceState.NO_DEVICE)
    return Guide(stage)


SAMPLES: Samples = {"all_well": Guide, "no_printer": _no_printer}
