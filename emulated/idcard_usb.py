"""ID-card readers on USB: 0400:C35A and its relatives, which differ in their endpoints, and those of the HID class."""

from dataclasses import dataclass

from emulated.idcard_hid import Envelopes, wrapped
from emulated.idcard_module import SamModule
from emulated.usb_descriptors import BULK, INTERRUPT, Description, Endpoint, Interface
from emulated.usb_device import Setup, Stall, UsbDevice

HID_CLASS, SET_REPORT = 3, 0x09


@dataclass(frozen=True)
class Profile:
    """How one make lays out its endpoints. With two INs, preamble and length come from the first, the rest from the
    second. `hid`: frames travel in envelopes in reports; without an OUT endpoint they come as SET_REPORT.
    """

    name: str
    vendor: int
    product: int
    outs: tuple[int, ...]
    ins: tuple[int, ...]
    attributes: int = BULK
    hid: bool = False
    beside: tuple[Interface, ...] = ()

    def describe(self) -> Description:
        """The descriptors."""
        endpoints = tuple(Endpoint(address, self.attributes, interval=1 if self.attributes == INTERRUPT else 0)
                          for address in self.outs + self.ins)
        own = Interface(endpoints, number=len(self.beside), class_code=HID_CLASS if self.hid else 0xFF,
                        kernel_driver="usbhid" if self.hid else None)
        return Description(self.vendor, self.product, 0x0100, "EMULATED", "SAM_V ID card reader", "",
                           (*self.beside, own))


_LAMP_ONLY = Interface((), number=0)
"""An interface without endpoints, as composite devices have."""

PROFILES = {profile.name: profile for profile in (
    Profile("two-endpoint", 0x0400, 0xC35A, (0x02,), (0x81,)),
    Profile("four-endpoint", 0x0400, 0xC35A, (0x02, 0x06), (0x81, 0x85)),
    Profile("interrupt", 0x0483, 0x5750, (0x01,), (0x81,), INTERRUPT),
    Profile("composite", 0x28E9, 0x028A, (0x03,), (0x84,), beside=(_LAMP_ONLY,)),
    Profile("hid", 0x10C4, 0x0007, (0x02,), (0x81,), INTERRUPT, hid=True),
    Profile("hid-set-report", 0x10C4, 0x0007, (), (0x81,), INTERRUPT, hid=True),
)}


class UsbCardReader(UsbDevice):
    """The module's bytes over the endpoints of a profile, in packets of 64 bytes."""

    def __init__(self, module: SamModule, profile: Profile) -> None:
        super().__init__(profile.describe())
        self._module, self._profile = module, profile
        self._envelopes = Envelopes()

    def become(self, profile: Profile) -> None:
        """Another make of reader; to be plugged anew."""
        self.description, self._profile = profile.describe(), profile

    def room(self, endpoint: int) -> int:
        """Commands are short; there is always room."""
        return 1024

    def received(self, endpoint: int, data: bytes) -> None:
        """The host's bytes, from whichever OUT endpoint."""
        if self._module.faults.strike("stall"):
            self._module.drop_input()
            self.halt(endpoint)
            return
        self._take(data)

    def control(self, setup: Setup, payload: bytes) -> bytes:
        """SET_REPORT, where the reader has no OUT endpoint."""
        if not self._profile.hid or (setup.request_type, setup.request) != (0x21, SET_REPORT):
            raise Stall
        if self._module.faults.strike("stall"):
            raise Stall
        self._take(payload)
        return b""

    def powered(self, on: bool) -> None:
        """Plugged: the module speaks through this reader now."""
        self._envelopes.clear()
        if on:
            self._module.deliver, self._module.pull = self._deliver, self.unplug
        self._module.powered()

    def _take(self, data: bytes) -> None:
        if self._profile.hid:
            data = self._envelopes.feed(data)
        if data:
            self.drop_unread()
            self._module.receive(data)

    def _deliver(self, frame: bytes, one_at_a_time: bool) -> None:
        ins = self._profile.ins
        if self._profile.hid:
            for report in wrapped(frame, self._module.faults.strike("bad-report") is not None):
                self.send(ins[0], report)
            return
        send = self._one_at_a_time if one_at_a_time else self.send
        if len(ins) == 1:
            send(ins[0], frame)
        else:
            send(ins[0], frame[:7])
            send(ins[1], frame[7:])

    def _one_at_a_time(self, endpoint: int, data: bytes) -> None:
        for place in range(len(data)):
            self.send(endpoint, data[place:place + 1])
