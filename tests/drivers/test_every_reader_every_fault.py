"""Every card reader in the table, in every layout, with every fault of its emulated twin: one outcome, and then it is
well again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from drivers.base import State, Surroundings
from drivers.errors import Code, DeviceFailure
from emulated.client import StartedDesk
from tests.drivers.card_readers import ENTRIES, PATIENT, READERS, SHORT, Entry, reader_at

PERSON = "孙迁居"
FIND, SELECT, READ, ADDRESS = range(4)


@dataclass(frozen=True)
class Case:
    """A fault that strikes at one step of reading a card, and what comes of it; None: the card is read all the same."""

    fault: str
    outcome: Code | None
    step: int = FIND
    value: float | None = None
    times: int | None = 1

    def __str__(self) -> str:
        return f"{self.fault}@{('find', 'select', 'read', 'address')[self.step]}{'' if self.times else ' for good'}"


DAMAGE = ("silent", "wrong-checksum", "wrong-length", "short-frame", "garbage")
CASES = (
    *(Case(fault, None, step) for fault in DAMAGE for step in (FIND, SELECT, ADDRESS)),
    *(Case(fault, Code.CARD_UNREADABLE, READ) for fault in DAMAGE),
    Case("silent", Code.READER_SILENT, times=None), Case("slow", Code.READER_SILENT, times=None),
    Case("slow", None, value=50, times=None), Case("busy", None, value=50, times=None),
    *(Case(fault, Code.READER_BROKEN, times=None) for fault in ("wrong-checksum", "garbage", "short-frame")),
    *(Case(fault, None, times=None) for fault in ("noise", "noise-after", "byte-by-byte")),
    Case("self-test-failed", Code.READER_BROKEN, times=None), Case("unauthorised", Code.READER_BROKEN, times=None),
    Case("status", Code.READER_BROKEN),
    Case("read-failed", Code.CARD_INTERRUPTED), Case("select-failed", Code.CARD_INTERRUPTED),
    Case("lifted", Code.CARD_NONE, FIND), Case("lifted", Code.CARD_INTERRUPTED, SELECT),
    Case("lifted", Code.CARD_INTERRUPTED, READ), Case("lifted", Code.CARD_INTERRUPTED, ADDRESS),
    Case("lifted-while-reading", Code.CARD_INTERRUPTED),
    *(Case("unplug", Code.READER_GONE, step) for step in range(4)),
    Case("unplug-while-reading", Code.READER_GONE),
    Case("stall", Code.READER_BROKEN), Case("bad-report", None),
)


def outcome_at(entry: Entry, case: Case) -> Code | None:
    """What differs between ways in: a serial port has no endpoints to stall."""
    return None if (case.fault, entry.make) == ("stall", "serial") else case.outcome


def test_every_model_and_every_fault_is_in_the_battery(desk: StartedDesk) -> None:
    listed = desk.ask("faults")["faults"]
    assert isinstance(listed, dict)
    assert {case.fault for case in CASES} == set(listed["idcard"])
    with_a_module = {name for name, reader in READERS.items() if reader.profile.has_module}
    assert {entry.model for entry in ENTRIES} == with_a_module, "chip cards: test_chip_cards.py"


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_a_fault_has_one_outcome_and_passes(
        entry: Entry, case: Case, desk: StartedDesk, surroundings: Surroundings) -> None:
    expected = outcome_at(entry, case)
    # what stays and does not keep a card from being read loses no answer either
    delays = PATIENT if expected is None and case.times is None else SHORT
    with reader_at(entry, desk, surroundings, delays) as reader:
        desk.ask("card", name=PERSON)
        desk.ask("fault", device="idcard", fault=case.fault, value=case.value, times=case.times, skip=case.step)
        if expected is None:
            assert reader.read(30.0).identity.address == "四川省成都市锦江区新居路21号"
        else:
            with pytest.raises(DeviceFailure) as failure:
                reader.read(0.05)
            assert failure.value.code is expected
            assert PERSON not in str(failure.value)
        desk.ask("fault", device="idcard", fault="none")
        desk.ask("card", name="none")
        desk.ask("plug", device="idcard")
        if reader.status().state is State.NO_DEVICE:
            reader.open()
        desk.ask("card", name=PERSON)
        assert reader.read(30.0).identity.name == PERSON
