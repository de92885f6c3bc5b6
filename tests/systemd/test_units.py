"""The units as systemd itself reads them, and their users beside the configuration and the spool's groups."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from launch import units
from launch.house import House, here
from rules.settings import Settings, parse
from ui.__main__ import NO_DISPLAY
from wire.values import Role

FOLDER = here().root / "systemd"


@pytest.fixture
def copied(tmp_path: Path) -> House:
    """A checkout that is all units, to be broken."""
    shutil.copytree(FOLDER, tmp_path / "systemd")
    return House(tmp_path)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine's root with the package's users made by systemd-sysusers."""
    root = tmp_path_factory.mktemp("machine")
    units.lay_out(here(), root)
    (root / "etc").mkdir(exist_ok=True)
    done = subprocess.run(["systemd-sysusers", f"--root={root}"], capture_output=True, text=True, check=True)
    assert "not" not in done.stderr, done.stderr
    return root


def shipped() -> Settings:
    """The configuration that the package brings."""
    return parse((FOLDER / "kiosk.toml").read_text(encoding="utf-8"), "kiosk.toml")


def groups(root: Path) -> dict[str, set[str]]:
    """Every group's members."""
    lines = (line.split(":") for line in (root / "etc" / "group").read_text(encoding="utf-8").splitlines())
    return {name: set(members.split(",")) for name, _, _, members in lines}


def test_systemd_understands_every_unit_and_none_is_more_exposed_than_agreed() -> None:
    wrong, figures = units.faults(here())
    assert wrong == []
    assert len(figures) == len(units.LIMITS)


def test_an_unknown_key_is_a_fault(copied: House) -> None:
    unit = copied.root / "systemd" / "citizen-window-ui.service"
    unit.write_text(unit.read_text(encoding="utf-8") + "RestartOnTuesdays=yes\n", encoding="utf-8")
    assert any("RestartOnTuesdays" in fault for fault in units.faults(copied)[0])


def test_a_unit_that_opens_up_is_a_fault(copied: House) -> None:
    unit = copied.root / "systemd" / "citizen-window-sealer.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("PrivateNetwork=yes\n", "").replace(
        "NoNewPrivileges=yes\n", "").replace("ProtectSystem=strict\n", ""), encoding="utf-8")
    assert any(fault.startswith("citizen-window-sealer.service: exposure") for fault in units.faults(copied)[0])


def test_a_citys_example_is_a_configuration_for_a_network_that_holds_no_password() -> None:
    text = (FOLDER / "examples/city/hall.toml").read_text(encoding="utf-8")
    server = parse(text, "hall.toml").server
    unit = (FOLDER / units.CITY).read_text(encoding="utf-8")
    assert server.listen and server.database.startswith("postgresql://") and server.bodies.startswith("s3+https://")
    assert f"LoadCredential={Path(server.certificate_key).name}:" in unit
    assert all(":" not in url.partition("://")[2] for url in (server.database, server.bodies, server.smtp))


def test_the_configuration_names_a_user_of_its_own_for_each_role(machine: Path) -> None:
    users = shipped().users
    named = [getattr(users, role.value) for role in Role] + [users.server]
    there = {line.split(":")[0] for line in (machine / "etc" / "passwd").read_text(encoding="utf-8").splitlines()}
    assert len(set(named)) == len(named)
    assert set(named) <= there


def test_daemon_and_renderer_share_a_core_that_every_machine_has() -> None:
    kept = {unit.name: re.findall(r"^CPUAffinity=(.*)$", unit.read_text(encoding="utf-8"), re.M)
            for unit in FOLDER.glob("*.service")}
    assert {name: cores for name, cores in kept.items() if cores} == {
        "citizen-window-daemon.service": ["0"], "citizen-window-ui.service": ["0"]}


@pytest.mark.parametrize("role", ["ui", "sealer", "guide", "gateway", "server"])
def test_a_unit_runs_as_the_user_that_the_configuration_names(role: str) -> None:
    text = (FOLDER / f"citizen-window-{role}.service").read_text(encoding="utf-8")
    assert re.findall(r"^User=(.*)$", text, re.M) == [getattr(shipped().users, role)]


@pytest.mark.parametrize("device", units.CLASSES)
def test_a_worker_runs_as_the_user_that_the_configuration_names(device: str) -> None:
    own = (FOLDER / f"citizen-window-device@{device}.service.d" / "devices.conf").read_text(encoding="utf-8")
    user = re.findall(r"^User=(.*)$", own, re.M) or [f"citizen-{device}"]
    assert user == [getattr(shipped().users, device)]


def test_who_serves_a_citizen_may_not_open_a_device(machine: Path) -> None:
    members = groups(machine)
    holders = {"citizen-sealer", "citizen-guide", "citizen-gateway", "citizen-server", "citizen-ui"}
    assert all(not members.get(f"citizen-{device}", set()) & holders for device in units.CLASSES)
    assert members["citizen-house"] == holders
    assert members["citizen-outbox"] == {"citizen-sealer", "citizen-gateway"}
    assert members["citizen-documents"] == {"citizen-sealer", "citizen-guide", "citizen-gateway"}
    assert members["citizen-ui"] == {"citizen-sealer"}


@pytest.mark.parametrize("name", ["daemon", "ui", "sealer", "guide", "gateway", "server"])
def test_a_process_that_hangs_or_leaves_is_started_anew_however_often(name: str) -> None:
    text = (FOLDER / f"citizen-window-{name}.service").read_text(encoding="utf-8")
    limit = "StartLimitIntervalSec=60" if name == "ui" else "StartLimitIntervalSec=0"
    for line in ("Type=notify", "Restart=always", limit):
        assert f"\n{line}\n" in text
    assert re.search(r"^WatchdogSec=\d+$", text, re.M)


def test_a_renderer_that_cannot_start_leaves_the_screen_to_the_one_that_says_why_and_comes_back() -> None:
    renderer = (FOLDER / "citizen-window-ui.service").read_text(encoding="utf-8")
    assert "\nOnFailure=citizen-window-emergency.service\n" in renderer
    assert f"\nRestartPreventExitStatus=2 {NO_DISPLAY}\n" in renderer
    instead = (FOLDER / "citizen-window-emergency.service").read_text(encoding="utf-8")
    assert "\nConflicts=citizen-window-ui.service\n" in instead
    assert instead.index("-m ui.emergency") < instead.index("systemctl --no-block start citizen-window.target")


@pytest.mark.parametrize("unit", sorted(FOLDER.glob("*.service")), ids=lambda unit: unit.stem)
def test_every_unit_has_its_limits(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    assert re.search(r"^MemoryMax=\d+M$", text, re.M)
    assert re.search(r"^TasksMax=\d+$", text, re.M)
    assert "\nLimitCORE=1\n" in text
