"""No answer says to which question it belongs. One that comes late, or to a question that nobody waits for any more, is
never taken for the next one's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from drivers import idcard
from drivers.base import State, Surroundings
from drivers.errors import Canceled, Code, Retry
from drivers.idcard import CardReader
from drivers.idcard.sam_protocol import Request
from drivers.idcard.sam_reader import BLAME
from drivers.idcard.serial_way import open_at_any_rate
from drivers.idcard.table import Profile
from drivers.idcard.transaction import Delays
from drivers.idcard.usb_ways import open_reader
from drivers.transport import Transport
from emulated.client import StartedDesk
from rules.settings import Device
from tests.drivers.card_readers import ENTRIES, Entry

PATIENT = Delays(late=30.0)
PERSON = "孙迁居"
BUSY_MS, TOO_BUSY_MS = 250, 1250
"""Within and beyond the second that an answer has."""
READERS = {reader.name: replace(reader, delays=PATIENT) for reader in idcard.readers()}


@pytest.fixture(params=ENTRIES, ids=str)
def entry(request: pytest.FixtureRequest, desk: StartedDesk) -> Entry:
    """A model and its make of reader, which stands on the desk."""
    assert isinstance(request.param, Entry)
    desk.ask("reader", make=request.param.make)
    return request.param


@pytest.fixture
def reader(entry: Entry, desk: StartedDesk, surroundings: Surroundings) -> Iterator[CardReader]:
    """Its driver, not opened."""
    row = READERS[entry.model]
    address = desk.places()["idcard"] if row.profile is Profile.SERIAL else ""
    built = idcard.model_of(row).build(Device(model=entry.model, address=address), surroundings)
    yield built
    built.close()


def busy(desk: StartedDesk, milliseconds: int, step: int = 0) -> None:
    """The module works that long on the command after `step` others, and on those behind it afterwards."""
    desk.ask("fault", device="idcard", fault="busy", value=milliseconds, times=1, skip=step)


def asked(desk: StartedDesk) -> list[str]:
    """The last commands that the module got."""
    devices = desk.ask("state")["devices"]
    assert isinstance(devices, dict)
    return list(devices["idcard"]["last_commands"])


def test_the_answer_to_a_canceled_question_is_not_the_next_ones(reader: CardReader, desk: StartedDesk) -> None:
    reader.open()
    ended: list[type[BaseException]] = []

    def run() -> None:
        try:
            reader.read(600.0)
        except Canceled as end:
            ended.append(type(end))

    busy(desk, BUSY_MS)
    thread = threading.Thread(target=run)
    thread.start()
    while asked(desk)[-1] != "20 01":
        pass
    while thread.is_alive():
        reader.cancel()
        thread.join(0.02)
    assert ended == [Canceled]
    assert reader.status().state is State.ONLINE
    desk.ask("card", name=PERSON)
    assert reader.read(30.0).identity.name == PERSON


@pytest.mark.parametrize("step", [0, 1, 3], ids=["find", "select", "address"])
def test_an_answer_after_its_time_is_waited_for_and_asked_for_again(
        step: int, reader: CardReader, desk: StartedDesk) -> None:
    reader.open()
    desk.ask("card", name=PERSON)
    busy(desk, TOO_BUSY_MS, step)
    assert reader.read(30.0).identity.address == "四川省成都市锦江区新居路21号"
    assert reader.status().state is State.ONLINE


def test_who_was_here_before_may_have_left_a_question(
        entry: Entry, reader: CardReader, desk: StartedDesk, surroundings: Surroundings) -> None:
    before = _way_of_another_process(entry, desk, surroundings)
    busy(desk, BUSY_MS)
    frame = Request.FIND.frame()
    assert before.write(frame, 30.0) == len(frame)
    before.close()
    assert reader.open().serial == "05.03-20200101-0001234567-0089012345"
    with pytest.raises(Retry) as failure:
        reader.read(0.05)
    assert failure.value.code is Code.CARD_NONE
    assert reader.status().state is State.ONLINE


def _way_of_another_process(entry: Entry, desk: StartedDesk, surroundings: Surroundings) -> Transport:
    row = READERS[entry.model]
    if row.profile is Profile.SERIAL:
        return open_at_any_rate(desk.places()["idcard"], row.rates, BLAME)
    return open_reader(row.ids, BLAME, surroundings.usb_backend)
