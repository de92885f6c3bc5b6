"""``python -m launch.emulation.worker --device CLASS --config FILE --desk DIR``: a worker whose USB bus is the desk's.

The worker and its driver are the product's; pyusb is real. What differs is one argument: the backend pyusb is given.
Serial ports, scanners and GPIO lines need nothing here: a pty, a network scanner and lgpio are what they are.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from daemon.trade import load
from daemon.worker import run
from drivers.base import Driver, Factory, Surroundings
from emulated.client import DeskClient
from emulated.doors.usb_backend import DeskBackend
from rules.settings import Device, parse
from wire.values import Role


def at_the_desk(factory: Factory, backend: object) -> Factory:
    """The same model, its USB devices those of the desk."""
    def build(device: Device, surroundings: Surroundings) -> Driver:
        return factory(device, dataclasses.replace(surroundings, usb_backend=backend))

    return build


def main(arguments: list[str] | None = None) -> int:
    """Be the worker; see `daemon.worker`."""
    parser = argparse.ArgumentParser(prog="python -m launch.emulation.worker", description=__doc__)
    parser.add_argument("--device", required=True)
    parser.add_argument("--config", required=True, type=Path, metavar="FILE")
    parser.add_argument("--desk", required=True, type=Path, metavar="DIR")
    asked = parser.parse_args(arguments)
    settings = parse(asked.config.read_text(encoding="utf-8"), str(asked.config))
    backend = DeskBackend(DeskClient(asked.desk).places()["usb"])
    models = load(Role(asked.device)).MODELS
    return run(asked.device, settings, {name: at_the_desk(factory, backend) for name, factory in models.items()})


if __name__ == "__main__":
    sys.exit(main())
