"""The daemon starts, or says why it does not; it stops with nothing left."""

import os
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rules.settings import Device, Settings, Users, render
from tests.daemon.kiosk import AS_ROOT, CHECKOUT, DEVICES, PATIENCE_S, Kiosk, Site, completed, settings_in
from wire.messages import ReadCard, Touch, VisitEnded
from wire.values import DeviceState, EndReason, Role


def start(config: Path) -> subprocess.CompletedProcess[str]:
    """The product's own command."""
    return subprocess.run(
        [sys.executable, "-m", "daemon", "--config", str(config)], cwd=CHECKOUT, capture_output=True, text=True,
        timeout=60,
    )


def refusal(folder: Path, settings: Settings) -> str:
    config = folder / "kiosk.toml"
    config.write_text(render(settings), encoding="utf-8")
    ended = start(config)
    assert ended.returncode == 2, ended
    return ended.stderr


def test_a_missing_file_is_named(folder: Path) -> None:
    ended = start(folder / "none.toml")
    assert ended.returncode == 2
    assert "none.toml: cannot be read: No such file or directory; name the configuration with --config" in ended.stderr


def test_an_unknown_key_is_named_with_its_line(folder: Path) -> None:
    config = folder / "kiosk.toml"
    config.write_text("[visit]\ncountdwn = 300\n")
    ended = start(config)
    assert ended.returncode == 2
    assert "kiosk.toml:2: unknown key visit.countdwn" in ended.stderr


def test_a_runtime_folder_that_is_not_in_memory_is_refused(folder: Path) -> None:
    settings = settings_in(folder)
    assert "/proc is on proc, not on tmpfs" in refusal(
        folder, replace(settings, paths=replace(settings.paths, runtime="/proc")),
    )


def test_a_user_for_a_worker_is_wanted_from_root_and_refused_from_others(folder: Path) -> None:
    settings = settings_in(folder)
    if AS_ROOT:
        assert "must name a user of its own, and not root" in refusal(folder, replace(settings, users=Users()))
        root = replace(settings.users, printer="root")
        assert "users.printer must name a user of its own" in refusal(folder, replace(settings, users=root))
        same = replace(settings.users, page=settings.users.idcard)
        assert "users.page and users.idcard are one user" in refusal(folder, replace(settings, users=same))
    else:
        assert "start it as root" in refusal(folder, replace(settings, users=Users(page="0")))


def test_a_user_whom_nobody_knows_is_named(folder: Path) -> None:
    settings = settings_in(folder)
    stranger = replace(settings.users, page="nobody-of-this-name")
    assert "users.page names 'nobody-of-this-name'" in refusal(folder, replace(settings, users=stranger))


def test_a_second_daemon_leaves_the_first_alone(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        assert "another daemon uses" in refusal(site.folder, kiosk.settings)
        assert len(kiosk.spooled()) == 1
        completed(screen.get(Touch()))


@pytest.mark.parametrize(
    ("device", "complaint"),
    [
        (Device(model="none-such"), "devices.gpio.model: there is no 'none-such'; known: fake"),
        (Device(model="fake", address="/dev/x"), "devices.gpio.address: a fake device has no address"),
    ],
)
def test_a_device_that_cannot_be_is_explained_and_the_others_work(site: Site, device: Device, complaint: str) -> None:
    settings = settings_in(site.folder)
    with Kiosk(site, settings=replace(settings, devices=replace(settings.devices, gpio=device))) as kiosk:
        screen = kiosk.join(Role.UI)
        view = screen.device("gpio", DeviceState.OFFLINE).view
        assert (view.code, view.act) == ("device.worker_gone", "engineer")
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        assert complaint in kiosk.journal()


def test_stopping_ends_the_visit_the_workers_and_the_spool(site: Site) -> None:
    with Kiosk(site) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        pidfds = [os.pidfd_open(kiosk.worker(device)) for device in DEVICES]
        kiosk.process.terminate()
        assert screen.notice(VisitEnded).reason is EndReason.SHUTDOWN
        # told once: a second signal could meet a Python that has already put its handlers back
        assert kiosk.process.wait(PATIENCE_S) == 0
        assert select.select(pidfds, [], [], 0)[0] == pidfds
        for pidfd in pidfds:
            os.close(pidfd)
        assert kiosk.spooled() == []


def test_stopping_with_nobody_there_is_quick_and_clean(site: Site) -> None:
    with Kiosk(site, devices=[]) as kiosk:
        kiosk.screen()
        assert kiosk.stop() == 0
        assert '"daemon.stopped"' in kiosk.journal()
        assert kiosk.spooled() == []


def test_a_path_that_is_too_long_for_sockets_is_explained(folder: Path) -> None:
    settings = settings_in(folder)
    long = folder / ("x" * 100)
    long.mkdir()
    long.chmod(0o711)
    assert "name a folder with a shorter path" in refusal(
        folder, replace(settings, paths=replace(settings.paths, runtime=str(long))),
    )
