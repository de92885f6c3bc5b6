"""Status at once, status in turn, status by itself: what each says in every state of the printer."""

from collections.abc import Iterator

import pytest
from usb.core import USBTimeoutError

from emulated.client import StartedDesk
from tests.emulated.receipt_host import CUT, ReceiptHost


@pytest.fixture
def host(desk: StartedDesk) -> Iterator[ReceiptHost]:
    host = ReceiptHost(desk)
    yield host
    host.close()


def all_status(host: ReceiptHost) -> list[int]:
    return [host.status(number) for number in (1, 2, 3, 4)]


def test_all_is_well(host: ReceiptHost) -> None:
    assert all_status(host) == [0, 0, 0, 0]


@pytest.mark.parametrize("verb, fields, status", [
    ("paper-roll", {"level": "low"}, [0, 0, 0, 0x0C]),
    ("paper-roll", {"level": "out"}, [0x08, 0x20, 0, 0x6C]),
    ("cover", {"position": "open"}, [0x08, 0x04, 0, 0]),
    ("fault", {"device": "printer", "fault": "paper-low"}, [0, 0, 0, 0x0C]),
    ("fault", {"device": "printer", "fault": "paper-out"}, [0x08, 0x20, 0, 0x6C]),
    ("fault", {"device": "printer", "fault": "cover-open"}, [0x08, 0x04, 0, 0]),
    ("fault", {"device": "printer", "fault": "head-hot"}, [0x08, 0x40, 0x40, 0])])
def test_each_state_has_its_bits(desk: StartedDesk, host: ReceiptHost, verb: str, fields: dict[str, object],
                                 status: list[int]) -> None:
    desk.ask(verb, **fields)
    assert all_status(host) == status


@pytest.mark.parametrize("fault, bit", [("cutter", 0x08), ("jam", 0x04)])
def test_a_mechanical_fault_shows_when_it_happens(desk: StartedDesk, host: ReceiptHost, fault: str, bit: int) -> None:
    desk.ask("fault", device="printer", fault=fault)
    assert all_status(host) == [0, 0, 0, 0]
    host.write(b"x\n" + CUT)
    assert all_status(host) == [0x08, 0x40, bit, 0]
    desk.ask("fault", device="printer", fault="none")
    assert desk.ask("wait-printed", at_least=1) == {"count": 1}


def test_status_in_turn_comes_after_what_was_sent_before_it(desk: StartedDesk, host: ReceiptHost) -> None:
    desk.ask("cover", position="open")
    host.write(b"x\n\x1dr\x01\x1d(H\x06\x0000ID42")
    with pytest.raises(USBTimeoutError):
        host.read(30)
    desk.ask("cover", position="closed")
    assert host.read() == b"\x00"
    assert host.read() == b"\x37\x22ID42\x00"


def test_status_by_itself_comes_when_something_changes(desk: StartedDesk, host: ReceiptHost) -> None:
    host.write(b"\x1da\xff")
    assert host.read() == bytes.fromhex("1000000f")
    desk.ask("paper-roll", level="low")
    assert host.read() == bytes.fromhex("1000030f")
    desk.ask("cover", position="open")
    assert host.read() == bytes.fromhex("3800030f")


def test_identity_and_the_printer_class_requests(desk: StartedDesk, host: ReceiptHost) -> None:
    host.write(b"\x1dIC")
    assert host.read() == b"_DESK-80\0"
    device_id = bytes(host.device.ctrl_transfer(0xA1, 0, 0, 0, 1024, 500))
    assert int.from_bytes(device_id[:2], "big") == len(device_id) and b"CMD:ESC/POS" in device_id
    assert bytes(host.device.ctrl_transfer(0xA1, 1, 0, 0, 1, 500)) == b"\x18"
    desk.ask("paper-roll", level="out")
    assert bytes(host.device.ctrl_transfer(0xA1, 1, 0, 0, 1, 500)) == b"\x38"


def test_status_is_answered_though_the_bytes_come_apart(host: ReceiptHost) -> None:
    for byte in b"\x10\x04\x04":
        host.write(bytes((byte,)))
    assert host.read() == b"\x12"
