"""Bytes become frames, or are refused; nothing in between."""

from __future__ import annotations

import msgpack
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.codec import MAX_FRAME, Malformed, decode, encode
from wire.frames import Frame, Hello, Progress, Reply, Request
from wire.messages import Accepted, CropPage, Submit, Touch
from wire.values import Outcome, Role

FRAMES: list[Frame] = [
    Hello(version=1, role=Role.UI),
    Request(id="r1", deadline=1000, ask=Touch()),
    Request(id="r2", deadline=1000, ask=Submit(
        item="id-card", office="zumiao", card="c" * 24, answers={"name": "张三", "note": ""}, attachments=(),
        notify="sms",
    )),
    Progress(id="r2", done=1, total=0),
    Reply(id="r2", outcome=Outcome.COMPLETED, answer=Accepted(number="FS01-1", at="2026-11-23T09:41:00", waiting=True)),
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: type(frame).__name__)
def test_a_frame_comes_back_as_it_was(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


KEYS = ["type", "id", "ask", "deadline", "answer", "outcome", "version", "role", "page"]
CROP = {"type": "crop_page", "page": "p" * 20, "left": 0.0, "top": 0.0, "right": 1.0, "bottom": 1.0}


def packed(**changes: object) -> bytes:
    plain = msgspec.to_builtins(FRAMES[1])
    plain.update(changes)
    data: bytes = msgpack.packb(plain)
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xc1", b"\xff" * 40, msgpack.packb([1, 2]), msgpack.packb({"type": "nothing"}), packed(deadline=0),
        packed(deadline=10**9), packed(deadline="1000"), packed(id=""), packed(id="../../etc"), packed(extra=1),
        packed(ask={"type": "read_card", "uid": 0}), packed(ask=None), msgpack.packb({1: 2}),
        b"\x91" * 5000 + b"\xc0", msgpack.packb(msgpack.ExtType(4, b"x")), b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff", b"\xdd\x7f\xff\xff\xff", encode(FRAMES[0]) + b"\x00",
        packed(ask=CROP | {"left": float("nan")}), packed(ask=CROP | {"left": -0.1}), packed(ask=CROP | {"right": 1.1}),
        packed(id="x" * 40_000),
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)


def test_a_refusal_never_repeats_what_it_was_sent() -> None:
    for data in (packed(id="440602198805170011张三"), packed(ask={"type": "440602198805170011"})):
        with pytest.raises(Malformed) as refusal:
            decode(data)
        assert "440602" not in str(refusal.value)
        assert refusal.value.__cause__ is None


def test_a_frame_that_is_too_large_is_neither_sent_nor_read() -> None:
    answers = {f"f{n}": "长" * 4000 for n in range(60)}
    ask = Submit(item="i", office="o", card="c" * 24, answers=answers, attachments=(), notify="sms")
    with pytest.raises(Malformed, match="bytes"):
        encode(Request(id="r", deadline=1, ask=ask))
    with pytest.raises(Malformed, match="bytes"):
        decode(b"\xc4" * (MAX_FRAME + 1))


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_frame_or_a_refusal(data: bytes) -> None:
    try:
        frame = decode(data)
    except Malformed:
        return
    assert decode(encode(frame)) == frame


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-2**63, 2**64 - 1) | st.floats() | st.text(max_size=20)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), inner,
                                                                max_size=6),
    max_leaves=20,
))
def test_any_msgpack_ends_in_a_frame_or_a_refusal(value: object) -> None:
    try:
        frame = decode(msgpack.packb(value))
    except Malformed:
        return
    assert isinstance(frame, Frame)


def test_a_crop_in_range_is_read() -> None:
    ask = CropPage(page="p" * 20, left=0.0, top=0.1, right=1.0, bottom=0.9)
    assert decode(encode(Request(id="r", deadline=5, ask=ask))) == Request(id="r", deadline=5, ask=ask)
