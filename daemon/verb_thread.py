"""The one thread of a worker that talks to its device: verbs when there are any, otherwise a look at it now and then.

A driver may block for as long as it likes here; the bus is served by the main thread, which cancels it, and the daemon
ends the process when that does not help.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from daemon.trade import Trade
from daemon.verbs import VERBS
from drivers.base import DeviceInfo, DeviceStatus, Driver, Progress, State
from drivers.errors import Canceled, DeviceFailure
from wire.messages import Answer, Ask
from wire.values import Act, DeviceState, DeviceView, Role, Slug, Supply

LOOK_S = 2.0
"""Between two looks at a device that is there and does nothing."""
_SOONER_S = {Role.IDCARD: 0.6}
"""A card reader whose cable was pulled is told on the screen within a second."""
SEEK_S = 1.0
"""Between two tries to open a device that is not there."""


@dataclass(frozen=True)
class Task:
    """One verb, and its end: `answered` or `failed`, called on the verb thread."""

    ask: Ask
    timeout_s: float
    progress: Progress
    answered: Callable[[Answer], None]
    failed: Callable[[Exception], None]
    canceled: threading.Event


@dataclass(frozen=True)
class Listeners:
    """Called on the verb thread: after every look, for a key, and when an exception came that nobody expects."""

    seen: Callable[[DeviceView], None]
    key_pressed: Callable[[Slug], None]
    crashed: Callable[[BaseException], None]


class VerbThread:
    """Owns the driver from `start` on. `submit`, `cancel` and `stop` are for the main thread."""

    def __init__(self, role: Role, driver: Driver, trade: Trade, listeners: Listeners) -> None:
        self._role = role
        self._look_s = _SOONER_S.get(role, LOOK_S)
        self._driver = driver
        self._trade = trade
        self._listeners = listeners
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._info: DeviceInfo | None = None
        self._thread = threading.Thread(target=self._run, name="verbs", daemon=True)

    def start(self) -> None:
        """Open the device and begin."""
        self._thread.start()

    def submit(self, task: Task) -> None:
        """Do this next."""
        self._tasks.put(task)

    def cancel(self, task: Task) -> None:
        """End a task as soon as the driver allows. A cancel that comes before the driver's verb has begun is lost on
        the driver, so it is repeated by the caller until the task has ended.
        """
        task.canceled.set()
        self._driver.cancel()

    def stop(self, patience_s: float) -> bool:
        """Close the device and end the thread. False: the driver did not come back in time."""
        self._tasks.put(None)
        self._driver.cancel()
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._look()
            while self._turn():
                pass
        except BaseException as error:
            self._listeners.crashed(error)
        finally:
            self._driver.close()

    def _turn(self) -> bool:
        try:
            task = self._tasks.get(timeout=SEEK_S if self._info is None else self._look_s)
        except queue.Empty:
            self._look()
            return True
        if task is None:
            return False
        self._do(task)
        if VERBS[type(task.ask)].on_device:
            self._look()
        return True

    def _do(self, task: Task) -> None:
        try:
            if task.canceled.is_set():
                raise Canceled
            answer = self._trade.perform(self._opened, task.ask, task.timeout_s, task.progress)
        except Exception as error:
            # the caller knows which of these are ends of a verb, and takes the others for a crash
            task.failed(error)
        else:
            task.answered(answer)

    def _opened(self) -> Driver:
        if self._info is None:
            info = self._driver.open()
            self._trade.begin(self._driver, self._listeners.key_pressed)
            self._info = info
        return self._driver

    def _look(self) -> None:
        model = self._info.model if self._info else ""
        try:
            status = self._opened().status()
            model = self._info.model if self._info else model
        except DeviceFailure as failure:
            status = DeviceStatus(State.NO_DEVICE, failure.code, failure.act)
        except Canceled:
            return
        if status.state in (State.NO_DEVICE, State.OFFLINE):
            # it may come back as another device on another port: only opening finds it
            self._driver.close()
            self._info = None
        self._listeners.seen(_view(self._role, model, status))


def _view(role: Role, model: str, status: DeviceStatus) -> DeviceView:
    return DeviceView(
        device=role.value, state=DeviceState(status.state.value), model=model[:200], paper=Supply(status.paper.value),
        code=status.code.value if status.code else None, act=Act(status.act.value),
    )
