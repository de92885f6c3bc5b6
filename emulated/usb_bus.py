"""The desk's one USB bus: which devices are plugged, at which address, and who holds their interfaces."""

from collections.abc import Callable
from dataclasses import dataclass, field

from emulated.usb_device import UsbDevice

BUS_NUMBER = 1
LAST_ADDRESS = 127


@dataclass(eq=False)
class Plugged:
    """A device from plugging to unplugging. ``holders`` maps interface numbers to whoever claimed them."""

    device: UsbDevice
    address: int
    port: int
    holders: dict[int, object] = field(default_factory=dict)
    kernel_drivers: dict[int, str] = field(default_factory=dict)


class UsbBus:
    """Gives every plugged device a new address, as a kernel does."""

    def __init__(self) -> None:
        self._ports: dict[int, UsbDevice] = {}
        self._plugged: dict[int, Plugged] = {}
        self._next_address = 2
        self.changed: Callable[[], None] = lambda: None
        """Called after a cable was plugged or pulled."""

    def add(self, port: int, device: UsbDevice) -> None:
        """Fit a device to a port and plug it."""
        self._ports[port] = device
        device.unplug = lambda: self.unplug(device)
        self.plug(device)

    def plug(self, device: UsbDevice) -> None:
        """Plug the cable in. Nothing happens when it is in."""
        if device.plugged:
            return
        port = next(port for port, fitted in self._ports.items() if fitted is device)
        while self._next_address in self._plugged:
            self._step()
        drivers = {interface.number: interface.kernel_driver for interface in device.description.interfaces
                   if interface.kernel_driver is not None}
        self._plugged[self._next_address] = Plugged(device, self._next_address, port, kernel_drivers=drivers)
        self._step()
        device.attach()
        self.changed()

    def unplug(self, device: UsbDevice) -> None:
        """Pull the cable. Nothing happens when it is out."""
        for address, plugged in list(self._plugged.items()):
            if plugged.device is device:
                del self._plugged[address]
                device.detach()
                self.changed()

    def all(self) -> list[Plugged]:
        """All plugged devices by address."""
        return [self._plugged[address] for address in sorted(self._plugged)]

    def on_port(self, port: int) -> UsbDevice | None:
        """The device plugged at that port."""
        return next((plugged.device for plugged in self._plugged.values() if plugged.port == port), None)

    def at(self, address: int) -> Plugged | None:
        """The device at that address, if it is still there."""
        return self._plugged.get(address)

    def _step(self) -> None:
        self._next_address = self._next_address + 1 if self._next_address < LAST_ADDRESS else 2
