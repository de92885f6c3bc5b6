"""Chip cards behind the real pcscd: a citizen's social-security card, a technician's, and a pcscd that ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.base import State
from drivers.errors import Code, DeviceFailure, DriverError, Retry
from drivers.idcard.chip_cards import is_staff_card, social_security, staff_number
from drivers.idcard.contract import CardData
from drivers.idcard.pcsc_reader import PcscReader
from emulated.chip_card import SOCIAL_ATR, STAFF_ATR, ChipCard
from emulated.client import StartedDesk
from emulated.faults import Faults
from emulated.idcard_people import card_of
from emulated.idcard_text import Card
from rules.identity import CardKind, Identity, Sex

STAFF = {"name": "技术员", "kind": "staff", "number": "04a1b2c3d4e5f6"}


@pytest.fixture
def reader(desk: StartedDesk) -> Iterator[PcscReader]:
    """An opened driver; the slot is empty."""
    desk.ask("reader", make="pcsc")
    made = PcscReader("pcsc", "Desk slot")
    made.open()
    yield made
    made.close()


def failure_of(action: Callable[[], object]) -> DeviceFailure:
    """What it raises."""
    with pytest.raises(DeviceFailure) as failure:
        action()
    return failure.value


@pytest.mark.parametrize("name", ["张三", "王㛃", "陈𬭎"])
def test_a_social_security_card_names_its_holder(reader: PcscReader, desk: StartedDesk, name: str) -> None:
    desk.ask("card", name=name)
    person = card_of(name)
    sex = Sex.MALE if int(person.number[16]) % 2 else Sex.FEMALE
    assert reader.read(20.0) == CardData(Identity(
        kind=CardKind.SOCIAL_SECURITY, name=name, sex=sex, number=person.number,
        birth=f"{person.birth[:4]}-{person.birth[4:6]}-{person.birth[6:]}",
        valid_from=f"{person.start[:4]}-{person.start[4:6]}-{person.start[6:]}",
        valid_to=f"{person.end[:4]}-{person.end[4:6]}-{person.end[6:]}"))


def test_a_staff_card_has_a_number_and_is_no_citizens(reader: PcscReader, desk: StartedDesk) -> None:
    desk.ask("card", fields=STAFF)
    assert failure_of(lambda: reader.read(20.0)).code is Code.CARD_UNKNOWN_KIND
    assert reader.read_staff(20.0) == "04a1b2c3d4e5f6"


def test_a_citizens_card_is_no_technicians(reader: PcscReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    assert failure_of(lambda: reader.read_staff(20.0)).code is Code.CARD_UNKNOWN_KIND


def test_a_card_that_stays_is_read_once(reader: PcscReader, desk: StartedDesk) -> None:
    desk.ask("card", name="张三")
    reader.read(20.0)
    assert failure_of(lambda: reader.read(0.05)).code is Code.CARD_NONE
    desk.ask("card", name="李四")
    assert reader.read(20.0).identity.name == "李四"


@pytest.mark.parametrize("skip", range(6))
def test_a_card_taken_out_at_any_moment_can_be_put_in_again(reader: PcscReader, desk: StartedDesk, skip: int) -> None:
    desk.ask("fault", device="idcard", fault="lifted", times=1, skip=skip)
    desk.ask("card", name="张三")
    assert failure_of(lambda: reader.read(20.0)).code is Code.CARD_INTERRUPTED
    desk.ask("card", name="张三")
    assert reader.read(20.0).identity.name == "张三"


def test_a_card_that_keeps_its_files_is_unreadable(reader: PcscReader, desk: StartedDesk) -> None:
    desk.ask("fault", device="idcard", fault="read-failed", times=1)
    desk.ask("card", name="张三")
    assert failure_of(lambda: reader.read(20.0)).code is Code.CARD_UNREADABLE


def test_pcscd_may_end_and_come_back_while_a_card_is_awaited(reader: PcscReader, desk: StartedDesk) -> None:
    read: list[str] = []
    thread = threading.Thread(target=lambda: read.append(reader.read(60.0).identity.name))
    thread.start()
    while reader.status().state is not State.BUSY:
        thread.join(0.01)
    desk.ask("unplug", device="idcard")
    desk.ask("plug", device="idcard")
    desk.ask("card", name="张三")
    thread.join()
    assert read == ["张三"]


def test_without_pcscd_there_is_no_reader_and_with_it_there_is_again(reader: PcscReader, desk: StartedDesk) -> None:
    desk.ask("unplug", device="idcard")
    assert reader.status().state is State.NO_DEVICE
    assert failure_of(lambda: reader.read(0.05)).code is Code.READER_GONE
    desk.ask("plug", device="idcard")
    assert reader.status().state is State.ONLINE


def test_a_slot_of_another_name_is_not_there(desk: StartedDesk) -> None:
    desk.ask("reader", make="pcsc")
    with pytest.raises(DriverError) as failure:
        PcscReader("pcsc", "another maker").open()
    assert failure.value.code is Code.READER_GONE


def test_the_answer_to_reset_tells_staff_cards() -> None:
    assert is_staff_card(STAFF_ATR) and not is_staff_card(SOCIAL_ATR)


def test_a_forged_number_is_told() -> None:
    forged = ChipCard(replace_number("330106199003074217"), Faults({}), lambda: None)
    assert failure_of(lambda: social_security(forged.answer)).code is Code.CARD_BAD_CHECK


def replace_number(number: str) -> Card:
    """A card with that number."""
    return replace(card_of("张三"), number=number)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(st.binary(min_size=2, max_size=40), st.binary(max_size=40).map(lambda it: it + b"\x90\x00"),
                          st.just(b"\x61\x10"), st.just(b"\x6c\x04")), min_size=1))
def test_whatever_a_card_answers_the_reading_ends(responses: list[bytes]) -> None:
    asked = 0

    def transmit(command: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return responses[asked % len(responses)]

    for read in (social_security, staff_number):
        try:
            assert read(transmit)
        except Retry as refusal:
            assert refusal.code in (Code.CARD_UNKNOWN_KIND, Code.CARD_UNREADABLE, Code.CARD_BAD_CHECK)
    assert asked <= 60
