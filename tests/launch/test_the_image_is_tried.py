"""How a trial of the image is kept account of; the trial itself is `./kiosk test --image`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.house import here
from launch.image.made_from import TRIAL
from launch.image.parts import Part, Record
from launch.image.witness import more, with_witness
from launch.progress import Progress, StepFailed


def _record(folder: Path, image: str = "one") -> Record:
    return Record(folder / "result.json", {"image": image}, Progress(folder, {}, io.StringIO()))


def _holds() -> str:
    return "seen"


def _fails() -> str:
    raise StepFailed("a black screen")


def _ends(record: Record, *parts: tuple[str, Callable[[], str], bool]) -> list[tuple[str, str]]:
    record.lane([Part(*each) for each in parts])
    return [(line.split()[0], " ".join(line.split()[1:3])) for line in record.table().splitlines()[1:]]


def test_what_fails_stops_nothing_else(tmp_path: Path) -> None:
    record = _record(tmp_path)
    assert _ends(record, ("boot", _holds, True), ("keys", _fails, False), ("cut", _holds, False)) == [
        ("boot", "holds 0"), ("keys", "fails 0"), ("cut", "holds 0")]
    assert not record.held()
    kept = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert [part["said"] for part in kept["parts"]] == ["seen", "a black screen", "seen"]


def test_without_a_first_boot_the_rest_is_not_run(tmp_path: Path) -> None:
    assert _ends(_record(tmp_path), ("boot", _fails, True), ("keys", _holds, False)) == [
        ("boot", "fails 0"), ("keys", "not run")]


def test_nothing_run_is_nothing_shown(tmp_path: Path) -> None:
    assert not _record(tmp_path).held()


def test_a_resumed_trial_runs_what_did_not_hold(tmp_path: Path) -> None:
    _ends(_record(tmp_path), ("boot", _holds, True), ("keys", _fails, False))
    again = _record(tmp_path)
    again.resume()
    assert _ends(again, ("boot", _fails, True), ("keys", _holds, False)) == [("boot", "holds 0"), ("keys", "holds 0")]
    assert again.held() and "(earlier) seen" in again.table()


def test_what_held_at_another_image_is_run_again(tmp_path: Path) -> None:
    _ends(_record(tmp_path, "another"), ("boot", _holds, True))
    record = _record(tmp_path)
    record.resume()
    assert _ends(record, ("boot", _fails, True)) == [("boot", "fails 0")]


def test_there_must_be_something_to_resume(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="--resume"):
        _record(tmp_path).resume()


def test_a_witness_is_no_part_of_what_an_image_is_made_from(tmp_path: Path) -> None:
    assert all((here().root / "launch" / "image" / f"{name}.py").is_file() for name in TRIAL)
    (tmp_path / "boot").mkdir()
    (tmp_path / "boot" / "vmlinuz-6").write_bytes(b"kernel")
    (tmp_path / "boot" / "initrd.img-6").write_bytes(b"start")
    (tmp_path / "cmdline").write_text("boot=kiosk")
    start = with_witness(tmp_path, tmp_path / "made")
    assert (start.line, start.initrd.read_bytes()) == ("boot=kiosk", b"start" + more())
    assert more()[:6] == b"070701" and len(more()) % 4 == 0


def test_an_image_from_elsewhere_has_no_kernel_for_a_witness(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="build it again"):
        with_witness(tmp_path, tmp_path / "made")
