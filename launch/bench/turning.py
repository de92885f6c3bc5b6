"""Drawing figures, without a display: a page turned, a list of 2,000 dragged."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from launch.bench.measure import Figure
from launch.house import here
from ui.geometry import SCREEN
from ui.kit import Kit
from ui.presenter import Presenter
from ui.samples import ITEM, OFFICES
from ui.screen import Screen
from ui.screens import SCREENS
from ui.screens.offices import Offices
from ui.stage import Stage
from ui.stills import draw, lay_out, quiet_stage
from ui.view import Touchable, Widget

TURNS = 300
DRAGS = 60
STEPS = 12
LONG = 2000
FRAME_LIMIT_MS = 16.0


class _Shown:
    """A screen on a surface, drawn as the renderer does."""

    def __init__(self, name: str, build: Callable[[Stage], Screen]) -> None:
        stage = quiet_stage(Kit.load(here().assets))
        self._name = name
        self._screen = build(stage)
        self._stage = stage
        self._presenter = Presenter(draw(stage, name, self._same).surface, stage.kit, _ignore)
        self._presenter.show_first(self._layers(), 0.0)

    def frame(self, act: Callable[[Presenter], object]) -> tuple[float, float]:
        """Milliseconds from what a finger does to the last pixel drawn, and of the processor's time within them."""
        began, worked = time.perf_counter(), time.thread_time()
        act(self._presenter)
        self._presenter.show(self._layers(), 0.0)
        return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000

    def anew(self) -> float:
        """Milliseconds for drawing all of it."""
        began = time.perf_counter()
        self._presenter.show_all(0.0)
        return (time.perf_counter() - began) * 1000

    def find(self, label: str) -> Touchable:
        """What says so."""
        return next(touchable for touchable in self._presenter.touchables() if touchable.label == label)

    def _layers(self) -> tuple[tuple[Widget, ...], ...]:
        widgets, _ = lay_out(self._stage, self._name, self._same)
        return (widgets,)

    def _same(self, stage: Stage) -> Screen:
        return self._screen


def page_turned() -> list[Figure]:
    """Milliseconds from the finger's lift on 下一页 to the next page drawn: 事项介绍 at its longest."""
    shown = _Shown("intro", SCREENS["intro"].samples["long"])
    samples = []
    for turn in range(TURNS):
        at = shown.find("下一页" if turn % 2 == 0 else "上一页").box.centre
        shown.frame(lambda presenter: presenter.finger_down(*at, 0.0))
        samples.append(shown.frame(lambda presenter: presenter.finger_up(*at, 0.0)))
    return _figures("page-turned", "ms", samples, [shown.anew() for _ in range(TURNS)], limit_at=99)


def list_dragged() -> list[Figure]:
    """Milliseconds a frame while a list of 2,000 offices is drawn across, page after page."""
    def many(stage: Stage) -> Screen:
        offices = tuple(msgspec.structs.replace(OFFICES[n % len(OFFICES)], key=f"office-{n}", name=f"办事处{n}")
                        for n in range(LONG))
        stage.answers.item = msgspec.structs.replace(ITEM, offices=offices)
        return Offices(stage)

    shown = _Shown("offices", many)
    samples = []
    for drag in range(DRAGS):
        x, step = SCREEN.w // 2, 30 if drag % 2 else -30
        shown.frame(lambda presenter: presenter.finger_down(x, 400, 0.0))
        for moved in range(1, STEPS + 1):
            samples.append(shown.frame(lambda presenter: presenter.finger_moved(x + moved * step, 400, 0.0)))
        samples.append(shown.frame(lambda presenter: presenter.finger_up(x + STEPS * step, 400, 0.0)))
    return _figures("list-of-2000-dragged", "ms a frame", samples, [shown.anew() for _ in range(DRAGS)], limit_at=100)


def _figures(name: str, unit: str, frames: list[tuple[float, float]], anew: list[float], limit_at: int) -> list[Figure]:
    """What a citizen waits, which is promised; and what of it is the renderer's own work, whoever else works here."""
    waited, worked = zip(*frames)
    return [Figure(name, unit, waited, "the whole screen drawn anew", anew, limit=FRAME_LIMIT_MS, limit_at=limit_at),
            Figure(f"{name}-processor", unit, worked, "the whole screen drawn anew", anew)]


def _ignore(words: str) -> None:
    """Nobody reads it."""
