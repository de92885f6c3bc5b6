"""Waiting in words: what is done, after 3 s what is happening, after 10 s what one can do."""

from __future__ import annotations

from ui.stage import Alarm, Stage

_LONG_S = 3.0
_VERY_LONG_S = 10.0


class Patience:
    """The sentence for a wait. `key` names it; `key_long` and `key_very_long` stand in the same table."""

    def __init__(self, stage: Stage, key: str) -> None:
        self._stage = stage
        self._key = key
        self._alarms: list[Alarm] = []
        self.step = 0

    def begin(self) -> None:
        """The wait starts now."""
        self.end()
        self._alarms = [self._stage.after(_LONG_S, lambda: self._reach(1)),
                        self._stage.after(_VERY_LONG_S, lambda: self._reach(2))]

    def end(self) -> None:
        """It is over."""
        for alarm in self._alarms:
            alarm.cancel()
        self._alarms = []
        self.step = 0

    @property
    def words(self) -> str:
        """The sentence for now."""
        return self._stage.say(self._key + ("", "_long", "_very_long")[self.step])

    def _reach(self, step: int) -> None:
        self.step = step
