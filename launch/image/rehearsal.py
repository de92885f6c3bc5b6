"""A citizen's journey, rehearsed at an emulated kiosk of this checkout: what is done, and before which picture.

The image has nobody inside who tells of its screens. So each picture that the citizen acted on is kept, with the place
that was touched or what was done at the desk, and played again where the image shows the same picture.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from emulated.client import DeskClient
from launch import journey
from launch.album import Album
from launch.citizen import Citizen
from launch.emulated_kiosk import emulated_kiosk
from launch.house import House
from launch.premises import premises
from launch.screen import Screen
from launch.watcher import Target, Watcher
from rules.settings import Device, IdCard, render

CLOCK = "Asia/Shanghai"
"""The image's; dates stand on screens."""


@dataclass(frozen=True)
class Step:
    """One thing that the citizen did. `touch` in pixels of the screen, or None: then `verb` was asked of the desk."""

    screen: str
    """What the citizen waited for, as the renderer names it."""
    picture: Image.Image
    """RGB, what stood on the screen then."""
    touch: tuple[int, int] | None = None
    verb: str = ""
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Script:
    """The journey in its parts."""

    to_submission: tuple[Step, ...]
    """From 首页; the last touch hands the application in."""
    leaving: tuple[Step, ...]
    state: tuple[Step, ...]
    """扫描条码 with a receipt, and home again."""
    number: str
    """The receipt's at the rehearsal; the image gives another."""


class _Noting(DeskClient):
    """A desk that notes what was asked of it."""

    def __init__(self, directory: Path, note: Callable[[str, dict[str, object]], None]) -> None:
        super().__init__(directory)
        self._note = note

    def ask(self, verb: str, **fields: object) -> dict[str, object]:
        """See `DeskClient.ask`."""
        self._note(verb, fields)
        return super().ask(verb, **fields)


@dataclass
class _Rehearsing(Citizen):
    """A citizen who notes what is done, and before which picture."""

    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = _Noting(self.desk.directory, self._asked)

    def part(self) -> tuple[Step, ...]:
        """The steps since the last part."""
        done, self.steps = tuple(self.steps), []
        return done

    def _touch(self, target: Target) -> None:
        self.steps.append(Step(self._named(), self._still().copy(), touch=target.middle))
        super()._touch(target)

    def _asked(self, verb: str, fields: dict[str, object]) -> None:
        self.steps.append(Step(self._named(), self._still().copy(), verb=verb, fields=tuple(fields.items())))

    def _named(self) -> str:
        return self.watcher.view.screen if self.watcher.view is not None else ""


def rehearse(house: House, folder: Path) -> Script:
    """Go through the whole journey on a screen without a display; pictures in `folder`, the papers it laid, too.

    Raises `NotSeen`, `SupervisorError` and what else a kiosk on this machine may not get by.
    """
    with ExitStack() as stack:
        made = stack.enter_context(premises(house))
        # as the image is: no portraits without a maker's library, no lamps
        told = made.settings()
        made.config.write_text(render(replace(
            told, idcard=IdCard(), devices=replace(told.devices, gpio=Device()))), encoding="utf-8")
        owner = int(told.users.ui) if made.apart else None
        screen = Screen(made.base / "screen", owner)
        stack.callback(screen.close)
        watcher = Watcher(made.observer, owner)
        stack.callback(watcher.close)
        album = Album(folder)
        kiosk = stack.enter_context(emulated_kiosk(
            made, screen.environment(), {**os.environ, "TZ": CLOCK}, pace="instant", observed=True))
        citizen = _Rehearsing(screen, watcher, kiosk.desk, album, kiosk.supervisor.check)
        journey.shows_who_it_is(citizen)
        journey.finds_the_item(citizen)
        journey.fills_in(citizen)
        journey.scans(citizen)
        to_submission = citizen.part()
        number = journey.takes_the_receipt(citizen)
        citizen.part()
        journey.leaves(citizen)
        leaving = citizen.part()
        journey.asks_for_its_state(citizen, number)
        album.close()
        return Script(to_submission, leaving, citizen.part(), number)
