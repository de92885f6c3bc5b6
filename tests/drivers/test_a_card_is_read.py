"""The card reader's transaction over real pyusb against the desk: each kind of card, and each fault with its code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.base import State, Surroundings
from drivers.errors import Act, Code, DeviceFailure, DriverError, Retry
from drivers.idcard.sam_protocol import Request
from drivers.idcard.sam_reader import BLAME, SamReader
from drivers.idcard.transaction import Delays
from drivers.usb_bulk import open_usb
from drivers.idcard import MODELS
from emulated.client import StartedDesk

SHORT = Delays(poll=0.01, write=0.2, settle=0.02, late=0.3, answers=tuple(
    (request, 30.0 if request is Request.READ else 0.4) for request in Request))


@pytest.fixture
def reader(surroundings: Surroundings) -> Iterator[SamReader]:
    """An opened reader with short delays."""
    model = MODELS["sam-v-usb"]
    built = SamReader(model.name, lambda: open_usb(model.ids, BLAME, surroundings.usb_backend), SHORT)
    built.open()
    yield built
    built.close()


def failure_of(reader: SamReader) -> DeviceFailure:
    """What a read raises."""
    with pytest.raises(DeviceFailure) as failure:
        reader.read(0.5)
    return failure.value


def test_the_reader_tells_its_modules_number(reader: SamReader) -> None:
    assert reader.open().serial == "05.03-20200101-0001234567-0089012345"


@pytest.mark.parametrize("name", ["张三", "王㛃", "陈𬭎", "阿卜杜热合曼·买买提明", "周过期", "马丁", "林台安"])
def test_a_card_that_is_laid_is_read(reader: SamReader, desk: StartedDesk, name: str) -> None:
    desk.ask("card", name=name)
    card = reader.read(30.0)
    assert card.identity.name == name
    assert card.portrait is None


def test_the_newest_address_is_preferred(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", name="孙迁居")
    assert reader.read(30.0).identity.address == "四川省成都市锦江区新居路21号"


def test_a_card_that_stays_is_not_read_again_and_one_laid_anew_is(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    reader.read(30.0)
    assert failure_of(reader).code is Code.CARD_NONE
    desk.ask("card", name="none")
    desk.ask("card", name="李四")
    assert reader.read(30.0).identity.name == "李四"


@pytest.mark.parametrize("fault", ["noise", "byte-by-byte"])
def test_noise_and_slow_lines_do_not_matter(reader: SamReader, desk: StartedDesk, fault: str) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault=fault)
    assert reader.read(30.0).identity.name == "张三"
    assert reader.status().state is State.ONLINE


@pytest.mark.parametrize("fault", ["wrong-checksum", "wrong-length", "short-frame", "garbage", "silent"])
def test_one_damaged_answer_to_find_is_asked_for_again(reader: SamReader, desk: StartedDesk, fault: str) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault=fault, times=1)
    assert reader.read(30.0).identity.name == "张三"


@pytest.mark.parametrize(("fault", "code"), [
    ("silent", Code.READER_SILENT), ("wrong-checksum", Code.READER_BROKEN), ("garbage", Code.READER_BROKEN),
    ("self-test-failed", Code.READER_BROKEN), ("unauthorised", Code.READER_BROKEN),
])
def test_a_reader_that_does_not_do_its_work_is_an_engineers(
        reader: SamReader, desk: StartedDesk, fault: str, code: Code) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault=fault)
    failure = failure_of(reader)
    assert (failure.code, failure.act) == (code, Act.ENGINEER)
    desk.ask("fault", device="idcard", fault="none")
    assert reader.status().state is State.ONLINE
    assert reader.read(30.0).identity.name == "张三"


def test_a_silent_reader_is_offline_and_a_failed_self_test_is_broken(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("fault", device="idcard", fault="silent")
    silent = reader.status()
    assert (silent.state, silent.code) == (State.OFFLINE, Code.READER_SILENT)
    desk.ask("fault", device="idcard", fault="none")
    desk.ask("fault", device="idcard", fault="self-test-failed")
    broken = reader.status()
    assert (broken.state, broken.code) == (State.HARDWARE_ERROR, Code.READER_BROKEN)
    with pytest.raises(DriverError) as failure:
        reader.open()
    assert failure.value.code is Code.READER_BROKEN


def test_a_stalled_endpoint_is_cleared_and_works_the_next_time(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault="stall", times=1)
    assert failure_of(reader).code is Code.READER_BROKEN
    assert reader.read(30.0).identity.name == "张三"


def test_a_card_that_cannot_be_selected_was_taken_away(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault="select-failed", times=1)
    failure = failure_of(reader)
    assert isinstance(failure, Retry)
    assert failure.code is Code.CARD_INTERRUPTED


def test_a_card_lifted_in_the_middle_was_taken_away_and_can_be_laid_again(
        reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault="lifted-while-reading", times=1)
    assert failure_of(reader).code is Code.CARD_INTERRUPTED
    desk.ask("card", name="张三")
    assert reader.read(30.0).identity.name == "张三"


def test_a_card_that_fails_twice_in_a_row_cannot_be_read(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("fault", device="idcard", fault="read-failed")
    codes = []
    for _ in range(3):
        desk.ask("card", name="none")
        desk.ask("card", name="张三")
        codes.append(failure_of(reader).code)
    assert codes == [Code.CARD_INTERRUPTED, Code.CARD_UNREADABLE, Code.CARD_UNREADABLE]


def test_a_cable_pulled_in_the_middle_of_a_read(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault="unplug-while-reading", times=1)
    failure = failure_of(reader)
    assert (failure.code, failure.act) == (Code.READER_GONE, Act.STAFF)
    desk.ask("plug", device="idcard")
    reader.open()
    assert reader.read(30.0).identity.name == "张三"


def test_a_forged_number_is_told_apart(reader: SamReader, desk: StartedDesk) -> None:
    desk.ask("card", fields={"name": "赵造", "number": "330106199003074217", "birth": "19900307"})
    assert failure_of(reader).code is Code.CARD_BAD_CHECK
