"""Starts the processes of a kiosk in order, starts anew those that leave, and leaves none behind.

What systemd does on the image, this does on a desk. Sealer, guide and renderer leave at every visit's end on purpose.
A process counts as ready when it answers, never because time has passed.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launch.progress import tail

READY_S = 60.0
LOOK_AGAIN_S = 0.02
STOP_S = 5.0
SHORT_LIFE_S = 2.0
MOST_FAILURES = 5
FIRST_BACKOFF_S = 0.2
UMASK = 0o022
"""Whatever that of who starts all this is: a desk under 077 would open its doors to nobody."""
CANNOT_START = 2
"""Exit status of a process that says a person must put something right first: starting it again would not help."""


class SupervisorError(Exception):
    """A process does not start, or not stay. The message names it and ends with what it said last."""


@dataclass(frozen=True)
class Account:
    """Numbers of a user and its groups."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Resident:
    """One process: how it is started, as whom (None: as ourselves), and how to see that it answers."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    account: Account | None = None
    comes_back: bool = True


@dataclass
class _Life:
    resident: Resident
    process: subprocess.Popen[bytes] | None = None
    pidfd: int = -1
    since: float = 0.0
    ready: bool = False
    served: bool = False
    """It was ready once: that it can be is known."""
    failures: int = 0
    start_at: float | None = None


class Supervisor:
    """One thread that holds all residents. It starts every process itself: the death signal is bound to the thread."""

    def __init__(self, residents: Sequence[Resident], logs: Path) -> None:
        """`logs` is the folder where what each process says is kept."""
        self._lives = [_Life(resident) for resident in residents]
        self._logs = logs
        self._selector = selectors.DefaultSelector()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._stopping = False
        self._settled = threading.Event()
        self._trouble: SupervisorError | None = None
        self._ended: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="supervisor")

    def start(self) -> None:
        """Start all in order, each once the one before answers. Raises `SupervisorError`; then nothing is left."""
        self._thread.start()
        self._settled.wait()
        if self._trouble is not None:
            self.stop()
            raise self._trouble

    def check(self) -> None:
        """Raises `SupervisorError` when a process was given up."""
        if self._trouble is not None:
            raise self._trouble

    def pid(self, name: str) -> int | None:
        """The process that now is this resident; None while there is none."""
        life = next(life for life in self._lives if life.resident.name == name)
        process = life.process
        return process.pid if process is not None and process.returncode is None else None

    def has_ended(self, name: str) -> bool:
        """Whether a resident that does not come back has left."""
        return name in self._ended

    def stop(self) -> None:
        """End all, the last started first. Idempotent."""
        if self._wake < 0:
            return
        self._stopping = True
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)
        self._wake = -1

    def _run(self) -> None:
        try:
            self._lives[0].start_at = time.monotonic()
            while not self._stopping and self._trouble is None:
                self._advance()
                for key, _ in self._selector.select(self._pause()):
                    if key.data is not None:
                        self._reap(key.data)
        except SupervisorError as error:
            self._trouble = error
        finally:
            self._end_all()
            self._settled.set()

    def _advance(self) -> None:
        now = time.monotonic()
        for position, life in enumerate(self._lives):
            if life.start_at is not None and life.start_at <= now:
                life.start_at = None
                self._spawn(life)
            if life.process is not None and not life.ready:
                if life.resident.ready():
                    life.ready = life.served = True
                    self._follow(position, now)
                elif now - life.since > READY_S:
                    raise SupervisorError(self._words(life, f"does not answer after {READY_S:.0f} s"))

    def _follow(self, position: int, now: float) -> None:
        """The first time one is ready, the next is started; after the last, whoever waits is told."""
        later = self._lives[position + 1:]
        if not later:
            self._settled.set()
        elif later[0].since == 0.0:
            later[0].start_at = now

    def _pause(self) -> float | None:
        now = time.monotonic()
        waits = [LOOK_AGAIN_S for life in self._lives if life.process is not None and not life.ready]
        waits += [max(0.0, life.start_at - now) for life in self._lives if life.start_at is not None]
        return min(waits, default=None)

    def _spawn(self, life: _Life) -> None:
        resident = life.resident
        with open(self._logs / f"{resident.name}.log", "ab") as log:
            try:
                life.process = subprocess.Popen(
                    command_line(resident), env=dict(resident.environment), cwd="/",
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0, umask=UMASK)
            except OSError as error:
                raise SupervisorError(f"{resident.name} cannot be started: {error}") from error
        life.since = time.monotonic()
        life.ready = False
        life.pidfd = os.pidfd_open(life.process.pid)
        self._selector.register(life.pidfd, selectors.EVENT_READ, life)

    def _reap(self, life: _Life) -> None:
        assert life.process is not None
        code = life.process.wait()
        self._selector.unregister(life.pidfd)
        os.close(life.pidfd)
        lived = time.monotonic() - life.since
        never_ready = not life.ready
        life.process, life.ready = None, False
        if not life.resident.comes_back:
            self._ended.add(life.resident.name)
            if never_ready:
                raise SupervisorError(self._words(life, f"ended with {code} before it was ready"))
            return
        if code == CANNOT_START:
            raise SupervisorError(self._words(life, "cannot start"))
        if lived >= SHORT_LIFE_S or (code == 0 and life.served):  # a visit may be over before it was ready again
            life.failures = 0
            life.start_at = time.monotonic()
            return
        life.failures += 1
        if life.failures >= MOST_FAILURES:
            raise SupervisorError(self._words(life, f"ended {life.failures} times within {SHORT_LIFE_S:.0f} s, "
                                                    f"at last with {code}"))
        life.start_at = time.monotonic() + float(FIRST_BACKOFF_S * 2 ** (life.failures - 1))

    def _words(self, life: _Life, what: str) -> str:
        said = "\n    ".join(tail(self._logs / f"{life.resident.name}.log", 12)) or "(nothing)"
        return f"the process {life.resident.name} {what}. It said last:\n    {said}"

    def _end_all(self) -> None:
        for life in reversed(self._lives):
            if life.process is None:
                continue
            with suppress(ProcessLookupError):
                os.killpg(life.process.pid, signal.SIGTERM)
            try:
                life.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                pass
            with suppress(ProcessLookupError):
                os.killpg(life.process.pid, signal.SIGKILL)
            life.process.wait()
            os.close(life.pidfd)
        self._selector.close()


def command_line(resident: Resident) -> list[str]:
    """What is run: through setpriv, which changes the user first and then sets the death signal, as it must be."""
    account = resident.account
    bound = ["--pdeathsig", "TERM", "--", *resident.command]
    if account is None:
        return ["setpriv", *bound]
    groups = ["--groups", ",".join(map(str, account.groups))] if account.groups else ["--clear-groups"]
    return ["setpriv", "--reuid", str(account.uid), "--regid", str(account.gid), *groups, "--no-new-privs", *bound]
