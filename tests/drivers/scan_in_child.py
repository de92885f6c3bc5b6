"""``python -m tests.drivers.scan_in_child MODEL SCANS ADDRESS``: scans in this process, what came of each as JSON."""

from __future__ import annotations

import json
import sys

from drivers.base import Surroundings
from drivers.errors import DeviceFailure
from drivers.scanner import PAGE_MODELS
from drivers.scanner.page import SaneScanner
from drivers.scanner.sane_options import FLATBED, parse_address
from rules.settings import Device
from tests.drivers.conftest import ASSETS
from tests.drivers.twins import silent


class Pixels(SaneScanner):
    """The scanner with its page as it came, before anything is made of it."""

    def pixels(self) -> str:
        """Every level of a grey page, in hexadecimal."""
        picture, _ = self._begin(75, False, silent)
        return picture.tobytes().hex()


def main(model: str, scans: int, address: str) -> list[str]:
    """What each scan ended with."""
    if model == "sane-pixels":
        exact = Pixels(model, parse_address(address), FLATBED)
        exact.open()
        return [exact.pixels() for _ in range(scans)]
    scanner = PAGE_MODELS[model].build(Device(address=address), Surroundings(assets=ASSETS))
    told = []
    try:
        scanner.open()
        for _ in range(scans):
            sheet = scanner.scan(75, False, silent)
            told.append(f"{sheet.width} x {sheet.height}{' blank' if sheet.blank else ''}")
    except DeviceFailure as failure:
        told.append(f"{type(failure).__name__} {failure.code.value} {failure.act.value}")
    scanner.close()
    return told


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
