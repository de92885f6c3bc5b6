"""Processes that systemd runs for us: workers as `citizen-window-device@CLASS.service`, and the others' units.

The daemon asks `systemctl` (which speaks to systemd itself when root calls it) to start, end and kill them. So it needs
neither the right to become another user nor a device nor a network, and every worker has a sandbox of its own.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence

from wire.loop import Loop
from wire.values import Role

SYSTEMCTL = ("/usr/bin/systemctl", "--quiet")
_LONGEST_ANSWER = 64
"""Bytes of a number and a line's end, with room."""


def worker_unit(device: Role) -> str:
    """The unit of a device class's worker."""
    return f"citizen-window-device@{device.value}.service"


def unit(role: Role) -> str:
    """The unit of a role that is no device."""
    return f"citizen-window-{role.value}.service"


class Systemd:
    """Has `systemctl` run, and waits for none of it: its end comes through the loop."""

    def __init__(self, loop: Loop, systemctl: Sequence[str] = SYSTEMCTL) -> None:
        self._loop = loop
        self._systemctl = systemctl

    def ask(self, words: Sequence[str], ended: Callable[[int, bytes], None] = lambda status, said: None) -> None:
        """Run one command. `ended` gets its exit status and the first bytes of what it said. Raises `OSError`."""
        process = subprocess.Popen(
            [*self._systemctl, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
        pidfd = os.pidfd_open(process.pid)

        def over() -> None:
            self._loop.unwatch(pidfd)
            os.close(pidfd)
            assert process.stdout is not None
            with process.stdout:
                said = os.read(process.stdout.fileno(), _LONGEST_ANSWER)
            ended(process.wait(), said)

        self._loop.watch(pidfd, over)

    def kill(self, name: str) -> None:
        """End all of a unit's processes at once. Raises `OSError`."""
        self.ask(("kill", "--signal=SIGKILL", name))


class Unit:
    """One run of a worker's unit, from its start to its end. Seen from outside it is a `daemon.processes.Child`."""

    def __init__(self, systemd: Systemd, name: str, exited: Callable[[int], None]) -> None:
        """`exited` is called once, in the loop, with the exit status as systemd has it. Raises `OSError`."""
        self._systemd = systemd
        self._name = name
        self._exited = exited
        self._pid: int | None = None
        systemd.ask(("start", "--wait", name), lambda status, said: self._over(status))

    def owns(self, pid: int) -> bool:
        """Whether this is its process. The kernel said that it has the unit's user, which nothing else has; the first
        to say Hello is the unit's main process, and stays it.
        """
        if self._pid is None:
            self._pid = pid
        return pid == self._pid

    def terminate(self) -> None:
        """Ask it to leave."""
        self._systemd.ask(("stop", "--no-block", self._name))

    def kill(self) -> None:
        """End it and all that it started."""
        self._systemd.kill(self._name)

    def _over(self, status: int) -> None:
        self._systemd.ask(("show", "--property=ExecMainStatus", "--value", self._name),
                          lambda _, said: self._exited(int(said) if said.strip().isdigit() else status))
