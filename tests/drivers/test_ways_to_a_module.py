"""Every way in carries the same frames: pipes by the descriptors, reports of HID readers, rates of serial ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.base import Surroundings, UsbId
from drivers.errors import Code, DriverError
from drivers.idcard import MODELS, CardReader
from drivers.idcard.hid_protocol import REPORT, Opener, reports
from drivers.idcard.sam_protocol import Request
from drivers.idcard.sam_reader import BLAME
from drivers.idcard.usb_ways import HidStream, SplitStream, open_reader
from drivers.usb_bulk import UsbStream
from emulated.client import StartedDesk
from emulated.idcard_hid import Envelopes, wrapped
from rules.settings import Device

IDS = (UsbId(0x0400, 0xC35A), UsbId(0x0483, 0x5750), UsbId(0x28E9, 0x028A), UsbId(0x10C4, 0x0007))
USB_MAKES = {"two-endpoint": UsbStream, "four-endpoint": SplitStream, "interrupt": UsbStream, "composite": UsbStream,
             "hid": HidStream, "hid-set-report": HidStream}


@pytest.mark.parametrize("make", USB_MAKES)
def test_the_descriptors_choose_the_way(make: str, desk: StartedDesk, surroundings: Surroundings) -> None:
    desk.ask("reader", make=make)
    transport = open_reader(IDS, BLAME, surroundings.usb_backend)
    assert type(transport) is USB_MAKES[make]
    transport.close()


def test_one_model_serves_every_layout_of_endpoints(desk: StartedDesk, surroundings: Surroundings) -> None:
    reader = MODELS["sam-v-usb"].build(Device(model="sam-v-usb"), surroundings)
    for make in ("two-endpoint", "four-endpoint", "interrupt", "composite"):
        desk.ask("reader", make=make)
        desk.ask("card", name="none")
        desk.ask("card", name="孙迁居")
        reader.open()
        assert reader.read(30.0).identity.address == "四川省成都市锦江区新居路21号"
    reader.close()


@pytest.fixture
def serial(desk: StartedDesk, surroundings: Surroundings) -> Iterator[CardReader]:
    """The serial model, at the desk's port, not opened."""
    built = MODELS["sam-v-serial"].build(Device(address=desk.places()["idcard"]), surroundings)
    yield built
    built.close()


@pytest.mark.parametrize("rate", [115200, 38400, 9600])
def test_a_serial_reader_is_found_at_its_rate(rate: int, serial: CardReader, desk: StartedDesk) -> None:
    desk.ask("reader", make="serial", rate=rate)
    desk.ask("card", name="张三")
    serial.open()
    assert serial.read(30.0).identity.name == "张三"


def test_a_rate_in_the_address_is_the_only_one_tried(desk: StartedDesk, surroundings: Surroundings) -> None:
    desk.ask("reader", make="serial", rate=9600)
    port = desk.places()["idcard"]
    right = MODELS["sam-v-serial"].build(Device(address=f"{port}@9600"), surroundings)
    assert right.open().serial
    right.close()
    wrong = MODELS["sam-v-serial"].build(Device(address=f"{port}@19200"), surroundings)
    with pytest.raises(DriverError) as failure:
        wrong.open()
    assert failure.value.code is Code.READER_SILENT


@pytest.mark.parametrize("address", ["", "COM1", "/dev/ttyS0@fast", "/dev/ttyS0@"])
def test_an_address_that_is_no_port_is_refused(address: str, surroundings: Surroundings) -> None:
    with pytest.raises(ValueError, match="/dev/ttyS0@9600"):
        MODELS["sam-v-serial"].build(Device(address=address), surroundings)


@pytest.mark.parametrize("frame", [Request.FIND.frame(), bytes(range(200)), b"x" * 57])
def test_reports_are_what_the_far_end_expects(frame: bytes) -> None:
    sent = reports(7, frame)
    assert {len(report) for report in sent} == {REPORT}
    envelopes = Envelopes()
    assert [envelopes.feed(report) for report in sent][-1] == frame


@settings(deadline=None)
@given(st.binary(max_size=2407))
def test_any_frame_in_reports_comes_out_whole(frame: bytes) -> None:
    opener = Opener()
    assert b"".join(opener.receive(report) for report in wrapped(frame, spoilt=False)) == frame


def test_a_wrong_sum_is_dropped_and_the_next_is_heard() -> None:
    opener = Opener()
    assert [opener.receive(report) for report in wrapped(b"lost", spoilt=True) + wrapped(b"heard", spoilt=False)] == [
        b"", b"heard"]


@settings(deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=64), st.binary(max_size=60).map(b"\xaa".__add__)), max_size=40))
def test_no_reports_whatever_stop_it(pieces: list[bytes]) -> None:
    opener = Opener()
    for piece in pieces:
        opener.receive(piece)
    for filling in range(2500 // REPORT + 1):
        opener.receive(bytes(REPORT))
    assert [opener.receive(report) for report in wrapped(b"heard", spoilt=False)] == [b"heard"]
