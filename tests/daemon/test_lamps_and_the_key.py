"""Lamps show where to look; the service key is passed on."""

import os
import select
import time

from rules.blocks import Document, Rule
from tests.daemon.kiosk import PATIENCE_S, Kiosk, Peer, Site, completed
from wire.messages import EndVisit, PrintDocument, ReadCard, ServiceKey, Touch, VisitChanged
from wire.values import EndReason, Role, VisitState

RECEIPT = Document(kind="receipt", number="FS01-26-1", blocks=(Rule(),))


def lit(kiosk: Kiosk, lamp: str) -> bool:
    file = kiosk.desk / f"lamp.{lamp}"
    return file.exists() and file.read_text() == "1"


def wait_until(kiosk: Kiosk, screen: Peer, lamp: str, on: bool) -> bool:
    """Looks again at every word of the daemon's, which speaks once a second at least."""
    deadline = time.monotonic() + PATIENCE_S
    while lit(kiosk, lamp) is not on:
        if time.monotonic() > deadline:
            return False
        screen.notice(VisitChanged)
    return True


def test_the_card_lamp_is_lit_while_a_card_is_waited_for(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "printer", "gpio"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        asked = screen.ask(ReadCard())
        assert wait_until(kiosk, screen, "card", True)
        kiosk.put("card")
        completed(screen.reply(asked))
        assert wait_until(kiosk, screen, "card", False)


def test_who_is_about_to_go_is_reminded_of_card_and_paper_until_the_visit_ends(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "printer", "gpio"]) as kiosk:
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        assert wait_until(kiosk, screen, "card", False)
        kiosk.lay(RECEIPT)
        completed(screen.get(PrintDocument(kind="receipt", number="FS01-26-1")))
        assert all(wait_until(kiosk, screen, lamp, True) for lamp in ("card", "printer"))
        completed(screen.get(EndVisit(reason=EndReason.EXIT)))
        gateway.visit(VisitState.ENDING)
        assert all(wait_until(kiosk, gateway, lamp, False) for lamp in ("card", "printer"))


def test_a_new_gpio_worker_is_told_what_is_lit(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "printer", "gpio"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        screen.ask(ReadCard())
        assert wait_until(kiosk, screen, "card", True)
        kiosk.take("lamp.card")
        pidfd = os.pidfd_open(kiosk.worker("gpio"))
        os.kill(kiosk.worker("gpio"), 9)
        assert select.select([pidfd], [], [], PATIENCE_S)[0]
        os.close(pidfd)
        assert wait_until(kiosk, screen, "card", True)


def test_no_lamp_keeps_anybody_from_anything(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "printer", "gpio"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("gpio.hang", "card")
        completed(screen.get(ReadCard()))


def test_the_service_key_is_passed_on(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "printer", "gpio"]) as kiosk:
        screen = kiosk.screen()
        kiosk.put("key")
        assert screen.notice(ServiceKey) == ServiceKey(key="service")
