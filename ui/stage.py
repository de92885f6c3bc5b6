"""What a screen stands on: all it may see and do. The application makes one for each screen it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ui.answers import Answers
from ui.ime.engine import Engine
from ui.journey import Outcome
from ui.kit import Kit
from ui.manner import Manner
from ui.services import Services
from ui.spool import Spool
from ui.surroundings import Surroundings
from wire.values import Failure


class Alarm(Protocol):
    """A call to come."""

    def cancel(self) -> None:
        """It will not be called any more."""


class Trouble(NamedTuple):
    """A failure in words: what happened; what to do now and who helps; the small code for the staff."""

    what: str
    now: str
    code: str


@dataclass(frozen=True)
class Stage:
    """Given to a screen's constructor."""

    kit: Kit
    answers: Answers
    services: Services
    surroundings: Surroundings
    spool: Spool
    engine: Engine | None
    """The pinyin engine, None where it could not be loaded: the keyboards for letters and digits still work."""
    leave: Callable[[Outcome], None]
    """End the screen. The application acts on it after the present callback; the last one counts."""
    toast: Callable[[str], None]
    """Say a sentence over the screen for some seconds."""
    after: Callable[[float, Callable[[], None]], Alarm]
    """Call back in so many seconds, unless the screen was left."""
    choose: Callable[[Manner], None]
    """Serve the citizen in another manner, from now on and until the visit ends."""
    before: str = ""
    """The screen this one was come to from, empty where there is none: 操作说明 is about it."""

    def say(self, key: str, **values: object) -> str:
        """A text of assets/strings."""
        return self.kit.strings.say(key, **values)

    def leaves(self, outcome: Outcome) -> Callable[[], None]:
        """`leave` as something to tap."""
        return lambda: self.leave(outcome)

    def trouble(self, failure: Failure) -> Trouble:
        """A failure in words. A code without words of its own says 暂时不能使用 and who helps."""
        key = f"failure.{failure.code}"
        text = self.say(key if self.kit.strings.has(key) else "failure.other")
        what, _, now = text.partition("\n")
        return Trouble(what, now, failure.code)
