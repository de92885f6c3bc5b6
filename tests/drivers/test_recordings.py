"""What went to and fro on a real transport is kept, and played back to the same end; a kiosk's image keeps nothing."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from drivers.errors import Code, DriverError, Retry
from drivers.idcard.sam_reader import SamReader
from drivers.recording import Player, Recorder
from emulated.client import StartedDesk
from launch import record
from tests.drivers.card_readers import SHORT


def recorded(desk: StartedDesk, file: Path, *extra: str) -> int:
    """Record one card at the desk."""
    return record.main(["sam-v-usb", str(file), "--desk", str(desk.directory), "--seconds", "2", *extra])


def played(file: Path) -> SamReader:
    """A driver at the far end of the recording, opened."""
    reader = SamReader("played", lambda: Player(file), SHORT)
    reader.open()
    return reader


@pytest.mark.parametrize("make", ["two-endpoint", "four-endpoint"])
def test_a_recorded_card_is_read_again_from_the_recording(desk: StartedDesk, tmp_path: Path, make: str) -> None:
    desk.ask("reader", make=make)
    desk.ask("card", name="孙迁居")
    assert recorded(desk, tmp_path / "card.jsonl") == 0
    desk.ask("unplug", device="idcard")
    identity = played(tmp_path / "card.jsonl").read(1.0).identity
    assert (identity.name, identity.address) == ("孙迁居", "四川省成都市锦江区新居路21号")


def test_a_recorded_failure_fails_again(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("card", name="张三")
    desk.ask("fault", device="idcard", fault="read-failed", times=1)
    assert recorded(desk, tmp_path / "failure.jsonl") == 1
    with pytest.raises(Retry) as failure:
        played(tmp_path / "failure.jsonl").read(1.0)
    assert failure.value.code is Code.CARD_INTERRUPTED


def test_lines_tell_when_and_which_way_and_others_may_not_read_them(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("card", name="张三")
    recorded(desk, tmp_path / "card.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "card.jsonl").read_text().splitlines()]
    assert lines[0]["out"] == "aaaaaa9669000311ffed"
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert stat.S_IMODE((tmp_path / "card.jsonl").stat().st_mode) == 0o600


def test_a_driver_that_asks_otherwise_is_told(desk: StartedDesk, tmp_path: Path) -> None:
    desk.ask("card", name="马丁")
    recorded(desk, tmp_path / "card.jsonl")
    reader = played(tmp_path / "card.jsonl")
    reader.read(1.0)
    with pytest.raises(DriverError) as failure:
        reader.read(1.0)
    assert failure.value.detail == "the recording goes another way"


def test_an_image_refuses(tmp_path: Path) -> None:
    (tmp_path / "image").write_text("")
    (tmp_path / "before.jsonl").write_text("")
    with pytest.raises(DriverError) as failure:
        Recorder(Player(tmp_path / "before.jsonl"), tmp_path / "card.jsonl", mark=tmp_path / "image")
    assert failure.value.code is Code.DEVICE_DENIED
    assert not (tmp_path / "card.jsonl").exists()


def test_a_recording_is_not_written_over(desk: StartedDesk, tmp_path: Path) -> None:
    (tmp_path / "card.jsonl").write_text("kept")
    assert recorded(desk, tmp_path / "card.jsonl") == 1
    assert (tmp_path / "card.jsonl").read_text() == "kept"


@pytest.mark.parametrize("line", ["", "no JSON", "[]", '{"at": 1}', '{"out": "xy"}', '{"in": 5}'])
def test_what_is_no_recording_is_told_by_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.jsonl").write_text('{"at": 0, "out": "aa"}\n' + line + "\n")
    with pytest.raises(ValueError, match="bad.jsonl:2 is no line"):
        Player(tmp_path / "bad.jsonl")
