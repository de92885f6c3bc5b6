"""1 首页: the areas of services. No countdown before a visit begins."""

from __future__ import annotations

from ui.frame import content_box, hint_box
from ui.geometry import Box
from ui.journey import Outcome
from ui.journeys.apply import BOOKING, GUIDE, HALL, PRECHECK, REST, STATUS
from ui.screen import Sample, Samples, Screen
from ui.screens import out_of_use
from ui.stage import Stage
from ui.switches import on_home
from ui.theme import GUTTER, TOUCH_MIN, Colour
from ui.view import View, Widget
from ui.widgets.bands import Hint
from ui.widgets.tile import Entrance, Tile
from wire.values import DeviceState, DeviceView

_GAP = 28
_LARGE = 668
_HINT = 544
_NEEDS = {"booking": ("idcard",), "review": ("idcard", "page")}
"""The devices without which a service cannot be finished here; 状态查询 has three ways."""
REST_S = 60.0
"""Nobody has touched anything for so long: the screen that calls people takes its turn."""


class Home(Screen):
    """The big tile leads into the hall; whatever cannot be done here says so before anyone starts."""

    name = "home"

    def enter(self) -> None:
        self.stage.after(REST_S, self._rest)

    def view(self) -> View:
        palette = self.stage.kit.theme.palette
        room = content_box(actions=False)
        notice = out_of_use.notice(self.stage, room)
        if notice is not None:
            room = room.below(notice.box.h + _GAP)
        away = "" if self.stage.surroundings.hall_answers else "away"
        ways = [("guide", "guide", palette.green, "", GUIDE), ("status", "progress", palette.violet, away, STATUS)]
        if not self.stage.kit.manner.care:
            # 关怀版 shows what most come for; the hall has all the rest
            ways[1:1] = [("booking", "calendar", palette.copper, away, BOOKING)]
            ways.append(("review", "review", palette.ruby, "", PRECHECK))
        rows = room.after(_LARGE + _GAP).rows(2, _GAP)
        boxes = [box for row in rows for box in row.columns(len(ways) // 2, _GAP)]
        tiles = tuple(self._tile(box, *way) for box, way in zip(boxes, ways))
        above = () if notice is None else (notice,)
        return View(content=(*above, *self._hall(room.left(_LARGE)), *tiles, *self._foot()))

    def _foot(self) -> tuple[Widget, ...]:
        """The hint, and beside it how the screen may serve: whoever needs another way finds it before anything."""
        row = hint_box(actions=False)
        row = Box(row.x, row.y, row.w, TOUCH_MIN)
        hint = Hint(box=row.left(_HINT), words=self.say("frame.hint") + self.say("hint"))
        return (hint, *on_home(self.stage.kit, row.after(_HINT + GUTTER), self.stage.choose))

    def _rest(self) -> None:
        if not self.stage.surroundings.engaged:
            self.stage.leave(REST)

    def _hall(self, box: Box) -> tuple[Widget, ...]:
        around, palette = self.stage.surroundings, self.stage.kit.theme.palette
        line = out_of_use.lacking(self.stage, "idcard", "page") or self.say("hall_line")
        return (
            Tile(box=box, title=self.say("hall"), line=line, icon="hall", shades=palette.blue),
            Entrance(box=box.inset(40).bottom_rows(144), tap=self.stage.leaves(HALL), title=around.place.city,
                     line=self.say("hall_door", district=around.place.district)),
        )

    def _tile(
        self, box: Box, key: str, icon: str, shades: tuple[Colour, Colour], closed: str, way: Outcome,
    ) -> Widget:
        """`closed` is the key of the sentence that says why it cannot be opened; empty where it can."""
        return Tile(box=box, title=self.say(key), line=self._line(key), icon=icon, shades=shades,
                    tap=self.stage.leaves(way), enabled=not closed, reason=self.say(closed) if closed else "")

    def _line(self, key: str) -> str:
        """What is behind a tile, or what it lacks: nobody shall learn of it at the last step."""
        works = self.stage.surroundings.works
        if key == "status" and not (works("idcard") and works("barcode")):
            left = "card" if works("idcard") else "code" if works("barcode") else "number"
            return self.say(f"lookup.{left}")
        return out_of_use.lacking(self.stage, *_NEEDS.get(key, ())) or self.say(f"{key}_line")


def _without(*devices: str, since: str = "2026-11-23T09:12") -> Sample:
    def build(stage: Stage) -> Screen:
        for device in devices:
            stage.surroundings.devices[device] = DeviceView(device=device, state=DeviceState.NO_DEVICE, since=since)
        return Home(stage)

    return build


SAMPLES: Samples = {
    "all_well": Home, "no_idcard": _without("idcard"), "no_barcode": _without("barcode"),
    "no_printer": _without("printer", since="2026-11-22T17:05"), "no_page_nor_printer": _without("page", "printer"),
    "nothing_works": _without("idcard", "barcode", "page", "printer", "gpio"),
}
