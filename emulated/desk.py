"""The desk process: ``python -m emulated.desk --dir DIR``. See README.md for what it opens in DIR."""

import argparse
import json
import os
import signal
import socket
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

from emulated.barcode_cdc import CdcReader
from emulated.barcode_reader import BarcodeReader
from emulated.doors.control_door import ControlDoor
from emulated.doors.escl_server import EsclServer
from emulated.doors.gpio_door import GpioDoor
from emulated.doors.kernel_ports import KernelPorts
from emulated.doors.usb_door import UsbDoor
from emulated.faults import Refused
from emulated.gpio_header import GpioHeader
from emulated.hid_pos_reader import HidPosReader
from emulated.idcard_reader import MAKES, IdCardReader
from emulated.loop import Loop
from emulated.pace import PACES, Pace
from emulated.page_scanner import PageScanner
from emulated.printed import Printed
from emulated.receipt_lines import PrinterLines
from emulated.receipt_press import Ticket
from emulated.receipt_printer import ReceiptPrinter
from emulated.receipt_type import Type, find_font
from emulated.stream import Listener
from emulated.touch_panel import TouchPanel
from emulated.usb_bus import UsbBus
from emulated.usb_device import UsbDevice
from emulated.verbs import Desk

DOORS = ("control", "usb", "gpio", "barcode", "idcard", "printer")
"""What --owner can give away."""
USB_PORTS = {"idcard": 1, "printer": 2, "code": 3, "serial-code": 4, "touch": 5}
"""Ports of the desk's bus, by the names that --kernel has for them."""


class DeskProcess:
    """Builds the devices, opens the doors, and serves until told to stop."""

    def __init__(self, directory: Path, font: str | None, profile: str, pace: str, owners: dict[str, int],
                 kernel: dict[str, Path]) -> None:
        self._directory = directory
        self._owners = owners
        self._kernel = kernel
        self._pace = PACES[pace]
        self._loop = Loop()
        self._bus = UsbBus()
        directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._refuse_a_second(directory / "desk.sock")
        (directory / "desk.json").unlink(missing_ok=True)
        self._desk = self._build(Type(find_font(font)), profile)
        self._control = ControlDoor(self._loop, self._desk)
        ports = KernelPorts(self._loop, lambda name: self._bus.on_port(USB_PORTS[name]), kernel)
        self._bus.changed = ports.follow
        ports.follow()
        self._web = EsclServer(self._loop, self._desk.scanner, lambda: self._pace, self._control.counted)

    @staticmethod
    def _refuse_a_second(control: Path) -> None:
        if not control.exists():
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            if caller.connect_ex(str(control)) == 0:
                raise Refused(f"a desk is already running in {control.parent}; end it with: "
                              f"python -m emulated.command --dir {control.parent} quit")

    def _build(self, letters: Type, profile: str) -> Desk:
        idcard = IdCardReader(self._loop, self._current_pace, self._counted, self._bus, 1, self._directory / "idcard",
                              lambda name: self._give("idcard", name), profile)
        printer = ReceiptPrinter(self._loop, self._current_pace, letters, self._ticket)
        over_usb, touch = HidPosReader(), TouchPanel()
        barcode = BarcodeReader(self._loop, self._directory / "barcode", lambda name: self._give("barcode", name),
                                over_usb.send_code)
        as_line = CdcReader(barcode.hear)
        barcode.also(as_line.send_bytes)
        code_readers: list[UsbDevice] = [over_usb]
        self._bus.add(USB_PORTS["code"], over_usb)
        if "serial-code" in self._kernel:
            code_readers.append(as_line)
            self._bus.add(USB_PORTS["serial-code"], as_line)
        if "touch" in self._kernel:
            self._bus.add(USB_PORTS["touch"], touch)
        scanner, gpio = PageScanner(), GpioHeader(self._loop)
        self._printer_lines = PrinterLines(self._loop, self._bus, 2, printer, self._directory,
                                           lambda name: self._give("printer", name))
        return Desk(
            idcard, printer, barcode, scanner, gpio, touch, Printed(self._directory / "printed"),
            {"idcard": (idcard.plug, idcard.unplug),
             "printer": (self._printer_lines.plug, self._printer_lines.unplug),
             "barcode": (lambda: self._plug_code_reader(barcode, code_readers),
                         lambda: self._unplug_code_reader(barcode, code_readers)),
             "touch": (lambda: self._bus.plug(touch), lambda: self._bus.unplug(touch)),
             "scanner": (scanner.plug, scanner.unplug),
             "gpio": (gpio.plug, gpio.unplug)},
            Counter(), self._set_pace, self._loop.stop, self._printer_lines)

    def _plug_code_reader(self, reader: BarcodeReader, sides: list[UsbDevice]) -> None:
        reader.plug()
        for side in sides:
            self._bus.plug(side)

    def _unplug_code_reader(self, reader: BarcodeReader, sides: list[UsbDevice]) -> None:
        reader.unplug()
        for side in sides:
            self._bus.unplug(side)

    def serve(self, until_input_ends: bool) -> None:
        """Open the doors, write desk.json, print ``ready`` and serve."""
        places = {name: self._directory / f"{'desk' if name == 'control' else name}.sock"
                  for name in ("control", "usb", "gpio")}
        for name, admit in (("control", self._control.admit), ("usb", UsbDoor(self._loop, self._bus).admit),
                            ("gpio", GpioDoor(self._desk.gpio).admit)):
            Listener(self._loop, places[name], 0o600, admit)
            self._give(name, places[name])
        web = threading.Thread(target=self._web.serve_forever, name="escl", daemon=True)
        web.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_end)
        if until_input_ends:
            self._loop.watch(sys.stdin.fileno(), self._loop.stop)
        self._announce(places)
        self._loop.run()
        self._web.shutdown()
        self._web.server_close()
        self._desk.barcode.unplug()
        self._desk.idcard.unplug()
        self._printer_lines.unplug()
        for place in (*places.values(), self._directory / "desk.json"):
            place.unlink(missing_ok=True)

    def _announce(self, places: dict[str, Path]) -> None:
        described = {**{name: str(place) for name, place in places.items()},
                     "barcode": str(self._directory / "barcode"), "idcard": str(self._directory / "idcard"),
                     "pcsc": str(self._directory / "pcsc" / "pcscd.comm"),
                     "escl": self._web.url, **self._printer_lines.places(),
                     "printed": str(self._desk.printed.directory), "pid": os.getpid()}
        draft = self._directory / "desk.json.new"
        draft.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
        draft.replace(self._directory / "desk.json")
        print("ready", flush=True)

    def _give(self, door: str, path: Path) -> None:
        """Device doors are open to every user of the machine unless they have an owner; control never is."""
        owner = self._owners.get(door)
        if owner is not None:
            os.chown(path, owner, -1)
            os.chmod(path, 0o600)
        elif door != "control":
            os.chmod(path, 0o666)

    def _ticket(self, ticket: Ticket) -> None:
        self._desk.printed.add(ticket)
        self._counted("receipts-printed")

    def _counted(self, name: str) -> None:
        self._control.counted(name)

    def _current_pace(self) -> Pace:
        return self._pace

    def _set_pace(self, name: str) -> None:
        self._pace = PACES[name]

    def _told_to_end(self, number: int, frame: FrameType | None) -> None:
        self._loop.stop()


def _owner(text: str) -> tuple[str, int]:
    door, _, uid = text.partition("=")
    if door not in DOORS or not uid.isdigit():
        raise argparse.ArgumentTypeError(f"use DOOR=UID with DOOR one of {', '.join(DOORS)}, not {text!r}")
    return door, int(uid)


def _kernel(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if name not in USB_PORTS or not path:
        raise argparse.ArgumentTypeError(f"use DEVICE=SOCKET with DEVICE one of {', '.join(USB_PORTS)}, not {text!r}")
    return name, Path(path)


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 ended as told, 1 could not start, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="emulated.desk", description="The emulated desk: all devices, no hardware.")
    parser.add_argument("--dir", required=True, type=Path, help="directory for the desk's sockets and printed paper")
    parser.add_argument("--font", help="a font with Chinese characters for the printer's own type")
    parser.add_argument("--pace", choices=sorted(PACES), default="real", help="how long things take (real)")
    parser.add_argument("--idcard-profile", choices=sorted(MAKES), default="two-endpoint",
                        help="which make of card reader it is (two-endpoint)")
    parser.add_argument("--owner", type=_owner, action="append", default=[], metavar="DOOR=UID",
                        help=f"give a door to one user alone; DOOR is one of {', '.join(DOORS)}")
    parser.add_argument("--kernel", type=_kernel, action="append", default=[], metavar="DEVICE=SOCKET",
                        help="plug a device into a real kernel as well, by QEMU's usbredir socket; DEVICE is one of "
                             f"{', '.join(USB_PORTS)}")
    parser.add_argument("--until-input-ends", action="store_true",
                        help="end when standard input closes, so that the desk never outlives its starter")
    options = parser.parse_args(arguments)
    try:
        DeskProcess(options.dir.absolute(), options.font, options.idcard_profile, options.pace,
                    dict(options.owner), dict(options.kernel)).serve(options.until_input_ends)
    except (OSError, Refused) as error:
        print(f"the desk cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
