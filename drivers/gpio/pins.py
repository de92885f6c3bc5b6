"""Lines of a Raspberry Pi's header through RPi.GPIO (rpi-lgpio). The only file that loads it.

It is loaded when the lines are opened: on a machine without such a header loading it fails, and that is a device that
is not there. rpi-lgpio writes a FIFO into LG_WD, which the worker's environment sets to a runtime directory.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from drivers.base import DeviceInfo, DeviceStatus, State
from drivers.errors import Act, Code, DriverError

BOUNCE_MS = 50
"""A key is pressed once, however often its contact bounces in this time."""


@dataclass(frozen=True)
class Wiring:
    """BCM numbers by name. Lamps light at 1; keys pull their line, which has a pull-up, to ground."""

    lamps: Mapping[str, int]
    keys: Mapping[str, int]


class PiLines:
    """See `drivers.gpio.contract.Lines`."""

    def __init__(self, model: str, wiring: Wiring) -> None:
        self._model, self._wiring = model, wiring
        self._gpio: Any = None

    def open(self) -> DeviceInfo:
        """Claim all lines of the wiring, lamps off. Raises `DriverError`."""
        self.close()
        with _mapped():
            gpio = importlib.import_module("RPi.GPIO")
            gpio.setmode(gpio.BCM)
            try:
                for line in self._wiring.lamps.values():
                    gpio.setup(line, gpio.OUT, initial=gpio.LOW)
                for line in self._wiring.keys.values():
                    gpio.setup(line, gpio.IN, pull_up_down=gpio.PUD_UP)
            except BaseException:
                gpio.cleanup()
                raise
            self._gpio = gpio
        return DeviceInfo(self._model)

    def status(self) -> DeviceStatus:
        """Read every line once."""
        try:
            with self._kept() as gpio:
                for line in (*self._wiring.lamps.values(), *self._wiring.keys.values()):
                    gpio.input(line)
        except DriverError as error:
            return DeviceStatus(State.NO_DEVICE, error.code, error.act)
        return DeviceStatus(State.ONLINE)

    def set_lamp(self, name: str, on: bool) -> None:
        """See `Lines.set_lamp`."""
        if name not in self._wiring.lamps:
            raise ValueError(f"no lamp {name!r}; there are: {', '.join(sorted(self._wiring.lamps))}")
        with self._kept() as gpio:
            gpio.output(self._wiring.lamps[name], gpio.HIGH if on else gpio.LOW)

    def watch(self, key_pressed: Callable[[str], None]) -> None:
        """See `Lines.watch`."""
        names = {line: name for name, line in self._wiring.keys.items()}
        with self._kept() as gpio:
            for line in names:
                gpio.remove_event_detect(line)
                gpio.add_event_detect(line, gpio.FALLING, callback=lambda number: key_pressed(names[number]),
                                      bouncetime=BOUNCE_MS)

    def cancel(self) -> None:
        """See `Driver.cancel`. No verb here waits for anything."""

    def close(self) -> None:
        """See `Driver.close`. Lamps go off."""
        gpio, self._gpio = self._gpio, None
        if gpio is None:
            return
        try:
            with _mapped():
                for line in self._wiring.lamps.values():
                    gpio.output(line, gpio.LOW)
                gpio.cleanup()
        except DriverError:
            pass  # the lines are gone; there is nothing to give back

    @contextmanager
    def _kept(self) -> Iterator[Any]:
        """The library, let go when the lines turn out to be gone: what was claimed on them went with them."""
        if self._gpio is None:
            raise _gone("not open")
        try:
            with _mapped():
                yield self._gpio
        except DriverError:
            self.close()
            raise


@contextmanager
def _mapped() -> Iterator[None]:
    """lgpio's own error class derives from Exception alone, and is there only where lgpio is."""
    try:
        yield
    except DriverError:
        raise
    except ImportError:
        raise _gone("RPi.GPIO or lgpio is not installed") from None
    except Exception as error:
        if isinstance(error, (RuntimeError, OSError)) or type(error).__module__ == "lgpio":
            raise _gone(f"{type(error).__name__}: {error}") from None
        raise


def _gone(detail: str) -> DriverError:
    return DriverError(Code.GPIO_GONE, Act.ENGINEER, detail)
