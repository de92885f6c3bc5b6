"""What every set of lines does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.base import Driver


class Lines(Driver, Protocol):
    """Lamps and keys."""

    def set_lamp(self, name: str, on: bool) -> None:
        """Switch a lamp. Raises `DriverError` (GPIO_GONE), `ValueError` for a lamp that the model does not have."""

    def watch(self, key_pressed: Callable[[str], None]) -> None:
        """Have `key_pressed` called with the key's name at each press, from a thread of the library's, until `close`.

        Returns at once. Raises `DriverError` (GPIO_GONE).
        """
