"""A verb ends by its deadline or its cancel, whatever the driver does; the worker pays for it if it must."""

from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import AwaitCode, ReadCard, ScanPage, Touch
from wire.values import DeviceState, Outcome


def test_a_verb_that_is_canceled_ends_and_the_worker_stays(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        worker = kiosk.worker("idcard")
        asked = screen.ask(ReadCard())
        screen.device("idcard", DeviceState.BUSY)
        screen.cancel(asked)
        assert screen.reply(asked).outcome is Outcome.CANCELED
        screen.device("idcard", DeviceState.ONLINE)
        assert kiosk.worker("idcard") == worker


def test_no_card_in_time_is_said_by_the_reader_itself(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        said = screen.reply(screen.ask(ReadCard(), timeout_s=1.0))
        assert said.outcome is Outcome.FAILED and said.failure is not None and said.failure.code == "card.none"


def test_a_driver_that_comes_back_from_nothing_is_killed_after_the_deadline(site: Site) -> None:
    with Kiosk(site, devices=["page"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("page.hang")
        worker = kiosk.worker("page")
        said = screen.reply(screen.ask(ScanPage(dpi=300, colour=True), timeout_s=1.0))
        assert said.outcome is Outcome.TIMED_OUT
        screen.device("page", DeviceState.OFFLINE)
        kiosk.take("page.hang")
        screen.device("page", DeviceState.ONLINE)
        assert kiosk.worker("page") != worker
        completed(screen.get(ScanPage(dpi=300, colour=True)))


def test_a_driver_that_ignores_the_cancel_is_killed_too(site: Site) -> None:
    with Kiosk(site, devices=["page"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("page.hang")
        asked = screen.ask(ScanPage(dpi=300, colour=True))
        screen.hear(lambda said: said.progress is not None)
        screen.cancel(asked)
        said = screen.reply(asked)
        assert said.outcome is Outcome.FAILED and said.failure is not None
        assert said.failure.code == "device.worker_gone"


def test_verbs_wait_their_turn_and_the_queue_is_bounded(site: Site) -> None:
    with Kiosk(site, devices=["barcode"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        asked = [screen.ask(AwaitCode()) for _ in range(6)]
        said = screen.reply(asked[5])
        assert said.outcome is Outcome.REFUSED and said.failure is not None and said.failure.code == "device.busy"
        screen.cancel(asked[1])
        assert screen.reply(asked[1]).outcome is Outcome.CANCELED
        kiosk.put("code", text="42")
        for name in (asked[0], *asked[2:5]):
            completed(screen.reply(name))


def test_waiting_in_the_queue_counts(site: Site) -> None:
    with Kiosk(site, devices=["barcode"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        first = screen.ask(AwaitCode())
        assert screen.reply(screen.ask(AwaitCode(), timeout_s=0.3)).outcome is Outcome.TIMED_OUT
        kiosk.put("code", text="42")
        completed(screen.reply(first))
