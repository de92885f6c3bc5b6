"""A whole kiosk with a scripted citizen before it: every process and library real, the desk at the far end emulated."""

from __future__ import annotations

import json
import os
import select
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch.album import Album
from launch.citizen import Citizen
from launch.emulated_kiosk import EmulatedKiosk, emulated_kiosk
from launch.house import here
from launch.premises import Premises, premises
from launch.screen import Screen
from launch.watcher import Watcher
from rules.settings import Settings, render

LOOK_AGAIN_MS = 20
DEVICES = ("idcard", "barcode", "page", "printer", "gpio")


@dataclass(frozen=True)
class Stay:
    """The kiosk and the citizen."""

    kiosk: EmulatedKiosk
    citizen: Citizen
    screen: Screen

    @property
    def premises(self) -> Premises:
        """Its folders."""
        return self.kiosk.premises

    def in_spool(self) -> list[str]:
        """Every file of the visit: card, pages, documents. What libraries put down at their start is none."""
        spool = self.premises.runtime / "visit"
        return sorted(str(path.relative_to(spool)) for folder in ("card", "pages", "documents")
                      for path in (spool / folder).rglob("*") if not path.is_dir())

    def pid(self, resident: str) -> int:
        """A process that launch supervises; one that was just replaced is waited for."""
        return self._found(lambda: self.kiosk.supervisor.pid(resident), f"a process {resident}")

    def renderers(self) -> list[int]:
        """The renderers that the warm parent has forked, the one on the screen among them. Its speaker is none."""
        return [pid for pid in children(self.pid("ui")) if "ui.speaker" not in command(pid)]

    def sealer(self) -> int:
        """The sealer that its warm parent has forked; one that was just replaced is waited for."""
        return self._found(lambda: next(iter(children(self.pid("sealer"))), None), "a sealer")

    def worker(self, device: str) -> int:
        """A device's worker; one that was just replaced is waited for."""
        return self._found(lambda: self.workers().get(device), f"a {device} worker")

    def workers(self) -> dict[str, int]:
        """The workers by device."""
        found = {}
        for pid in children(self.pid("daemon")):
            words = command(pid)
            if "--device" in words:
                found[words[words.index("--device") + 1]] = pid
        return found

    def until_device(self, device: str, state: str) -> None:
        """Wait until the daemon knows a device as `state`, as its journal says last."""
        def known() -> bool:
            states = [line["state"] for line in self._journal()
                      if line.get("event") == "device.changed" and line["device"] == device]
            return states[-1:] == [state]

        self.until(known, f"{device} is {state}", 60)

    def until_over(self) -> None:
        """Wait until the last visit is over: 首页 may stand before the last process that knew of it is gone."""
        def over() -> bool:
            told = [line["event"] for line in self._journal() if line.get("event") in ("visit.began", "visit.over")]
            return told[-1:] == ["visit.over"]

        self.until(over, "the visit is over")

    def until_here(self, *roles: str) -> None:
        """Wait until these processes are with the daemon: one that starts meanwhile knows of no visit."""
        def known() -> bool:
            here: set[str] = set()
            for line in self._journal():
                match line.get("event"):
                    case "daemon.started":
                        here.clear()
                    case "peer.joined":
                        here.add(line["role"])
                    case "peer.gone":
                        here.discard(line["role"])
            return here.issuperset(roles)

        self.until(known, f"{' and '.join(roles)} with the daemon")

    def _journal(self) -> list[dict[str, Any]]:
        *whole, _ = (self.premises.logs / "daemon.log").read_text(encoding="utf-8").split("\n")
        return [json.loads(line[3:]) for line in whole if line.startswith("<") and line.endswith("}")]

    def _found(self, look: Callable[[], int | None], what: str) -> int:
        """What is looked for, as soon as it is there."""
        found: list[int] = []

        def there() -> bool:
            found[:] = [pid for pid in (look(),) if pid is not None]
            return bool(found)

        self.until(there, what)
        return found[0]

    def until(self, condition: Callable[[], bool], what: str, within_s: float = 60) -> None:
        """Wait for something that does not show on the screen."""
        waiting, deadline = select.poll(), time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, f"{what}: not within {within_s} s"
            waiting.poll(LOOK_AGAIN_MS)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def command(pid: int) -> list[str]:
    """A process's words, none when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


@contextmanager
def stay(folder: Path, change: Callable[[Settings], Settings] = lambda settings: settings,
         without: Collection[str] = ()) -> Iterator[Stay]:
    """Open the kiosk; pictures go to `folder`. `change` may give it another configuration. `without` names processes
    that the test starts itself.
    """
    with ExitStack() as stack:
        made = stack.enter_context(premises(here()))
        made.config.write_text(render(change(made.settings())), encoding="utf-8")
        owner = int(made.settings().users.ui) if made.apart else None
        screen = Screen(made.base / "screen", owner)
        stack.callback(screen.close)
        watcher = Watcher(made.observer, owner)
        stack.callback(watcher.close)
        album = Album(folder / "album")
        stack.callback(shutil.copytree, made.logs, folder / "logs")
        kiosk = stack.enter_context(
            emulated_kiosk(made, screen.environment(), os.environ, pace="instant", observed=True, without=without))
        yield Stay(kiosk, Citizen(screen, watcher, kiosk.desk, album, kiosk.supervisor.check), screen)
