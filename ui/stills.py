"""Samples of screens as pictures, without any process behind them: for the gallery, and for tests that compare them.

Surroundings and people are invented; what a screen asks for is never answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pygame

from ui import service_notice
from ui.answers import Answers
from ui.canvas import Canvas, Reports
from ui.frame import compose
from ui.geometry import SCREEN
from ui.journey import Step
from ui.journeys.citizen import CITIZEN
from ui.journeys.service import SERVICE
from ui.kit import Kit
from ui.manner import STANDARD_MANNER, Language, Manner
from ui.presenter import paint
from ui.screen import Sample
from ui.screens import SCREENS
from ui.services import Services, Told, Whom
from ui.spool import Spool
from ui.stage import Alarm, Stage
from ui.surroundings import Surroundings
from ui.switches import Switches, board
from ui.view import Action, Touchable, Widget
from ui.widgets.dialog import Dialog, Toast
from wire.frames import Reply
from wire.messages import Ask
from wire.values import DeviceState, DeviceView, HallState, PlaceView, Supply, VisitState, VisitView

JOURNEYS = (CITIZEN, SERVICE)
IDLE = ("home", "attract", "pin")
"""The screens that stand while nobody is here."""
OVER = "over"
"""The name under which what lies over screens is drawn."""
VARIANTS = {
    "standard": STANDARD_MANNER, "care": STANDARD_MANNER.with_care(True), "contrast": Manner(contrast=True),
    "english": Manner(language=Language.ENGLISH),
}
"""The manners in which every sample is drawn and compared."""
_DEVICES = ("idcard", "barcode", "page", "printer", "gpio")
_HOTLINE = "0757-12345"


@dataclass
class Still:
    """A sample on a surface, what did not fit, what can be touched."""

    surface: pygame.Surface
    reports: Reports = field(default_factory=Reports)
    touchables: list[Touchable] = field(default_factory=list)


def surroundings() -> Surroundings:
    """A morning in Foshan, all devices well, 298 seconds left."""
    return Surroundings(
        place=PlaceView(brand="智慧安源", city="佛山", district="禅城区"),
        visit=VisitView(state=VisitState.ACTIVE, serial=1, seconds_left=298),
        devices={name: DeviceView(device=name, state=DeviceState.ONLINE, paper=Supply.OK) for name in _DEVICES},
        hall=HallState.ONLINE, now=datetime(2026, 11, 23, 9, 41), hotline=_HOTLINE,
    )


def quiet_stage(kit: Kit) -> Stage:
    """A visit under way, in which nothing ever comes."""
    return Stage(
        kit=kit, answers=Answers(), services=Services(_Nobody(), _nothing), surroundings=surroundings(),
        spool=Spool(Path("/nonexistent")), engine=None, leave=_ignore, toast=_ignore, after=_never,
        choose=_ignore,
    )


def lay_out(stage: Stage, name: str, sample: Sample) -> tuple[tuple[Widget, ...], Widget | None]:
    """Build the sample on a fresh stage: its widgets within their frame, and the dialog over them."""
    if name in IDLE:
        stage.surroundings.visit = VisitView(state=VisitState.IDLE, serial=0, seconds_left=0)
    view = sample(stage).view()
    switches = Switches(choose=_ignore, more=_nothing, lower=_nothing)
    return compose(view, stage.kit, stage.surroundings, step_of(name), stage.answers.lead, _ignore,
                   switches), view.dialog


def touchables_of(widgets: Iterable[Widget]) -> list[Touchable]:
    """What can be touched, grounds to drag on left out."""
    return [touchable for widget in widgets for touchable in widget.touchables() if not touchable.surface]


def draw(stage: Stage, name: str, sample: Sample) -> Still:
    """Build the sample and draw it with its frame, dialog on top."""
    widgets, dialog = lay_out(stage, name, sample)
    still = Still(pygame.Surface(SCREEN.size))
    paint(still.surface, stage.kit, widgets, None, 0.0, still.reports)
    if dialog is not None:
        # what lies under a question is darkened, and is not read
        still.reports.inks.clear()
        dialog.draw(Canvas(still.surface, stage.kit, reports=still.reports), None)
    still.touchables = touchables_of(widgets if dialog is None else [dialog])
    return still


def over_home(stage: Stage, lay: Callable[[Kit], Sequence[Widget]]) -> Still:
    """首页 in a visit, and what lies over it."""
    under = draw(stage, "home", SCREENS["home"].samples["all_well"])
    top = list(lay(stage.kit))
    still = Still(under.surface)
    canvas = Canvas(still.surface, stage.kit, reports=still.reports)
    for widget in top:
        widget.draw(canvas, None)
    still.touchables = touchables_of(top)
    return still


def step_of(name: str) -> Step:
    """The step that has the screen's own name, or else the first that shows it."""
    steps = [(key, step) for journey in JOURNEYS for key, step in journey.steps.items() if step.screen == name]
    return dict(steps).get(name, steps[0][1])


def _warning(kit: Kit) -> Sequence[Widget]:
    say = kit.strings.say
    return [Dialog(title=say("warning.title"), line=say("warning.line", seconds=30), icon="clock",
                   main=Action(label=say("warning.stay"), tap=_nothing),
                   other=Action(label=say("warning.leave"), tap=_nothing))]


def _leaving(kit: Kit) -> Sequence[Widget]:
    say = kit.strings.say
    return [Dialog(title=say("leaving.title"), line=say("leaving.line"),
                   main=Action(label=say("leaving.stay"), tap=_nothing),
                   other=Action(label=say("leaving.leave"), tap=_nothing))]


def _toast(kit: Kit) -> Sequence[Widget]:
    return [Toast(words=kit.strings.say("notice.unticked"))]


def _out_of_service(kit: Kit) -> Sequence[Widget]:
    around = surroundings()
    (widgets,) = service_notice.layers(kit, around, around.now)
    return [Ground(box=SCREEN), *widgets]


@dataclass(frozen=True, kw_only=True)
class Ground(Widget):
    """The page's ground, over whatever was there."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        canvas.fill(self.box, canvas.kit.theme.palette.page)


def _switches(kit: Kit) -> Sequence[Widget]:
    return [board(kit, _ignore, _nothing)]


OVERLAYS = {"switches": _switches, "warning": _warning, "leaving": _leaving, "toast": _toast,
            "out_of_service": _out_of_service}


class _Nobody:
    """A bus at whose other end nobody is."""

    def ask(
        self, whom: Whom, ask: Ask, timeout_s: float, done: Callable[[Reply], None], progress: Told | None,
    ) -> str:
        return ""

    def cancel(self, whom: Whom, request_id: str) -> None:
        """Nothing was asked."""


class _Never:
    """A call that does not come."""

    def cancel(self) -> None:
        """It would not have come."""


def _never(seconds: float, callback: Callable[[], None]) -> Alarm:
    return _Never()


def _ignore(what: object) -> None:
    """Pictures are not touched."""


def _nothing() -> None:
    """Pictures are not touched."""
