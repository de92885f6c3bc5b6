"""The USB side of the barcode reader: HID, usage page 0x8C. Each code goes out in reports of 64 bytes.

Report 2: its number, how many bytes of data, three of AIM identifier, the data, the maker's symbology, and whether more
follows, at byte 62.
"""

from emulated.usb_descriptors import INTERRUPT, Description, Endpoint, Interface
from emulated.usb_device import Setup, Stall, UsbDevice

IN = 0x81
REPORT, FIRST, MOST, MORE = 64, 5, 56, 62
AIM_QR = b"]Q1"
USAGE_PAGE = bytes.fromhex("058c 0902 a101 8502 1500 26ff00 7508 953f 0903 8102 c0")
DESCRIPTION = Description(0x0C2E, 0x0B81, 0x0100, "Desk", "HID POS scanner", "DESKPOS1", (
    Interface((Endpoint(IN, INTERRUPT, REPORT, 1),), class_code=3, kernel_driver="usbhid",
              report=USAGE_PAGE),))


class HidPosReader(UsbDevice):
    """Sends and hears nothing."""

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
        """Its report descriptor is a standard request to the interface; of HID's own it knows SET_IDLE."""
        if (setup.request_type, setup.request) == (0x21, 0x0A):
            return b""
        raise Stall

    def send_code(self, data: bytes) -> None:
        """A code in as many reports as it needs."""
        for start in range(0, len(data), MOST):
            piece = data[start:start + MOST]
            report = bytes((2, len(piece))) + AIM_QR + piece
            more = bytes((start + MOST < len(data), 0))
            self.send(IN, report.ljust(MORE, b"\0") + more)
