"""The host's side of the receipt printer, over the real pyusb, and what a test wants to know of a picture."""

from typing import Any

import usb.core
import usb.util
import zxingcpp
from PIL import Image

from emulated.client import DeskClient
from emulated.doors.usb_backend import DeskBackend

CUT = b"\x1dVB\x00"
"""Feed to the cutter, and cut partially."""


class ReceiptHost:
    """The printer, opened, its kernel driver out of the way."""

    def __init__(self, desk: DeskClient) -> None:
        self.device = usb.core.find(idVendor=0x04B8, backend=DeskBackend(desk.places()["usb"]))
        assert self.device is not None
        self.device.detach_kernel_driver(0)

    def close(self) -> None:
        usb.util.dispose_resources(self.device)

    def write(self, data: bytes) -> None:
        assert self.device.write(0x01, data, 30_000) == len(data)

    def read(self, patience: int = 30_000) -> bytes:
        return bytes(self.device.read(0x82, 64, patience))

    def status(self, number: int) -> int:
        self.write(b"\x10\x04" + bytes((number,)))
        (status,) = self.read()
        assert status & 0x93 == 0x12
        return status & 0x6C


def state(desk: DeskClient) -> dict[str, Any]:
    """The printer's part of the desk's state."""
    devices = desk.ask("state")["devices"]
    assert isinstance(devices, dict)
    printer: dict[str, Any] = devices["printer"]
    return printer


def receipts(desk: DeskClient) -> list[dict[str, Any]]:
    """All receipts."""
    found = desk.ask("printed")["receipts"]
    assert isinstance(found, list)
    return found


def codes(path: str) -> list[str]:
    """The texts of all barcodes in a picture."""
    with Image.open(path) as picture:
        return sorted(code.text for code in zxingcpp.read_barcodes(picture))


def dark_rows(path: str) -> int:
    """How many rows of the picture have ink."""
    with Image.open(path) as picture:
        ink = picture.convert("L").crop((60, 24, picture.width - 60, picture.height - 24))
    ink = ink.point([255 if level < 80 else 0 for level in range(256)])
    return sum(ink.crop((0, row, ink.width, row + 1)).getbbox() is not None for row in range(ink.height))
