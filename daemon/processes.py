"""Starts a worker process so that it has its own user, nothing of ours, and no way to outlive us or to leave a core."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from daemon.accounts import Account
from daemon.lifeline import die_with
from wire.loop import Loop

_PR_SET_NO_NEW_PRIVS = 38
_CORE_LIMIT = 1
"""Bytes. 0 keeps cores off the disk but not from a program in kernel.core_pattern; with 1 the kernel writes neither
(fs/coredump.c takes 1 for the limit of such a program itself, and no core fits into it)."""
_UMASK = 0o027
_DESCRIPTORS = 256
"""What a worker may have open. libzmq aborts a process that runs out of descriptors for its listeners: none who may
connect to the daemon can have as many as the daemon itself (`daemon.sockets`)."""

PASSED = ("PATH", "LANG", "PYTHONPATH", "SANE_CONFIG_DIR")
"""What of the daemon's own environment its workers see."""

_prctl = ctypes.CDLL(None, use_errno=True).prctl


@dataclass(frozen=True)
class Confinement:
    """What a worker is given: the account (None: ours), its whole environment, and the bytes a file of its may have."""

    account: Account | None
    environment: Mapping[str, str]
    max_file_bytes: int


def environment(passed: Mapping[str, str], scratch: Path) -> Mapping[str, str]:
    """A worker's environment: what `passed` has of `PASSED`, and a folder for whatever a library wants to put down."""
    kept = {name: passed[name] for name in PASSED if name in passed}
    return {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1",
        "HOME": str(scratch), "TMPDIR": str(scratch), "LG_WD": str(scratch),
    }


class Process(Protocol):
    """A worker's process, whoever runs it."""

    def owns(self, pid: int) -> bool:
        """Whether the process of that number is it."""

    def terminate(self) -> None:
        """Ask it to leave."""

    def kill(self) -> None:
        """End it and all that it started."""


Starter = Callable[[Callable[[int], None]], Process]
"""Starts a worker, and calls what it is given once with the exit status. Raises `OSError`."""


class Child:
    """A process that we started, and its whole session. Told apart from a later one of the same number by a pidfd."""

    def __init__(
        self, loop: Loop, command: Sequence[str], confinement: Confinement, exited: Callable[[int], None],
    ) -> None:
        """`exited` is called once, in the loop, with the status (negative: the signal). Raises `OSError`."""
        self._loop = loop
        self._exited = exited
        account = confinement.account
        parent = os.getpid()
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, close_fds=True, start_new_session=True,
            umask=_UMASK, env=dict(confinement.environment), preexec_fn=lambda: _bind(parent, confinement),
            user=account.uid if account else None, group=account.gid if account else None,
            extra_groups=list(account.groups) if account else None,
        )
        self.pid = self._process.pid
        self._pidfd = os.pidfd_open(self.pid)
        loop.watch(self._pidfd, self._reap)

    def owns(self, pid: int) -> bool:
        """Whether the process of that number is it."""
        return pid == self.pid

    def terminate(self) -> None:
        """Ask it to leave."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and all that it started."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        # the number stays its own until we reap it, so this cannot hit a stranger
        if self._process.returncode is None:
            os.killpg(self.pid, number)

    def _reap(self) -> None:
        # what it left behind in its session goes first, as long as its number is still taken
        self.kill()
        self._loop.unwatch(self._pidfd)
        os.close(self._pidfd)
        self._exited(self._process.wait())


def _bind(parent: int, confinement: Confinement) -> None:
    """In the child, after its user was set and before exec."""
    die_with(parent)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (_CORE_LIMIT, _CORE_LIMIT))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (confinement.max_file_bytes, confinement.max_file_bytes))
