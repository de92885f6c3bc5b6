"""What stands on 首页 while devices are of no use: which, since when, what still works, and whom to call."""

from __future__ import annotations

from datetime import datetime

from ui.geometry import Box
from ui.stage import Stage
from ui.widgets.notice import NoticeStrip

_ORDER = ("idcard", "page", "printer", "barcode")
"""By how much they keep a citizen from doing. Lamps keep nobody from anything."""
_EACH = 2
"""Up to so many have a sentence each."""
_LACKING = {"idcard": "home.no_reader", "page": "precheck.no_scanner"}


def lacking(stage: Stage, *devices: str) -> str:
    """Why a service cannot be finished here: the sentence of the first of the `devices` it needs that is out of order;
    empty where all work."""
    return next((stage.say(_LACKING[device]) for device in devices if not stage.surroundings.works(device)), "")


def notice(stage: Stage, room: Box) -> NoticeStrip | None:
    """The strip at the top of `room`; None while all devices are of use."""
    ailing = [view for name in _ORDER for view in stage.surroundings.out_of_use if view.device == name]
    if not ailing:
        return None
    if len(ailing) <= _EACH:
        lines = [stage.say("out_of_use.one", device=stage.say(f"out_of_use.{view.device}"),
                           since=moment(stage, view.since), still=stage.say(f"out_of_use.{view.device}_still"))
                 for view in ailing]
    else:
        names = stage.say("out_of_use.between").join(stage.say(f"out_of_use.{view.device}") for view in ailing)
        first = min(view.since for view in ailing)
        lines = [stage.say("out_of_use.many", devices=names, since=moment(stage, first)),
                 stage.say("out_of_use.many_still")]
    return NoticeStrip(box=room.top(NoticeStrip.height(stage.kit, len(lines))), lines=tuple(lines),
                       hotline=stage.surroundings.hotline)


def moment(stage: Stage, since: str) -> str:
    """A time of today, or day and time, in words; what is no time stands as it came."""
    try:
        at = datetime.fromisoformat(since)
    except ValueError:
        return since
    key = "out_of_use.today" if at.date() == stage.surroundings.now.date() else "out_of_use.day"
    return stage.say(key, month=at.month, day=at.day, hour=f"{at.hour:02d}", minute=f"{at.minute:02d}")
