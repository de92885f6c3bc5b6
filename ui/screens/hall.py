"""2 网上办事大厅: for a person or for an enterprise, and what else the hall does. Says what still works when it is away."""

from __future__ import annotations

from rules.items import Audience
from ui.frame import content_box
from ui.geometry import Box
from ui.journey import BACK, CODE, NEXT
from ui.screen import Samples, Screen
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, Tap, View, Widget
from ui.widgets.tile import Door, Tile
from ui.widgets.trouble import TroubleCard
from wire.values import DeviceState, DeviceView, HallState

_NOTE = 144


class Hall(Screen):
    """Two doors lead to the card, each closed with its reason while the reader does not work."""

    name = "hall"

    def view(self) -> View:
        room = content_box()
        note: tuple[Widget, ...] = ()
        if not self.stage.surroundings.hall_answers:
            what, now = self.say("offline"), self.say("offline_now")
            note = (TroubleCard(box=room.top(_NOTE), trouble=Trouble(what, now, "hall.offline")),)
            room = room.below(_NOTE + GUTTER)
        return View(
            content=(*note, *self._doors(room)), hint=self.say("hint"),
            back=Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK)),
        )

    def _doors(self, room: Box) -> tuple[Widget, ...]:
        palette = self.stage.kit.theme.palette
        works = self.stage.surroundings.works("idcard")
        closed = self.say("home.no_reader")
        main, side = room.left(1144).columns(2, GUTTER), room.after(1144 + GUTTER).rows(3, GUTTER)
        audiences = (Audience.PERSON, "idcard", palette.blue), (Audience.ENTERPRISE, "enterprise", palette.green)
        tiles = (
            Tile(box=box, title=self.say(audience.value), line=self.say(f"{audience.value}_line"), icon=icon,
                 shades=shades, tap=self._enters(audience), enabled=works, reason=closed)
            for box, (audience, icon, shades) in zip(main, audiences)
        )
        away = not self.stage.surroundings.hall_answers
        return (
            *tiles,
            Door(box=side[0], title=self.say("status"), line=self.say("status_line"), icon="progress",
                 tap=self.stage.leaves(CODE), enabled=not away, reason=self.say("away")),
            Door(box=side[1], title=self.say("guide"), line="", icon="guide", tap=self.stage.leaves(BACK),
                 enabled=False, reason=self.say("home.not_here")),
            Door(box=side[2], title=self.say("booking"), line="", icon="calendar", tap=self.stage.leaves(BACK),
                 enabled=False, reason=self.say("home.not_here")),
        )

    def _enters(self, audience: Audience) -> Tap:
        def tap() -> None:
            self.stage.answers.audience = audience
            self.stage.leave(NEXT)

        return tap


def _offline(stage: Stage) -> Screen:
    stage.surroundings.hall = HallState.OFFLINE
    return Hall(stage)


def _no_reader(stage: Stage) -> Screen:
    stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=DeviceState.NO_DEVICE)
    return Hall(stage)


SAMPLES: Samples = {"all_well": Hall, "offline": _offline, "no_reader": _no_reader}
