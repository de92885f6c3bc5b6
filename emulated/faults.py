"""Faults a device model was built with: which there are, which are on, and for how many times still."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


class Refused(Exception):
    """The desk cannot do what was asked; the text says why and what to do instead."""


@dataclass
class Fault:
    """A fault that is on. ``value`` is the fault's own number; ``times`` counts down, ``None`` is for good.

    ``skip`` occasions are let pass first: with 2, a card reader's find and select go well and the read does not.
    """

    name: str
    value: float | None = None
    times: int | None = None
    skip: int = 0


class Faults:
    """The faults of one device. ``known`` maps each name to what it does and what its number means.

    ``on_change`` is called with the name of a fault that was switched, with the empty text when all were switched off.
    """

    def __init__(self, known: Mapping[str, str], on_change: Callable[[str], None] = lambda name: None) -> None:
        self.known = dict(known)
        self._on_change = on_change
        self._on: dict[str, Fault] = {}

    def set(self, name: str, value: float | None = None, times: int | None = None, skip: int = 0) -> None:
        """Switch a fault on. Raises :class:`Refused` for an unknown name or a number out of range."""
        if name not in self.known:
            raise Refused(f"this device has no fault {name!r}; it has: {', '.join(sorted(self.known))}")
        if value is not None and not 0 <= value <= 1_000_000:
            raise Refused(f"the value {value} of fault {name!r} is outside 0 to 1000000")
        if times is not None and times < 1:
            raise Refused("times must be at least 1; leave it out for a fault that stays")
        if skip < 0:
            raise Refused("skip must be 0 or more")
        self._on[name] = Fault(name, value, times, skip)
        self._on_change(name)

    def clear(self, name: str | None = None) -> None:
        """Switch one fault off, or all."""
        if name is None:
            self._on.clear()
        else:
            self._on.pop(name, None)
        self._on_change(name or "")

    def on(self, name: str) -> Fault | None:
        """The fault, when it is on; its count is left alone."""
        return self._on.get(name)

    def strike(self, name: str) -> Fault | None:
        """The fault, when it is on and its skipped occasions are over, and one of its times is used up."""
        fault = self._on.get(name)
        if fault is not None and fault.skip:
            fault.skip -= 1
            return None
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                del self._on[name]
        return fault

    def number(self, name: str, default: float) -> float | None:
        """The fault's number (``default`` where none was given) when it is on, else ``None``."""
        fault = self._on.get(name)
        if fault is None:
            return None
        return default if fault.value is None else fault.value

    def names_on(self) -> list[str]:
        """The faults that are on."""
        return sorted(self._on)

    def listing(self) -> dict[str, dict[str, object]]:
        """Every fault: what it does, and whether it is on."""
        return {name: {"does": does, "on": name in self._on,
                       "value": self._on[name].value if name in self._on else None,
                       "times": self._on[name].times if name in self._on else None}
                for name, does in self.known.items()}
