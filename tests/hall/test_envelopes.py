"""Sealed envelopes: only the hall's key opens one, nothing outside names anybody, and rubbish is refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from hall.envelopes import (
    MAX_BODY, Application, Envelope, EnvelopeError, HandedIn, open_body, open_index, parse, read_key, seal, write_key,
)
from tests.hall.surroundings import ANSWER, DOCUMENT, MARKED_PAGE, MARKS, PERSON

KEY = PrivateKey(bytes(range(32)))
APPLICATION = Application(
    number="FS07-261123-0001-X", item="id-card", office="zumiao", at="2026-11-23T09:30:00", identity=PERSON,
    answers={"remark": ANSWER}, notify="website", contact="",
    materials=(HandedIn(material="register", pages=(MARKED_PAGE, MARKED_PAGE)),),
)
DATA = seal(APPLICATION, KEY.public_key)


def test_the_halls_key_opens_what_was_sealed() -> None:
    envelope = parse(DATA)
    assert open_index(envelope.header.number, envelope.index, KEY) == DOCUMENT
    assert open_body(envelope.cover, envelope.body, KEY) == APPLICATION


def test_another_key_opens_neither_part() -> None:
    envelope = parse(DATA)
    other = PrivateKey.generate()
    with pytest.raises(EnvelopeError, match="not sealed to this key"):
        open_index(envelope.header.number, envelope.index, other)
    with pytest.raises(EnvelopeError, match="not sealed to this key"):
        open_body(envelope.cover, envelope.body, other)


def test_nothing_personal_stands_on_the_outside() -> None:
    assert [mark for mark in MARKS if mark in DATA] == []


def test_the_index_is_as_long_for_every_document() -> None:
    short = msgspec.structs.replace(PERSON, number="A1")
    other = parse(seal(msgspec.structs.replace(APPLICATION, identity=short), KEY.public_key))
    assert len(other.index) == len(parse(DATA).index)


def test_the_longest_document_number_has_room_in_the_index() -> None:
    longest = msgspec.structs.replace(PERSON, number="𠀀" * 18)
    envelope = parse(seal(msgspec.structs.replace(APPLICATION, number="F" * 32, identity=longest), KEY.public_key))
    assert open_index("F" * 32, envelope.index, KEY) == "𠀀" * 18


def test_parts_of_two_envelopes_cannot_be_exchanged() -> None:
    second = parse(seal(msgspec.structs.replace(APPLICATION, number="FS07-261123-0002-X"), KEY.public_key))
    with pytest.raises(EnvelopeError, match="index belongs to another"):
        open_index(parse(DATA).header.number, second.index, KEY)
    with pytest.raises(EnvelopeError, match="body belongs to another"):
        open_body(parse(DATA).cover, second.body, KEY)


def test_a_sealed_part_that_was_damaged_is_refused() -> None:
    envelope = parse(DATA[:-1] + bytes([DATA[-1] ^ 1]))
    with pytest.raises(EnvelopeError, match="damaged"):
        open_body(envelope.cover, envelope.body, KEY)


def test_a_sealed_part_with_other_contents_is_refused_without_quoting_them() -> None:
    body = SealedBox(KEY.public_key).encrypt(msgspec.msgpack.encode({"number": PERSON.name}))
    with pytest.raises(EnvelopeError) as refusal:
        open_body(parse(DATA).cover, body, KEY)
    assert PERSON.name not in str(refusal.value)


def test_pages_beyond_the_limit_are_not_sealed() -> None:
    page = bytes(MAX_BODY // 2 + 1)
    large = msgspec.structs.replace(APPLICATION, materials=(HandedIn(material="register", pages=(page, page)),))
    with pytest.raises(EnvelopeError, match="an envelope holds"):
        seal(large, KEY.public_key)


def parsed(data: bytes) -> Envelope | None:
    """What parse makes of any bytes: an envelope, or its own refusal and no other error."""
    try:
        return parse(data)
    except EnvelopeError:
        return None


@given(st.integers(min_value=0, max_value=len(DATA)))
def test_an_envelope_cut_short_anywhere_is_refused(length: int) -> None:
    assert (parsed(DATA[:length]) is None) == (length < len(DATA))


@given(st.binary(max_size=300))
def test_rubbish_is_refused(data: bytes) -> None:
    assert parsed(data) is None


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=len(DATA) - 1), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_gives_no_other_application(place: int, change: int) -> None:
    changed = bytearray(DATA)
    changed[place] ^= change
    envelope = parsed(bytes(changed))
    if envelope is None:
        return
    try:
        opened = open_body(envelope.cover, envelope.body, KEY)
        open_index(envelope.header.number, envelope.index, KEY)
    except EnvelopeError:
        return
    # the header's key name is all that a change leaves to find elsewhere
    assert opened == APPLICATION and envelope.header.key != parse(DATA).header.key


@given(st.binary(max_size=200))
def test_a_header_of_rubbish_is_refused(header: bytes) -> None:
    assert parsed(b"CWE1" + len(header).to_bytes(2, "big") + header + DATA[-500:]) is None


def test_a_public_key_is_written_and_read_as_one_line() -> None:
    assert read_key(write_key(KEY.public_key)) == KEY.public_key


@pytest.mark.parametrize("text", ["", "hello", "citizen-window-hall-key-1", "citizen-window-hall-key-1 AAAA",
                                  "citizen-window-hall-key-1 " + "!" * 44, "x " + "A" * 43 + "="])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(EnvelopeError, match="no public key of a hall"):
        read_key(text)
