"""The SAM_V module's frames: known bytes, any split, garbage, damage, and never more than a frame held."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.idcard.sam_protocol import (
    LARGEST_LENGTH, PREAMBLE, Answer, Damaged, Decoder, Event, Request, Status, card_blocks, module_number,
)

NONE = bytes.fromhex("aaaaaa96690004000080" + "84")
FOUND = bytes.fromhex("aaaaaa9669000800009f00000000" + "97")
EVENTS: list[Event] = [Answer(Status.FIND_FAILED, b""), Answer(Status.FOUND, bytes(4))]


def frame(data: bytes, status: int = Status.OK) -> bytes:
    """An answer, built apart from the code under test."""
    body = (len(data) + 4).to_bytes(2, "big") + bytes((0, 0, status)) + data
    return bytes.fromhex("aaaaaa9669") + body + bytes((reduce(xor, body),))


@pytest.mark.parametrize(("request_kind", "tail"), [
    (Request.SAM_STATUS, "000311ffed"), (Request.SAM_ID, "000312ffee"), (Request.FIND, "0003200122"),
    (Request.SELECT, "0003200221"), (Request.READ, "0003300132"), (Request.NEWEST_ADDRESS, "0003300330"),
])
def test_requests_are_the_bytes_of_the_public_tables(request_kind: Request, tail: str) -> None:
    assert request_kind.frame() == bytes.fromhex("aaaaaa9669" + tail)


@pytest.mark.parametrize("place", range(len(NONE + FOUND) + 1))
def test_two_answers_split_anywhere_are_the_same_two_events(place: int) -> None:
    decoder = Decoder()
    stream = NONE + FOUND
    assert decoder.receive(stream[:place]) + decoder.receive(stream[place:]) == EVENTS
    assert decoder.skipped == 0


def test_one_byte_at_a_time() -> None:
    decoder = Decoder()
    assert [event for byte in NONE + FOUND for event in decoder.receive(bytes((byte,)))] == EVENTS


@pytest.mark.parametrize("garbage", [
    b"\x00\xff", b"\xaa", b"\xaa\xaa\xaa\xaa", b"\xaa\xaa\x96\x69", PREAMBLE[:4], b"\x69" * 3000, PREAMBLE[:4] * 2,
])
def test_garbage_before_and_between_answers_is_skipped(garbage: bytes) -> None:
    decoder = Decoder()
    assert decoder.receive(garbage + NONE + garbage + FOUND) == EVENTS
    assert decoder.skipped >= 2 * len(garbage)


def test_a_wrong_check_byte_is_told_and_the_next_answer_is_heard() -> None:
    decoder = Decoder()
    assert decoder.receive(NONE[:-1] + b"\x00" + FOUND) == [Damaged(4), EVENTS[1]]


def test_a_frame_cut_short_does_not_swallow_the_next() -> None:
    whole = frame(bytes(range(200)))
    decoder = Decoder()
    events = decoder.receive(whole[:100] + FOUND + FOUND * 8)
    assert events[0] == Damaged(204)
    assert events[1:] == [EVENTS[1]] * 9


@pytest.mark.parametrize("length", [0, 1, 3, LARGEST_LENGTH + 1, 0xFFFF])
def test_a_length_that_cannot_be_is_not_waited_for(length: int) -> None:
    decoder = Decoder()
    assert decoder.receive(PREAMBLE + length.to_bytes(2, "big") + FOUND) == [Damaged(length), EVENTS[1]]


def test_the_longest_known_answer_fits() -> None:
    data = bytes(2321 - 11)
    assert Decoder().receive(frame(data)) == [Answer(Status.OK, data)]


def test_what_is_cleared_is_forgotten() -> None:
    decoder = Decoder()
    decoder.receive(NONE[:8])
    decoder.clear()
    assert decoder.receive(FOUND) == [EVENTS[1]]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=12))
def test_no_bytes_whatever_break_it_or_fill_it(pieces: list[bytes]) -> None:
    decoder = Decoder()
    total = 0
    for piece in pieces:
        decoder.receive(PREAMBLE + piece)
        total += len(piece) + len(PREAMBLE)
    assert decoder.skipped <= total
    assert decoder.receive(bytes(LARGEST_LENGTH + 8) + FOUND)[-1] == EVENTS[1]


@settings(deadline=None)
@given(st.lists(st.one_of(st.just(NONE), st.just(FOUND), st.binary(max_size=30).map(frame), st.binary(max_size=12))),
       st.data())
def test_events_do_not_depend_on_the_splits(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    split = Decoder()
    events = [event for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
              for event in split.receive(stream[start:end])]
    whole = Decoder()
    assert events == whole.receive(stream)
    assert split.skipped == whole.skipped


def test_a_read_is_taken_apart_by_its_own_lengths() -> None:
    data = bytes.fromhex("01000400") + b"t" * 256 + b"p" * 1024
    blocks = card_blocks(data)
    assert blocks is not None
    assert (blocks.text, blocks.photo) == (b"t" * 256, b"p" * 1024)


@pytest.mark.parametrize("data", [b"", b"\x01", bytes.fromhex("01000400"), bytes.fromhex("00010001") + b"tpx"])
def test_lengths_that_contradict_the_data_are_refused(data: bytes) -> None:
    assert card_blocks(data) is None


def test_the_modules_number_is_written_as_on_the_reader() -> None:
    data = bytes.fromhex("05000300") + b"".join(it.to_bytes(4, "little") for it in (20120629, 202551, 3456789))
    assert module_number(data) == "05.03-20120629-0000202551-0003456789"
    assert module_number(b"") == ""


def test_nothing_of_a_person_is_in_a_repr() -> None:
    answer = Answer(Status.OK, "张三".encode("utf-16-le"))
    assert repr(answer) == "<Answer 0x90, 4 bytes>"
    assert repr(card_blocks(bytes.fromhex("00020000") + b"ab")) == "<CardBlocks>"
