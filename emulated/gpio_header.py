"""The 40-pin header: which line goes where, who has claimed it, and at which level it is.

Flags are lgpio's: 32 pull-up, 64 pull-down, 128 none. An input that nothing drives follows its pull resistor; without
one it reads 0 here, where a real one floats.
"""

from collections.abc import Callable
from dataclasses import dataclass

from emulated.faults import Faults, Refused
from emulated.loop import Loop, Timer

LINES_ON_CHIP = 28
PULL_UP = 32
OUTPUT, INPUT, ALERT = 0x200, 0x100, 0x400
KERNEL_OUTPUT = 2
RISING, FALLING = 1, 2
TABLE: dict[str, int] = {"card-lamp": 17, "printer-lamp": 27, "service-key": 22, "door": 23}
"""What is wired to which BCM line. Lamps light at 1; the key pulls its line to ground; the door's contact pulls its
line to ground while the door is shut."""
LAMPS = ("card-lamp", "printer-lamp")
BAD_NUMBER, BUSY, NOT_ALLOCATED, NOT_OUTPUT, GONE = -73, -79, -80, -104, -76
"""lgpio's error numbers."""
FAULTS = {
    "no-edges": "edges are not reported",
    "bounce": "a key or door bounces the value in times (3) before it rests",
    "stuck-outputs": "writing to an output changes nothing",
    "busy": "claiming a line fails as if another program had it",
}


class LineError(Exception):
    """The call fails with this lgpio error number."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


@dataclass
class Claim:
    """Who has a line, and how. ``on_edge`` gets (line, level); ``pwm`` is (hertz, per cent) while one runs."""

    owner: str
    mode: int
    flags: int = 0
    edges: int = 0
    debounce: float = 0.0
    on_edge: Callable[[int, int], None] = lambda line, level: None
    reported: int = 0
    pwm: tuple[float, float] | None = None
    settling: Timer | None = None


class GpioHeader:
    """All lines of the chip."""

    def __init__(self, loop: Loop) -> None:
        self.faults = Faults(FAULTS)
        self.plugged = True
        self._loop = loop
        self._claims: dict[int, Claim] = {}
        self._written: dict[int, int] = {}
        self._driven: dict[int, int] = {TABLE["door"]: 0}

    def drive(self, name: str, level: int | None) -> None:
        """Somebody outside pulls a wired line to ``level``; ``None`` lets go of it."""
        line = TABLE[name]
        bounces = self.faults.number("bounce", 3)
        if bounces is not None:
            self.faults.strike("bounce")
            for _ in range(int(bounces)):
                self._drive(line, level)
                self._drive(line, 1 - self.level(line))
        self._drive(line, level)

    def lamps(self) -> dict[str, dict[str, object]]:
        """The lamps. One that blinks by PWM shows its hertz and per cent."""
        shown: dict[str, dict[str, object]] = {}
        for name in LAMPS:
            claim = self._claims.get(TABLE[name])
            pwm = claim.pwm if claim else None
            shown[name] = {"line": TABLE[name], "on": bool(self.level(TABLE[name])) or pwm is not None,
                           "blinking": pwm, "claimed": claim is not None}
        return shown

    def state(self) -> dict[str, object]:
        """For people and tests."""
        return {"lamps": self.lamps(), "service-key": "pressed" if self._driven.get(TABLE["service-key"]) == 0
                else "released", "door": "closed" if self._driven.get(TABLE["door"]) == 0 else "open"}

    def unplug(self) -> None:
        """The chip is gone: every call fails from now on."""
        self.plugged = False
        self._claims.clear()

    def plug(self) -> None:
        """A fresh chip, its outputs at 0."""
        self.plugged = True
        self._written.clear()

    def level(self, line: int) -> int:
        """0 or 1."""
        claim = self._claims.get(line)
        if claim is not None and claim.mode == OUTPUT:
            return self._written.get(line, 0)
        if line in self._driven:
            return self._driven[line]
        if claim is None:
            return self._written.get(line, 0)
        return 1 if claim.flags & PULL_UP else 0

    def mode(self, owner: str, line: int) -> int:
        """lgpio's mode bits, the upper ones only for the owner's own lines."""
        claim = self._claim(owner, line, must=False)
        if claim is None:
            return 0
        return claim.mode | claim.flags | (KERNEL_OUTPUT if claim.mode == OUTPUT else 0)

    def claim(self, owner: str, line: int, mode: int, flags: int = 0, level: int = 0, edges: int = 0,
              on_edge: Callable[[int, int], None] = lambda line, level: None) -> None:
        """Claim a line, or claim it otherwise. Raises :class:`LineError`."""
        self._claim(owner, line, must=False)
        if self.faults.strike("busy"):
            raise LineError(BUSY)
        claim = Claim(owner, mode, flags, edges, on_edge=on_edge)
        self._claims[line] = claim
        if mode == OUTPUT:
            self.write(owner, line, level)
        claim.reported = self.level(line)

    def free(self, owner: str, line: int) -> None:
        """Let go of a line; an output's level stays. Raises :class:`LineError` when it was not claimed."""
        self._claim(owner, line, must=True)
        del self._claims[line]

    def free_all(self, owner: str) -> None:
        """The owner's process ended."""
        self._claims = {line: claim for line, claim in self._claims.items() if claim.owner != owner}

    def read(self, owner: str, line: int) -> int:
        """The level. Raises :class:`LineError`."""
        self._claim(owner, line, must=False)
        return self.level(line)

    def write(self, owner: str, line: int, level: int) -> None:
        """Set an output; a line nobody has is claimed by that, as lgpio does. Raises :class:`LineError`."""
        claim = self._claim(owner, line, must=False)
        if claim is None:
            claim = self._claims[line] = Claim(owner, OUTPUT)
        if claim.mode != OUTPUT:
            raise LineError(NOT_OUTPUT)
        claim.pwm = None
        if not self.faults.on("stuck-outputs"):
            self._written[line] = level

    def pulse(self, owner: str, line: int, hertz: float, per_cent: float) -> None:
        """Start a PWM on an output; 0 Hz ends it. Raises :class:`LineError`."""
        claim = self._claim(owner, line, must=True)
        if claim is None or claim.mode != OUTPUT:
            raise LineError(NOT_OUTPUT)
        claim.pwm = (hertz, per_cent) if hertz > 0 else None

    def debounce(self, owner: str, line: int, seconds: float) -> None:
        """Report an edge only when the level has rested that long. Raises :class:`LineError`."""
        claim = self._claim(owner, line, must=True)
        if claim is not None:
            claim.debounce = seconds

    def check(self) -> None:
        """Raises :class:`LineError` when the chip is gone."""
        if not self.plugged:
            raise LineError(GONE)

    def _claim(self, owner: str, line: int, must: bool) -> Claim | None:
        self.check()
        if not 0 <= line < LINES_ON_CHIP:
            raise LineError(BAD_NUMBER)
        claim = self._claims.get(line)
        if claim is not None and claim.owner != owner:
            raise LineError(BUSY)
        if claim is None and must:
            raise LineError(NOT_ALLOCATED)
        return claim

    def _drive(self, line: int, level: int | None) -> None:
        if not self.plugged:
            raise Refused("the GPIO chip is unplugged; plug it first: plug gpio")
        if level is None:
            self._driven.pop(line, None)
        else:
            self._driven[line] = level
        claim = self._claims.get(line)
        if claim is None or claim.mode != ALERT:
            return
        if claim.settling is not None:
            claim.settling.cancel()
        if claim.debounce:
            claim.settling = self._loop.later(claim.debounce, lambda: self._edge(line, claim))
        else:
            self._edge(line, claim)

    def _edge(self, line: int, claim: Claim) -> None:
        level = self.level(line)
        if self._claims.get(line) is not claim or level == claim.reported:
            return
        claim.reported = level
        if claim.edges & (RISING if level else FALLING) and not self.faults.on("no-edges"):
            claim.on_edge(line, level)
