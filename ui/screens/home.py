"""1 首页: the areas of services. No countdown before a visit begins."""

from __future__ import annotations

from ui.frame import content_box
from ui.geometry import Box
from ui.journeys.apply import HALL
from ui.screen import Samples, Screen
from ui.stage import Stage
from ui.view import View, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.tile import Tile
from wire.values import DeviceState, DeviceView


class Home(Screen):
    """The big tile leads into the hall; what this terminal does not do yet says so before anyone starts."""

    name = "home"

    def view(self) -> View:
        palette = self.stage.kit.theme.palette
        room = content_box(actions=False)
        left, rest = room.left(668), room.after(668 + 28)
        small = [box for row in rest.rows(2, 28) for box in row.columns(2, 28)]
        closed = self.say("not_here")
        tiles: list[Widget] = [
            Tile(box=box, title=self.say(key), line=self.say(f"{key}_line"), icon=icon, shades=shades,
                 tap=lambda: None, enabled=False, reason=closed)
            for box, key, icon, shades in zip(
                small, ("guide", "booking", "status", "review"), ("guide", "calendar", "progress", "review"),
                (palette.green, palette.copper, palette.violet, palette.ruby))
        ]
        return View(content=(*self._hall(left), *tiles), hint=self.say("hint"))

    def _hall(self, box: Box) -> tuple[Widget, ...]:
        palette = self.stage.kit.theme.palette
        works = self.stage.surroundings.works("idcard")
        place = self.stage.surroundings.place
        door = box.inset(40).bottom_rows(144)
        return (
            Tile(box=box, title=self.say("hall"), line=self.say("hall_line" if works else "no_reader"), icon="hall",
                 shades=palette.blue),
            Button(box=door, label=self.say("hall_door", city=place.city, district=place.district),
                   tap=self.stage.leaves(HALL), kind=Kind.SECONDARY),
        )


def _no_reader(stage: Stage) -> Screen:
    stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=DeviceState.NO_DEVICE)
    return Home(stage)


SAMPLES: Samples = {"all_well": Home, "no_reader": _no_reader}
