"""The base of all screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from ui.stage import Stage
from ui.view import View
from wire.messages import Notice


class Screen:
    """One picture and what can be done with it.

    The application constructs it, calls `enter` once, draws `view()` after everything that may have changed it (a
    touch, a callback, a notice), and forgets it when it has called `stage.leave`. What must outlive it stands in
    `stage.answers`. A screen knows no other screen, no time and no socket.
    """

    name: ClassVar[str]
    """Its name in SCREENS and in journeys."""

    def __init__(self, stage: Stage) -> None:
        """Take what is known; ask for nothing yet, so that samples and tests can build any state."""
        self.stage = stage

    def enter(self) -> None:
        """The screen is shown: ask for what it needs."""

    def left(self) -> None:
        """The screen is left: give back what it holds besides memory."""

    def noticed(self, notice: Notice) -> None:
        """Something changed around; `stage.surroundings` knows it already."""

    def view(self) -> View:
        """The picture of the present state. Cheap, and without effects: it is called often."""
        raise NotImplementedError

    def say(self, key: str, **values: object) -> str:
        """A text of this screen's table, or `table.key` of another one."""
        return self.stage.say(self._table(key), **values)

    def words(self, key: str, **values: object) -> str:
        """The same, as it reads for what the citizen came for: `key_TASK` where the table has it."""
        own = f"{self._table(key)}_{self.stage.answers.task.value}"
        return self.stage.say(own if self.stage.kit.strings.has(own) else self._table(key), **values)

    def _table(self, key: str) -> str:
        return key if "." in key else f"{self.name}.{key}"


Sample = Callable[[Stage], Screen]
"""Builds a screen in a state worth seeing, with invented people only. Tests draw every sample of every screen."""
Samples = Mapping[str, Sample]
