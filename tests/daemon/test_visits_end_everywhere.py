"""When a visit ends, its spool is empty and every process that held something of it is another one."""

import signal

import pytest

from tests.daemon.kiosk import DEVICES, Kiosk, Site, completed
from wire.messages import EndVisit, ReadCard, ScanPage, Touch, VisitEnded
from wire.values import EndReason, Outcome, Role, VisitState


@pytest.mark.parametrize("reason", [EndReason.EXIT, EndReason.HOME])
def test_all_that_was_read_is_wiped_and_all_who_read_it_are_replaced(site: Site, reason: EndReason) -> None:
    with Kiosk(site) as kiosk:
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        screen = kiosk.screen()
        sealer = kiosk.join(Role.SEALER)
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        completed(screen.get(ScanPage(dpi=300, colour=False)))
        assert {file.partition("/")[0] for file in kiosk.spooled()} == {"card", "pages"}
        before = {name: kiosk.worker(name) for name in DEVICES}
        completed(screen.get(EndVisit(reason=reason)))
        assert gateway.visit_over() == VisitEnded(serial=1, reason=reason)
        assert kiosk.spooled() == []
        assert (screen.exit_status(), sealer.exit_status()) == (0, 0)
        kiosk.screen()
        after = {name: kiosk.worker(name) for name in DEVICES}
        # nobody asked for a code, but one may have been shown
        assert {name for name in DEVICES if before[name] != after[name]} == {"idcard", "page", "barcode"}


def test_who_does_not_leave_is_killed(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        stubborn = [kiosk.join(role, stays=True) for role in (Role.SEALER, Role.GUIDE)]
        for peer in (gateway, *stubborn):
            peer.visit(VisitState.IDLE)
        screen = kiosk.screen(stays=True)
        completed(screen.get(Touch()))
        completed(screen.get(EndVisit(reason=EndReason.EXIT)))
        gateway.visit_over()
        assert [peer.exit_status() for peer in (screen, *stubborn)] == [-signal.SIGKILL] * 3


def test_a_verb_that_runs_is_canceled(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        screen = kiosk.screen(stays=True)
        completed(screen.get(Touch()))
        asked = screen.ask(ReadCard())
        completed(screen.get(EndVisit(reason=EndReason.EXIT)))
        assert screen.reply(asked).outcome in (Outcome.CANCELED, Outcome.FAILED)
        gateway.visit_over()
        assert kiosk.spooled() == []


def test_a_worker_that_hangs_does_not_keep_the_visit_open(site: Site) -> None:
    with Kiosk(site, devices=["page"]) as kiosk:
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("page.hang")
        screen.ask(ScanPage(dpi=300, colour=True))
        hanging = kiosk.worker("page")
        completed(screen.get(EndVisit(reason=EndReason.EXIT)))
        gateway.visit_over()
        kiosk.screen()
        assert kiosk.worker("page") != hanging


def test_a_renderer_that_dies_ends_the_visit(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        screen.kill()
        assert gateway.visit_over().reason is EndReason.RENDERER_GONE
        assert kiosk.spooled() == []


def test_a_renderer_that_nobody_touched_may_come_and_go(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        spare = kiosk.screen()
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        spare.kill()
        assert completed(screen.get(Touch())).failure is None
        screen.visit(VisitState.ACTIVE)


def test_the_next_citizen_begins_a_visit_of_their_own(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        first = kiosk.screen()
        completed(first.get(Touch()))
        completed(first.get(EndVisit(reason=EndReason.HOME)))
        second = kiosk.screen()
        second.visit(VisitState.IDLE)
        completed(second.get(Touch()))
        assert second.visit(VisitState.ACTIVE).visit.serial == 2


def test_outside_a_visit_nothing_is_done(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        said = screen.get(ReadCard())
        assert said.outcome is Outcome.REFUSED and said.failure is not None
        assert said.failure.code == "request.no_visit"
