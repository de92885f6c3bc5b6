"""An ID-card reader on a serial port. At another rate than its own it hears rubbish, and says nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from emulated.idcard_module import SamModule
from emulated.loop import Loop
from emulated.pty_line import PtyLine

RATE = 115200


class SerialCardReader:
    """``rate`` is how the maker's tool has set it."""

    def __init__(self, loop: Loop, link: Path, permissions: Callable[[Path], None], module: SamModule) -> None:
        self.rate = RATE
        self._loop, self._module = loop, module
        self._line = PtyLine(loop, link, permissions, self._heard)

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._line.plugged

    def plug(self) -> None:
        """Plugged: the module speaks through this line now."""
        if self._line.plug():
            self._module.deliver, self._module.pull = self._deliver, self.unplug
            self._module.powered()

    def unplug(self) -> None:
        """The line hangs up."""
        if self._line.plugged:
            self._line.unplug()
            self._module.powered()

    def _heard(self, data: bytes) -> None:
        if self._line.rate() == self.rate:
            self._module.receive(data)

    def _deliver(self, frame: bytes, one_at_a_time: bool) -> None:
        if not one_at_a_time:
            self._line.write(frame)
            return
        for place in range(len(frame)):
            self._loop.later(0, partial(self._line.write, frame[place:place + 1]))
