"""A device that is unplugged is said to be gone, and is found again by itself."""

import pytest

from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import DeviceChanged, ReadCard, Touch
from wire.values import DeviceState, Outcome, Role, Supply


@pytest.mark.parametrize("device", ["idcard", "printer"])
def test_a_device_that_is_unplugged_and_plugged_in_again_is_noticed(site: Site, device: str) -> None:
    with Kiosk(site, devices=[device]) as kiosk:
        screen = kiosk.screen()
        kiosk.put(f"{device}.unplugged")
        gone = screen.notice(DeviceChanged, lambda notice: notice.view.device == device).view
        assert gone.state is DeviceState.NO_DEVICE and gone.code is not None and gone.act == "staff"
        kiosk.take(f"{device}.unplugged")
        back = screen.notice(DeviceChanged, lambda notice: notice.view.device == device).view
        assert back.state is DeviceState.ONLINE and back.code is None


def test_a_roll_that_runs_low_is_told_to_the_staff_long_before_it_is_out(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        screen = kiosk.screen()
        kiosk.put("printer.low")
        low = screen.notice(DeviceChanged, lambda notice: notice.view.paper is Supply.LOW).view
        assert low.state is DeviceState.ONLINE
        assert '<4>{"event": "printer.paper_short", "device": "printer", "paper": "low"}' in kiosk.journal()


def test_a_reader_that_is_unplugged_under_a_verb_fails_it_and_works_again_later(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        worker = kiosk.worker("idcard")
        asked = screen.ask(ReadCard())
        screen.device("idcard", DeviceState.BUSY)
        kiosk.put("idcard.unplugged")
        said = screen.reply(asked)
        assert said.outcome is Outcome.FAILED and said.failure is not None and said.failure.code == "card.reader_gone"
        kiosk.take("idcard.unplugged")
        kiosk.put("card")
        completed(screen.get(ReadCard()))
        assert kiosk.worker("idcard") == worker


def test_a_verb_finds_a_device_that_came_back_without_waiting_for_the_next_look(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        kiosk.put("idcard.unplugged")
        screen = kiosk.join(Role.UI)
        completed(screen.get(Touch()))
        said = screen.get(ReadCard())
        assert said.failure is not None and said.failure.code == "card.reader_gone"
        kiosk.take("idcard.unplugged")
        kiosk.put("card")
        completed(screen.get(ReadCard()))
