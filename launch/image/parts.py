"""What is tried at an image, part by part: each has an outcome, seconds and what was seen, as JSON and as a table."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from emulated.client import DeskRefused
from launch.image.qmp import MachineRefused
from launch.progress import Progress, StepFailed
from launch.watcher import NotSeen

FAULTS = (StepFailed, NotSeen, DeskRefused, MachineRefused, OSError)
"""What a part ends with when it does not hold; anything else is a fault of this program."""


class Outcome(StrEnum):
    """How a part ended."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Part:
    """`run` says what was seen, or raises `StepFailed`."""

    name: str
    run: Callable[[], str]
    first: bool = False
    """Without it none of those after it can be."""


@dataclass(frozen=True)
class Result:
    """One part's end. `said` is a sentence for a person."""

    part: str
    outcome: Outcome
    seconds: float
    said: str
    earlier: bool = False
    """It held in a run before, at this very image, and was not run again."""


class Record:
    """All results so far, in `file` after each. Parts of several lanes end in it at the same time."""

    def __init__(self, file: Path, about: dict[str, object], progress: Progress) -> None:
        """`about` says which image, when and where: a record about another image is none of this one's."""
        self._file = file
        self._about = about
        self._progress = progress
        self._lock = threading.Lock()
        self._results: list[Result] = []
        self._before: dict[str, Result] = {}
        self.stopped = threading.Event()
        """Set when a person has had enough: whoever waits gives up."""

    def resume(self) -> None:
        """Whatever held before at this image holds."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if kept["about"]["image"] == self._about["image"]:
                self._before = {found["part"]: Result(
                    found["part"], Outcome.HOLDS, found["seconds"], found["said"], True)
                    for found in kept["parts"] if found["outcome"] == Outcome.HOLDS}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StepFailed(f"there is no run in {self._file} to go on with ({error}): leave --resume out") from error

    def lane(self, parts: Sequence[Part]) -> None:
        """One after the other; who fails stops only those that cannot be without it."""
        cannot = ""
        for part in parts:
            if part.name in self._before:
                self._end(self._before[part.name])
                continue
            if cannot or self.stopped.is_set():
                self._end(Result(part.name, Outcome.NOT_RUN, 0.0, cannot or "stopped"))
                continue
            self._progress.say(f"image: {part.name}")
            began = time.monotonic()
            try:
                result = Result(part.name, Outcome.HOLDS, 0.0, part.run())
            except FAULTS as error:
                ended = Outcome.NOT_RUN if self.stopped.is_set() else Outcome.FAILS
                result = Result(part.name, ended, 0.0, str(error))
                cannot = f"not without: {part.name}" if part.first else ""
            self._end(Result(result.part, result.outcome, round(time.monotonic() - began, 1), result.said))

    def held(self) -> bool:
        """Whether there are parts, and every one holds."""
        return bool(self._results) and all(result.outcome is Outcome.HOLDS for result in self._results)

    def table(self) -> str:
        """For a person."""
        width = max((len(result.part) for result in self._results), default=4)
        lines = [f"{'part':{width}}  outcome  seconds  what was seen"]
        lines += [f"{result.part:{width}}  {result.outcome:7}  {result.seconds:7.0f}  "
                  f"{'(earlier) ' if result.earlier else ''}{result.said}" for result in self._results]
        return "\n".join(lines)

    def _end(self, result: Result) -> None:
        with self._lock:
            self._results.append(result)
            self._progress.say(f"image: {result.part}: {result.outcome} ({result.seconds:.0f} s) {result.said}")
            draft = self._file.with_suffix(".new")
            draft.write_text(json.dumps({"about": self._about, "parts": [asdict(each) for each in self._results]},
                                        ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            draft.rename(self._file)
