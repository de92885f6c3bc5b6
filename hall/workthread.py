"""One thread for work that would hold up a loop: jobs in, in order; what came of each is told in the loop's thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from wire.loop import Loop

Result = TypeVar("Result")


class WorkThread:
    """Runs jobs one after the other. It does not keep the process alive: what it had begun can be done again."""

    def __init__(self, loop: Loop, name: str) -> None:
        self._loop = loop
        self._jobs: queue.SimpleQueue[Callable[[], Callable[[], None]]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def do(
        self, job: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[Exception], None],
    ) -> None:
        """Run `job` in the thread, then `done` or `failed` in the loop's."""
        def run() -> Callable[[], None]:
            try:
                result = job()
            except Exception as error:
                # bound to a name that lives on: `error` itself ends with this block
                caught = error
                return lambda: failed(caught)
            return lambda: done(result)

        self._jobs.put(run)

    def _run(self) -> None:
        while True:
            self._loop.call_from_thread(self._jobs.get()())
