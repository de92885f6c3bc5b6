"""`./kiosk` as people call it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from launch.house import here

KIOSK = here().root / "kiosk"
COMMANDS = ("demo", "test", "check", "bench", "gallery", "fuzz", "desk", "catalogue", "setup", "clean", "help")


def kiosk(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(KIOSK), *words], capture_output=True, text=True, encoding="utf-8", cwd=cwd,
                          stdin=subprocess.DEVNULL, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"})


def test_help_names_every_command() -> None:
    done = kiosk("--help")
    assert done.returncode == 0
    assert all(f"\n    {command}" in done.stdout for command in COMMANDS)
    assert "Exit codes: 0" in done.stdout


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "desk"])
def test_every_command_has_help(command: str) -> None:
    asked, told = kiosk(command, "--help"), kiosk("help", command)
    assert asked.returncode == told.returncode == 0
    assert asked.stdout == told.stdout
    assert f"usage: kiosk {command}" in asked.stdout


def test_the_version_is_that_of_setup_cfg() -> None:
    assert kiosk("--version").stdout == f"kiosk {here().version()}\n"


@pytest.mark.parametrize(
    "words", [(), ("dance",), ("demo", "--loud"), ("fuzz", "idcard", "--runs", "0"), ("catalogue", "eat")])
def test_what_it_does_not_know_exits_2(words: tuple[str, ...]) -> None:
    done = kiosk(*words)
    assert done.returncode == 2
    assert "usage: kiosk" in done.stderr


def test_it_works_from_any_folder_and_through_a_link(tmp_path: Path) -> None:
    link = tmp_path / "somewhere"
    link.symlink_to(KIOSK)
    done = subprocess.run([str(link), "--version"], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path,
                          env={"PATH": "/usr/bin:/bin"})
    assert done.stdout.startswith("kiosk ")


def test_the_manual_knows_every_command() -> None:
    manual = (here().root / "launch" / "kiosk.1").read_text(encoding="utf-8")
    assert all(f"\n.B {command}" in manual for command in COMMANDS)
    assert here().version() in manual.splitlines()[0]


def test_bench_names_what_it_can_measure() -> None:
    done = subprocess.run([str(here().python), "-m", "launch.bench", "dance"], capture_output=True, text=True,
                          encoding="utf-8", env=here().environment())
    assert done.returncode == 2
    assert "no bench dance; there are: bus-round-trip" in done.stderr
