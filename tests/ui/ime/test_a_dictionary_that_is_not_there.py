"""An engine that cannot start says what is wrong and which command mends it, before librime has seen anything."""

import json
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
    assert "citizen_window_fuzzy.prism.bin is missing or cut short" in said
    assert f"{COMMAND} {copy}" in said


def test_a_file_is_cut_short(copy: Path) -> None:
    table = copy / "built" / "citizen_window.table.bin"
    with open(table, "r+b") as file:
        file.truncate(table.stat().st_size // 2)
    assert "citizen_window.table.bin is missing or cut short" in _refusal(copy)


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
