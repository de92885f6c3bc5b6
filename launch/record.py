"""``python -m launch.record MODEL FILE [--address A] [--desk DIR]``: read one card and keep all bytes of it.

For a reader that does not work as it should. FILE then holds what is on the card: keep it as you would keep the card,
or record one that belongs to nobody. `drivers.recording.Player` plays it back in a test.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from drivers import idcard
from drivers.base import Surroundings
from drivers.errors import DeviceFailure
from emulated.client import DeskClient, DeskGone
from emulated.doors.usb_backend import DeskBackend
from launch.house import here
from rules.settings import Device


def main(arguments: list[str] | None = None) -> int:
    """0 when a card was read, 1 when not (the recording says why), 2 for what cannot be."""
    parser = argparse.ArgumentParser(prog="python -m launch.record")
    parser.add_argument("model", choices=[reader.name for reader in idcard.readers() if reader.profile.has_module])
    parser.add_argument("file", type=Path)
    parser.add_argument("--address", default="", help="as in the configuration")
    parser.add_argument("--desk", type=Path, metavar="DIR", help="an emulated desk's folder instead of real devices")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to wait for a card (30)")
    asked = parser.parse_args(arguments)
    try:
        backend = DeskBackend(DeskClient(asked.desk).places()["usb"]) if asked.desk else None
        reader = idcard.MODELS[asked.model].build(
            Device(model=asked.model, address=asked.address),
            Surroundings(assets=here().assets, usb_backend=backend, record_to=asked.file))
    except (ValueError, DeskGone) as error:
        print(f"record: {error}", file=sys.stderr)
        return 2
    try:
        reader.open()
        print(f"a {reader.read(asked.seconds).identity.kind} card was read; {asked.file} holds what is on it")
        return 0
    except (DeviceFailure, OSError) as failure:
        print(f"record: {failure}", file=sys.stderr)
        return 1
    finally:
        reader.close()


if __name__ == "__main__":
    sys.exit(main())
