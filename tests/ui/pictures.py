"""Draws a sample of a screen as the citizen sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pygame

from tests.ui.stages import PaperStage, paper_stage, surroundings
from ui import service_notice
from ui.canvas import Canvas, Overflow
from ui.frame import compose
from ui.geometry import SCREEN
from ui.journey import Step
from ui.journeys.apply import APPLY
from ui.kit import Kit
from ui.presenter import paint
from ui.screen import Sample
from ui.screens import SCREENS
from ui.theme import TOUCH_MIN
from ui.view import Action, Touchable, Widget
from ui.widgets.dialog import Dialog, Toast
from wire.values import VisitState, VisitView

# the other back ends round differently, and golden pictures must not depend on the processor
pygame.transform.set_smoothscale_backend("GENERIC")


@dataclass
class Drawn:
    """A sample on a surface, what did not fit, what can be touched."""

    surface: pygame.Surface
    overflows: list[Overflow] = field(default_factory=list)
    touchables: list[Touchable] = field(default_factory=list)
    under: PaperStage | None = None


def draw(kit: Kit, name: str, sample: Sample, spool: Path = Path("/nonexistent")) -> Drawn:
    """Build the sample on a fresh stage and draw it with its frame, dialog on top."""
    paper = paper_stage(kit, spool)
    if name == "home":
        paper.stage.surroundings.visit = VisitView(state=VisitState.IDLE, serial=0, seconds_left=0)
    screen = sample(paper.stage)
    view = screen.view()
    widgets = list(compose(view, kit, paper.stage.surroundings, step_of(name),
                           paper.stage.answers.audience.value, paper.stage.leave))
    shown = [view.dialog] if view.dialog is not None else widgets
    drawn = Drawn(pygame.Surface(SCREEN.size), under=paper)
    paint(drawn.surface, kit, [*widgets, *([view.dialog] if view.dialog else [])], None, 0.0, drawn.overflows)
    drawn.touchables = [t for widget in shown for t in widget.touchables() if not t.surface]
    return drawn


def over_home(kit: Kit, lay: Callable[[Kit], Sequence[Widget]]) -> Drawn:
    """首页 in a visit, and what lies over it."""
    under = draw(kit, "home", SCREENS["home"].samples["all_well"])
    top = list(lay(kit))
    drawn = Drawn(under.surface)
    canvas = Canvas(drawn.surface, kit, reports=drawn.overflows)
    for widget in top:
        widget.draw(canvas, None)
    drawn.touchables = [touchable for widget in top for touchable in widget.touchables()]
    return drawn


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
    (widgets,) = service_notice.layers(kit, surroundings().place, "0757-12345")
    return [Ground(box=SCREEN), *widgets]


def _nothing() -> None:
    """Pictures are not touched."""


@dataclass(frozen=True, kw_only=True)
class Ground(Widget):
    """The page's ground, over whatever was there."""

    def draw(self, canvas: Canvas, pressed: Touchable | None) -> None:
        canvas.fill(self.box, canvas.kit.theme.palette.page)


OVERLAYS = {"warning": _warning, "leaving": _leaving, "toast": _toast, "out_of_service": _out_of_service}


def step_of(name: str) -> Step:
    """The first step that shows a screen."""
    return next(step for step in APPLY.steps.values() if step.screen == name)


def complaints(drawn: Drawn) -> list[str]:
    """What is wrong with a picture: text outside its box, missing glyphs, targets too small, outside or overlapping."""
    found = [f"text {o.text!r} needs {o.needs} in {tuple(o.box)}" for o in drawn.overflows if not o.missing]
    found += [f"no glyph for {o.missing!r}" for o in drawn.overflows if o.missing]
    for touchable in drawn.touchables:
        if min(touchable.box.w, touchable.box.h) < TOUCH_MIN:
            found.append(f"target {touchable.label!r} is only {touchable.box.w} x {touchable.box.h}")
        if not SCREEN.contains(touchable.box):
            found.append(f"target {touchable.label!r} reaches outside the screen: {tuple(touchable.box)}")
    for index, one in enumerate(drawn.touchables):
        found += [f"targets {one.label!r} and {other.label!r} overlap"
                  for other in drawn.touchables[index + 1:] if one.box.meets(other.box)]
    return found
