"""The barcode reader over real pyserial on the desk's pty."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.base import Surroundings
from drivers.errors import Code, Retry
from drivers.scanner import CODE_MODELS
from emulated.client import StartedDesk
from tests.drivers.twins import settings_of


@pytest.fixture
def reader(desk: StartedDesk, surroundings: Surroundings) -> Iterator[Any]:
    """An opened reader."""
    built = CODE_MODELS["serial"].build(settings_of("serial", desk), surroundings)
    built.open()
    yield built
    built.close()


def shown(reader: Any, desk: StartedDesk, text: str) -> str:
    """Hold a code before the reader, again and again, while it is read: one that comes before the read is dropped."""
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


@pytest.mark.parametrize("text", ["FS01-261123-0007-K", "企业：佛山市某某有限公司,91440600"])
def test_a_code_is_read(reader: Any, desk: StartedDesk, text: str) -> None:
    assert shown(reader, desk, text) == text


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


def test_a_code_shown_before_anybody_asked_is_dropped(reader: Any, desk: StartedDesk) -> None:
    desk.ask("code", text="of the citizen before")
    desk.ask("wait", count="codes-sent", at_least=1, seconds=5)
    with pytest.raises(Retry):
        reader.read(0.2)


def test_a_code_that_is_held_on_is_read_once(reader: Any, desk: StartedDesk) -> None:
    desk.ask("fault", device="barcode", fault="twice")
    assert shown(reader, desk, "ABC") == "ABC"
    with pytest.raises(Retry):
        reader.read(0.3)
