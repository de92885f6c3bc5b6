"""2 网上办事大厅: for a person or for an enterprise, and what else the hall does. Says what still works when it is away."""

from __future__ import annotations

from rules.items import Audience
from ui.answers import Task
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, NEXT
from ui.journeys.apply import BOOKING, GUIDE, PRECHECK, STATUS
from ui.screen import Sample, Samples, Screen
from ui.screens import out_of_use
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.tile import Door, Tile
from ui.widgets.trouble import TroubleCard
from wire.values import DeviceState, DeviceView, HallState

_DOORS = 624
_DOOR_GAP = 16
_NOTE = 184


class Hall(Screen):
    """Two doors lead to the card, each closed with its reason while the reader does not work."""

    name = "hall"

    def view(self) -> View:
        room = content_box()
        main = room.left(room.w - _DOORS - GUTTER)
        note: tuple[Widget, ...] = ()
        if not self.stage.surroundings.hall_answers:
            what, now = self.say("offline"), self.say("offline_now")
            note = (TroubleCard(box=main.top(_NOTE), trouble=Trouble(what, now, "hall.offline")),)
            main = main.below(_NOTE + GUTTER)
        reads = self.stage.surroundings.works("idcard")
        return View(
            content=(*note, *self._tiles(main, reads), *self._doors(room.right_columns(_DOORS))),
            hint=self.say("hint" if reads else "hint_no_reader"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
        )

    def _tiles(self, room: Box, reads: bool) -> tuple[Widget, ...]:
        palette = self.stage.kit.theme.palette
        audiences = (Audience.PERSON, "idcard", palette.blue), (Audience.ENTERPRISE, "enterprise", palette.green)
        return tuple(
            Tile(box=box, title=self.say(audience.value), icon=icon,
                 line=out_of_use.lacking(self.stage, "page") or self.say(f"{audience.value}_line"),
                 shades=shades, tap=self._enters(audience), enabled=reads, reason=self.say("home.no_reader"))
            for box, (audience, icon, shades) in zip(room.columns(2, GUTTER), audiences)
        )

    def _doors(self, room: Box) -> tuple[Widget, ...]:
        around = self.stage.surroundings
        away = "" if around.hall_answers else self.say("away")
        doors = (("status", "progress", STATUS, away, ()), ("guide", "guide", GUIDE, "", ()),
                 ("booking", "calendar", BOOKING, away, ("idcard",)),
                 ("precheck", "review", PRECHECK, "", ("idcard", "page")))
        return tuple(
            Door(box=box, title=self.say(key), icon=icon, tap=self.stage.leaves(way), enabled=not closed, reason=closed,
                 line=out_of_use.lacking(self.stage, *needs) or self.say(f"{key}_line"))
            for box, (key, icon, way, closed, needs) in zip(room.rows(len(doors), _DOOR_GAP), doors)
        )

    def _enters(self, audience: Audience) -> Tap:
        def tap() -> None:
            self.stage.answers.begin(Task.APPLY)
            self.stage.answers.choose_audience(audience)
            self.stage.leave(NEXT)

        return tap


def _offline(stage: Stage) -> Screen:
    stage.surroundings.hall = HallState.OFFLINE
    return Hall(stage)


def _without(device: str) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices[device] = DeviceView(device=device, state=DeviceState.NO_DEVICE)
        return Hall(stage)

    return build


SAMPLES: Samples = {"all_well": Hall, "offline": _offline, "no_reader": _without("idcard"),
                    "no_code_reader": _without("barcode"), "no_scanner": _without("page")}
