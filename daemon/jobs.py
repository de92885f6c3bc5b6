"""A verb on its way to a worker: who asked, until when, and its one end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wire.calls import Call
from wire.messages import Answer, Ask
from wire.values import Failure, Outcome


@dataclass(frozen=True)
class End:
    """How a job ended: with an answer when completed, with a failure when refused or failed."""

    outcome: Outcome
    answer: Answer | None = None
    failure: Failure | None = None


class Job:
    """One verb for one device, until `deadline` (seconds on the loop's clock). `done` is called exactly once."""

    def __init__(
        self, ask: Ask, deadline: float, done: Callable[[End], None],
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        self.ask = ask
        self.deadline = deadline
        self.progress = progress
        self.ended = False
        self._done = done

    def end(self, end: End) -> None:
        """It is over; what comes after the first end is ignored."""
        if not self.ended:
            self.ended = True
            self._done(end)


def answer(call: Call, end: End) -> None:
    """Give a call the end that its job had."""
    if end.outcome is Outcome.COMPLETED and end.answer is not None:
        call.complete(end.answer)
    elif end.outcome is Outcome.CANCELED:
        call.cancel()
    elif end.outcome is Outcome.TIMED_OUT:
        call.time_out()
    elif end.outcome is Outcome.REFUSED and end.failure is not None:
        call.refuse(end.failure)
    elif end.failure is not None:
        call.fail(end.failure)
    else:
        raise ValueError(f"a job that {end.outcome} needs an answer or a failure")
