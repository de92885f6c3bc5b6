"""Says what is being done, and keeps what long commands say until somebody wants to know."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

DONE, FAILED, PERSON, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: it is done; something failed, and the output says what; a person has to do something first; a person
stopped it.
"""
HEARTBEAT_S = 15.0
TAIL_LINES = 30


class StepFailed(Exception):
    """A step of setup did not work. The message says what to do, `log` is where the command's output stands."""

    def __init__(self, message: str, log: Path | None = None) -> None:
        super().__init__(message)
        self.log = log


class PersonNeeded(Exception):
    """Only a person can do the next thing; the message is the one command to run."""


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
    """The last lines of a log, whatever bytes are in it. No file: no lines."""
    try:
        text = log.read_bytes()[-20_000:].decode("utf-8", "replace")
    except OSError:
        return []
    return [line.rstrip() for line in text.replace("\r", "\n").split("\n") if line.strip()][-lines:]


def exit_code(body: Callable[[], int]) -> int:
    """What `body` returns; where it fails or needs a person, its words and its log's end on stderr, and the code."""
    try:
        return body()
    except PersonNeeded as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return PERSON
    except StepFailed as error:
        if error.log is not None:
            print(f"--- the end of {error.log}", file=sys.stderr)
            print("\n".join(tail(error.log)), file=sys.stderr)
            print("---", file=sys.stderr)
        print(f"kiosk: {error}", file=sys.stderr)
        return FAILED


@dataclass
class Progress:
    """One line when a step starts, one when it ends, and one now and then while a command is long."""

    logs: Path
    environment: Mapping[str, str]
    out: TextIO = field(default_factory=lambda: sys.stdout)

    def say(self, line: str) -> None:
        """Print one line at once."""
        print(line, file=self.out, flush=True)

    def run(self, name: str, command: Sequence[str], advice: str) -> None:
        """Run a command with its output in `logs/NAME.log`. Raises `StepFailed` with `advice` when it fails."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        started = time.monotonic()
        with open(log, "wb") as output:
            output.write(("$ " + " ".join(command) + "\n").encode())
            output.flush()
            try:
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                           env=dict(self.environment))
            except OSError as error:
                raise StepFailed(f"{command[0]} cannot be run: {error.strerror}. {advice}") from error
            try:
                while True:
                    try:
                        code = process.wait(HEARTBEAT_S)
                        break
                    except subprocess.TimeoutExpired:
                        last = (tail(log, 1) or [""])[0][:90]
                        self.say(f"      … {time.monotonic() - started:.0f} s: {last}")
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if code != 0:
            raise StepFailed(f"`{' '.join(command[:4])} …` ended with {code}. {advice}", log)
