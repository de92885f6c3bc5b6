"""The table of the module's status words, whole: each at each step of reading a card has one meaning."""

from __future__ import annotations

import pytest

from drivers.base import Surroundings
from drivers.errors import Code, DeviceFailure, DriverError, Retry
from drivers.idcard.sam_protocol import Answer, Request, Status
from drivers.idcard.transaction import Ask, Done, Rest, Transaction
from emulated.client import StartedDesk
from emulated.idcard_people import card_of
from emulated.idcard_text import photo_block
from tests.drivers.card_readers import ENTRIES, reader_at

PERSON = card_of("孙迁居")
OLD, NEW = PERSON.address, PERSON.new_address
BROKEN, UNREADABLE, BROKEN_OFF = Code.READER_BROKEN, Code.CARD_UNREADABLE, Code.CARD_INTERRUPTED
UNKNOWN = Code.CARD_UNKNOWN_KIND

Meanings = tuple[Code | str, Code | str, Code | str, Code | str]
TABLE: dict[int, Meanings] = {
    # at find, select, read, newest address; an address: the card is read
    0x10: (NEW, NEW, UNREADABLE, NEW),
    0x11: (NEW, NEW, UNREADABLE, NEW),
    0x21: (BROKEN, BROKEN, BROKEN, OLD),
    0x23: (BROKEN, BROKEN, BROKEN, OLD),
    0x24: (BROKEN, BROKEN, BROKEN, OLD),
    0x31: (UNREADABLE, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x32: (UNREADABLE, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x33: (UNREADABLE, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x40: (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    0x41: (UNREADABLE, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x47: (UNREADABLE, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x60: (BROKEN, BROKEN, BROKEN, BROKEN),
    0x66: (BROKEN, BROKEN, BROKEN, BROKEN),
    0x80: (NEW, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x81: (UNREADABLE, BROKEN_OFF, UNREADABLE, BROKEN_OFF),
    0x91: (UNREADABLE, BROKEN_OFF, UNREADABLE, OLD),
}
"""A card that still answers find after it was refused cannot be read; once it was read it answers find no more."""
SUCCESS = {Status.OK, Status.FOUND}
STEPS = (Request.FIND, Request.SELECT, Request.READ, Request.NEWEST_ADDRESS)


def test_the_table_is_whole() -> None:
    assert set(TABLE) | SUCCESS == set(Status)


@pytest.mark.parametrize("step", range(4), ids=[step.name for step in STEPS])
@pytest.mark.parametrize("word", TABLE, ids=hex)
def test_a_word_means_the_same_every_time(
        word: int, step: int, desk: StartedDesk, surroundings: Surroundings) -> None:
    with reader_at(ENTRIES[0], desk, surroundings) as reader:
        desk.ask("card", name=PERSON.name)
        desk.ask("fault", device="idcard", fault="status", value=word, times=1, skip=step)
        meaning = TABLE[word][step]
        if isinstance(meaning, Code):
            with pytest.raises(DeviceFailure) as failure:
                reader.read(0.05)
            assert failure.value.code is meaning
        else:
            # at the address a module that did not hear is asked again; what was read stands
            assert reader.read(30.0).identity.address == meaning


def sound(request: Request) -> Answer:
    """What a well module with a card answers."""
    newest = PERSON.newest_address_block()
    assert newest is not None
    return {
        Request.FIND: Answer(Status.FOUND, bytes(4)), Request.SELECT: Answer(Status.OK, bytes(8)),
        Request.READ: Answer(Status.OK, bytes.fromhex("01000400") + PERSON.text_block() + photo_block(PERSON)),
        Request.NEWEST_ADDRESS: Answer(Status.OK, newest), Request.SAM_STATUS: Answer(Status.OK, b""),
    }[request]


@pytest.mark.parametrize("spoilt", STEPS, ids=[step.name for step in STEPS])
@pytest.mark.parametrize("data", [b"", bytes(4), b"\xff" * 70], ids=["nothing", "zeros", "rubbish"])
def test_any_word_at_any_step_ends_the_reading_in_a_few_questions(spoilt: Request, data: bytes) -> None:
    for status in range(0x10000):
        if status > 0xFF and status & 0xFF not in (0x90, 0x9F):
            continue
        transaction, asked, struck = Transaction(), 0, False
        try:
            while not isinstance(action := transaction.action(), Done):
                asked += 1
                if isinstance(action, Rest):
                    transaction.rested()
                elif action.request is spoilt and not struck:
                    struck = True
                    transaction.hear(Answer(status, data))
                else:
                    transaction.hear(sound(action.request))
        except (Retry, DriverError) as failure:
            assert failure.code
        assert 1 <= asked <= 8


@pytest.mark.parametrize(("lost", "code"), [
    (Request.FIND, Code.READER_BROKEN), (Request.READ, Code.CARD_UNREADABLE),
    (Request.NEWEST_ADDRESS, Code.READER_BROKEN), (Request.SELECT, None)])
def test_a_lost_answer_is_told_and_a_lost_select_begins_anew(lost: Request, code: Code | None) -> None:
    transaction, struck, told = Transaction(), False, None
    try:
        while isinstance(action := transaction.action(), Ask):
            spoil = action.request is lost and not struck
            struck = struck or spoil
            transaction.hear(None if spoil else sound(action.request))
    except (Retry, DriverError) as failure:
        told = failure.code
    assert (struck, told) == (True, code)
