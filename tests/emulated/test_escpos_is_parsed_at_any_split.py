"""The command parser gives the same commands however the bytes arrive, and no bytes at all can break it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulated.escpos_parser import TABLE, Command, Parser

JOB = (b"\x1b@\x1ba\x01\x1c&" + "受理回执".encode("gbk") + b"\x1c.\nNo 1\n\x1dv0\x00\x02\x00\x03\x00" + bytes(6) +
       b"\x1d(k\x05\x001P0ab\x1dk\x49\x04{B12\x1dk\x04AB\x00\x1b*\x21\x02\x00" + bytes(6) +
       b"\x1dV\x00\x10\x04\x01\x1d8L\x02\x00\x00\x000p\x1bZ\x1d(Z\x01\x00!\x07end")


def commands(*pieces: bytes) -> list[Command]:
    parser = Parser()
    found = []
    for piece in pieces:
        parser.feed(piece)
        while (command := parser.take()) is not None:
            found.append(command)
    return found


def joined(found: list[Command]) -> list[Command]:
    """Text may come in as many pieces as the bytes did; joined it must be the same."""
    whole: list[Command] = []
    for command in found:
        if whole and command.name == whole[-1].name == "text":
            command = Command("text", whole[-1].body + command.body, whole.pop().raw + command.raw)
        whole.append(command)
    return whole


def test_every_split_gives_the_same_commands() -> None:
    whole = joined(commands(JOB))
    assert [command.name for command in whole] == [
        "initialise", "align", "chinese on", "text", "chinese off", "feed line", "text", "feed line", "raster image",
        "symbol", "barcode", "barcode", "column image", "cut", "real-time status", "graphics long", "unknown",
        "unknown", "unknown", "text"]
    for split in range(len(JOB) + 1):
        assert joined(commands(JOB[:split], JOB[split:])) == whole


def test_byte_by_byte_too() -> None:
    assert joined(commands(*(bytes((byte,)) for byte in JOB))) == joined(commands(JOB))


def test_a_command_at_the_very_end_does_not_wait_for_more() -> None:
    for prefix, (name, _) in TABLE.items():
        if commands(prefix):
            assert [command.name for command in commands(prefix)] == [name]
    assert [command.name for command in commands(b"x\n")] == ["text", "feed line"]


@given(st.lists(st.one_of(st.sampled_from(sorted(TABLE)), st.binary(max_size=6)), max_size=30).map(b"".join))
@settings(deadline=None)
def test_any_bytes_come_out_again_and_none_twice(data: bytes) -> None:
    parser = Parser()
    parser.feed(data)
    taken = b""
    while (command := parser.take()) is not None:
        assert command.raw
        taken += command.raw
    assert data.startswith(taken) and len(taken) + parser.waiting() == len(data)


@pytest.mark.parametrize("data", [
    b"\x1d8L\xff\xff\xff\xff", b"\x1b*\x63", b"\x1dV\x09", b"\x1dk\x40", b"\x1bD" + b"a" * 40])
def test_impossible_lengths_are_unknown_at_once(data: bytes) -> None:
    assert commands(data)[0].name == "unknown"
