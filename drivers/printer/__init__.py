"""Receipt printers. `MODELS` is the table of what can be configured: a profile and a way to it, as `masung-80-serial`.

Libraries are loaded when a model is built.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from drivers.base import Model, Surroundings, UsbId
from drivers.printer.contract import ReceiptPrinter
from drivers.printer.profiles import PROFILES, Profile
from drivers.transport import ResettableTransport
from rules.settings import Device

__all__ = ["MODELS", "ReceiptPrinter"]

FONT = "fonts/NotoSansSC-Regular.otf"
"""Under the assets: for what the printer has no characters of."""

_PRINTER_CLASS = 7
_BAUD = 115200

Connect = Callable[[], ResettableTransport]


def _usb(profile: Profile, device: Device, surroundings: Surroundings) -> Connect:
    from drivers.printer.talk import BLAME
    from drivers.usb_bulk import open_usb

    ids = (UsbId.parse(device.address),) if device.address else profile.ids
    return lambda: open_usb(ids, BLAME, surroundings.usb_backend, interface_class=_PRINTER_CLASS)


def _serial(profile: Profile, device: Device, surroundings: Surroundings) -> Connect:
    """`address`: "PORT", "PORT BAUD" or "PORT BAUD FLOW", as "/dev/ttyS0 38400 xon"; 115200 and rts where left out."""
    from drivers.printer.talk import BLAME
    from drivers.serial_port import Flow, open_serial

    port, baud, flow = (*device.address.split(), *("",) * 3)[:3]
    known = [member.value for member in Flow]
    if not port.startswith("/") or len(device.address.split()) > 3 or not (baud or "1").isdecimal() or \
            (flow or "rts") not in known:
        raise ValueError(f"a serial printer's address is PORT BAUD FLOW, FLOW one of {', '.join(known)}, "
                         f"as /dev/ttyS0 38400 rts, not {device.address!r}")
    return lambda: open_serial(port, int(baud or _BAUD), BLAME, Flow(flow or "rts"))


def _network(profile: Profile, device: Device, surroundings: Surroundings) -> Connect:
    from drivers.network_port import open_network, parse_host
    from drivers.printer.talk import BLAME

    host, port = parse_host(device.address)
    return lambda: open_network(host, port, BLAME)


def _node(profile: Profile, device: Device, surroundings: Surroundings) -> Connect:
    from drivers.printer.talk import BLAME
    from drivers.printer_node import open_node

    path = device.address or "/dev/usb/lp0"
    if not path.startswith("/"):
        raise ValueError(f"the address of a printer's device file is its path, as /dev/usb/lp0, not {path!r}")
    return lambda: open_node(path, BLAME)


_WAYS = {"usb": _usb, "serial": _serial, "network": _network, "lp": _node}

_OFFERED = {
    "escpos-80": ("usb", "serial", "network", "lp"), "escpos-58": ("usb", "serial"), "masung-80": ("usb", "serial"),
    "custom-vkp80": ("usb", "serial"), "plain-58": ("serial", "lp"),
}
"""A profile is offered by the ways that its makers sell it with."""


def _build(name: str, profile: Profile, way: str, device: Device, surroundings: Surroundings) -> ReceiptPrinter:
    from drivers.printer.thermal import ThermalPrinter

    return ThermalPrinter(name, profile, _WAYS[way](profile, device, surroundings), surroundings.assets / FONT)


def _model(profile: Profile, way: str) -> Model[ReceiptPrinter]:
    name = f"{profile.name}-{way}"
    return Model(name, partial(_build, name, profile, way), profile.ids if way == "usb" else ())


MODELS = {model.name: model for profile, ways in _OFFERED.items() for model in (
    _model(PROFILES[profile], way) for way in ways)}
