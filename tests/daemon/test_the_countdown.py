"""The countdown is the daemon's: it warns, ends, is put off by a touch and held by a verb."""

from rules.settings import Visit
from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import ChoosePace, EndVisit, ReadCard, Touch, VisitChanged, VisitEnded
from wire.values import DeviceState, EndReason, VisitState

SHORT = Visit(countdown=3, warning=2)
WARNED_AT_ONCE = Visit(countdown=61, warning=60)
"""Time enough for whoever is warned, on a slow machine, too."""


def test_nobody_touching_it_warns_and_ends(site: Site) -> None:
    with Kiosk(site, SHORT, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        touched = screen.ask(Touch())
        assert screen.visit(VisitState.ACTIVE).visit.seconds_left == 3
        completed(screen.reply(touched))
        # it is told with the daemon's beat: the one before may have missed the moment by a hair
        assert screen.visit(VisitState.WARNING).visit.seconds_left in (1, 2)
        assert screen.notice(VisitEnded).reason is EndReason.COUNTDOWN


def test_a_touch_in_the_warning_begins_it_anew(site: Site) -> None:
    with Kiosk(site, WARNED_AT_ONCE, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        screen.visit(VisitState.WARNING)
        touched = screen.ask(Touch())
        assert screen.visit(VisitState.ACTIVE).visit.seconds_left == 61
        completed(screen.reply(touched))


def test_whoever_chose_more_time_has_it_in_this_visit_alone(site: Site) -> None:
    with Kiosk(site, Visit(countdown=60, slow_countdown=90), devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        touched = screen.ask(Touch())
        assert screen.visit(VisitState.ACTIVE).visit.seconds_left == 60
        completed(screen.reply(touched))
        completed(screen.get(ChoosePace(slow=True)))
        while screen.visit(VisitState.ACTIVE).visit.seconds_left != 90:
            pass
        completed(screen.get(EndVisit(reason=EndReason.EXIT)))
        screen.notice(VisitEnded)
        another = kiosk.screen()
        another.visit(VisitState.IDLE)
        touched = another.ask(Touch())
        assert another.visit(VisitState.ACTIVE).visit.seconds_left == 60
        completed(another.reply(touched))


def test_a_verb_holds_it_for_its_time_and_no_longer(site: Site) -> None:
    with Kiosk(site, Visit(countdown=5, warning=1, hold=3), devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        screen.ask(ReadCard())
        screen.device("idcard", DeviceState.BUSY)
        held = [screen.notice(VisitChanged).visit for _ in range(2)]
        assert held[0].seconds_left == held[1].seconds_left
        assert screen.notice(VisitEnded).reason is EndReason.COUNTDOWN


def test_the_daemon_is_heard_every_second_with_nobody_there(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        beats = [screen.notice(VisitChanged).visit.state for _ in range(3)]
        assert beats == [VisitState.IDLE] * 3
