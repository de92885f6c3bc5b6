"""A whole kiosk to measure on: on an Xvfb of its own, watched and touched as the scripted citizen does."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch.album import Album
from launch.citizen import Citizen
from launch.emulated_kiosk import EmulatedKiosk, emulated_kiosk
from launch.house import here
from launch.premises import Premises, premises
from launch.screen import Screen
from launch.watcher import Watcher

LOOK_EVERY_S = 0.0001
"""How often pixels are looked at while something is timed; it adds at most this to a figure."""


@dataclass(frozen=True)
class Measured:
    """What a bench works with."""

    made: Premises
    kiosk: EmulatedKiosk
    screen: Screen
    citizen: Citizen


@contextmanager
def measured_kiosk(*, pace: str = "real", without: Collection[str] = ()) -> Iterator[Measured]:
    """A running kiosk; everything is gone at the end."""
    with ExitStack() as stack:
        made = stack.enter_context(premises(here()))
        owner = int(made.settings().users.ui) if made.apart else None
        screen = Screen(made.base / "screen", owner)
        stack.callback(screen.close)
        watcher = Watcher(made.observer, owner)
        stack.callback(watcher.close)
        kiosk = stack.enter_context(emulated_kiosk(made, screen.environment(), os.environ, pace=pace, observed=True,
                                                   without=without))
        album = Album(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        yield Measured(made, kiosk, screen, Citizen(screen, watcher, kiosk.desk, album, kiosk.supervisor.check))


@contextmanager
def bare_screen() -> Iterator[Screen]:
    """An Xvfb for a rival."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir="/dev/shm") as folder:
        screen = Screen(Path(folder))
        try:
            yield screen
        finally:
            screen.close()


def until(seen: Callable[[], bool], within_s: float = 10.0) -> float:
    """Wait for a change in pixels and return when it was seen, in seconds. Raises `TimeoutError`."""
    deadline = time.perf_counter() + within_s
    while not seen():
        if time.perf_counter() > deadline:
            raise TimeoutError(f"nothing changed on the screen within {within_s:.0f} s")
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter()


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
