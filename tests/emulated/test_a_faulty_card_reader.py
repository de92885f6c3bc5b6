"""Every fault of the card reader does what its name says, and is over when it is switched off."""

import errno
from collections.abc import Iterator

import pytest
from usb.core import USBError, USBTimeoutError

from emulated.client import StartedDesk
from tests.emulated.card_host import FIND, READ, SELECT, STATUS, CardHost, opened


@pytest.fixture
def host(desk: StartedDesk) -> Iterator[CardHost]:
    desk.ask("card", name="张三")
    host = CardHost(desk)
    yield host
    host.close()


def switch_on(desk: StartedDesk, fault: str, **fields: object) -> None:
    desk.ask("fault", device="idcard", fault=fault, **fields)


def to_the_read(host: CardHost) -> None:
    assert host.ask(FIND)[0] == 0x9F
    assert host.ask(SELECT)[0] == 0x90


def sound_again(desk: StartedDesk, host: CardHost) -> None:
    desk.ask("fault", device="idcard", fault="none")
    assert host.ask(STATUS) == (0x90, b"")


def test_silent(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "silent")
    host.send(FIND)
    with pytest.raises(USBTimeoutError) as caught:
        host.receive(60)
    assert caught.value.errno == errno.ETIMEDOUT
    sound_again(desk, host)


def test_slow_answers_in_the_end(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "slow", value=1000)
    host.send(FIND)
    with pytest.raises(USBTimeoutError):
        host.receive(20)
    assert opened(host.receive()) == (0x9F, bytes(4))


def test_wrong_checksum(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "wrong-checksum")
    host.send(STATUS)
    assert host.receive() == bytes.fromhex("aaaaaa9669" "0004" "000090" "c1")
    sound_again(desk, host)


def test_a_fault_can_let_find_and_select_pass_and_spoil_the_read(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "wrong-checksum", times=1, skip=2)
    to_the_read(host)
    host.send(READ)
    frame = host.receive()
    with pytest.raises(AssertionError):
        opened(frame)
    sound = frame[:-1] + bytes((frame[-1] ^ 0x55,))
    assert opened(sound)[0] == 0x90


def test_wrong_length(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "wrong-length", value=3)
    host.send(STATUS)
    frame = host.receive()
    assert int.from_bytes(frame[5:7], "big") == len(frame) - 7 + 3
    sound_again(desk, host)


def test_short_frame(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "short-frame")
    host.send(STATUS)
    assert host.receive() == bytes.fromhex("aaaaaa9669")
    sound_again(desk, host)


def test_garbage(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "garbage")
    host.send(STATUS)
    assert bytes.fromhex("aaaaaa9669") not in host.receive()
    sound_again(desk, host)


def test_noise_stands_before_a_sound_frame(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "noise")
    host.send(STATUS)
    received = host.receive()
    start = received.rindex(bytes.fromhex("aaaaaa9669"))
    assert start > 0 and opened(received[start:]) == (0x90, b"")


def test_byte_by_byte(desk: StartedDesk, host: CardHost) -> None:
    to_the_read(host)
    switch_on(desk, "byte-by-byte")
    host.send(READ)
    pieces = [host.receive() for _ in range(1295)]
    assert {len(piece) for piece in pieces} == {1}
    assert opened(b"".join(pieces))[0] == 0x90


def test_stall_until_cleared(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "stall", times=1)
    for _ in range(2):
        with pytest.raises(USBError) as caught:
            host.send(STATUS)
        assert caught.value.errno == errno.EPIPE
    host.device.clear_halt(0x02)
    assert host.ask(STATUS) == (0x90, b"")


@pytest.mark.parametrize("fault, command, code", [
    ("self-test-failed", STATUS, 0x60), ("self-test-failed", FIND, 0x60), ("unauthorised", FIND, 0x66)])
def test_a_sam_that_refuses(desk: StartedDesk, host: CardHost, fault: str, command: str, code: int) -> None:
    switch_on(desk, fault)
    assert host.ask(command) == (code, b"")
    sound_again(desk, host)


def test_select_failed_can_be_tried_again(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "select-failed", times=1)
    host.ask(FIND)
    assert host.ask(SELECT) == (0x81, b"")
    assert host.ask(SELECT) == (0x90, bytes(8))


def test_read_failed_wants_the_card_laid_again(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "read-failed", times=1)
    to_the_read(host)
    assert host.ask(READ) == (0x41, b"")
    assert host.ask(FIND) == (0x80, b"")
    desk.ask("card", name="张三")
    to_the_read(host)
    assert host.ask(READ)[0] == 0x90


def test_lifted_while_reading(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "lifted-while-reading", times=1)
    to_the_read(host)
    assert host.ask(READ) == (0x41, b"")
    state = desk.ask("state")["devices"]
    assert isinstance(state, dict) and state["idcard"]["card"] is None


def test_the_cable_is_pulled_in_the_middle_of_a_read(desk: StartedDesk, host: CardHost) -> None:
    switch_on(desk, "unplug-while-reading", times=1)
    to_the_read(host)
    host.send(READ)
    with pytest.raises(USBError) as caught:
        host.receive()
    assert caught.value.errno == errno.ENODEV
    desk.ask("plug", device="idcard")
    again = CardHost(desk)
    to_the_read(again)
    assert again.ask(READ)[0] == 0x90
    again.close()
