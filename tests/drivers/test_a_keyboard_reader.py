"""A barcode reader that types: python-evdev itself, over umockdev's /dev/input, its ioctls answered by the desk's twin.

Poll, read, EVIOCGID, EVIOCGBIT and EVIOCGRAB are real calls; the grab's keeping others out is the kernel's, and is not
shown here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.base import Surroundings, UsbId
from drivers.scanner import CODE_MODELS
from drivers.scanner.keyboard_protocol import KEY, NO_TEXT, Typist
from drivers.udev import barcode_rules
from rules.settings import Device

ROOT = Path(__file__).resolve().parents[2]
IDENTITY, NODE = "0c2e:0b61", "/dev/input/event5"
READ_CODES = """
import sys
from pathlib import Path
from drivers.base import Surroundings
from drivers.errors import DeviceFailure
from drivers.scanner import CODE_MODELS
from rules.settings import Device

reader = CODE_MODELS["hid-keyboard"].build(Device(address=sys.argv[1]), Surroundings(assets=Path()))
try:
    reader.open()
    for _ in range(int(sys.argv[2])):
        print(reader.status().state.value, reader.read(float(sys.argv[3])))
except DeviceFailure as failure:
    print(failure.code.value)
print(reader.status().state.value)
reader.close()
"""


def beside(*show: str, address: str = IDENTITY, reads: int = 1, patience_s: float = 20.0, options: tuple[str, ...] = ()
           ) -> list[str]:
    """What a program says that reads codes beside such a reader, which sees these."""
    shown = [word for text in show for word in ("--show", text)]
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "emulated.doors.evdev_door", *shown, *options, sys.executable, "-c", READ_CODES,
         address, str(reads), str(patience_s)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n").split("\n")


@pytest.mark.parametrize("address", [IDENTITY, NODE])
def test_a_code_that_is_typed_is_read(address: str) -> None:
    assert beside("FS01-261123-0007-K", address=address) == ["online FS01-261123-0007-K", "online"]


def test_every_sign_that_a_key_has() -> None:
    signs = "".join(map(chr, range(0x21, 0x7F))) + " 01\x1d10"
    assert beside(signs) == [f"online {signs}", "online"]


@pytest.mark.parametrize("numbers", ["utf-8", "gbk", "gb18030"])
@pytest.mark.parametrize("enter", [(), ("--no-enter",)])
def test_chinese_comes_as_numbers(numbers: str, enter: tuple[str, ...]) -> None:
    text = "佛山某某公司91440600MA4W1234X7" + ("㐂𠮷" if numbers != "gbk" else "")
    assert beside(text, options=("--numbers", numbers, *enter)) == [f"online {text}", "online"]


def test_two_codes_are_two_and_the_same_twice_is_one() -> None:
    assert beside("ABC", "ABC", "XYZ", reads=2)[:2] == ["online ABC", "online XYZ"]


@pytest.mark.parametrize(("fault", "said"), [
    ("taken", ["device.busy", "no_device"]), ("dropped", ["code.none", "online"]),
    ("unplugged", ["code.reader_gone", "no_device"]), ("slow-repeat", ["online 12ab", "online"]),
])
def test_faults(fault: str, said: list[str]) -> None:
    assert beside("12ab", options=("--fault", fault)) == said


@pytest.mark.parametrize("address", ["0c2e:0b62", "/dev/input/event6"])
def test_a_reader_that_is_not_there(address: str) -> None:
    assert beside(address=address) == ["code.reader_gone", "no_device"]


def test_without_a_code_the_citizen_may_try_again() -> None:
    assert beside(patience_s=0.2) == ["code.none", "online"]


@pytest.mark.parametrize("address", ["", "0c2e", "/dev/ttyACM0", "keyboard"])
def test_an_address_that_cannot_be_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="VENDOR:PRODUCT"):
        CODE_MODELS["hid-keyboard"].build(Device(address=address), Surroundings(assets=Path()))


def test_its_rules_name_the_device_its_node_and_keep_x_off() -> None:
    usb, node = barcode_rules(UsbId.parse("0C2E:0B61")).splitlines()
    for rule in (usb, node):
        assert '{idVendor}=="0c2e"' in rule and '{idProduct}=="0b61"' in rule
        assert rule.endswith('MODE="0660", GROUP="citizen-barcode"')
    assert 'KERNEL=="event[0-9]*"' in node and 'ENV{LIBINPUT_IGNORE_DEVICE}="1"' in node


def typed(*events: tuple[int, int]) -> bytes:
    """The bytes of keys that go down (1) and up (0)."""
    typist = Typist()
    return b"".join(typist.take(KEY, code, value) for code, value in events)


def test_caps_lock_turns_letters_and_leaves_signs() -> None:
    assert typed((58, 1), (58, 0), (30, 1), (30, 0), (2, 1), (42, 1), (30, 1)) == b"A1a"


def test_a_number_larger_than_any_character_is_no_text() -> None:
    nines = [event for _ in range(10) for event in ((73, 1), (73, 0))]
    assert typed((56, 1), *nines, (56, 0)) == NO_TEXT


def test_alt_alone_and_alt_with_letters_type_nothing() -> None:
    assert typed((56, 1), (56, 0), (100, 1), (30, 1), (30, 0), (100, 0)) == b""
