"""Whatever a program sends, a device model goes on: it answers, prints or complains, and never ends the desk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulated.escpos_parser import TABLE, Parser
from emulated.idcard_module import SamModule
from emulated.idcard_usb import PROFILES, UsbCardReader
from emulated.loop import Loop
from emulated.pace import PACES
from emulated.receipt_press import Press
from emulated.receipt_type import Type, find_font
from emulated.usb_device import Status, Transfer

LETTERS = Type(find_font(None))
PIECES = st.one_of(
    st.sampled_from(sorted(TABLE)), st.binary(max_size=8), st.sampled_from([
        b"\x1dv0\x00\x02\x00\x02\x00abcd", b"\x1d(L\x0c\x000p0\x01\x011\x08\x00\x02\x00ab", b"\x1d(L\x02\x0002",
        b"\x1d(k\x05\x001P0ab", b"\x1d(k\x03\x001Q0", b"\x1dk\x49\x05{BA12", b"\x1b*\x21\x01\x00abc", b"\x1c&",
        "回执".encode("gbk"), b"\n", b"\x1dVB\x00", b"\x1d!\x77", b"\x1ba\x02"]))


@given(st.lists(PIECES, max_size=40).map(b"".join))
@settings(deadline=None, max_examples=150)
def test_the_press_takes_any_bytes(data: bytes) -> None:
    press, parser = Press(LETTERS), Parser()
    parser.feed(data)
    tickets = []
    while (command := parser.take()) is not None:
        tickets += press.perform(command)
    assert all(ticket.image.width == 576 and ticket.image.height > 0 for ticket in tickets)
    assert len(press.complaints) <= 100


@pytest.mark.parametrize("profile", ["two-endpoint", "hid"])
@given(st.lists(st.one_of(st.binary(min_size=1, max_size=20), st.binary(max_size=60).map(b"\x88".__add__),
                          st.sampled_from(
    [bytes.fromhex("aaaaaa9669"), bytes.fromhex("aaaaaa96690003200122"), b"\x00\x03"])), max_size=20))
@settings(deadline=None, max_examples=150)
def test_the_card_reader_takes_any_bytes(profile: str, pieces: list[bytes]) -> None:
    loop = Loop()
    module = SamModule(loop, lambda: PACES["instant"], lambda name: None)
    reader = UsbCardReader(module, PROFILES[profile])
    reader.attach()
    done: list[Transfer] = []
    for piece in pieces:
        reader.submit(Transfer(0x02, done.append, payload=piece))
    loop.close()
    assert [transfer.status for transfer in done] == [Status.DONE] * len(pieces)
    assert len(module.commands) <= 100
