"""``/usr/bin/python3 -m emulated.doors.evdev_door [--show TEXT…] [--fault NAME] COMMAND…``: for the real python-evdev.

umockdev puts the keyboard that a barcode reader shows itself as into a command's /sys and /dev, and hands its ioctls to
this process. Once somebody has grabbed it the reader types its codes. It needs Debian's own Python (python3-gi); the
command may run under any. Exits as the command does.
"""

import argparse
import errno
import os
import struct
import sys

import gi

from emulated.doors.behind_umockdev import run
from emulated.hid_keyboard import dropped, event, typed

gi.require_version("UMockdev", "1.0")
from gi.repository import GLib, UMockdev  # noqa: E402 - the version comes first

NODE = "/dev/input/event5"
VENDOR, PRODUCT = 0x0C2E, 0x0B61
IDENTITY = struct.pack("@HHHH", 3, VENDOR, PRODUCT, 0x0111)
"""input_id of the kernel's input.h: bus (USB), vendor, product, version."""
VERSION = 0x010001
GET_VERSION, GET_ID, GET_NAME, GET_PHYS, GET_UNIQUE, GET_BITS, GET_BITS_END = 1, 2, 6, 7, 8, 0x20, 0x40
GET_EFFECTS, GRAB = 0x84, 0x90
FAULTS = {
    "taken": "another program has grabbed it",
    "denied": "the node may not be opened",
    "dropped": "the kernel threw events away in the middle",
    "unplugged": "it is unplugged in the middle of a code",
    "slow-repeat": "a key hangs and repeats by itself",
}
REACH = """P: /devices/usb1/1-1/1-1:1.0/0003:0C2E:0B61.0001/input/input5
E: SUBSYSTEM=input
A: id/vendor={vendor:04x}\\n
A: id/product={product:04x}\\n
A: capabilities/key=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\\n

P: /devices/usb1/1-1/1-1:1.0/0003:0C2E:0B61.0001/input/input5/event5
N: input/event5
E: DEVNAME={node}
E: SUBSYSTEM=input
L: device=../../input5
"""


class Keyboard(UMockdev.IoctlBase):  # type: ignore[misc]
    """Answers evdev's ioctls. One grab at a time, as the kernel has it."""

    def __init__(self, type_on: int, codes: list[list[bytes]], fault: str) -> None:
        super().__init__()
        self._master, self._fault = type_on, fault
        self._events = [one for code in codes for one in spoilt(code, fault)]
        self._grabbed = fault == "taken"

    def do_handle_ioctl(self, client: UMockdev.IoctlClient) -> bool:
        """One ioctl; always answered at once."""
        request = client.get_request()
        number, size = request & 0xFF, (request >> 16) & 0x3FFF
        if number == GRAB:
            return self._grab(client, any(client.get_arg().retrieve()))
        answers = {GET_VERSION: struct.pack("@i", VERSION), GET_ID: IDENTITY, GET_NAME: b"Desk barcode reader\0",
                   GET_PHYS: b"\0", GET_UNIQUE: b"\0", GET_EFFECTS: bytes(4)}
        if number not in answers and not GET_BITS <= number < GET_BITS_END:
            client.complete(-1, errno.ENOTTY)
            return True
        answer = answers.get(number, bytes(size))[:size]
        client.get_arg().resolve(0, size).update(0, answer)
        client.complete(len(answer) if number not in (GET_VERSION, GET_ID, GET_EFFECTS) else 0, 0)
        return True

    def _grab(self, client: UMockdev.IoctlClient, on: bool) -> bool:
        if on and self._grabbed:
            client.complete(-1, errno.EBUSY)
            return True
        self._grabbed = on
        client.complete(0, 0)
        if on:
            GLib.timeout_add(SEEN_AFTER_MS, self._type)
        return True

    def _type(self) -> bool:
        """A few keys at a time: a line holds 4096 bytes, a keyboard sends a hundred reports a second."""
        if not self._events:
            return False
        os.write(self._master, b"".join(self._events[:AT_ONCE]))
        del self._events[:AT_ONCE]
        if self._fault == "unplugged":
            hang_up(self._master)
            return False
        GLib.timeout_add(BETWEEN_MS, self._type)
        return False


def hang_up(line: int) -> None:
    """The far end of the line goes: umockdev holds it more than once."""
    there = os.fstat(line)
    for name in os.listdir("/proc/self/fd"):
        try:
            found = os.fstat(int(name))
        except OSError:
            continue
        if (found.st_dev, found.st_ino, found.st_rdev) == (there.st_dev, there.st_ino, there.st_rdev):
            os.close(int(name))


def spoilt(events: list[bytes], fault: str) -> list[bytes]:
    """One code's events, as the fault has them."""
    if fault == "dropped":
        return [*events[:4], dropped(), *events[4:]]
    if fault == "slow-repeat":
        return [*events[:1], *[event(1, 2, 2)] * 5, *events[1:]]
    return events


SEEN_AFTER_MS = 50
"""A citizen is slower than a program that has just grabbed the reader and drops what it finds."""
AT_ONCE, BETWEEN_MS = 12, 5


def main() -> int:
    """Run the command beside such a reader."""
    parser = argparse.ArgumentParser(prog="evdev_door")
    parser.add_argument("--show", action="append", default=[], help="a code that is held before it")
    parser.add_argument("--numbers", choices=["utf-8", "gbk", "gb18030"], default="utf-8")
    parser.add_argument("--no-enter", action="store_true", help="no Enter after a code")
    parser.add_argument("--fault", choices=list(FAULTS), default="")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    place = UMockdev.Testbed.new()
    place.add_from_string(REACH.format(vendor=VENDOR, product=PRODUCT, node=NODE))
    codes = [typed(text, asked.numbers, not asked.no_enter) for text in asked.show]
    master = place.get_dev_fd(NODE)
    return run(asked.command, place, NODE, Keyboard(master, codes, asked.fault))


if __name__ == "__main__":
    sys.exit(main())
