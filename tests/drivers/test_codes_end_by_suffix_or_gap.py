"""Barcode readers' bytes into codes: every suffix, gaps, encodings, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner.barcode_protocol import (
    GAP_S, KEPT_S, LONGEST, SAME_S, Code, Event, Heard, Refused, Repeats, Splitter,
)


def read(stream: bytes) -> list[Event]:
    """All at once, then silence."""
    splitter = Splitter()
    return splitter.receive(stream, 1.0) + splitter.elapse(1.0 + GAP_S)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b""])
@pytest.mark.parametrize("text", ["FS01-261123-0007-K", "企业：某某有限公司", "01\x1d10AB"])
def test_a_code_ends_with_any_suffix_or_none(text: str, end: bytes) -> None:
    assert read(text.encode() + end) == [Code(text)]


def test_a_code_without_suffix_is_not_ended_before_the_gap() -> None:
    splitter = Splitter()
    assert splitter.due() is None
    assert splitter.receive(b"AB", 5.0) == []
    assert splitter.due() == 5.0 + GAP_S
    assert splitter.receive(b"CD", 5.0 + GAP_S / 2) == []
    assert splitter.elapse(5.0 + GAP_S) == []
    assert splitter.elapse(5.0 + 2 * GAP_S) == [Code("ABCD")]
    assert splitter.due() is None


def test_a_code_after_a_gap_does_not_grow_onto_the_one_before() -> None:
    splitter = Splitter()
    assert splitter.receive(b"AB", 1.0) == []
    assert splitter.receive(b"CD\r", 2.0) == [Code("AB"), Code("CD")]


def test_codes_in_a_row_and_empty_ones_between_them() -> None:
    assert read(b"A1\r\n\r\n  \rB2\r") == [Code("A1"), Code("B2")]


def test_characters_that_gbk_lacks_are_read_from_gb18030() -> None:
    assert read("㐂𠮷ABC".encode("gb18030") + b"\r") == [Code("㐂𠮷ABC")]


def test_a_code_that_is_still_shown_is_one_showing() -> None:
    repeats = Repeats(b"key")
    assert [repeats.again(Code(text), now) for text, now in (
        ("A", 1.0), ("A", 1.5), ("A", 2.0), ("B", 2.1), ("A", 2.2), ("A", 2.2 + SAME_S))] == [
        False, True, True, False, False, False]


def test_gbk_is_read_where_it_is_not_utf_8() -> None:
    assert read("企业ABC".encode("gbk") + b"\r") == [Code("企业ABC")]


@pytest.mark.parametrize("data", [b"\xff\xfe\xfd", b"A\x00B", b"A\x1b[2J", b"\x81"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert read(data + b"\r") == [Refused("no text")]


def test_a_code_may_be_as_long_as_said_and_no_longer() -> None:
    assert read(b"A" * LONGEST + b"\r") == [Code("A" * LONGEST)]
    assert read(b"A" * (LONGEST + 1) + b"\rB\r") == [Refused("too long"), Code("B")]


def test_an_endless_stream_is_not_kept() -> None:
    splitter = Splitter()
    for number in range(200):
        assert splitter.receive(b"A" * 1000, 1.0 + number / 1000) == []
    assert splitter.receive(b"\rB\r", 1.3) == [Refused("too long"), Code("B")]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["FS01", "企业", "A B"]), max_size=5), st.data())
def test_codes_do_not_depend_on_the_splits(texts: list[str], data: st.DataObject) -> None:
    stream = b"".join(text.encode() + b"\r" for text in texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    splitter = Splitter()
    events = [event for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
              for event in splitter.receive(stream[start:end], 1.0)]
    assert events == [Code(text) for text in texts]


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_whatever_break_it(data: bytes) -> None:
    for event in read(data):
        assert isinstance(event, Refused) or event.text


def test_a_codes_repr_does_not_show_it() -> None:
    assert repr(Code("91440600MA")) == "<Code of 10>"


def test_a_code_nobody_asked_for_waits_a_moment_and_no_longer() -> None:
    heard = Heard(b"key")
    heard.receive(b"A\rB\r", 10.0, 8.0)
    assert heard.take(10.0 + KEPT_S) == Code("A")
    assert heard.take(10.0 + KEPT_S) == Code("B")
    assert heard.take(10.0 + KEPT_S) is None
    heard.receive(b"C\r", 20.0, 18.0)
    assert heard.take(20.1 + KEPT_S) is None


def test_a_code_that_was_given_and_is_still_held_there_is_not_kept_for_the_next() -> None:
    heard = Heard(b"key")
    heard.receive(b"A\r", 10.0)
    assert heard.take(10.0) == Code("A")
    heard.receive(b"A\rA\r", 12.0, 10.1)
    assert heard.take(12.0) is None
    heard.receive(b"A\r", 15.0, 15.0 - SAME_S)
    assert heard.take(15.0) == Code("A")


def test_a_code_cut_in_two_by_when_it_was_looked_for_is_whole() -> None:
    heard = Heard(b"key")
    heard.receive(b"FS01-26", 10.0, 8.0)
    heard.receive(b"1123\r", 12.0, 10.0)
    assert heard.take(12.0) == Code("FS01-261123")


def test_codes_are_kept_in_bounded_number_and_forgotten() -> None:
    heard = Heard(b"key")
    heard.receive(b"".join(b"%d\r" % number for number in range(1000)) + b"half", 1.0)
    taken = []
    while (event := heard.take(1.0)) is not None:
        taken.append(event)
    assert len(taken) < 20 and taken[-1] == Code("999")
    heard.receive(b"A\r", 1.1)
    heard.forget()
    heard.elapse(5.0)
    assert heard.take(1.2) is None and heard.due() is None
