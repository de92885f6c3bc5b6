"""The technician's side with the real daemon: a PIN opens it between visits, devices show that they work, it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daemon.pins import FREE_TRIES, Pins
from daemon.staff_cards import StaffCards
from tests.daemon.fake_drivers import NAME, NUMBER
from tests.daemon.kiosk import Kiosk, Peer, Site, completed
from wire.messages import DeviceChanged, Done, EndVisit, ReadCard, Touch, VisitChanged, VisitEnded
from wire.technician import AskLock, AskMachine, LockState, Machine, TryDevice, Unlock, UnlockByCard
from wire.values import DeviceState, EndReason, Outcome, Role, Trial, VisitState

PIN = "193847"
CARD = "04a1b2c3d4e5f6"
STRANGE = "04a1b2c3d4e5f7"
WRONG = Unlock(pin="200000")


def set_pin(kiosk: Kiosk) -> None:
    Pins(Path(kiosk.settings.paths.state)).set(PIN)


def add_card(kiosk: Kiosk) -> None:
    StaffCards(Path(kiosk.settings.paths.state)).add(CARD)


def opened(kiosk: Kiosk) -> Peer:
    """A renderer, the technician's side open."""
    screen = kiosk.screen()
    completed(screen.get(Unlock(pin=PIN)))
    screen.visit(VisitState.SERVICE)
    return screen


def code(screen: Peer, ask: Unlock | UnlockByCard | TryDevice | Touch | ReadCard | AskLock) -> str:
    failure = screen.get(ask).failure
    assert failure is not None
    return failure.code


def events(kiosk: Kiosk, name: str) -> list[dict[str, object]]:
    lines = [json.loads(line.partition(">")[2]) for line in kiosk.journal().splitlines() if line.startswith("<")]
    return [line for line in lines if line["event"] == name]


def test_without_a_pin_nothing_opens_it(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        assert completed(screen.get(AskLock())).answer == LockState(pin_set=False, wait=0)
        assert code(screen, Unlock(pin=PIN)) == "service.no_pin"


def test_the_pin_opens_it_and_leaving_ends_it_as_a_visit(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        screen = opened(kiosk)
        facts = completed(screen.get(AskMachine())).answer
        assert isinstance(facts, Machine)
        assert {"kiosk", "version", "python", "kernel"} <= {fact.name for fact in facts.facts}
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        completed(screen.get(EndVisit(reason=EndReason.EXIT)))
        gateway.visit_over()
        assert screen.exit_status() == 0
        assert events(kiosk, "service.began") == [{"event": "service.began", "serial": 1}]
        assert PIN not in kiosk.journal()


def test_the_screen_that_opened_it_ends_it_by_dying(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        opened(kiosk).kill()
        assert gateway.notice(VisitEnded).reason is EndReason.RENDERER_GONE


def test_a_citizen_is_never_interrupted(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        assert code(screen, Unlock(pin=PIN)) == "request.no_visit"
        assert screen.notice(VisitChanged).visit.state is VisitState.ACTIVE


def test_nothing_is_tried_and_no_card_read_as_a_citizens_would_be(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        screen = kiosk.screen()
        assert code(screen, TryDevice(trial=Trial.CARD)) == "request.no_visit"
        completed(screen.get(Unlock(pin=PIN)))
        assert code(screen, ReadCard()) == "request.no_visit"


def test_wrong_ones_lock_it_and_a_restart_does_not_open_it(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        screen = kiosk.screen()
        for _ in range(FREE_TRIES + 1):
            assert code(screen, WRONG) == "service.wrong_pin"
        assert code(screen, Unlock(pin=PIN)) == "service.locked"
        assert [event["failures"] for event in events(kiosk, "service.wrong_pin")] == [1, 2, 3]
        kiosk.stop()
        kiosk.start_again()
        screen = kiosk.screen()
        lock = completed(screen.get(AskLock())).answer
        assert isinstance(lock, LockState) and lock.wait > 0
        assert code(screen, Unlock(pin=PIN)) == "service.locked"
        assert "200000" not in kiosk.journal()


def test_a_pin_that_is_counted_nowhere_is_not_tried(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        (Path(kiosk.settings.paths.state) / "service" / "wrong-tries").write_text("x")
        assert code(kiosk.screen(), Unlock(pin=PIN)) == "service.broken"


def test_a_card_is_read_and_nothing_of_it_told_or_kept(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "gpio"]) as kiosk:
        set_pin(kiosk)
        screen = opened(kiosk)
        worker = kiosk.worker("idcard")
        kiosk.put("card")
        assert completed(screen.get(TryDevice(trial=Trial.CARD))).answer == Done()
        assert kiosk.spooled() == []
        gateway = kiosk.join(Role.GATEWAY, stays=True)
        screen.get(EndVisit(reason=EndReason.EXIT))
        gateway.visit_over()
        assert kiosk.worker("idcard") != worker
        assert NAME not in kiosk.journal() and NUMBER not in kiosk.journal()


@pytest.mark.parametrize(("device", "trial", "why"), [
    ("idcard", Trial.CARD, "card.reader_gone"), ("barcode", Trial.CODE, "code.reader_gone"),
    ("printer", Trial.PRINT, "print.printer_gone"), ("gpio", Trial.LAMPS, "gpio.gone"),
])
def test_what_does_not_work_says_why(site: Site, device: str, trial: Trial, why: str) -> None:
    with Kiosk(site, devices=[device]) as kiosk:
        set_pin(kiosk)
        screen = opened(kiosk)
        kiosk.put(f"{device}.unplugged")
        assert code(screen, TryDevice(trial=trial)) == why
        (tried,) = events(kiosk, "service.tried")
        assert (tried["trial"], tried["outcome"]) == (trial.value, Outcome.FAILED.value)


@pytest.mark.parametrize("trial", Trial)
def test_what_this_kiosk_does_not_have_says_so(site: Site, trial: Trial) -> None:
    with Kiosk(site, devices=[]) as kiosk:
        set_pin(kiosk)
        assert code(opened(kiosk), TryDevice(trial=trial)).endswith("gone")


def test_code_lamps_and_printer_show_that_they_work(site: Site) -> None:
    with Kiosk(site, devices=["barcode", "printer", "gpio"]) as kiosk:
        set_pin(kiosk)
        screen = opened(kiosk)
        kiosk.put("code", text="FS01-261123-0001")
        for trial in (Trial.CODE, Trial.PRINT, Trial.LAMPS):
            assert completed(screen.get(TryDevice(trial=trial))).answer == Done()
        kiosk.until_there("lamp.printer")
        (sheet,) = [file for file in kiosk.desk.iterdir() if file.name.startswith("printed.TEST-")]
        assert sheet.read_text() == "unmarked\n"
        assert [event["trial"] for event in events(kiosk, "service.tried")] == ["code", "print", "lamps"]


def test_a_printer_that_says_nothing_is_not_called_well(site: Site) -> None:
    with Kiosk(site, devices=["printer"]) as kiosk:
        set_pin(kiosk)
        screen = opened(kiosk)
        kiosk.put("printer.unsure")
        assert code(screen, TryDevice(trial=Trial.PRINT)) == "print.mute"


def test_since_when_a_device_is_of_no_use_is_told(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        kiosk.put("idcard.unplugged")
        gone = screen.device("idcard", DeviceState.NO_DEVICE).view
        assert gone.since.startswith("20")
        kiosk.take("idcard.unplugged")
        assert screen.notice(DeviceChanged, lambda notice: notice.view.state is DeviceState.ONLINE).view.since == ""


def test_without_a_card_in_the_list_none_is_waited_for(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        kiosk.put("staff", text=CARD)
        assert code(kiosk.screen(), UnlockByCard()) == "service.no_cards"


def test_a_staff_card_opens_it_and_is_told_nowhere(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "gpio"]) as kiosk:
        add_card(kiosk)
        screen = kiosk.screen()
        assert completed(screen.get(AskLock())).answer == LockState(pin_set=False, wait=0, cards=True)
        kiosk.put("staff", text=CARD)
        assert completed(screen.get(UnlockByCard())).answer == Done()
        screen.visit(VisitState.SERVICE)
        assert CARD not in kiosk.journal()


def test_a_strange_card_is_a_wrong_try_and_the_right_one_forgets_it(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        add_card(kiosk)
        screen = kiosk.screen()
        kiosk.put("staff", text=STRANGE)
        assert code(screen, UnlockByCard()) == "service.wrong_card"
        assert Pins(Path(kiosk.settings.paths.state)).failures == 1
        assert [event["failures"] for event in events(kiosk, "service.wrong_pin")] == [1]
        kiosk.put("staff", text=CARD)
        assert completed(screen.get(UnlockByCard())).answer == Done()
        assert Pins(Path(kiosk.settings.paths.state)).failures == 0


def test_cards_and_pins_share_the_wait(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        add_card(kiosk)
        screen = kiosk.screen()
        kiosk.put("staff", text=STRANGE)
        for _ in range(FREE_TRIES + 1):
            assert code(screen, UnlockByCard()) == "service.wrong_card"
        assert code(screen, UnlockByCard()) == "service.locked"
        assert code(screen, Unlock(pin=PIN)) == "service.locked"


def test_a_card_that_is_waited_for_keeps_no_citizen_and_no_pin_away(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        set_pin(kiosk)
        add_card(kiosk)
        screen = kiosk.screen()
        waiting = screen.ask(UnlockByCard())
        completed(screen.get(Unlock(pin=PIN)))
        screen.cancel(waiting)
        assert screen.reply(waiting).outcome is Outcome.CANCELED
        screen.visit(VisitState.SERVICE)
        kiosk.put("card")
        assert completed(screen.get(TryDevice(trial=Trial.CARD))).answer == Done()


def test_a_reader_that_is_not_there_says_so(site: Site) -> None:
    with Kiosk(site, devices=[]) as kiosk:
        add_card(kiosk)
        assert code(kiosk.screen(), UnlockByCard()) == "card.reader_gone"
