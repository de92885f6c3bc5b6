"""A process that is killed at its n-th step, and what its disk holds then."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

_SOURCE = Path(__file__).with_name("cut.c")
NEVER = 1 << 40
"""More steps than any process takes."""


def preloaded(folder: Path) -> dict[str, str]:
    """Compile `cut.c`; the environment for a process that has it."""
    library = folder / "cut.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-o", library, _SOURCE, "-ldl", "-lpthread"], check=True)
    return {**os.environ, "LD_PRELOAD": str(library)}


def start(folder: Path, shadow: Path, steps: int, body: Callable[[], None]) -> int:
    """Run `body` in a process that is killed at that step; `shadow` becomes what is durable of `folder`. Its pid."""
    shutil.rmtree(shadow, ignore_errors=True)
    shutil.copytree(folder, shadow, ignore=_no_pipes)
    pid = os.fork()
    if pid:
        return pid
    try:
        ctypes.CDLL(None).cut_arm(str(folder).encode(), str(shadow).encode(), ctypes.c_long(steps))
        body()
        os._exit(0)
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        os._exit(1)


def ended(pid: int) -> bool:
    """Wait; True where it came to its end, False where it was killed. Raises `RuntimeError` for any other end."""
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status not in (0, -signal.SIGKILL):
        raise RuntimeError(f"it ended with {status} by itself")
    return status == 0


def cut(folder: Path, shadow: Path) -> None:
    """The power went: what was not durable is gone."""
    shutil.rmtree(folder)
    shutil.copytree(shadow, folder)


def _no_pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not (Path(folder) / name).is_file() and not (Path(folder) / name).is_dir()]
