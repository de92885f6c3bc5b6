"""Every fault of the printer that is more than a status: bytes not taken, paper that ends, a cable that is pulled."""

import errno
from collections.abc import Iterator

import pytest
from usb.core import USBError, USBTimeoutError

from emulated.client import StartedDesk
from tests.emulated.receipt_host import CUT, ReceiptHost, dark_rows, receipts, state


@pytest.fixture
def host(desk: StartedDesk) -> Iterator[ReceiptHost]:
    host = ReceiptHost(desk)
    yield host
    host.close()


def switch_on(desk: StartedDesk, fault: str, **fields: object) -> None:
    desk.ask("fault", device="printer", fault=fault, **fields)


def test_mute_prints_and_says_nothing(desk: StartedDesk, host: ReceiptHost) -> None:
    switch_on(desk, "mute")
    host.write(b"x\n\x10\x04\x04" + CUT)
    with pytest.raises(USBTimeoutError):
        host.read(30)
    assert len(receipts(desk)) == 1


def test_paper_ends_after_some_lines_and_printing_goes_on_with_a_new_roll(desk: StartedDesk,
                                                                          host: ReceiptHost) -> None:
    switch_on(desk, "paper-out", value=2)
    host.write(b"one\ntwo\nthree\nfour\n" + CUT)
    assert host.status(4) == 0x6C
    assert (state(desk)["offline"], receipts(desk)) == (True, [])
    desk.ask("fault", device="printer", fault="none")
    desk.ask("wait-printed", at_least=1)
    assert dark_rows(receipts(desk)[0]["png"]) > 4 * 10


def test_while_offline_the_buffer_fills_and_then_nothing_is_taken(desk: StartedDesk, host: ReceiptHost) -> None:
    desk.ask("cover", position="open")
    assert host.device.write(0x01, b"x" * 8000, 100) == 4096
    with pytest.raises(USBTimeoutError):
        host.device.write(0x01, b"x", 30)
    assert state(desk)["buffered"] == 4096
    desk.ask("cover", position="closed")
    host.write(CUT)
    assert len(receipts(desk)) == 1


def test_nak_after_some_bytes(desk: StartedDesk, host: ReceiptHost) -> None:
    switch_on(desk, "nak-after", value=7)
    assert host.device.write(0x01, b"0123456789", 30) == 7
    desk.ask("fault", device="printer", fault="none")
    host.write(b"789\n")


def test_slow(desk: StartedDesk, host: ReceiptHost) -> None:
    switch_on(desk, "slow", value=1000)
    host.write(b"x\n")
    assert state(desk)["busy"]
    desk.ask("fault", device="printer", fault="none")


def test_stall_until_cleared(desk: StartedDesk, host: ReceiptHost) -> None:
    switch_on(desk, "stall", times=1)
    for _ in range(2):
        with pytest.raises(USBError) as caught:
            host.write(b"x")
        assert caught.value.errno == errno.EPIPE
    host.device.clear_halt(0x01)
    host.write(b"x\n" + CUT)
    assert len(receipts(desk)) == 1


def test_a_receipt_half_printed_stays_on_the_roll_when_the_cable_is_pulled(desk: StartedDesk,
                                                                           host: ReceiptHost) -> None:
    host.write(b"half\n")
    switch_on(desk, "unplug-after", value=3, times=1)
    with pytest.raises(USBError) as caught:
        host.write(b"other half\n")
    assert caught.value.errno == errno.ENODEV
    desk.ask("plug", device="printer")
    again = ReceiptHost(desk)
    again.write(b"\x1b@" + CUT)
    assert dark_rows(receipts(desk)[0]["png"]) in range(10, 25)
    again.close()


def test_a_picture_larger_than_the_buffer_is_taken_whole(desk: StartedDesk, host: ReceiptHost) -> None:
    host.write(b"\x1dv0\x00" + bytes((72, 0, 200, 0)) + b"\xff" * (72 * 200) + CUT)
    assert dark_rows(receipts(desk)[0]["png"]) == 200


def test_the_buffer_can_be_cleared_by_real_time_request(desk: StartedDesk, host: ReceiptHost) -> None:
    desk.ask("cover", position="open")
    host.write(b"never printed\n\x10\x05\x02")
    desk.ask("cover", position="closed")
    assert desk.ask("tear") == {"torn": False}
