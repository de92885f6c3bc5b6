"""办事指南: for a person or for an enterprise; read, searched and printed without a card."""

from __future__ import annotations

from rules.items import Audience
from ui.frame import content_box
from ui.journey import BACK, NEXT
from ui.screen import Samples, Screen
from ui.theme import GUTTER
from ui.view import Action, Tap, View
from ui.widgets.tile import Tile


class Guide(Screen):
    """Two doors, as in the hall; none of them asks for a card."""

    name = "guide"

    def view(self) -> View:
        palette = self.stage.kit.theme.palette
        audiences = (Audience.PERSON, "idcard", palette.blue), (Audience.ENTERPRISE, "enterprise", palette.green)
        tiles = tuple(
            Tile(box=box, title=self.say(audience.value), line=self.say(f"{audience.value}_line"), icon=icon,
                 shades=shades, tap=self._enters(audience))
            for box, (audience, icon, shades) in zip(content_box().columns(2, GUTTER), audiences)
        )
        return View(content=tiles, hint=self.say("hint"),
                    back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)))

    def _enters(self, audience: Audience) -> Tap:
        def tap() -> None:
            self.stage.answers.choose_audience(audience)
            self.stage.leave(NEXT)

        return tap


SAMPLES: Samples = {"all_well": Guide}
