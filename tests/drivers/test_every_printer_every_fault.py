"""Every model of receipt printer, every fault, at the beginning or in the middle: what is said, and what is on paper.

Two things hold in every cell. Success is never said unless the whole receipt is on paper. What ended before `begin`
left nothing on paper; so whoever keeps the journal may print it unmarked again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import zxingcpp

from drivers.base import Paper, State, Surroundings
from drivers.errors import Code
from drivers.printer.profiles import Confirm, Status
from drivers.printer.talk import Delays
from drivers.printer.thermal import ThermalPrinter
from emulated.client import StartedDesk
from rules.blocks import Barcode, Document, Heading, KeyValue, Paragraph
from tests.drivers.printers import EVERY_MODEL, SHORT, Print, dots, make_printer, pictures, profile_of, state

NUMBER = "FS01-261123-0007-K"
TAKEN_S = 30.0
"""A serial line takes a moment."""
RECEIPT = Document(kind="receipt", number=NUMBER, blocks=(
    Heading(text="受理回执"), KeyValue(key="申请人", value="陈𬭎、王㛃"), Barcode(code=NUMBER)))
LONG = Document(kind="receipt", number=NUMBER, blocks=(
    *(Paragraph(text=f"{line} 办事指南") for line in range(40)), Barcode(code=NUMBER)))

RESETTABLE = [model for model in EVERY_MODEL
              if model.endswith(("usb", "serial")) and profile_of(model).confirm is not Confirm.NOTHING]
"""Those that can be told to drop what they hold when they are full: by the USB class, or past flow control."""

AT_ONCE = {
    "paper-out": Code.PRINT_PAPER_OUT, "cover-open": Code.PRINT_COVER_OPEN, "head-hot": Code.PRINT_HEAD_HOT,
    "mute": Code.PRINT_MUTE, "garbage-status": Code.PRINT_MUTE,
}
"""Told before anything is sent."""
ON_THE_WAY: dict[str, tuple[int | None, set[Code | bool]]] = {
    # value, and what may be said: in lines that buffer, the bytes are gone before the fault is seen
    "paper-out": (8, {Code.PRINT_PAPER_OUT}), "cutter": (None, {Code.PRINT_CUTTER}), "jam": (None, {Code.PRINT_JAM}),
    "nak-after": (600, {Code.PRINT_BROKEN, Code.PRINT_MUTE, False}),
    "unplug-after": (600, {Code.PRINT_PRINTER_GONE}), "cover-open": (None, {Code.PRINT_COVER_OPEN}),
    "head-hot": (None, {Code.PRINT_HEAD_HOT}), "mute": (None, {False, Code.PRINT_MUTE}),
    "garbage-status": (None, {False, Code.PRINT_MUTE}),
}


@pytest.fixture(params=EVERY_MODEL)
def model(request: pytest.FixtureRequest) -> str:
    """A model's name."""
    return str(request.param)


@pytest.fixture
def printer(model: str, desk: StartedDesk, surroundings: Surroundings) -> Iterator[ThermalPrinter]:
    """Opened, its make on the desk, with all the patience of the product."""
    built = make_printer(model, desk, surroundings)
    built.open()
    yield built
    built.close()


def is_told(model: str, fault: str) -> bool:
    """Whether the printer says at once what is wrong: then it is waited for with all the patience of the product. One
    that is too hot is hoped to cool down, which this one does not.
    """
    profile = profile_of(model)
    speaks = profile.confirm is not Confirm.NOTHING and profile.status is not Status.CUSTOM
    return speaks and fault not in ("nak-after", "mute", "garbage-status", "head-hot")


def whole(desk: StartedDesk) -> bool:
    """Whether a receipt came out with all that is on it: the code stands last."""
    return any(NUMBER in [code.text for code in zxingcpp.read_barcodes(dots(picture))] for picture in pictures(desk))


def test_it_comes_out_whole_and_only_proof_is_called_done(
        printer: ThermalPrinter, model: str, desk: StartedDesk) -> None:
    done = Print().run(printer, RECEIPT)
    assert done.end is (profile_of(model).confirm is not Confirm.NOTHING)
    assert done.began == 1
    desk.ask("wait-printed", at_least=1)
    assert whole(desk)
    assert state(desk)["complaints"] == []


@pytest.mark.parametrize("fault", AT_ONCE)
def test_what_keeps_it_from_printing_is_told_before_it_begins(
        printer: ThermalPrinter, model: str, desk: StartedDesk, fault: str) -> None:
    desk.ask("fault", device="printer", fault=fault)
    done = Print().run(printer, RECEIPT)
    if profile_of(model).confirm is Confirm.NOTHING and AT_ONCE[fault] is Code.PRINT_MUTE:
        # it never said anything: it is asked to print all the same, and nobody claims that it did
        assert (done.began, done.end) == (1, False)
        return
    assert (done.began, done.end) == (0, AT_ONCE[fault])
    assert pictures(desk) == [] and state(desk)["hanging_out_dots"] == 0


@pytest.mark.parametrize("fault", ON_THE_WAY)
def test_what_goes_wrong_on_the_way_is_told_or_unknown(
        model: str, desk: StartedDesk, surroundings: Surroundings, fault: str) -> None:
    value, expected = ON_THE_WAY[fault]
    fields = {} if value is None else {"value": value}
    printer = make_printer(model, desk, surroundings, Delays() if is_told(model, fault) else SHORT)
    printer.open()
    done = Print().run(printer, LONG, at_first_byte=lambda: desk.ask(
        "fault", device="printer", fault=fault, **fields))
    printer.close()
    assert done.began == 1
    if profile_of(model).confirm is Confirm.NOTHING:
        assert done.end in {*expected - {True}, False}
    elif profile_of(model).status is Status.CUSTOM:
        # it does not report by itself, and takes no question when its buffer is full
        assert done.end in {*expected, Code.PRINT_MUTE}
    else:
        assert done.end in expected
    if done.end is True:
        assert whole(desk)


def test_a_slow_one_is_waited_for(printer: ThermalPrinter, model: str, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="slow", value=1)
    done = Print().run(printer, LONG)
    # a serial line takes the bytes long before they are printed, and a plain printer never says that they are
    assert done.end is (profile_of(model).confirm is not Confirm.NOTHING)


@pytest.mark.parametrize("model", RESETTABLE, indirect=True)
def test_what_was_broken_off_does_not_come_out_for_the_next(
        model: str, desk: StartedDesk, surroundings: Surroundings) -> None:
    printer = make_printer(model, desk, surroundings, replace(SHORT, confirm=30.0))
    printer.open()
    Print().run(printer, LONG, at_first_byte=lambda: desk.ask("fault", device="printer", fault="paper-out", value=8))
    before = state(desk)["hanging_out_dots"]
    until = time.monotonic() + TAKEN_S
    while state(desk)["buffered"]:
        assert time.monotonic() < until, "what was on the line is not taken"
    desk.ask("fault", device="printer", fault="none")
    assert state(desk)["hanging_out_dots"] == before
    done = Print().run(printer, RECEIPT)
    assert done.end is True
    rest, *others = pictures(desk)
    assert len(others) == 1 and NUMBER not in [code.text for code in zxingcpp.read_barcodes(dots(rest))]
    printer.close()


@pytest.mark.parametrize(("roll", "paper"), [("ok", Paper.OK), ("low", Paper.LOW), ("out", Paper.OUT)])
def test_paper_is_told_before_it_is_out(
        printer: ThermalPrinter, desk: StartedDesk, roll: str, paper: Paper) -> None:
    desk.ask("paper-roll", level=roll)
    status = printer.status()
    assert (status.state, status.paper) == (State.ONLINE, paper)


def test_a_mute_one_has_unknown_paper(printer: ThermalPrinter, desk: StartedDesk) -> None:
    desk.ask("fault", device="printer", fault="mute")
    assert printer.status().paper is Paper.UNKNOWN
