"""How every process of the hall starts and ends: its settings, no core, crashes that name nobody, a loop that stops."""

from __future__ import annotations

import argparse
import logging
import os
import pwd
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from hall.database import DatabaseError
from rules.settings import Settings, SettingsError, parse
from wire.loop import Loop
from wire.watchdog import Watchdog

_DESCRIPTORS = 512
"""What a process of the hall may have open: more than a renderer may connect with, less than the daemon can serve."""
CANNOT_START = 2
"""Exit status of a process that says on stderr what a person must put right first."""


class StartError(Exception):
    """A process cannot start. The message says what is wrong, what to do and names the file or key."""


def read_settings(file: Path) -> Settings:
    """The settings in `file`. Raises `StartError` naming the file, the line and the remedy."""
    try:
        return parse(file.read_text(encoding="utf-8"), str(file))
    except SettingsError as error:
        raise StartError(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise StartError(f"{file}: cannot be read: {reason}; give the kiosk's configuration with --config") from None


def arguments(program: str, about: str) -> argparse.ArgumentParser:
    """A parser that knows `--config`, which every process has."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="the kiosk's configuration (TOML)")
    return parser


def guarded(body: Callable[[], int], descriptors: int = _DESCRIPTORS) -> int:
    """Run a process's body without cores and loud tracebacks; what cannot start is said in one line. Exit status."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = descriptors if hard == resource.RLIM_INFINITY else min(descriptors, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # 1, not 0: with 0 the kernel still feeds a program that kernel.core_pattern names
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    sys.excepthook = _crashed
    os.umask(0o007)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # httpx tells of every request, and its address holds a receipt's number
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        return body()
    except (StartError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return CANNOT_START


def user_number(name: str, key: str) -> int | None:
    """The uid of a user in the settings, None for an empty name. Raises `StartError` naming `users.KEY`."""
    if not name:
        return None
    if name.isdecimal():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        raise _nobody(name, key) from None


def group_number(name: str, key: str) -> int | None:
    """The primary gid of a user in the settings, None for an empty name; a numeric user's gid is the same number."""
    if not name:
        return None
    if name.isdecimal():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_gid
    except KeyError:
        raise _nobody(name, key) from None


def serve(loop: Loop, leads: bool = True) -> None:
    """Run the loop until it is stopped; SIGTERM and SIGINT stop it after the present callback. systemd is told.

    `leads` is false where another process is what systemd started: that one's unit does not end with this one.
    """
    def stop(number: int, frame: object) -> None:
        loop.call_from_thread(loop.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    watchdog = Watchdog(loop, os.environ)
    watchdog.ready()
    loop.run()
    if leads:
        watchdog.stopping()


def _nobody(name: str, key: str) -> StartError:
    return StartError(f"users.{key}: there is no user {name!r} here; create it, or leave the key empty")


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Where it crashed and by what kind of error, never its message: that may quote what a citizen wrote."""
    print(f"crashed by {kind.__name__}; the message is withheld, it may name a citizen", file=sys.stderr)
    for frame in traceback.extract_tb(trace):
        print(f"  {frame.filename}:{frame.lineno} in {frame.name}", file=sys.stderr)
