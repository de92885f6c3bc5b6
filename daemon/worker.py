"""What runs in a device's process: the bus on the main thread, the driver on the verb thread (`daemon.verb_thread`).

It holds what its verbs brought until the visit's end, when the daemon ends it; so it leaves nothing behind: no core, no
message of an exception, no file but those in the visit's spool.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import zmq

from daemon import crash
from daemon.journal import Event, Journal
from daemon.sockets import socket_path
from daemon.spool import VISIT
from daemon.trade import BadAsk, Trade, load
from daemon.verb_thread import Listeners, Task, VerbThread
from daemon.verbs import CANNOT_START, CLASSES, DEVICE_BUSY, OVERTIME_S, REASON_S, VERBS
from drivers.base import Driver, Factory, Surroundings
from drivers.errors import Canceled, DeviceFailure
from rules.settings import Device as DeviceSettings
from rules.settings import Settings, SettingsError, parse
from wire.calls import Call
from wire.frames import Reply
from wire.link import Link
from wire.loop import Loop
from wire.messages import Answer, PressKey, ReportDevice
from wire.values import Act, DeviceView, Failure, Outcome, Role, Slug

CRASHED = 70
"""Exit status after an exception that no driver may raise (EX_SOFTWARE of sysexits.h)."""

_PATIENCE_S = 0.3
"""How long the driver may take to let go of its device when the process is told to leave."""
_AGAIN_S = 0.1
"""Between two cancels of the same verb."""
_REPORT_S = 2.0


class Worker:
    """The main thread's side."""

    def __init__(self, role: Role, loop: Loop, driver: Driver, trade: Trade, journal: Journal) -> None:
        self._role = role
        self._loop = loop
        self._journal = journal
        self._link: Link | None = None
        self._seen: DeviceView | None = None
        self._reported: DeviceView | None = None
        self._running: Task | None = None
        self._verbs = VerbThread(role, driver, trade, Listeners(
            seen=lambda view: loop.call_from_thread(lambda: self._look(view)),
            key_pressed=lambda key: loop.call_from_thread(lambda: self._press(key)),
            crashed=self._crashed,
        ))

    def run(self, context: zmq.Context[zmq.Socket[bytes]], runtime: Path) -> int:
        """Serve until told to leave. Returns the exit status."""
        self._link = Link(
            self._loop, context, f"ipc://{socket_path(runtime, f'device-{self._role.value}')}", self._role,
            handlers={ask: self._take for ask, verb in VERBS.items() if verb.device is self._role},
            welcomed=lambda snapshot: self._report_again(), lost=self._loop.stop, rejected=self._rejected,
        )
        self._verbs.start()
        self._loop.run()
        if not self._verbs.stop(_PATIENCE_S):
            # closing a device under a driver that still uses it is worse than not closing it
            os._exit(0)
        self._link.close()
        return 0

    def _take(self, call: Call) -> None:
        if self._running is not None:
            call.refuse(DEVICE_BUSY)
            return
        timeout_s = max(REASON_S, call.deadline - self._loop.now() - OVERTIME_S - REASON_S)
        task = Task(
            call.ask, timeout_s,
            progress=lambda done, total: self._loop.call_from_thread(lambda: call.progress(done, total)),
            answered=lambda answer: self._loop.call_from_thread(lambda: self._answer(call, answer)),
            failed=lambda error: self._failed(call, error), canceled=threading.Event(),
        )
        self._running = task
        call.on_cancel = lambda: self._cancel(task)
        self._verbs.submit(task)

    def _cancel(self, task: Task) -> None:
        if self._running is task:
            self._verbs.cancel(task)
            self._loop.call_later(_AGAIN_S, lambda: self._cancel(task))

    def _answer(self, call: Call, answer: Answer) -> None:
        self._running = None
        call.complete(answer)

    def _failed(self, call: Call, error: Exception) -> None:
        """On the verb thread."""
        match error:
            case DeviceFailure():
                failure = Failure(code=error.code.value, act=Act(error.act.value), detail=error.detail[:200])
                self._loop.call_from_thread(lambda: self._end(call, Outcome.FAILED, failure))
            case Canceled():
                self._loop.call_from_thread(lambda: self._end(call, Outcome.CANCELED, None))
            case BadAsk():
                refusal = Failure(code="request.malformed", act=Act.NOBODY)
                self._loop.call_from_thread(lambda: self._end(call, Outcome.REFUSED, refusal))
            case _:
                self._crashed(error)

    def _end(self, call: Call, outcome: Outcome, failure: Failure | None) -> None:
        self._running = None
        if failure is None:
            call.cancel()
        elif outcome is Outcome.FAILED:
            call.fail(failure)
        else:
            call.refuse(failure)

    def _look(self, view: DeviceView) -> None:
        self._seen = view
        if view != self._reported and self._link is not None and self._link.greeted:
            self._reported = view
            self._link.ask(ReportDevice(view=view), _REPORT_S, self._told)

    def _report_again(self) -> None:
        self._reported = None
        if self._seen is not None:
            self._look(self._seen)

    def _told(self, reply: Reply) -> None:
        if reply.outcome is not Outcome.COMPLETED:
            # the next look tells it again
            self._reported = None

    def _press(self, key: Slug) -> None:
        if self._link is not None:
            self._link.ask(PressKey(key=key), _REPORT_S, lambda reply: None)

    def _rejected(self, failure: Failure) -> None:
        sys.stderr.write(f"<3>the daemon does not take this process for its {self._role.value} worker\n")
        os._exit(CANNOT_START)

    def _crashed(self, error: BaseException) -> None:
        """A foreign exception: the driver is in no known state, so the process is not, either."""
        self._journal.write(Event.WORKER_CRASHED, device=self._role, exception=type(error))
        crash.describe(type(error), error.__traceback__, sys.stderr)
        os._exit(CRASHED)


def run(device: str, settings: Settings, factories: Mapping[str, Factory]) -> int:
    """Be the worker of a device class until told to leave. `factories`: how each model's driver is made.

    Returns the exit status; 2, with a sentence on stderr, for a model or address that cannot be.
    """
    crash.withhold()
    role = Role(device)
    chosen = getattr(settings.devices, device)
    assert isinstance(chosen, DeviceSettings)
    factory = factories.get(chosen.model)
    if factory is None:
        return _cannot(f"devices.{device}.model: there is no {chosen.model!r}; known: {', '.join(sorted(factories))}")
    try:
        driver = factory(chosen, _surroundings(settings))
    except ValueError as error:
        return _cannot(f"devices.{device}.address: {error}")
    runtime = Path(settings.paths.runtime)
    loop = Loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.call_from_thread(loop.stop))
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context(io_threads=1)
    trade = load(role).trade(runtime / VISIT, Path(settings.paths.state), driver)
    status = Worker(role, loop, driver, trade, Journal(sys.stderr)).run(context, runtime)
    context.term()
    return status


def _surroundings(settings: Settings) -> Surroundings:
    library = settings.idcard.portrait_library
    return Surroundings(assets=Path(settings.paths.assets), portrait_library=Path(library) if library else None)


def _cannot(reason: str) -> int:
    sys.stderr.write(f"<3>{reason}\n")
    return CANNOT_START


def main(arguments: list[str] | None = None) -> int:
    """The product's worker: the class's real models, settings from a file."""
    parser = argparse.ArgumentParser(prog="python -m daemon.worker", description="Serves one device class.")
    parser.add_argument("--device", required=True, choices=[role.value for role in CLASSES])
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="the kiosk's configuration (TOML)")
    chosen = parser.parse_args(arguments)
    try:
        settings = parse(chosen.config.read_text(encoding="utf-8"), str(chosen.config))
    except SettingsError as error:
        return _cannot(str(error))
    except (OSError, UnicodeDecodeError) as error:
        return _cannot(f"{chosen.config}: cannot be read ({type(error).__name__})")
    return run(chosen.device, settings, load(Role(chosen.device)).MODELS)


if __name__ == "__main__":
    sys.exit(main())
