"""An engine that cannot start says what is wrong and which command mends it, before librime has seen anything."""

import json
import random
import shutil
from pathlib import Path

import pytest

from ui.ime.engine import Engine, EngineError
from ui.ime.rime_library import LibraryError, RimeLibrary

COMMAND = "python -m launch.dictionary --out"


@pytest.fixture
def copy(dictionary: Path, tmp_path: Path) -> Path:
    """A dictionary that may be broken."""
    return Path(shutil.copytree(dictionary, tmp_path / "ime"))


def _refusal(directory: Path) -> str:
    with pytest.raises(EngineError) as refused:
        Engine.load(directory / "shared", directory / "built", directory)
    return str(refused.value)


def test_never_built(tmp_path: Path) -> None:
    said = _refusal(tmp_path / "ime")
    assert "no input dictionary" in said
    assert f"{COMMAND} {tmp_path / 'ime'}" in said


def test_a_file_is_gone(copy: Path) -> None:
    (copy / "built" / "citizen_window_fuzzy.prism.bin").unlink()
    said = _refusal(copy)
    assert "citizen_window_fuzzy.prism.bin cannot be read (FileNotFoundError)" in said
    assert f"{COMMAND} {copy}" in said


FILES = ["citizen_window.table.bin", "citizen_window.gram", "citizen_window_nine.prism.bin", "strokes.txt"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_cut_short(copy: Path, name: str) -> None:
    file = copy / "built" / name
    with open(file, "r+b") as content:
        content.truncate(file.stat().st_size // 2)
    assert f"{name} is cut short or damaged" in _refusal(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_garbage_of_the_right_size(copy: Path, name: str) -> None:
    file = copy / "built" / name
    file.write_bytes(random.Random(8).randbytes(file.stat().st_size))
    assert f"{name} is cut short or damaged" in _refusal(copy)


def test_one_bit_of_a_file_is_wrong(copy: Path) -> None:
    table = copy / "built" / "citizen_window.table.bin"
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.write_bytes(content)
    assert "citizen_window.table.bin is cut short or damaged" in _refusal(copy)


@pytest.mark.parametrize("manifest", ["", "{", "[]", "7", json.dumps({"other": 1})])
def test_a_manifest_that_is_none(copy: Path, manifest: str) -> None:
    (copy / "built" / "manifest.json").write_text(manifest, encoding="utf-8")
    assert f"{COMMAND} {copy}" in _refusal(copy)


def test_a_library_that_is_not_installed() -> None:
    with pytest.raises(LibraryError, match="apt-get install librime1"):
        RimeLibrary("libno-such-rime.so.1")


def test_a_library_that_is_another() -> None:
    with pytest.raises(LibraryError, match="apt-get install librime1"):
        RimeLibrary("libc.so.6")


def test_a_plugin_that_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="apt-get install librime-plugin-octagram"):
        RimeLibrary(plugin=tmp_path / "librime-octagram.so")
