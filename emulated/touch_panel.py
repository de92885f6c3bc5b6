"""A touch panel: USB HID, digitizer page, one finger at a time, as Linux's hid-multitouch has it.

Report 1: the tip (bit 0), the finger's number, x and y, how many fingers. Feature 2: how many it can tell apart.
"""

from emulated.usb_descriptors import INTERRUPT, Description, Endpoint, Interface
from emulated.usb_device import Setup, Stall, UsbDevice

IN = 0x81
AXIS = 0x7FFF
"""x and y go from 0 to this, from the upper left corner."""
REPORT = bytes.fromhex(
    "050d 0904 a101 8501"
    "0922 a102 0942 1500 2501 7501 9501 8102 9507 8103 0951 257f 7508 9501 8102"
    "0501 26ff7f 7510 0930 8102 0931 8102 c0"
    "050d 0954 257f 7508 9501 8102 8502 0955 2501 7508 9501 b102 c0")
DESCRIPTION = Description(0x0EEF, 0xC000, 0x0100, "Desk", "Touch panel", "DESKTOUCH1", (
    Interface((Endpoint(IN, INTERRUPT, 16, 1),), class_code=3, kernel_driver="usbhid", report=REPORT),))
_GET_REPORT, _SET_IDLE, _FINGERS = (0xA1, 0x01), (0x21, 0x0A), 0x0302


class TouchPanel(UsbDevice):
    """Sends fingers and hears nothing."""

    def __init__(self) -> None:
        super().__init__(DESCRIPTION)

    def room(self, endpoint: int) -> int:
        """It has no way in."""
        return 0

    def received(self, endpoint: int, data: bytes) -> None:
        """Never called: there is no room."""

    def powered(self, on: bool) -> None:
        """Nothing is kept."""

    def control(self, setup: Setup, payload: bytes) -> bytes:
        """How many fingers it knows, and SET_IDLE."""
        if (setup.request_type, setup.request) == _GET_REPORT and setup.value == _FINGERS:
            return bytes((2, 1))
        if (setup.request_type, setup.request) == _SET_IDLE:
            return b""
        raise Stall

    def finger(self, x: int, y: int, down: bool) -> None:
        """A finger is there, or has just left from there; ``x`` and ``y`` from 0 to AXIS."""
        self.send(IN, bytes((1, int(down), 0)) + x.to_bytes(2, "little") + y.to_bytes(2, "little") + b"\x01")
