"""ESC/POS answers: any split, any order, and what the status bytes mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.base import Paper
from drivers.printer.chinese import Run, Way, runs
from drivers.printer.escpos import (
    Ask, Event, FullStatus, JobDone, PaperSensor, RealTime, Replies, Report, Sensors, confirmation, full_sensors,
    reported_sensors, sensors,
)
from drivers.printer.profiles import Confirm, Status

FOUR = (Ask.PRINTER, Ask.OFFLINE_CAUSE, Ask.ERROR_CAUSE, Ask.PAPER)
STREAM = b"\x12" + b"\x37\x220007\x00" + b"\x00" + b"\x1a" + b"\x37\x2212\x127\x00" + b"\x0c"
EVENTS: list[Event] = [RealTime(0x12), JobDone(b"0007"), PaperSensor(0), RealTime(0x1A), JobDone(b"12\x127"),
                       PaperSensor(0x0C)]


@pytest.mark.parametrize("place", range(len(STREAM) + 1))
def test_answers_split_anywhere_are_the_same_events(place: int) -> None:
    replies = Replies()
    assert replies.receive(STREAM[:place]) + replies.receive(STREAM[place:]) == EVENTS


def test_what_is_no_answer_is_dropped() -> None:
    assert Replies().receive(b"\x93\xff\x37\x13" + STREAM) == EVENTS


@settings(deadline=None)
@given(st.lists(st.binary(max_size=50), max_size=10))
def test_no_bytes_whatever_break_it(pieces: list[bytes]) -> None:
    replies = Replies()
    assert sum(len(replies.receive(piece)) for piece in pieces) <= sum(len(piece) for piece in pieces)
    assert replies.receive(bytes(7) + STREAM)[-len(EVENTS):] == EVENTS


def test_what_was_begun_can_be_forgotten() -> None:
    replies = Replies()
    replies.receive(b"\x37\x2200")
    replies.clear()
    assert replies.receive(STREAM) == EVENTS


def test_questions_and_the_confirmation_are_the_manuals_bytes() -> None:
    assert [ask.command() for ask in FOUR] == [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"]
    assert confirmation(Confirm.PROCESS_ID, b"0007") == b"\x1d(H\x06\x00000007"
    assert confirmation(Confirm.STATUS, b"0007") == b"\x1dr\x01"
    assert confirmation(Confirm.PRESENTER, b"0007") == confirmation(Confirm.NOTHING, b"0007") == b""


@pytest.mark.parametrize(("bytes_", "paper"), [
    ((0x12, 0x12, 0x12, 0x12), Paper.OK), ((0x12, 0x12, 0x12, 0x1E), Paper.LOW),
    ((0x1A, 0x12, 0x12, 0x72), Paper.OUT), ((0x1A, 0x32, 0x12, 0x12), Paper.OUT),
])
def test_paper(bytes_: tuple[int, ...], paper: Paper) -> None:
    assert sensors(Status.EPSON, dict(zip(FOUR, bytes_, strict=True))).paper is paper


@pytest.mark.parametrize(("ask", "byte", "name"), [
    (Ask.PRINTER, 0x1A, "offline"), (Ask.OFFLINE_CAUSE, 0x16, "cover_open"), (Ask.ERROR_CAUSE, 0x16, "jam"),
    (Ask.ERROR_CAUSE, 0x1A, "cutter"), (Ask.ERROR_CAUSE, 0x32, "unrecoverable"), (Ask.ERROR_CAUSE, 0x52, "head_hot"),
])
def test_each_sensor_has_its_bit(ask: Ask, byte: int, name: str) -> None:
    well = dict.fromkeys(FOUR, 0x12)
    assert getattr(sensors(Status.EPSON, {**well, ask: byte}), name)
    assert not getattr(sensors(Status.EPSON, well), name)


def test_a_masungs_black_mark_is_no_broken_printer() -> None:
    lost = {**dict.fromkeys(FOUR, 0x12), Ask.ERROR_CAUSE: 0x32}
    assert sensors(Status.MASUNG, lost).jam and not sensors(Status.MASUNG, lost).unrecoverable
    assert reported_sensors(Status.MASUNG, Report(b"\x18\x20\x00\x0f")).jam


@pytest.mark.parametrize(("bytes_", "found"), [
    ("00 00 00 00", Sensors(Paper.OK)), ("04 00 00 00", Sensors(Paper.LOW)), ("05 00 00 00", Sensors(Paper.OUT)),
    ("20 00 00 00", Sensors(Paper.OK, in_exit=True)), ("00 02 00 00", Sensors(Paper.OK, cover_open=True)),
    ("00 01 00 00", Sensors(Paper.OK, cover_open=True)), ("00 00 01 00", Sensors(Paper.OK, head_hot=True)),
    ("00 00 40 00", Sensors(Paper.OK, jam=True)), ("00 00 00 01", Sensors(Paper.OK, cutter=True)),
    ("00 00 00 08", Sensors(Paper.OK, unrecoverable=True)), ("00 00 00 04", Sensors(Paper.OK, unrecoverable=True)),
])
def test_customs_full_status(bytes_: str, found: Sensors) -> None:
    answer = b"\x10\x0f" + bytes.fromhex(bytes_)
    assert Ask.ALL.command() == b"\x10\x04\x14"
    for place in range(len(answer)):
        replies = Replies(Status.CUSTOM)
        event, = replies.receive(answer[:place]) + replies.receive(answer[place:])
        assert isinstance(event, FullStatus)
        assert full_sensors(event) == found


def test_bytes_that_are_no_status_are_none() -> None:
    for status in Status:
        assert Replies(status).receive(b"\xa5" * 20 + b"\xff\x01\x05") == []


def test_a_line_is_cut_into_what_goes_the_same_way() -> None:
    assert runs("姓名 王㛃A𬭎·￥¥1") == [
        Run(Way.GBK, "姓名"), Run(Way.ASCII, " "), Run(Way.GBK, "王"), Run(Way.PICTURE, "㛃"), Run(Way.ASCII, "A"),
        Run(Way.PICTURE, "𬭎"), Run(Way.GBK, "·￥"), Run(Way.PICTURE, "¥"), Run(Way.ASCII, "1")]


@settings(deadline=None)
@given(st.text())
def test_runs_lose_nothing(text: str) -> None:
    assert "".join(run.text for run in runs(text)) == text
