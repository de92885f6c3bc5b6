"""Where a citizen is and where they go next: steps, outcomes, and the navigator. Pure: no pixels, no clock, no I/O.

A screen ends with an `Outcome` and never names the next screen; a `Journey` (data, in ui/journeys) says what an outcome
leads to. Going to a step that already lies behind unwinds the way back to it, so no loop makes the way longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True)
class Outcome:
    """How a screen ended. Screens may have their own besides those below; the journey's table must know them."""

    name: str


NEXT = Outcome("next")
BACK = Outcome("back")
"""To the step before."""
HOME = Outcome("home")
"""返回首页: ends the visit; asked once when something would be lost."""
EXIT = Outcome("exit")
"""退出: ends the visit, nothing is asked."""
HELP = Outcome("help")
"""操作说明, from the footer of every screen."""
CODE = Outcome("code")
"""扫描条码, from the footer of every screen."""
STAY = Outcome("stay")
"""The question whether to leave was answered with no."""


AUDIENCE = "audience"
"""In a step's crumbs: 个人办事 or 企业办事, or the service that was come for, whichever this visit is."""


class Station(IntEnum):
    """The six stations that the breadcrumb shows, in order."""

    VERIFY = 0
    CHOOSE = 1
    READ = 2
    FILL = 3
    SUBMIT = 4
    RECEIPT = 5


@dataclass(frozen=True)
class Step:
    """One stop. `screen` is a name in SCREENS, `crumbs` are keys of the strings, `ways` say where outcomes lead."""

    screen: str
    crumbs: tuple[str, ...]
    ways: Mapping[Outcome, str]
    station: Station | None = None
    passing: bool = False
    """Not come back to by BACK, but from the footer's steps: waiting for a card, scanning, typing."""


@dataclass(frozen=True)
class Journey:
    """Steps by name, where it starts, and the steps that every screen's footer leads to."""

    start: str
    steps: Mapping[str, Step]
    everywhere: Mapping[Outcome, str]
    between_visits: bool = False
    """Begins while nobody is here, and leaving it is told even so."""

    def problems(self, screens: frozenset[str]) -> list[str]:
        """What is wrong with the table: ways to nowhere, unknown screens, steps nothing leads to."""
        found = [f"{name}: no screen {step.screen}" for name, step in self.steps.items() if step.screen not in screens]
        reached = {self.start, *self.everywhere.values()}
        for name, step in self.steps.items():
            reached.update(step.ways.values())
            found += [f"{name}: {way.name} leads to {to}, which is no step"
                      for way, to in step.ways.items() if to not in self.steps]
        found += [f"{to}: {way.name} leads there from everywhere, and it is no step"
                  for way, to in self.everywhere.items() if to not in self.steps]
        return found + [f"{name}: nothing leads here" for name in self.steps if name not in reached]


@dataclass(frozen=True)
class Show:
    """Show this step."""

    name: str
    step: Step


@dataclass(frozen=True)
class AskToLeave:
    """Something would be lost: ask once."""


@dataclass(frozen=True)
class Leave:
    """The visit ends. `home`: the citizen wanted the home screen; otherwise they left by 退出."""

    home: bool


Turn = Show | AskToLeave | Leave


class WayError(LookupError):
    """A screen ended with an outcome that its step does not know: a mistake of the program."""


class Navigator:
    """The way of one visit."""

    def __init__(self, journey: Journey) -> None:
        self._journey = journey
        self._way = [journey.start]
        self._asking = False

    @property
    def here(self) -> Show:
        """The present step."""
        name = self._way[-1]
        return Show(name, self._journey.steps[name])

    @property
    def station(self) -> Station | None:
        """The present step's station, or where it has none (输入法, 操作说明) that of the last step that had one."""
        stations = (self._journey.steps[name].station for name in reversed(self._way))
        return next((station for station in stations if station is not None), None)

    @property
    def behind(self) -> tuple[str, ...]:
        """The steps that BACK would come to, oldest first."""
        return tuple(self._way[:-1])

    @property
    def before(self) -> str:
        """The screen of the step that BACK would come to, empty at the start."""
        return self._journey.steps[self._way[-2]].screen if len(self._way) > 1 else ""

    def take(self, outcome: Outcome, something_to_lose: bool) -> Turn:
        """What follows an outcome. Raises `WayError`."""
        asking, self._asking = self._asking, False
        if outcome == HOME:
            if something_to_lose and not asking:
                self._asking = True
                return AskToLeave()
            return Leave(home=True)
        if outcome == EXIT:
            return Leave(home=False)
        if outcome == STAY:
            return self.here
        if outcome in self.here.step.ways:
            return self._go(self.here.step.ways[outcome])
        if outcome == BACK:
            return self._back()
        if outcome in self._journey.everywhere:
            return self._go(self._journey.everywhere[outcome], aside=True)
        raise WayError(f"the step {self._way[-1]} has no way for {outcome.name}")

    def _back(self) -> Turn:
        if len(self._way) == 1:
            return Leave(home=True)
        self._way.pop()
        return self.here

    def _go(self, name: str, aside: bool = False) -> Turn:
        """`aside`: only to look at something; BACK comes back to a passing step too."""
        if name in self._way:
            del self._way[self._way.index(name) + 1:]
        else:
            if self.here.step.passing and not aside:
                self._way.pop()
            self._way.append(name)
        return self.here
