"""``python -m drivers.udev``: the udev rules, made from the tables of models. Each device class has a group of its own.

``python -m drivers.udev --barcode VENDOR:PRODUCT`` prints those of one site's barcode reader, which no table knows.

A device with one of a model's ids belongs to its class's group: the user that the class's worker runs as is in it, and
in no other. Serial ports and GPIO have no ids; their rules go by the kernel's names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from drivers import gpio, idcard, printer, scanner
from drivers.base import Model, UsbId

GROUP = "citizen-{}"
_HEAD = """\
# Written by `python -m drivers.udev` from the drivers' tables; do not edit, add a model there.
# uaccess is not used: nobody logs in on a kiosk.
"""
_BY_CLASS: Mapping[str, Mapping[str, Model[Any]]] = {
    "idcard": idcard.MODELS, "barcode": scanner.CODE_MODELS, "page": scanner.PAGE_MODELS, "printer": printer.MODELS,
    "gpio": gpio.MODELS,
}
_BY_NAME = (("barcode", "tty", "ttyACM[0-9]*"), ("printer", "usbmisc", "lp[0-9]*"), ("gpio", "gpio", "gpiochip[0-9]*"))
"""Class, subsystem, the kernel's name."""


def rules() -> str:
    """The text of the rules file."""
    lines = [_HEAD]
    for name, models in _BY_CLASS.items():
        for model in sorted(models.values(), key=lambda it: it.name):
            if model.ids:
                lines.append(f"# {name}: {model.name}")
            lines += [f'SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", ATTR{{idVendor}}=="{it.vendor:04x}", '
                      f'ATTR{{idProduct}}=="{it.product:04x}", MODE="0660", GROUP="{GROUP.format(name)}"'
                      for it in model.ids]
    for name, subsystem, kernel in _BY_NAME:
        lines += [f"# {name}: by the kernel's name",
                  f'SUBSYSTEM=="{subsystem}", KERNEL=="{kernel}", MODE="0660", GROUP="{GROUP.format(name)}"']
    return "\n".join(lines) + "\n"


def barcode_rules(identity: UsbId) -> str:
    """The rules of a HID barcode reader: as a USB device, and as the keyboard that it may show itself as.

    X is told to leave that keyboard alone: while the worker is away nobody has grabbed it.
    """
    group = f'MODE="0660", GROUP="{GROUP.format("barcode")}"'
    vendor, product = f'idVendor}}=="{identity.vendor:04x}"', f'idProduct}}=="{identity.product:04x}"'
    return (f'SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", ATTR{{{vendor}, ATTR{{{product}, {group}\n'
            f'SUBSYSTEM=="input", KERNEL=="event[0-9]*", ATTRS{{{vendor}, ATTRS{{{product}, '
            f'ENV{{LIBINPUT_IGNORE_DEVICE}}="1", {group}\n')


def main(arguments: list[str]) -> str:
    """What is printed. Exits 2 for an identity that is none."""
    parser = argparse.ArgumentParser(prog="python -m drivers.udev", description="Prints udev rules.")
    parser.add_argument("--barcode", metavar="VENDOR:PRODUCT", help="the rules of this barcode reader alone")
    asked = parser.parse_args(arguments)
    try:
        return barcode_rules(UsbId.parse(asked.barcode)) if asked.barcode else rules()
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
