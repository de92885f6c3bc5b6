"""The barcode reader's other USB side: a serial line over USB (CDC ACM), which Linux shows as /dev/ttyACM0.

Sends what the reader on the pty sends, end and all, and hears the same commands.
"""

from collections.abc import Callable

from emulated.usb_descriptors import INTERRUPT, Description, Endpoint, Interface
from emulated.usb_device import Setup, Stall, UsbDevice

NOTICE, IN, OUT = 0x83, 0x81, 0x02
LARGEST_COMMAND = 256
_FUNCTIONAL = bytes.fromhex("0524001001 0524010001 04240202 0524060001")
"""Header, call management (data on interface 1), abstract control (line coding), union of 0 and 1."""
DESCRIPTION = Description(0x1EAB, 0x1A06, 0x0100, "Desk", "Serial scanner", "DESKCDC1", (
    Interface((Endpoint(NOTICE, INTERRUPT, 8, 16),), 0, 2, 2, 1, "cdc_acm", functional=_FUNCTIONAL),
    Interface((Endpoint(OUT), Endpoint(IN)), 1, 10, 0, 0, "cdc_acm")))
_SET_CODING, _GET_CODING, _SET_LINES, _BREAK = (0x21, 0x20), (0xA1, 0x21), (0x21, 0x22), (0x21, 0x23)


class CdcReader(UsbDevice):
    """`heard` gets what the host sends."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        super().__init__(DESCRIPTION)
        self._heard = heard
        self._coding = bytes.fromhex("80250000 00 00 08")

    def room(self, endpoint: int) -> int:
        """Commands are short; there is always room."""
        return LARGEST_COMMAND

    def received(self, endpoint: int, data: bytes) -> None:
        """The host's bytes."""
        self._heard(data)

    def powered(self, on: bool) -> None:
        """Nothing is kept."""

    def control(self, setup: Setup, payload: bytes) -> bytes:
        """The line's coding is kept and means nothing: there is no line."""
        asked = setup.request_type, setup.request
        if asked == _SET_CODING and len(payload) == len(self._coding):
            self._coding = payload
        elif asked == _GET_CODING:
            return self._coding
        elif asked not in (_SET_LINES, _BREAK):
            raise Stall
        return b""

    def send_bytes(self, data: bytes) -> None:
        """To the host."""
        self.send(IN, data)
