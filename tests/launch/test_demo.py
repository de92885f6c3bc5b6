"""The whole kiosk: a citizen goes from 首页 to 受理回执 by touch, and 扫描条码 knows the printed receipt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import zxingcpp
from PIL import Image

from launch.house import here

STEPS = ("home", "hall", "card", "identity", "items", "search", "ime", "search", "results", "intro", "notice",
         "offices", "form", "form", "materials", "scan", "page", "pages", "receipt", "printed-receipt", "rating",
         "home", "code", "status")


def test_from_home_to_receipt(tmp_path: Path) -> None:
    environment = {**here().environment(), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "launch.demo", "scripted", "--out", str(tmp_path / "demo")],
                          capture_output=True, text=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    pictures = sorted(file.name for file in (tmp_path / "demo").glob("*.png"))
    assert pictures == [f"{number:02d}-{name}.png" for number, name in enumerate(STEPS, start=1)]
    said = re.search(r"the receipt came out: (\S+),", done.stdout)
    assert said is not None
    showing = ("19-receipt", "20-printed-receipt", "24-status")
    assert [code_in(tmp_path / "demo" / f"{name}.png") for name in showing] == [said[1]] * 3


def code_in(file: Path) -> str:
    with Image.open(file) as picture:
        return str(zxingcpp.read_barcodes(picture)[0].text)


def test_nothing_is_left_behind_when_it_is_told_to_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "launch.demo", "scripted", "--out", str(tmp_path / "demo")]
    marked = {**here().environment(), "KIOSK_TEST_MARK": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=marked) as demo:
        assert demo.stdout is not None
        lines = iter(demo.stdout.readline, "")
        assert any("all processes answer" in line for line in lines)
        folders = {target.parent for target in open_sockets_of(demo.pid)}
        assert folders
        demo.terminate()
        assert demo.wait() == 128 + 15
    assert [folder for folder in folders if folder.exists()] == []


def target_of(link: Path) -> str:
    """Where a descriptor leads, nowhere when it was closed meanwhile."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


def open_sockets_of(pid: int) -> set[Path]:
    """Unix sockets that a process listens on."""
    inodes = {target[8:-1] for target in map(target_of, Path(f"/proc/{pid}/fd").iterdir())
              if target.startswith("socket:")}
    rows = [line.split() for line in Path("/proc/net/unix").read_text(encoding="utf-8").splitlines()[1:]]
    return {Path(row[7]) for row in rows if len(row) > 7 and row[6] in inodes and row[7].startswith("/")}
