"""What an image is made from, as far as can be seen without building one; `./kiosk image x86` and `try` do that."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from drivers.recording import IMAGE_MARK
from launch.deb.build import ALWAYS
from launch.house import House, here
from launch.image.contents import contents
from launch.image.disk import COMMAND_LINE, DATA_MIB, ESP_MIB, ROOT_MIB
from launch.image.machine import MACHINES
from launch.image.made_from import FILES, FOLDERS, made_from
from launch.image.qemu import SCREEN
from launch.image.trial import FEW, differ
from launch.packages import listed
from launch.progress import StepFailed

LAID_OVER = here().root / "image-build" / "root"
NO_LOGIN = ("getty@.service", "autovt@.service", "serial-getty@.service", "console-getty.service", "getty.target",
            "debug-shell.service", "systemd-ask-password-console.path", "systemd-ask-password-wall.path")


@pytest.mark.parametrize("unit", NO_LOGIN)
def test_nothing_in_it_asks_who_is_there(unit: str) -> None:
    assert os.readlink(LAID_OVER / "etc" / "systemd" / "system" / unit) == "/dev/null"


def test_it_bears_the_mark_that_refuses_recordings() -> None:
    assert (LAID_OVER / IMAGE_MARK.relative_to("/")).is_file()


def test_whoever_is_not_named_gets_neither_in_nor_out() -> None:
    rules = (LAID_OVER / "etc" / "nftables.conf").read_text(encoding="utf-8")
    assert rules.count("policy drop") == rules.count("type filter hook") == 3
    into = rules.split("chain in")[1].split("}")[0]
    assert [line.split() for line in into.splitlines() if "accept" in line] == [
        "iif lo accept".split(), "ct state established,related accept".split(),
        "udp sport 67 udp dport 68 accept".split()]


def test_no_keys_no_cores_nothing_kept_in_logs() -> None:
    kernel = (LAID_OVER / "etc" / "sysctl.d" / "60-kiosk.conf").read_text(encoding="utf-8")
    assert "kernel.sysrq=0\n" in kernel and "kernel.core_pattern=|/bin/false\n" in kernel
    assert "systemd.swap=no" in COMMAND_LINE
    journal = (LAID_OVER / "etc" / "systemd" / "journald.conf.d" / "kiosk.conf").read_text(encoding="utf-8")
    assert "\nStorage=volatile\n" in journal


@pytest.mark.parametrize("script", sorted((*(LAID_OVER / "etc" / "initramfs-tools").glob("*/kiosk"),
                                           *(LAID_OVER / "usr" / "lib" / "kiosk").iterdir())), ids=str)
def test_the_start_is_a_script_that_a_shell_understands(script: Path) -> None:
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_list_of_packages_names_its_reasons_and_no_desk_tool() -> None:
    for file in ("packages.txt", *(machine.listed for machine in MACHINES.values())):
        lines = (here().root / "image-build" / file).read_text(encoding="utf-8").splitlines()
        assert all("#" in line for line in lines)
        names = set(listed(here().root / "image-build" / file))
        assert not {"openssh-server", "vsmartcard-vpcd", "xvfb", "gcc"} & names


def test_no_gl_is_brought() -> None:
    assert not [name for name in ALWAYS if "mesa" in name or "gbm" in name or "gles" in name]


def test_an_image_fits_on_the_smallest_disk_it_is_meant_for() -> None:
    assert ESP_MIB + 2 * ROOT_MIB + DATA_MIB < 4096


def test_its_contents_are_listed_by_name_and_version_and_alike_each_time(tmp_path: Path) -> None:
    admin = tmp_path / "var" / "lib" / "dpkg"
    (admin / "info").mkdir(parents=True)
    (admin / "updates").mkdir()
    (admin / "status").write_text("Package: nftables\nStatus: install ok installed\nMaintainer: nobody\n"
                                  "Architecture: amd64\nVersion: 1.0.6-2\nDescription: a wall\n\n")
    wheel = tmp_path / "usr/lib/citizen-window/lib/python3.11/site-packages/PyZMQ-27.dist-info"
    wheel.mkdir(parents=True)
    (wheel / "METADATA").write_text("Name: PyZMQ\nVersion: 27\nLicense-Expression: BSD-3-Clause\n")
    first = contents(tmp_path, "0.1.0", "2026-11-23T00:00:00+00:00")
    assert first == contents(tmp_path, "0.1.0", "2026-11-23T00:00:00+00:00")
    said = json.loads(first)
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.5")
    assert [part["purl"] for part in said["components"]] == [
        "pkg:deb/debian/nftables@1.0.6-2?arch=amd64", "pkg:pypi/pyzmq@27"]


def test_a_root_that_is_none_has_no_contents(tmp_path: Path) -> None:
    with pytest.raises(StepFailed):
        contents(tmp_path, "0.1.0", "")


def test_a_picture_is_another_by_one_digit_and_not_by_its_clock() -> None:
    shown = Image.new("RGB", SCREEN, "#EEF2F9")
    later, written = shown.copy(), shown.copy()
    ImageDraw.Draw(later).rectangle((1500, 20, 1800, 90), fill="#102030")
    ImageDraw.Draw(written).rectangle((500, 500, 519, 531), fill="#102030")
    assert differ(shown, later) == 0
    assert differ(shown, written) == 640 > FEW
    assert differ(shown, Image.new("RGB", SCREEN)) > 1_000_000


def test_an_image_of_other_content_is_another(tmp_path: Path) -> None:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    first = made_from(House(tmp_path))
    (tmp_path / "ui" / "__pycache__").mkdir()
    (tmp_path / "ui" / "__pycache__" / "made.pyc").write_text("by the way")
    assert made_from(House(tmp_path)) == first
    (tmp_path / "systemd" / "kiosk.toml").write_text("two")
    assert made_from(House(tmp_path)) != first


@pytest.mark.parametrize("unit", ["server", "daemon", "gateway", "sealer", "ui"])
def test_nothing_that_keeps_an_application_starts_without_the_data_partition(unit: str) -> None:
    folder = LAID_OVER / "etc" / "systemd" / "system"
    said = (folder / f"citizen-window-{unit}.service.d" / "data.conf").read_text(encoding="utf-8")
    for word in ("Requires=kiosk-data.service", "After=kiosk-data.service"):
        assert f"\n{word}" in said
    assert "citizen-window-emergency.service" not in "".join(file.name for file in folder.iterdir())
