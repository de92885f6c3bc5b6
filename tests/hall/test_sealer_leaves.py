"""The sealer does not outlive what it was for: a submission, a visit, a daemon that speaks."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

import msgspec
import pytest

from tests.hall.surroundings import SUBMIT, Surroundings, surroundings
from wire.frames import Reply
from wire.values import Outcome, Role, VisitState

WRONG = msgspec.structs.replace(SUBMIT, office="elsewhere")


def waits(pid: int) -> bool:
    """Whether a process has started its bus: libzmq's threads stand."""
    return len(list(Path(f"/proc/{pid}/task").iterdir())) > 1


def ready(kiosk: Surroundings) -> None:
    kiosk.make_keys()
    kiosk.fill_spool()
    kiosk.be_daemon()


def test_after_a_submission_it_is_gone_and_the_answer_has_arrived() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        assert kiosk.reply(kiosk.renderer("sealer"), SUBMIT).outcome is Outcome.COMPLETED
        assert kiosk.ended(sealer) == 0


def test_a_submission_before_the_daemon_has_greeted_waits_and_is_not_refused() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.fill_spool()
        sealer = kiosk.start("hall.sealer")
        replies: list[Reply] = []
        kiosk.renderer("sealer").ask(SUBMIT, 30, replies.append)
        kiosk.until(lambda: waits(sealer.pid))
        assert replies == []
        kiosk.be_daemon()
        kiosk.until(lambda: bool(replies))
        assert replies[0].outcome is Outcome.COMPLETED


@pytest.mark.parametrize("module", ["hall.sealer", "hall.guide"])
def test_when_the_visit_ends_it_leaves(module: str) -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        process = kiosk.start(module)
        kiosk.joined(Role(module.removeprefix("hall.")))
        kiosk.end_visit()
        assert kiosk.ended(process) == 0


def test_when_a_refused_submission_is_all_it_got_it_leaves_at_the_visits_end() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        assert kiosk.reply(kiosk.renderer("sealer"), WRONG).outcome is Outcome.FAILED
        assert sealer.poll() is None
        kiosk.end_visit()
        assert kiosk.ended(sealer) == 0


def test_when_the_daemon_dies_in_a_visit_it_leaves_by_itself() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        assert kiosk.reply(kiosk.renderer("sealer"), WRONG).outcome is Outcome.FAILED
        kiosk.end_daemon()
        assert kiosk.ended(sealer) == 0


def test_when_the_daemon_falls_silent_in_a_visit_it_leaves_by_itself() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        kiosk.joined(Role.SEALER)
        # bound and connected, but not a word any more, as of a daemon that hangs
        assert sealer.wait(timeout=30) == 0


def test_when_the_daemon_dies_while_nobody_is_here_it_stays() -> None:
    with surroundings() as kiosk:
        kiosk.state = VisitState.IDLE
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        kiosk.joined(Role.SEALER)
        kiosk.end_daemon()
        # the renderer still gets its (refusing) answer after longer than the daemon may be silent in a visit
        end = kiosk.loop.now() + 4
        kiosk.until(lambda: kiosk.loop.now() > end)
        assert kiosk.reply(kiosk.renderer("sealer"), SUBMIT).outcome is Outcome.REFUSED
        assert sealer.poll() is None


@pytest.mark.parametrize("module", ["hall.sealer", "hall.guide", "hall.gateway"])
def test_a_stop_signal_ends_it_in_order(module: str) -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        process = kiosk.start(module)
        kiosk.joined(Role(module.removeprefix("hall.")))
        process.send_signal(signal.SIGTERM)
        assert kiosk.ended(process) == 0


@pytest.mark.parametrize("module", ["hall.sealer", "hall.guide", "hall.gateway"])
def test_it_leaves_no_core_whatever_happens(module: str) -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        process = kiosk.start(module)
        kiosk.joined(Role(module.removeprefix("hall.")))
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (1, 1)
