"""Tells systemd that the daemon is ready, alive, or leaving (sd_notify(3), sd_watchdog_enabled(3))."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from wire.loop import Loop, Timer


class Watchdog:
    """Speaks to NOTIFY_SOCKET; where there is none, says nothing. Its signs of life come from the loop itself."""

    def __init__(self, loop: Loop, environment: Mapping[str, str]) -> None:
        self._loop = loop
        self._address = environment.get("NOTIFY_SOCKET", "")
        meant_for = environment.get("WATCHDOG_PID", str(os.getpid()))
        period = environment.get("WATCHDOG_USEC", "") if meant_for == str(os.getpid()) else ""
        self._period_s = int(period) / 2e6 if period.isdecimal() else 0.0
        self._timer: Timer | None = None

    def ready(self) -> None:
        """The service serves; from here on a missing sign of life lets systemd start it anew."""
        self._say("READY=1")
        if self._period_s:
            self._live()

    def stopping(self) -> None:
        """The service ends."""
        if self._timer is not None:
            self._timer.cancel()
        self._say("STOPPING=1")

    def _live(self) -> None:
        self._say("WATCHDOG=1")
        self._timer = self._loop.call_later(self._period_s, self._live)

    def _say(self, text: str) -> None:
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
