"""A configuration with an unknown key: every process says file and line and what it knows, and exits with 2, since
starting it again would not help. So does the daemon where its runtime folder is on a disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch.house import here

PROCESSES = [("daemon",), ("daemon.worker", "--device", "idcard"), ("ui",), ("hall.guide",), ("hall.warm",),
             ("hall.gateway",), ("hall.server",), ("hall.aside",)]


def runs(config: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PYTHONPATH": str(here().root), "PATH": os.environ["PATH"], "SDL_VIDEODRIVER": "dummy"}
    return subprocess.run([sys.executable, "-m", *words, "--config", str(config)], env=environment, timeout=60,
                          capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", PROCESSES, ids=[words[0] for words in PROCESSES])
def test_an_unknown_key_is_named_with_its_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[place]\ncity = "佛山"\n\n[visit]\ncountdwon = 300\n', encoding="utf-8")
    ended = runs(config, *words)
    assert ended.returncode == 2
    assert f"{config}:5: unknown key visit.countdwon; known here: countdown" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_runtime_folder_on_a_disk_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    users = "".join(f'{role} = "{61200 + place}"\n' for place, role in enumerate(
        ("idcard", "barcode", "page", "printer", "gpio", "ui", "sealer", "guide", "gateway"), start=1))
    config.write_text(f'[paths]\nruntime = "/var/tmp"\n[users]\n{users if os.geteuid() == 0 else ""}')
    ended = runs(config, "daemon")
    assert ended.returncode == 2
    assert "/var/tmp is on" in ended.stderr
    assert "what a citizen shows would reach a disk. Mount one there" in ended.stderr
