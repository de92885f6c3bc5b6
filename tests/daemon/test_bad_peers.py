"""Rubbish on the citizen's socket is ignored, and the one who behaves is served."""

import os

import pytest
import zmq

from tests.daemon.kiosk import Kiosk, Site, completed
from wire.messages import Touch

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
