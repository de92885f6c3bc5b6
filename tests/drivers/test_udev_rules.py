"""udev rules are made from the tables of models, and what is installed is what the tables say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from drivers import idcard, udev
from drivers.base import UsbId
from drivers.idcard import models
from drivers.idcard.table import Profile, Reader
from tests.drivers.twins import MODELS

ROOT = Path(__file__).resolve().parents[2]
SECOND = """
from drivers.base import UsbId
from drivers.idcard.table import Profile, Reader

READER = Reader("another-make", Profile.USB, ids=(UsbId(0x1209, 0x0001),))
"""


def test_the_installed_rules_are_those_of_the_tables() -> None:
    done = subprocess.run([sys.executable, "-m", "drivers.udev"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (ROOT / "systemd" / "60-citizen-window.rules").read_text(encoding="utf-8") == done.stdout


def test_every_id_of_every_model_has_one_rule() -> None:
    ids = [it for model in MODELS.values() for it in model.ids]
    lines = udev.rules().splitlines()
    for it in ids:
        match = f'ATTR{{idVendor}}=="{it.vendor:04x}", ATTR{{idProduct}}=="{it.product:04x}"'
        assert len([line for line in lines if match in line]) == 1, it
    assert len([line for line in lines if "idVendor" in line]) == len(ids)


def test_no_rule_opens_a_device_to_everybody() -> None:
    rules = [line for line in udev.rules().splitlines() if line and not line.startswith("#")]
    assert rules
    assert all('MODE="0660", GROUP="citizen-' in line for line in rules)


def test_a_second_model_of_card_reader_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "another_make.py").write_text(SECOND)
    monkeypatch.setattr(models, "__path__", [*models.__path__, str(tmp_path)])
    found = {reader.name: reader for reader in idcard.readers()}
    assert found["another-make"] == Reader("another-make", Profile.USB, ids=(UsbId(0x1209, 1),))
    assert set(idcard.MODELS) < set(found)


def test_a_file_without_a_reader_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty_make.py").write_text("")
    monkeypatch.setattr(models, "__path__", [str(tmp_path)])
    with pytest.raises(TypeError, match="empty_make.py has no READER"):
        idcard.readers()
