"""The barcode reader over real pyserial on the desk's pty."""

from __future__ import annotations

import os
import pty
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.base import State, Surroundings
from drivers.errors import Code, DriverError, Retry
from drivers.scanner import CODE_MODELS
from drivers.scanner.hid_pos_protocol import stream_of
from emulated.client import StartedDesk
from rules.settings import Device
from tests.drivers.twins import ELSEWHERE, settings_of


def opened(model: str, desk: StartedDesk, surroundings: Surroundings) -> Iterator[Any]:
    """A reader, closed at the end."""
    built = CODE_MODELS[model].build(settings_of(model, desk), surroundings)
    built.open()
    yield built
    built.close()


@pytest.fixture
def reader(desk: StartedDesk, surroundings: Surroundings) -> Iterator[Any]:
    """The plain serial one."""
    yield from opened("serial", desk, surroundings)


@pytest.fixture(params=sorted(CODE_MODELS.keys() - ELSEWHERE))
def any_reader(request: pytest.FixtureRequest, desk: StartedDesk, surroundings: Surroundings) -> Iterator[Any]:
    """Each of them."""
    yield from opened(str(request.param), desk, surroundings)


def shown(reader: Any, desk: StartedDesk, text: str) -> str:
    """Hold a code before the reader, again and again, while it is read: one with a trigger is dark before the read."""
    read: list[str | Retry] = []

    def run() -> None:
        try:
            read.append(reader.read(10.0))
        except Retry as failure:
            read.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        desk.ask("code", text=text)
        thread.join(0.3)
    if isinstance(read[0], Retry):
        raise read[0]
    return read[0]


@pytest.mark.parametrize("text", ["FS01-261123-0007-K", "企业：佛山市某某有限公司,91440600", "长" * 300])
def test_a_code_is_read(any_reader: Any, desk: StartedDesk, text: str) -> None:
    assert shown(any_reader, desk, text) == text


@pytest.mark.parametrize("fault", ["lf", "crlf", "no-suffix", "gbk", "twice"])
def test_readers_that_are_set_differently(reader: Any, desk: StartedDesk, fault: str) -> None:
    desk.ask("fault", device="barcode", fault=fault)
    assert shown(reader, desk, "企业ABC123") == "企业ABC123"


@pytest.mark.parametrize("fault", ["garbage", "endless"])
def test_what_is_no_code_is_the_citizens_to_try_again(reader: Any, desk: StartedDesk, fault: str) -> None:
    desk.ask("fault", device="barcode", fault=fault)
    with pytest.raises(Retry) as failure:
        shown(reader, desk, "ABC")
    assert failure.value.code is Code.CODE_NONE


def held(desk: StartedDesk, text: str) -> None:
    """A code is held before the reader once, and the reader has beeped."""
    assert desk.ask("code", text=text)["sent"] is True


@pytest.mark.parametrize("model", ["serial", "hid-pos"])
@pytest.mark.parametrize("looked", [False, True])
def test_a_code_shown_a_moment_before_it_was_asked_for_counts(
        model: str, looked: bool, desk: StartedDesk, surroundings: Surroundings) -> None:
    for reader in opened(model, desk, surroundings):
        held(desk, "FS01-261123-0007-K")
        if looked:
            assert reader.status().state is State.ONLINE
        assert reader.read(10.0) == "FS01-261123-0007-K"


def test_a_code_shown_while_a_read_was_being_canceled_is_the_next_ones(reader: Any, desk: StartedDesk) -> None:
    reader.cancel()
    held(desk, "ABC")
    assert reader.read(10.0) == "ABC"


def test_what_a_reader_said_before_it_was_opened_is_dropped(desk: StartedDesk, surroundings: Surroundings) -> None:
    held(desk, "of the citizen before")
    for reader in opened("serial", desk, surroundings):
        with pytest.raises(Retry):
            reader.read(0.2)


def test_a_code_that_is_held_on_is_read_once(reader: Any, desk: StartedDesk) -> None:
    desk.ask("fault", device="barcode", fault="twice")
    assert shown(reader, desk, "ABC") == "ABC"
    with pytest.raises(Retry):
        reader.read(0.3)


def test_a_reader_with_a_trigger_is_dark_when_nobody_is_to_be_read(
        desk: StartedDesk, surroundings: Surroundings) -> None:
    for reader in opened("serial-newland", desk, surroundings):
        assert desk.ask("code", text="of nobody")["sent"] is False
        assert shown(reader, desk, "ABC") == "ABC"
        assert desk.ask("code", text="of nobody")["sent"] is False


def test_a_reader_that_does_not_answer_its_makers_commands_is_not_taken_for_one(
        surroundings: Surroundings, tmp_path: Path) -> None:
    line, far = pty.openpty()
    reader = CODE_MODELS["serial-newland"].build(Device(address=os.ttyname(far)), surroundings)
    with pytest.raises(DriverError) as failure:
        reader.open()
    reader.close()
    os.close(line)
    os.close(far)
    assert failure.value.code is Code.CODE_READER_MUTE


@pytest.mark.parametrize("report", [
    b"", bytes(64), b"\x02\x3f]Q1" + bytes(59), b"\x02\x02XQ1AB" + bytes(57), b"\x02" * 63])
def test_reports_of_another_kind_are_no_code(report: bytes) -> None:
    assert stream_of(report) == b""
