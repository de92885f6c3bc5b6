"""A kiosk's sealers are forked by a warm parent: each serves one submission, and there is always another."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.hall.surroundings import SUBMIT, Surroundings, surroundings
from wire.messages import Accepted
from wire.values import Role


@pytest.fixture
def kiosk() -> Iterator[Surroundings]:
    with surroundings() as made:
        made.make_keys()
        made.fill_spool()
        made.be_daemon()
        yield made


def sealers(parent: "subprocess.Popen[bytes]") -> list[int]:
    """The children of a process."""
    return [int(pid) for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]


def with_the_daemon(kiosk: Surroundings) -> set[int]:
    """The sealers that have said Hello and live."""
    assert kiosk.daemon is not None
    return {peer.pid for peer in kiosk.daemon.peers if peer.role is Role.SEALER}


def here(kiosk: Surroundings, *before: int) -> int:
    """Wait until a sealer is with the daemon that was not there `before`: its pid."""
    kiosk.until(lambda: bool(with_the_daemon(kiosk).difference(before)))
    (found,) = with_the_daemon(kiosk).difference(before)
    return found


def test_each_submission_has_a_process_of_its_own_and_the_unit_goes_on(kiosk: Surroundings) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(kiosk.folder / "notify"))
        systemd.setblocking(False)
        parent = kiosk.start("hall.warm", env={**os.environ, "NOTIFY_SOCKET": str(kiosk.folder / "notify")})
        first = here(kiosk)
        link = kiosk.renderer("sealer")
        one = kiosk.reply(link, SUBMIT).answer
        second = here(kiosk, first)
        two = kiosk.reply(link, msgspec.structs.replace(SUBMIT, answers={**SUBMIT.answers, "remark": "又一次"})).answer
        third = here(kiosk, first, second)
        assert isinstance(one, Accepted) and isinstance(two, Accepted) and kiosk.waiting() == [one.number, two.number]
        assert len({first, second, third, parent.pid}) == 4 and sealers(parent) == [third]
        said = systemd.recv(4096)
        assert said == b"READY=1"
        with pytest.raises(BlockingIOError):
            while said != b"STOPPING=1":
                said = systemd.recv(4096)
        assert said == b"READY=1", "systemd would end the unit of who says that it stops"


def test_one_that_is_killed_is_followed_by_another(kiosk: Surroundings) -> None:
    parent = kiosk.start("hall.warm")
    killed = here(kiosk)
    os.kill(killed, signal.SIGKILL)
    other = here(kiosk, killed)
    assert sealers(parent) == [other]


def test_one_that_crashes_takes_its_parent_along(kiosk: Surroundings) -> None:
    parent = kiosk.start("hall.warm")
    os.kill(here(kiosk), signal.SIGSEGV)
    assert kiosk.ended(parent) == 1


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL])
def test_it_does_not_outlive_its_parent(kiosk: Surroundings, way: signal.Signals) -> None:
    parent = kiosk.start("hall.warm")
    sealer = here(kiosk)
    parent.send_signal(way)
    assert kiosk.ended(parent) == (0 if way is signal.SIGTERM else -way)
    kiosk.until(lambda: sealer not in with_the_daemon(kiosk))
