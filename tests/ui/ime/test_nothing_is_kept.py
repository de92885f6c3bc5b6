"""The engine learns nothing and writes nothing, works from read-only directories, and survives a fork."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.engines import CHECKOUT
from ui.ime.engine import Composition

NOBODY = 65534
NAMES = ("zhaoqiming", "ouyangruoxi", "xianzhihao", "kuangmeiling", "liangjiawei")


@pytest.fixture
def open_room() -> Iterator[Path]:
    """A directory that every user can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as room:
        os.chmod(room, 0o755)
        yield Path(room)


@pytest.fixture
def read_only(dictionary: Path, open_room: Path) -> Path:
    """A copy of the dictionary that nobody may write to."""
    copy = open_room / "ime"
    shutil.copytree(dictionary, copy)
    for directory, _, files in os.walk(copy):
        os.chmod(directory, 0o555)
        for file in files:
            os.chmod(Path(directory) / file, 0o444)
    return copy


def _run(directory: Path, room: Path, uid: int, words: tuple[str, ...]) -> Any:
    surroundings = {"HOME": str(room), "TMPDIR": str(room), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1",
                    "PYTHONPATH": str(CHECKOUT), "PYTHONWARNINGS": "error"}
    done = subprocess.run([sys.executable, "-m", "tests.ui.ime.typist", directory, room, str(uid), *words], cwd=room,
                          env=surroundings, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def _everything_in(*roots: Path) -> dict[Path, tuple[int, int, bytes]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
            for root in roots for path in root.rglob("*")}


def test_a_child_of_a_warm_process_types(dictionary: Path, tmp_path: Path) -> None:
    told = _run(dictionary, tmp_path, -1, ("shenfenzheng", "chanchengqu"))
    assert told == {"threads": 1, "texts": ["身份证", "禅城区"], "status": 0, "parent": "佛山"}


def test_typing_changes_no_file(read_only: Path, open_room: Path) -> None:
    outside = set(Path(tempfile.gettempdir()).glob("rime*"))
    before = _everything_in(open_room)
    _run(read_only, open_room, NOBODY if os.geteuid() == 0 else -1, NAMES)
    assert _everything_in(open_room) == before
    assert set(Path(tempfile.gettempdir()).glob("rime*")) == outside


def test_a_choice_is_not_remembered(composition: Composition) -> None:
    orders: list[tuple[str, ...]] = []
    for _ in range(20):
        for letter in "shishi":
            composition.press(letter)
        orders.append(composition.candidates(0, 50))
        composition.select(9)
        composition.clear()
    assert set(orders) == {orders[0]}


def test_a_finished_text_leaves_no_trace_in_the_next(composition: Composition) -> None:
    for letter in "foshan":
        composition.press(letter)
    composition.select(0)
    composition.take_committed()
    for letter in "shi":
        composition.press(letter)
    assert composition.state().preedit == "shi"
    assert composition.state().chosen == ""
