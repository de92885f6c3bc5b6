"""``/usr/bin/python3 -m emulated.doors.umockdev_door MAKE PERSON [--fault NAME] COMMAND…``: for the real libusb.

umockdev puts a USB device into a command's /sys and /dev and hands its ioctls on usbfs to this process, which gives
them to the same model as the desk's. It needs Debian's own Python (python3-gi); the command may run under any. Exits as
the command does.
"""

import argparse
import errno
import struct
import sys
import threading

import gi

from emulated.doors.behind_umockdev import run
from emulated.idcard_module import SamModule
from emulated.idcard_people import card_of
from emulated.idcard_usb import PROFILES, UsbCardReader
from emulated.loop import Loop
from emulated.pace import PACES
from emulated.usb_device import Setup, Status, Transfer

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402 - the version comes first

BUS, ADDRESS = 1, 2
NODE = f"/dev/bus/usb/{BUS:03d}/{ADDRESS:03d}"
URB = struct.Struct("@BBiIPiiiIiIP")
"""usbdevfs_urb of the kernel's usbdevice_fs.h: type, endpoint, status, flags, buffer, its length, what was moved, …"""
STATUS_AT, MOVED_AT, BUFFER_AT = 4, 28, 16
CONTROL_URB = 2
SETUP = struct.Struct("<BBHHH")

SUBMIT, DISCARD, REAP, REAP_NOW = 10, 11, 12, 13
GET_DRIVER, SET_CONFIGURATION, CLAIM, RELEASE, RESET, CLEAR_HALT, CAPABILITIES, SPEED = 8, 5, 15, 16, 20, 21, 26, 31
CAPABLE = 0x01 | 0x04
"""Zero packets, no limit of the size of a transfer."""
FULL_SPEED = 2
ENDED = {Status.DONE: 0, Status.STALL: -errno.EPIPE, Status.GONE: -errno.ESHUTDOWN, Status.CANCELED: -errno.ENOENT,
         Status.OVERFLOW: -errno.EOVERFLOW}


class UsbFs(UMockdev.IoctlBase):  # type: ignore[misc]
    """Answers the ioctls of one device node. GLib calls it on the main thread; the model lives on the loop's."""

    def __init__(self, loop: Loop, device: UsbCardReader) -> None:
        super().__init__()
        self._loop, self._device = loop, device
        self._under_way: dict[int, Transfer] = {}
        self._ended: list[tuple[object, object, Transfer]] = []

    def do_handle_ioctl(self, client: UMockdev.IoctlClient) -> bool:
        """One ioctl; always answered at once."""
        request = client.get_request()
        number, size = request & 0xFF, (request >> 16) & 0x3FFF
        argument = client.get_arg()
        if number == DISCARD:
            return self._discard(client, int.from_bytes(argument.retrieve()[:8], sys.byteorder))
        data = argument.resolve(0, size)
        if number == SUBMIT:
            self._submit(data)
        elif number in (REAP, REAP_NOW):
            return self._reap(client, data)
        elif number == CAPABILITIES:
            data.update(0, struct.pack("@I", CAPABLE))
        elif number == CLEAR_HALT:
            endpoint = int.from_bytes(data.retrieve()[:4], sys.byteorder)
            self._loop.run_here(lambda: self._device.clear_halt(endpoint))
        elif number == GET_DRIVER:
            client.complete(-1, errno.ENODATA)
            return True
        elif number not in (CLAIM, RELEASE, RESET, SET_CONFIGURATION, SPEED):
            client.complete(-1, errno.ENOTTY)
            return True
        client.complete(FULL_SPEED if number == SPEED else 0, 0)
        return True

    def _submit(self, urb: UMockdev.IoctlData) -> None:
        kind, endpoint, _, _, _, length, *_ = URB.unpack(urb.retrieve())
        buffer = urb.resolve(BUFFER_AT, length)
        content = bytes(buffer.retrieve())
        setup, payload = None, content if not endpoint & 0x80 else b""
        if kind == CONTROL_URB:
            setup, payload = Setup(*SETUP.unpack(content[:SETUP.size])), content[SETUP.size:]

        def ended(transfer: Transfer) -> None:
            self._under_way.pop(urb.client_addr, None)
            self._ended.append((urb, buffer, transfer))

        transfer = Transfer(endpoint, ended, payload=payload, length=length, setup=setup)
        self._under_way[urb.client_addr] = transfer
        self._loop.run_here(lambda: self._device.submit(transfer))

    def _discard(self, client: UMockdev.IoctlClient, address: int) -> bool:
        transfer = self._under_way.get(address)
        if transfer is None:
            client.complete(-1, errno.EINVAL)
            return True
        self._loop.run_here(lambda: self._device.cancel(transfer))
        client.complete(0, 0)
        return True

    def _reap(self, client: UMockdev.IoctlClient, place: UMockdev.IoctlData) -> bool:
        if not self._ended:
            client.complete(-1, errno.EAGAIN)
            return True
        urb, buffer, transfer = self._ended.pop(0)
        assert transfer.status is not None
        if transfer.data:
            buffer.update(SETUP.size if transfer.setup else 0, bytes(transfer.data))  # type: ignore[attr-defined]
        urb.update(STATUS_AT, struct.pack("@i", ENDED[transfer.status]))  # type: ignore[attr-defined]
        urb.update(MOVED_AT, struct.pack("@i", transfer.count))  # type: ignore[attr-defined]
        place.set_ptr(0, urb)
        client.complete(0, 0)
        return True


def described(device: UsbCardReader) -> str:
    """The device as umockdev's own format has it."""
    described = device.description
    descriptors = described.device() + described.configuration()
    return f"""P: /devices/pci0000:00/0000:00:14.0/usb1/1-1
N: {NODE.removeprefix("/dev/")}={descriptors.hex().upper()}
E: DEVNAME={NODE}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: BUSNUM={BUS:03d}
E: DEVNUM={ADDRESS:03d}
E: ID_VENDOR_ID={described.vendor:04x}
E: ID_MODEL_ID={described.product:04x}
A: busnum={BUS}\\n
A: devnum={ADDRESS}\\n
A: bConfigurationValue=1\\n
A: speed=12\\n
A: idVendor={described.vendor:04x}\\n
A: idProduct={described.product:04x}\\n
H: descriptors={descriptors.hex().upper()}
"""


def main() -> int:
    """Run the command beside such a reader, on which that person's card lies."""
    parser = argparse.ArgumentParser(prog="umockdev_door")
    parser.add_argument("make", choices=list(PROFILES))
    parser.add_argument("person")
    parser.add_argument("--fault", help="one of the reader's, once")
    parser.add_argument("--skip", type=int, default=0, help="how many occasions pass well first")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    loop = Loop()
    module = SamModule(loop, lambda: PACES["instant"], lambda name: None)
    device = UsbCardReader(module, PROFILES[asked.make])
    device.unplug = device.detach
    device.attach()
    module.lay(card_of(asked.person))
    if asked.fault:
        module.faults.set(asked.fault, times=1, skip=asked.skip)
    threading.Thread(target=loop.run, daemon=True).start()
    place = UMockdev.Testbed.new()
    place.add_from_string(described(device))
    code = run(asked.command, place, NODE, UsbFs(loop, device))
    loop.stop()
    return code


if __name__ == "__main__":
    sys.exit(main())
