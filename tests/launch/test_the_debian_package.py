"""What is in the package, and how open its files are. `./kiosk deb --try` builds and installs it for real."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from launch import units
from launch.deb.stage import ROOMS, lay_out_input, open_to_all
from launch.house import here
from rules.settings import parse

SCRIPTS = here().root / "launch" / "deb"


def test_nothing_of_the_desk_is_in_it() -> None:
    assert not {"emulated", "launch", "tests"} & set(ROOMS)
    assert all((here().root / room / "__init__.py").is_file() for room in ROOMS)


def test_what_the_input_dictionary_is_made_from_stays_at_home(tmp_path: Path) -> None:
    for name in ("assets/ime/handwriting.bin", "assets/ime/README.md", "assets/ime/citizen_window.gram",
                 "assets/ime/terms.tsv", "assets/ime/parts.txt.xz", "assets/catalogue/shared.yaml",
                 "built/built/citizen_window.gram", "built/shared/default.yaml",
                 "built/shared/citizen_window.dict.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    share = tmp_path / "share"
    lay_out_input(tmp_path / "assets", tmp_path / "built", share)
    assert {str(file.relative_to(share)) for file in share.rglob("*") if file.is_file()} == {
        "assets/ime/handwriting.bin", "assets/ime/README.md", "assets/catalogue/shared.yaml",
        "ime/built/citizen_window.gram", "ime/shared/default.yaml"}


def test_every_file_can_be_read_and_only_programs_run(tmp_path: Path) -> None:
    for name, mode in (("python", 0o700), ("code.py", 0o700), ("lib.so.1", 0o777), ("data", 0o600)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    open_to_all(tmp_path)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"python": 0o755, "code.py": 0o644, "lib.so.1": 0o644, "data": 0o644}


def test_units_and_configuration_stand_where_a_machine_looks(tmp_path: Path) -> None:
    units.lay_out(here(), tmp_path)
    config = tmp_path / "etc" / "citizen-window" / "kiosk.toml"
    assert parse(config.read_text(encoding="utf-8"), "kiosk.toml").users.ui == "citizen-ui"
    assert (tmp_path / "usr/lib/systemd/system/citizen-window.target").is_file()
    assert (tmp_path / "usr/lib/udev/rules.d/60-citizen-window.rules").is_file()
    assert not list(tmp_path.rglob("*.md"))


@pytest.mark.parametrize("script", ["postinst", "prerm", "postrm"])
def test_a_maintainer_script_is_sound_shell_and_stops_at_an_error(script: str) -> None:
    text = (SCRIPTS / script).read_text(encoding="utf-8")
    assert subprocess.run(["sh", "-n", str(SCRIPTS / script)]).returncode == 0
    assert text.startswith("#!/bin/sh\nset -e\n")
