"""Rubbish is ignored, those who are not who they say are refused, and the one who behaves is served."""

import os

import pytest
import zmq

from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import DeviceChanged, ReadCard, ReportDevice, Touch
from wire.values import DeviceState, DeviceView, Outcome, Role

RUBBISH = [b"", b"\xc1", os.urandom(200), b"\x81\xa4type\xa5hello", b"\xdd\xff\xff\xff\xff", bytes(4 * 1024 * 1024)]


@pytest.mark.parametrize("frame", RUBBISH, ids=["empty", "no_type", "noise", "half", "huge_claim", "oversized"])
def test_frames_that_are_no_frames_change_nothing(site: Site, frame: bytes) -> None:
    with Kiosk(site, devices=[]) as kiosk:
        screen = kiosk.screen()
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        with context.socket(zmq.DEALER) as vandal:
            vandal.set(zmq.LINGER, 0)
            vandal.connect(f"ipc://{kiosk.runtime}/citizen.sock")
            for _ in range(50):
                vandal.send(frame)
            completed(screen.get(Touch()))
            assert vandal.poll(0) == 0
        context.term()
        assert kiosk.process.poll() is None


def test_another_process_of_the_workers_user_does_not_speak_for_the_device(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        screen = kiosk.screen()
        stranger = kiosk.join(Role.IDCARD)
        report = ReportDevice(view=DeviceView(device="idcard", state=DeviceState.HARDWARE_ERROR))
        said = stranger.get(report)
        assert said.outcome is Outcome.REFUSED and said.failure is not None
        assert said.failure.code == "request.not_permitted"
        completed(screen.get(Touch()))
        kiosk.put("card")
        completed(screen.get(ReadCard()))


def test_a_worker_whose_answers_are_to_other_questions_is_replaced(site: Site) -> None:
    with Kiosk(site, devices=["idcard"]) as kiosk:
        kiosk.put("idcard.lies", "card")
        screen = kiosk.join(Role.UI)
        completed(screen.get(Touch()))
        asked = screen.ask(ReadCard())
        said = screen.reply(asked)
        assert said.outcome is Outcome.FAILED and said.failure is not None
        assert said.failure.code == "device.worker_gone"
        kiosk.take("idcard.lies")
        screen.notice(DeviceChanged, lambda notice: notice.view.state is DeviceState.ONLINE)
        completed(screen.get(ReadCard()))
