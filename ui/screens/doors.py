"""What several screens begin with: two doors, for a person and for an enterprise."""

from __future__ import annotations

from rules.items import Audience
from ui.answers import Task
from ui.geometry import Box
from ui.journey import NEXT
from ui.screen import Screen
from ui.theme import GUTTER
from ui.view import Tap, Widget
from ui.widgets.tile import Tile


def doors(screen: Screen, room: Box, task: Task, closed: str = "") -> tuple[Widget, ...]:
    """The doors, named by the screen's own table; `closed` is the sentence that says why they cannot be opened."""
    palette = screen.stage.kit.theme.palette
    audiences = (Audience.PERSON, "idcard", palette.blue), (Audience.ENTERPRISE, "enterprise", palette.green)
    return tuple(
        Tile(box=box, title=screen.say(audience.value), line=screen.say(f"{audience.value}_line"), icon=icon,
             shades=shades, tap=_enters(screen, task, audience), enabled=not closed, reason=closed)
        for box, (audience, icon, shades) in zip(room.columns(2, GUTTER), audiences)
    )


def _enters(screen: Screen, task: Task, audience: Audience) -> Tap:
    def tap() -> None:
        screen.stage.answers.begin(task)
        screen.stage.answers.choose_audience(audience)
        screen.stage.leave(NEXT)

    return tap
