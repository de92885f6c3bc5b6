"""Tells systemd that a process is ready, alive, or leaving (sd_notify(3), sd_watchdog_enabled(3)).

The signs of life come from the process's own loop, so that one that hangs is started anew.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from wire.loop import Loop, Timer

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class Notifier:
    """Speaks to NOTIFY_SOCKET; where there is none, says nothing."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        # a renderer speaks for the warm parent that forked it, which is what systemd started
        us = {str(os.getpid()), str(os.getppid())}
        period = environment.get("WATCHDOG_USEC", "") if environment.get("WATCHDOG_PID", str(os.getpid())) in us else ""
        self.period_s = int(period) / 2e6 if period.isdecimal() else 0.0
        """Between two signs of life, seconds: half of what systemd waits for one; 0 where it wants none."""

    def say(self, text: str) -> None:
        """Send one state. Nothing is waited for."""
        if not self._address:
            return
        # a leading @ stands for the zero byte of an abstract socket
        name = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
            try:
                notify.sendto(text.encode(), socket.MSG_DONTWAIT, name)
            except OSError:
                # systemd does not listen just now: a lost sign of life is what its time-out is for
                return


class Watchdog:
    """The signs of life of a process that runs a `wire.loop.Loop`."""

    def __init__(self, loop: Loop, environment: Mapping[str, str]) -> None:
        self._loop = loop
        self._notifier = Notifier(environment)
        self._timer: Timer | None = None

    def ready(self) -> None:
        """The process serves; from here on a missing sign of life lets systemd start it anew."""
        self._notifier.say(READY)
        if self._notifier.period_s:
            self._live()

    def doing(self, what: str) -> None:
        """What the process does now, one word, for whoever asks systemd (StatusText)."""
        self._notifier.say(f"STATUS={what}")

    def stopping(self) -> None:
        """The process ends."""
        if self._timer is not None:
            self._timer.cancel()
        self._notifier.say(STOPPING)

    def _live(self) -> None:
        self._notifier.say(ALIVE)
        self._timer = self._loop.call_later(self._notifier.period_s, self._live)
