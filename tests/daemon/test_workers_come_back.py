"""A worker that dies takes nothing along but its own verb, and is there again."""

import os
import signal

import pytest

from tests.daemon.fake_drivers import NAME, NUMBER
from tests.daemon.kiosk import DEVICES, Kiosk, Site, completed
from wire.messages import Ask, AwaitCode, ReadCard, Touch
from wire.values import DeviceState, Outcome


@pytest.mark.parametrize("device", DEVICES)
def test_each_worker_that_is_killed_is_found_back(site: Site, device: str) -> None:
    with Kiosk(site) as kiosk:
        screen = kiosk.screen()
        before = {name: kiosk.worker(name) for name in DEVICES}
        os.kill(before[device], signal.SIGKILL)
        gone = screen.device(device, DeviceState.OFFLINE).view
        assert gone.code == "device.worker_gone"
        screen.device(device, DeviceState.ONLINE)
        after = {name: kiosk.worker(name) for name in DEVICES}
        assert {name for name in DEVICES if before[name] != after[name]} == {device}


def test_a_verb_whose_worker_dies_fails_at_once_and_the_next_one_works(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        asked = screen.ask(ReadCard())
        screen.device("idcard", DeviceState.BUSY)
        os.kill(kiosk.worker("idcard"), signal.SIGKILL)
        said = screen.reply(asked)
        assert said.outcome is Outcome.FAILED and said.failure is not None
        assert said.failure.code == "device.worker_gone"
        kiosk.put("card")
        completed(screen.get(ReadCard()))


def test_a_library_that_takes_the_process_along_takes_nothing_else(site: Site) -> None:
    with Kiosk(site, devices=["idcard", "barcode"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("idcard.die")
        said = screen.get(ReadCard())
        assert said.failure is not None and said.failure.code == "device.worker_gone"
        kiosk.put("code", text="123")
        completed(screen.get(AwaitCode()))
        kiosk.take("idcard.die")
        kiosk.put("card")
        completed(screen.get(ReadCard()))


@pytest.mark.parametrize(("ask", "device"), [(ReadCard(), "idcard"), (AwaitCode(), "barcode")])
def test_a_driver_that_crashes_names_nobody(site: Site, ask: Ask, device: str) -> None:
    with Kiosk(site, devices=[device]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put(f"{device}.crash")
        said = screen.get(ask)
        assert said.failure is not None and said.failure.code == "device.worker_gone"
        screen.device(device, DeviceState.ONLINE)
        assert kiosk.stop() == 0
        journal = kiosk.journal()
    assert f'"worker.crashed", "device": "{device}", "exception": "RuntimeError"' in journal
    assert "fake_drivers.py" in journal and '"status": 70' in journal
    assert NAME not in journal and NUMBER not in journal


def test_a_device_whose_worker_will_not_start_fails_instead_of_waiting(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        completed(screen.get(Touch()))
        kiosk.put("idcard.die")
        said = [screen.get(ReadCard()).failure for _ in range(4)]
        assert {failure.code for failure in said if failure is not None} == {"device.worker_gone"}
        assert len(said) == 4
