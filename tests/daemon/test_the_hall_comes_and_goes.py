"""Whether the hall answers is what the gateway says; without a gateway nobody knows."""

from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import HallChanged, ReportHall, Touch
from wire.values import HallState, Outcome, Role


def test_the_screen_is_told_and_newcomers_find_it_in_the_snapshot(site: Site) -> None:
    with Kiosk(site, devices=[]) as kiosk:
        screen = kiosk.screen()
        gateway = kiosk.join(Role.GATEWAY)
        completed(gateway.get(ReportHall(state=HallState.ONLINE, waiting=0)))
        assert screen.notice(HallChanged) == HallChanged(state=HallState.ONLINE)
        welcome = kiosk.join(Role.GUIDE).greeting.welcome
        assert welcome is not None and welcome.hall is HallState.ONLINE
        gateway.kill()
        assert screen.notice(HallChanged) == HallChanged(state=HallState.UNKNOWN)


def test_the_gateway_may_not_touch_the_screen(site: Site) -> None:
    with Kiosk(site, devices=[]) as kiosk:
        said = kiosk.join(Role.GATEWAY).get(Touch())
        assert said.outcome is Outcome.REFUSED and said.failure is not None
        assert said.failure.code == "request.not_permitted"
