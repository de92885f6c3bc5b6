"""A stage for screens without any process behind it: invented surroundings, and a bus on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ui.answers import Answers
from ui.journey import Outcome
from ui.kit import Kit
from ui.manner import Manner
from ui.services import Services, Told, Whom
from ui.spool import Spool
from ui.stage import Alarm, Stage
from ui.stills import surroundings
from wire.frames import Reply
from wire.messages import Answer, Ask
from wire.values import Failure
from wire.values import Outcome as Ending

__all__ = ["ASSETS", "Asked", "PaperAlarm", "PaperBus", "PaperStage", "paper_stage", "surroundings"]
ASSETS = Path(__file__).parents[2] / "assets"


@dataclass
class Asked:
    """One request that stands on paper."""

    whom: Whom
    ask: Ask
    timeout_s: float
    done: Callable[[Reply], None]
    progress: Told | None
    canceled: bool = False


@dataclass
class PaperBus:
    """Stands at the wire's border: keeps what was asked, and lets a test answer it."""

    asked: list[Asked] = field(default_factory=list)

    def ask(
        self, whom: Whom, ask: Ask, timeout_s: float, done: Callable[[Reply], None], progress: Told | None,
    ) -> str:
        self.asked.append(Asked(whom, ask, timeout_s, done, progress))
        return f"r{len(self.asked) - 1}"

    def cancel(self, whom: Whom, request_id: str) -> None:
        self.asked[int(request_id[1:])].canceled = True

    def answer(self, answer: Answer, index: int = -1) -> None:
        """Complete a request, the last one if none is named."""
        request_id = f"r{range(len(self.asked))[index]}"
        self.asked[index].done(Reply(id=request_id, outcome=Ending.COMPLETED, answer=answer))

    def fail(self, failure: Failure, index: int = -1) -> None:
        """Fail a request."""
        request_id = f"r{range(len(self.asked))[index]}"
        self.asked[index].done(Reply(id=request_id, outcome=Ending.FAILED, failure=failure))


@dataclass
class PaperAlarm:
    """A call to come, which a test makes when it wants."""

    seconds: float
    callback: Callable[[], None]
    canceled: bool = False

    def cancel(self) -> None:
        self.canceled = True


@dataclass
class PaperStage:
    """A stage and everything a test wants to see of it."""

    stage: Stage
    bus: PaperBus
    outcomes: list[Outcome]
    toasts: list[str]
    alarms: list[PaperAlarm]
    chosen: list[Manner]


def paper_stage(kit: Kit, spool: Path = Path("/nonexistent")) -> PaperStage:
    """A visit under way at a desk where all devices are well."""
    bus, outcomes, toasts, alarms = PaperBus(), list[Outcome](), list[str](), list[PaperAlarm]()
    chosen = list[Manner]()

    def after(seconds: float, callback: Callable[[], None]) -> Alarm:
        alarms.append(PaperAlarm(seconds, callback))
        return alarms[-1]

    stage = Stage(
        kit=kit, answers=Answers(), services=Services(bus, lambda: None), surroundings=surroundings(),
        spool=Spool(spool), engine=None, leave=outcomes.append, toast=toasts.append, after=after,
        choose=chosen.append,
    )
    return PaperStage(stage, bus, outcomes, toasts, alarms, chosen)
