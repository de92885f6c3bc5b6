"""The supervisor of one device: its socket, its worker process, the verbs that wait for it, and what it is known to be.

`daemon.lifecycle` decides, this does. One verb runs at a time; others wait in a short queue, and the waiting counts.
"""

from __future__ import annotations

import errno
import subprocess
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from daemon import lifecycle
from daemon.jobs import End, Job
from daemon.journal import Event, Journal
from daemon.lifecycle import Effect, Life, State
from daemon.processes import Process, Starter
from daemon.sockets import Sockets
from daemon.verbs import CANNOT_START, DEVICE_BUSY, LONGEST_S, OVERHEARING, OVERTIME_S, VERBS, WORKER_GONE
from wire.calls import Call, Peer
from wire.endpoint import Endpoint
from wire.frames import Reply
from wire.loop import Loop, Timer
from wire.messages import Ask, Done, PressKey, ReportDevice
from wire.values import Act, DeviceState, DeviceView, Failure, Outcome, Role, Slug, Supply

MAX_QUEUE = 4
"""Verbs that may wait for a device, besides the one that runs."""
_OF_USE = (DeviceState.ONLINE, DeviceState.BUSY, DeviceState.USER_ERROR)
GIVE_UP = 3
"""Failures in a row after which verbs are not kept waiting for the next start."""


@dataclass(frozen=True)
class Hooks:
    """Whom a device tells: its view changed, a verb holds the countdown (or no more), a key was turned, it is up."""

    changed: Callable[[DeviceView], None]
    held: Callable[[Role, bool], None]
    key: Callable[[Slug], None]
    ready: Callable[[Role], None]
    settled: Callable[[], None]
    """Its worker went from one state to another, so that whoever waits for a replacement or the end may look."""


@dataclass
class _Running:
    job: Job
    peer: Peer
    request_id: str = ""


@dataclass
class _Waiting:
    jobs: deque[Job] = field(default_factory=deque)

    def live(self, now: float) -> Job | None:
        """The next job that somebody still wants."""
        while self.jobs:
            job = self.jobs.popleft()
            if job.deadline > now:
                return job
            job.end(End(Outcome.TIMED_OUT))
        return None


class Device:
    """One device class of this kiosk, as the rest of the daemon sees it."""

    HANDLED: tuple[type[Ask], ...] = (ReportDevice, PressKey)
    """What a device's socket takes."""

    def __init__(
        self, loop: Loop, sockets: Sockets, role: Role, start: Starter, journal: Journal, hooks: Hooks,
    ) -> None:
        """Binds the device's socket; `start` brings the worker, again and again. Raises `zmq.ZMQError`, `OSError`."""
        self.role = role
        self.tainted = False
        """Whether its process ran a personal verb and was not replaced since."""
        self._loop = loop
        self._start = start
        self._journal = journal
        self._hooks = hooks
        self._life = Life()
        self._timer: Timer | None = None
        self._child: Process | None = None
        self._peer: Peer | None = None
        self._running: _Running | None = None
        self._waiting = _Waiting()
        self._reported = DeviceView(device=role.value, state=DeviceState.STARTING)
        self._told = self._reported
        self._endpoint = self._bind(sockets)

    @property
    def view(self) -> DeviceView:
        """What is known of the device, a running verb included."""
        return self._told

    @property
    def state(self) -> State:
        """Where its worker's life stands."""
        return self._life.state

    def start(self) -> None:
        """Start the worker."""
        self._feed(lifecycle.Start())

    def stop(self) -> None:
        """End the worker for good; `state` becomes ENDED."""
        self.cancel_all()
        self._feed(lifecycle.Stop())

    def close(self) -> None:
        """Give the socket back."""
        self._endpoint.close()

    def replace(self) -> None:
        """End a tainted worker and start a fresh one. Untainted, it may stay, unless it may have heard something."""
        if self.role in OVERHEARING and self._life.state is State.READY:
            self.tainted = True
        if self.tainted:
            self._feed(lifecycle.Replace())

    def submit(self, job: Job) -> None:
        """Have a verb done when its turn comes."""
        if self._life.failures >= GIVE_UP and self._peer is None:
            job.end(End(Outcome.FAILED, failure=WORKER_GONE))
        elif len(self._waiting.jobs) >= MAX_QUEUE:
            job.end(End(Outcome.REFUSED, failure=DEVICE_BUSY))
        else:
            self._waiting.jobs.append(job)
            self._next()

    def cancel(self, job: Job) -> None:
        """Nobody wants this job any more; it ends now if it waits, and when the worker says so if it runs."""
        if self._running is not None and self._running.job is job:
            self._endpoint.cancel(self._running.peer, self._running.request_id)
            self._feed(lifecycle.VerbCanceled())
        elif job in self._waiting.jobs:
            self._waiting.jobs.remove(job)
            job.end(End(Outcome.CANCELED))

    def cancel_all(self) -> None:
        """Nobody wants anything of this device any more."""
        for job in list(self._waiting.jobs):
            self.cancel(job)
        if self._running is not None:
            self.cancel(self._running.job)

    # ---------------------------------------------------------------- the worker's life

    def _feed(self, given: lifecycle.Input) -> None:
        before = self._life.state
        self._life, effects = lifecycle.step(self._life, given, self._loop.now())
        if self._timer is not None:
            self._timer.cancel()
        wake = self._life.wake
        self._timer = None if wake is None else self._loop.call_at(wake, lambda: self._feed(lifecycle.Woke()))
        for effect in effects:
            self._do(effect)
        if self._life.state is not before:
            self._tell()
            self._next()
            self._hooks.settled()

    def _do(self, effect: Effect) -> None:
        match effect:
            case Effect.SPAWN:
                self._spawn()
            case Effect.TERMINATE if self._child is not None:
                self._child.terminate()
            case Effect.KILL if self._child is not None:
                self._journal.write(Event.WORKER_KILLED, device=self.role)
                self._child.kill()

    def _spawn(self) -> None:
        self.tainted = False
        try:
            self._child = self._start(self._exited)
        except (OSError, subprocess.SubprocessError) as error:
            number = error.errno if isinstance(error, OSError) and error.errno else errno.ECHILD
            self._journal.write(Event.WORKER_NOT_STARTED, device=self.role, errno=number)
            self._loop.call_later(0, lambda: self._lost(Act.ENGINEER))
            return
        self._journal.write(Event.WORKER_STARTED, device=self.role)

    def _exited(self, status: int) -> None:
        self._journal.write(Event.WORKER_EXITED, device=self.role, status=status)
        self._lost(Act.ENGINEER if status == CANNOT_START else Act.NOBODY)

    def _lost(self, act: Act) -> None:
        """`act`: who must put it right; nobody where the restart does."""
        self._child = None
        self._peer = None
        self.tainted = False
        if not self._life.wanted:
            self._reported = msgspec.structs.replace(
                self._reported, state=DeviceState.OFFLINE, code=WORKER_GONE.code, act=act,
            )
        self._end_running(End(Outcome.FAILED, failure=WORKER_GONE))
        self._feed(lifecycle.Exited())
        if self._life.failures >= GIVE_UP:
            while self._waiting.jobs:
                self._waiting.jobs.popleft().end(End(Outcome.FAILED, failure=WORKER_GONE))

    # ---------------------------------------------------------------- verbs

    def _next(self) -> None:
        if self._life.state is not State.READY or self._peer is None:
            return
        job = self._waiting.live(self._loop.now())
        if job is None:
            return
        verb = VERBS[type(job.ask)]
        running = _Running(job, self._peer)
        self._running = running
        self.tainted = self.tainted or verb.personal
        running.request_id = self._endpoint.ask(
            self._peer, job.ask, min(LONGEST_S, job.deadline - self._loop.now() + OVERTIME_S),
            lambda reply: self._replied(running, reply), job.progress,
        )
        self._feed(lifecycle.VerbBegan(job.deadline))
        if verb.personal:
            self._hooks.held(self.role, True)

    def _replied(self, running: _Running, reply: Reply) -> None:
        if self._running is not running:
            return
        wanted = VERBS[type(running.job.ask)].answer
        if reply.failure is not None and reply.failure.code == "request.peer_gone":
            # its exit, or its new Hello, is what moves its life on
            self._end_running(End(Outcome.FAILED, failure=WORKER_GONE))
        elif reply.outcome is Outcome.COMPLETED and not isinstance(reply.answer, wanted) or (
            reply.outcome in (Outcome.FAILED, Outcome.REFUSED) and reply.failure is None
        ) or reply.outcome is Outcome.TIMED_OUT:
            self._end_running(End(Outcome.FAILED, failure=WORKER_GONE))
            self._feed(lifecycle.Broken())
        else:
            self._end_running(End(reply.outcome, reply.answer, reply.failure))
            self._feed(lifecycle.VerbOver())

    def _end_running(self, end: End) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        self._journal.write(Event.VERB_ENDED, device=self.role, verb=type(running.job.ask), outcome=end.outcome)
        if VERBS[type(running.job.ask)].personal:
            self._hooks.held(self.role, False)
        running.job.end(end)

    # ---------------------------------------------------------------- the device's socket

    def _bind(self, sockets: Sockets) -> Endpoint:
        return sockets.bind(
            f"device-{self.role.value}", {self.role},
            handlers={ReportDevice: self._take_report, PressKey: self._take_key},
            permit=self._permit, joined=self._joined, left=self._left,
        )

    def _permit(self, peer: Peer, ask: Ask) -> Failure | None:
        """Only the process that we started speaks for the device, whoever else has its user."""
        if self._peer is None or peer.identity != self._peer.identity:
            return Failure(code="request.not_permitted", act=Act.NOBODY)
        return None

    def _joined(self, peer: Peer) -> None:
        if self._child is not None and self._child.owns(peer.pid):
            self._peer = peer
            self._feed(lifecycle.Joined())
            self._hooks.ready(self.role)

    def _left(self, peer: Peer) -> None:
        if self._peer is not None and self._peer.identity == peer.identity:
            self._peer = None

    def _take_report(self, call: Call) -> None:
        assert isinstance(call.ask, ReportDevice)
        self._reported = call.ask.view
        call.complete(Done())
        self._tell()

    def _take_key(self, call: Call) -> None:
        assert isinstance(call.ask, PressKey)
        call.complete(Done())
        self._hooks.key(call.ask.key)

    def _tell(self) -> None:
        """Tell of the device as it is now: the daemon knows of a running verb before the worker could say so."""
        view = self._reported
        running = self._running is not None and VERBS[type(self._running.job.ask)].personal
        if running and view.state is DeviceState.ONLINE:
            view = msgspec.structs.replace(view, state=DeviceState.BUSY)
        view = msgspec.structs.replace(view, since=self._since(view))
        if view != self._told:
            if view.state is not self._told.state:
                self._journal.write(Event.DEVICE_CHANGED, device=self.role, state=view.state)
            if view.paper is not self._told.paper:
                # low comes long before out: whoever reads the journal has time to change the roll
                short = view.paper in (Supply.LOW, Supply.OUT)
                self._journal.write(
                    Event.PAPER_SHORT if short else Event.PAPER_CHANGED, device=self.role, paper=view.paper)
            self._told = view
            self._hooks.changed(view)

    def _since(self, view: DeviceView) -> str:
        """From when it has not been of use. A worker that starts again and again is not of use in between."""
        starting = view.state is DeviceState.STARTING
        if view.state in _OF_USE and view.paper is not Supply.OUT or starting and not self._told.since:
            return ""
        return self._told.since or f"{datetime.now():%Y-%m-%dT%H:%M}"
