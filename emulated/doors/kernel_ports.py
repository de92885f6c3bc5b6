"""Ports of a real kernel (QEMU's usbredir sockets) and what is at each: what is plugged on the desk is plugged there.

A socket that nobody listens at, or that was closed (the machine was switched off), is tried again every second.
"""

from collections.abc import Callable
from pathlib import Path

from emulated.doors.usbredir_door import UsbredirDoor
from emulated.loop import Loop
from emulated.usb_device import UsbDevice

AGAIN_S = 1.0


class KernelPorts:
    """`at` says which device is plugged at a port now."""

    def __init__(self, loop: Loop, at: Callable[[str], UsbDevice | None], sockets: dict[str, Path]) -> None:
        self._loop = loop
        self._at = at
        self._sockets = sockets
        self._doors: dict[str, tuple[UsbDevice, UsbredirDoor]] = {}
        self._again = False

    def follow(self) -> None:
        """Plug and pull until every port has what the desk has."""
        for port, path in self._sockets.items():
            device = self._at(port)
            held, door = self._doors.get(port, (None, None))
            if door is not None and held is not device:
                door.close()
            if device is not None and port not in self._doors:
                self._connect(port, device, path)

    def _connect(self, port: str, device: UsbDevice, path: Path) -> None:
        try:
            self._doors[port] = device, UsbredirDoor(self._loop, device, path, lambda: self._closed(port))
        except OSError:
            self._later()

    def _closed(self, port: str) -> None:
        self._doors.pop(port, None)
        self._later()

    def _later(self) -> None:
        if not self._again:
            self._again = True
            self._loop.later(AGAIN_S, self._try_again)

    def _try_again(self) -> None:
        self._again = False
        self.follow()
