"""What Debian must bring: read from a list, asked of dpkg, and said as one command where nobody may install."""

from __future__ import annotations

from pathlib import Path

import pytest

from launch import packages
from launch.house import here

LIST = here().root / "launch" / "packages.txt"


def test_the_list_has_names_only() -> None:
    names = packages.listed(LIST)
    assert "python3-venv" in names
    assert all(name == name.strip() and " " not in name and "#" not in name for name in names)
    assert len(names) == len(set(names))


def test_what_is_not_installed_is_missing() -> None:
    assert packages.missing(["dpkg", "no-such-package-anywhere", "coreutils"]) == ["no-such-package-anywhere"]


def test_a_machine_set_up_misses_nothing() -> None:
    assert packages.missing(packages.listed(LIST)) == []


def test_the_command_for_a_person_is_whole() -> None:
    assert packages.by_hand(["swig", "gcc"]) == (
        "apt-get update && apt-get install -y --no-install-recommends swig gcc")


@pytest.mark.parametrize(("text", "release"), [
    ('ID=debian\nVERSION_ID="12"\n', ("debian", "12")),
    ('PRETTY_NAME="Debian GNU/Linux forky/sid"\nID=debian\n', ("debian", "")),
    ("", ("", "")),
])
def test_the_release_is_read(tmp_path: Path, text: str, release: tuple[str, str]) -> None:
    file = tmp_path / "os-release"
    file.write_text(text, encoding="utf-8")
    assert packages.release(file) == release


def test_a_machine_that_does_not_say_has_no_release(tmp_path: Path) -> None:
    assert packages.release(tmp_path / "none") == ("", "")
