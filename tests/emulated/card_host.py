"""The host's side of the SAM frames, over the real pyusb, as little of it as the tests need."""

from functools import reduce
from operator import xor

import usb.core
import usb.util

from emulated.client import DeskClient
from emulated.doors.usb_backend import DeskBackend

FIND, SELECT, READ, READ_ALL, NEWEST = "20 01", "20 02", "30 01", "30 10", "30 03"
RESET, STATUS, SAM_ID = "10 ff", "11 ff", "12 ff"


class CardHost:
    """A reader opened by its number; ``ask`` sends one command and returns (result code, data)."""

    def __init__(self, desk: DeskClient, vendor: int = 0x0400, out: int = 0x02, into: int = 0x81) -> None:
        self.device = usb.core.find(idVendor=vendor, backend=DeskBackend(desk.places()["usb"]))
        assert self.device is not None
        self._out, self._in = out, into

    def close(self) -> None:
        usb.util.dispose_resources(self.device)

    def send(self, command: str) -> None:
        body = bytes.fromhex(command)
        counted = (len(body) + 1).to_bytes(2, "big") + body
        self.raw(bytes.fromhex("aaaaaa9669") + counted + bytes((reduce(xor, counted),)))

    def raw(self, data: bytes) -> None:
        assert self.device.write(self._out, data, 30_000) == len(data)

    def receive(self, patience: int = 30_000) -> bytes:
        """One transfer's bytes as they came; ``patience`` in milliseconds."""
        return bytes(self.device.read(self._in, 4096, patience))

    def ask(self, command: str) -> tuple[int, bytes]:
        self.send(command)
        return opened(self.receive())


def opened(frame: bytes) -> tuple[int, bytes]:
    """Result code and data of a frame, which must be sound."""
    assert frame[:5] == bytes.fromhex("aaaaaa9669")
    assert int.from_bytes(frame[5:7], "big") == len(frame) - 7
    assert reduce(xor, frame[5:-1]) == frame[-1]
    assert frame[7:9] == b"\0\0"
    return frame[9], frame[10:-1]
