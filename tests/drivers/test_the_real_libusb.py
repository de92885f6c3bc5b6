"""The same card reader behind umockdev: pyusb's own libusb, the kernel's usbfs, and the model at the far end of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ_A_CARD = """
import sys
from pathlib import Path
from drivers.errors import DeviceFailure
from tests.drivers.card_readers import READERS
from drivers import idcard
from drivers.base import Surroundings
from rules.settings import Device

reader = idcard.model_of(READERS[sys.argv[1]]).build(Device(), Surroundings(assets=Path()))
try:
    reader.open()
    card = reader.read(30.0)
    print("read", card.identity.name, card.identity.address)
except DeviceFailure as failure:
    print(failure.code.value)
reader.close()
"""
MAKES = {"two-endpoint": "sam-v-usb", "four-endpoint": "sam-v-usb", "interrupt": "sam-v-usb", "composite": "sam-v-usb",
         "hid": "sam-v-hid", "hid-set-report": "sam-v-hid"}
WHOLE = "read 孙迁居 四川省成都市锦江区新居路21号"


def beside(make: str, *fault: str) -> str:
    """What a program that reads a card says, beside such a reader on which a card lies."""
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "emulated.doors.umockdev_door", *fault, make, "孙迁居", sys.executable, "-c",
         READ_A_CARD, MAKES[make]],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("make", MAKES)
def test_a_card_is_read_through_libusb(make: str) -> None:
    assert beside(make) == WHOLE


@pytest.mark.parametrize(("fault", "skip", "said"), [
    ("stall", 0, "card.reader_broken"), ("noise", 4, WHOLE), ("silent", 2, WHOLE),
    ("wrong-length", 4, "card.unreadable"), ("short-frame", 4, "card.unreadable"),
    ("lifted-while-reading", 0, "card.interrupted"),
    ("unplug-while-reading", 0, "card.reader_gone"), ("byte-by-byte", 2, WHOLE),
])
@pytest.mark.parametrize("make", ["two-endpoint", "four-endpoint"])
def test_a_fault_has_the_same_outcome_as_at_the_desk(make: str, fault: str, skip: int, said: str) -> None:
    assert beside(make, "--fault", fault, "--skip", str(skip)) == said
