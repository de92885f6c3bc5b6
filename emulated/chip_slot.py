"""A slot for chip cards behind the real pcscd: its driver for virtual readers (vpcd), which a card calls by TCP.

pcscd's socket has a fixed place; a mount of the slot's own folder over it, seen by this pcscd alone, keeps desks apart.
vpcd listens on all addresses: this is for desks and tests, never for an image.
"""

import os
import random
import shlex
import socket
import subprocess
import time
from pathlib import Path

from emulated.chip_card import ChipCard
from emulated.faults import Faults, Refused
from emulated.idcard_text import Card
from emulated.loop import Loop, Timer
from emulated.stream import Stream

DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
OFF, ON, RESET, TELL_ATR = 0, 1, 2, 4
START_S = 20.0
TRIES = 3
PORTS = range(20000, 32000)
"""Below those that the kernel gives away (ip_local_port_range): nobody gets one between our look and the driver's."""
HAND_S = 0.8
"""Between taking a card out and putting one in; pcscd needs up to half of it to see that there was none."""
AGAIN_S = 0.02
"""Between two tries to call a pcscd that has just started."""


class ChipSlot:
    """`place` becomes pcscd's socket (PCSCLITE_CSOCK_NAME). Plugged: pcscd runs; unplugged: it was killed."""

    def __init__(self, loop: Loop, place: Path, faults: Faults) -> None:
        self.place = place / "pcscd.comm"
        self._loop, self._folder, self._faults = loop, place, faults
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._taken_out = -HAND_S
        self._card: Card | None = None
        self._line: Stream | None = None
        self._again: Timer | None = None

    @property
    def plugged(self) -> bool:
        """Whether pcscd was started."""
        return self._process is not None

    def plug(self) -> None:
        """Start pcscd with one virtual reader. Raises :class:`Refused` where it is not installed."""
        if self._process is not None:
            return
        if not Path(DRIVER).exists():
            raise Refused("the slot for chip cards needs the packages pcscd, vsmartcard-vpcd and util-linux")
        settings = self._folder / "readers"
        settings.mkdir(parents=True, exist_ok=True)
        for _ in range(TRIES):
            if self._start(settings):
                self._call()
                return
            self.unplug()
        raise Refused(f"pcscd did not start in {START_S:g} s; may this user mount (unshare --mount)?")

    def _start(self, settings: Path) -> bool:
        """On a port that was free just now: another desk may take it first, and then the driver has none."""
        self.place.unlink(missing_ok=True)
        self._port = next(filter(_is_free, random.sample(PORTS, len(PORTS))))
        (settings / "slot").write_text(f'FRIENDLYNAME "Desk slot"\nDEVICENAME /dev/null:0x{self._port:x}\n'
                                       f"LIBPATH {DRIVER}\nCHANNELID 0x{self._port:x}\n")
        # a pcscd that asks polkit serves nobody here: the desk has no seat, and often no system bus
        inside = (f"mkdir -p /run/pcscd && mount --bind {shlex.quote(str(self._folder))} /run/pcscd && "
                  "alone=$(pcscd --help | grep -o -- --disable-polkit); "
                  f"exec pcscd --foreground $alone --config {shlex.quote(str(settings))}")
        apart = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        self._process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *apart, "sh", "-c", inside],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self._listens()

    def _listens(self) -> bool:
        """Wait for it. The desk stands still meanwhile, some hundredths of a second."""
        until = time.monotonic() + START_S
        while time.monotonic() < until and self._process is not None and self._process.poll() is None:
            with socket.socket(socket.AF_UNIX) as caller:
                if caller.connect_ex(str(self.place)) == 0 and self._driver_listens():
                    return True
            time.sleep(AGAIN_S)
        return False

    def _driver_listens(self) -> bool:
        """Seen from outside, since calling it would put a card in. pcscd takes programs before it knows its reader."""
        table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        return any(line.split()[1].endswith(f":{self._port:04X}") and line.split()[3] == "0A" for line in table)

    def unplug(self) -> None:
        """Kill pcscd; a card stays in the slot."""
        self._hang_up()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            (self._folder / "pcscd.pid").unlink(missing_ok=True)

    def lay(self, card: Card | None) -> None:
        """Put a card in, or take it out (``None``). A hand is slower than pcscd, which looks now and then."""
        self._hang_up()
        self._card = card
        if self._process is not None:
            self._again = self._loop.later(max(0.0, self._taken_out + HAND_S - time.monotonic()), self._call)

    def _hang_up(self) -> None:
        if self._again is not None:
            self._again.cancel()
        line, self._line = self._line, None
        if line is not None:
            line.close()
            self._taken_out = time.monotonic()

    def _call(self) -> None:
        if self._card is None:
            return
        caller = socket.socket()
        if caller.connect_ex(("127.0.0.1", self._port)) != 0:
            caller.close()
            self._again = self._loop.later(AGAIN_S, self._call)
            return
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line = line = Stream(self._loop, caller)
        chip = ChipCard(self._card, self._faults, lambda: self.lay(None))
        heard = bytearray()

        def take(data: bytes) -> None:
            heard.extend(data)
            while len(heard) >= 2 and len(heard) >= 2 + (length := int.from_bytes(heard[:2], "big")):
                body = bytes(heard[2:2 + length])
                del heard[:2 + length]
                answer = self._answer(chip, body)
                if answer:
                    line.send(len(answer).to_bytes(2, "big") + answer)

        line.on_bytes = take

    @staticmethod
    def _answer(chip: ChipCard, body: bytes) -> bytes:
        if len(body) > 1:
            return chip.answer(body)
        if body == bytes((TELL_ATR,)):
            return chip.atr
        chip.reset()
        return b""


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("", port))
        except OSError:
            return False
    return True
