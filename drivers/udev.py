"""``python -m drivers.udev``: the udev rules, made from the tables of models. Each device class has a group of its own.

A device with one of a model's ids belongs to its class's group: the user that the class's worker runs as is in it, and
in no other. Serial ports and GPIO have no ids; their rules go by the kernel's names.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from drivers import gpio, idcard, printer, scanner
from drivers.base import Model

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


if __name__ == "__main__":
    sys.stdout.write(rules())
