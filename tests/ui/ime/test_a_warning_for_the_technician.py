"""A renderer whose input data are missing, cut short or garbage starts all the same, and warns in the journal."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.settings import Paths, Settings, render
from tests.ui.engines import CHECKOUT
from ui.__main__ import NO_DISPLAY
from ui.ime.fields import FieldInput, ModeName
from ui.ime.keyboard import InputSession, modes_for


def _missing(file: Path) -> None:
    file.unlink()


def _cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3)


def _garbage(file: Path) -> None:
    file.write_bytes(random.Random(8).randbytes(file.stat().st_size))


@pytest.mark.parametrize("broken", [_missing, _cut_short, _garbage])
def test_the_journal_has_a_warning(dictionary: Path, tmp_path: Path, broken: Callable[[Path], None]) -> None:
    assets, ime = tmp_path / "assets", tmp_path / "ime"
    shutil.copytree(CHECKOUT / "assets", assets, symlinks=True, ignore=shutil.ignore_patterns("*.gram", "*.xz"))
    shutil.copytree(dictionary, ime)
    broken(ime / "built" / "citizen_window.table.bin")
    broken(assets / "ime" / "handwriting.bin")
    config = tmp_path / "kiosk.toml"
    paths = Paths(runtime=str(tmp_path), state=str(tmp_path), ime=str(ime), assets=str(assets))
    config.write_text(render(Settings(paths=paths)), encoding="utf-8")
    surroundings = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run([sys.executable, "-m", "ui", "--config", config], cwd=CHECKOUT, capture_output=True,
                          text=True, env={**surroundings, "SDL_VIDEODRIVER": "none-such"}, timeout=120)
    # it came as far as the display, which it does not have here
    assert done.returncode == NO_DISPLAY, done.stderr
    warnings = [line for line in done.stderr.splitlines() if line.startswith("<4>ui: ")]
    assert len(warnings) == 2
    assert "python -m launch.handwriting" in warnings[0] and "pinyin and strokes can be written" in warnings[0]
    assert "python -m launch.dictionary" in warnings[1] and "letters, digits and signs can be written" in warnings[1]


def test_a_field_then_begins_with_letters_and_digits() -> None:
    session = InputSession(FieldInput.SEARCH, modes_for(None))
    assert session.offered == (ModeName.ENGLISH, ModeName.SYMBOLS)
    assert InputSession(FieldInput.PHONE, modes_for(None)).mode is ModeName.NUMPAD
    session.tap("a")
    assert session.text == "a"
