"""办事指南: for a person or for an enterprise; read, searched and printed without a card."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.journey import BACK
from ui.screen import Samples, Screen
from ui.screens.doors import doors
from ui.view import Action, View


class Guide(Screen):
    """Two doors, as in the hall; none of them asks for a card."""

    name = "guide"

    def view(self) -> View:
        return View(content=doors(self, content_box(), Task.APPLY), hint=self.say("hint"),
                    back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)))


SAMPLES: Samples = {"all_well": Guide}
