"""What a process says when it crashes: where and by what kind of error, never its message: that may name a citizen."""

from __future__ import annotations

import faulthandler
import resource
import sys
import traceback
from types import TracebackType
from typing import TextIO


def withhold() -> None:
    """From here on this process leaves no core, no dump of its stack and no message of an exception."""
    # 1, not 0: see daemon.processes
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    faulthandler.disable()
    sys.excepthook = _hook


def describe(kind: type[BaseException], trace: TracebackType | None, stream: TextIO) -> None:
    """Write the kind and the places in the code, innermost last."""
    stream.write(f"<3>crashed by {kind.__name__}; its message is withheld, it may name a citizen\n")
    for frame in traceback.extract_tb(trace):
        stream.write(f"<3>  {frame.filename}:{frame.lineno} in {frame.name}\n")
    stream.flush()


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    describe(kind, trace, sys.stderr)
