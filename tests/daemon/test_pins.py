"""The technician's PIN: set at a terminal, kept as a hash, and dearer to guess with every wrong try."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.pins import FIRST_WAIT_S, FREE_TRIES, LONGEST_WAIT_S, PinError, Pins, check, wait_after
from daemon.service_folder import FOLDER, ServiceBroken
from rules.settings import Paths, Settings, render

CHECKOUT = Path(__file__).resolve().parents[2]
PIN = "193847"


def config(folder: Path) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(render(Settings(paths=Paths(state=str(folder / "state")))), encoding="utf-8")
    return file


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "daemon.pins", "set", "--config", str(config(folder))]


def test_a_new_kiosk_has_none(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    assert not pins.is_set and not pins.matches(PIN) and pins.failures == 0


def test_what_is_set_matches_and_nothing_else(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    pins.set(PIN)
    assert pins.is_set and pins.matches(PIN) and not pins.matches("193848")


def test_on_disk_stands_a_hash_that_only_its_owner_reads(tmp_path: Path) -> None:
    Pins(tmp_path).set(PIN)
    folder = tmp_path / FOLDER
    assert folder.stat().st_mode & 0o077 == 0
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert (folder / "pin").read_text().startswith("$argon2id$")
    assert PIN not in "".join(file.read_text() for file in folder.iterdir())


@pytest.mark.parametrize("pin", [
    "", "12345", "1234567890123", "12345a", "１２３４５６", "111111", "123456", "654321", "890123",
])
def test_what_is_guessed_first_is_no_pin(pin: str) -> None:
    with pytest.raises(PinError):
        check(pin)


def test_each_wrong_try_makes_the_next_one_wait_longer() -> None:
    waits = [wait_after(failures) for failures in range(1, 40)]
    assert waits[:FREE_TRIES] == [0] * FREE_TRIES
    assert waits[FREE_TRIES] == FIRST_WAIT_S
    assert waits == sorted(waits) and waits[-1] == LONGEST_WAIT_S


def test_tries_are_counted_beyond_the_process_and_forgotten_by_the_right_one(tmp_path: Path) -> None:
    for _ in range(3):
        Pins(tmp_path).count_try()
    assert Pins(tmp_path).failures == 3
    Pins(tmp_path).forget_tries()
    assert Pins(tmp_path).failures == 0


def test_files_that_are_no_pin_open_nothing(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    pins.set(PIN)
    (tmp_path / FOLDER / "pin").write_text("193847")
    (tmp_path / FOLDER / "wrong-tries").write_text("none")
    with pytest.raises(ServiceBroken, match="no argon2id hash"):
        pins.matches(PIN)
    with pytest.raises(ServiceBroken, match="no number"):
        pins.count_try()


def test_a_provisioning_script_sets_it_by_stdin(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path), input=f"{PIN}\n", capture_output=True, text=True, cwd=CHECKOUT)
    assert (done.returncode, done.stdout) == (0, "The PIN is set.\n")
    assert Pins(tmp_path / "state").matches(PIN)


def test_a_bad_one_is_refused_with_what_would_do(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path), input="111111\n", capture_output=True, text=True, cwd=CHECKOUT)
    assert done.returncode == 2
    assert "take another" in done.stderr and "111111" not in done.stderr
    assert not Pins(tmp_path / "state").is_set


def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(CHECKOUT)
        os.execv(sys.executable, command(tmp_path))
    shown = b""
    for prompt in (b"digits: ", b"Once more: "):
        while prompt not in shown:
            shown += os.read(terminal, 1024)
        os.write(terminal, f"{PIN}\n".encode())
    while b"The PIN is set." not in shown:
        shown += os.read(terminal, 1024)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    os.close(terminal)
    assert PIN.encode() not in shown
    assert Pins(tmp_path / "state").matches(PIN)
