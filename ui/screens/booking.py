"""办事预约: for a person or for an enterprise; or to see, change or give up what is booked, with the card."""

from __future__ import annotations

from ui.answers import Task
from ui.frame import content_box
from ui.journey import BACK
from ui.journeys.booking import BY_CARD
from ui.screen import Sample, Samples, Screen
from ui.screens.doors import doors
from ui.stage import Stage, Trouble
from ui.theme import GUTTER
from ui.view import Action, View
from ui.widgets.tile import Door
from ui.widgets.trouble import TroublePage
from wire.values import DeviceState, DeviceView, HallState

_OWN = 176


class Booking(Screen):
    """Without the hall nobody knows which places are left: everything is closed, and says so before anyone starts."""

    name = "booking"

    def view(self) -> View:
        back = Action(label=self.say("frame.back"), tap=self.stage.leaves(BACK))
        room = content_box()
        if not self.stage.surroundings.hall_answers:
            trouble = Trouble(self.say("offline"), self.say("offline_now"), "hall.offline")
            return View(content=(TroublePage(box=room, trouble=trouble),), hint=self.say("hint_offline"),
                        back=back)
        closed = "" if self.stage.surroundings.works("idcard") else self.say("home.no_reader")
        own = Door(box=room.bottom_rows(_OWN), title=self.say("own"), line=self.say("own_line"), icon="idcard",
                   tap=self._own, enabled=not closed, reason=closed)
        return View(content=(*doors(self, room.top(room.h - _OWN - GUTTER), Task.BOOKING, closed), own),
                    hint=self.say("hint" if self.stage.surroundings.has_paper else "frame.cannot_print"), back=back)

    def _own(self) -> None:
        self.stage.answers.begin(Task.BOOKING)
        self.stage.leave(BY_CARD)


def _offline(stage: Stage) -> Screen:
    stage.surroundings.hall = HallState.OFFLINE
    return Booking(stage)


def _without(device: str) -> Sample:
    def build(stage: Stage) -> Screen:
        stage.surroundings.devices[device] = DeviceView(device=device, state=DeviceState.NO_DEVICE)
        return Booking(stage)

    return build


SAMPLES: Samples = {"all_well": Booking, "offline": _offline, "no_reader": _without("idcard"),
                    "no_printer": _without("printer")}
