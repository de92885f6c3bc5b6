"""Many frames that came in one go are all handled, although nothing more comes that would wake the loop."""

from __future__ import annotations

from pathlib import Path

import zmq

from tests.wire.surroundings import bus
from wire.calls import Call
from wire.codec import encode
from wire.frames import Hello, Request
from wire.messages import Done, Notice, Touch, VisitEnded
from wire.values import VERSION, EndReason, Role

FRAMES = 50
PATIENCE_S = 600.0
"""So long a wait that one more of them than frames there are would not end in any test's time."""


def test_an_endpoint_handles_all_that_waits(tmp_path: Path) -> None:
    served: list[str] = []

    def serve(call: Call) -> None:
        served.append(call.id)
        call.complete(Done())

    with bus(tmp_path) as b:
        b.serve({Touch: serve})
        sender = b.context.socket(zmq.DEALER)
        sender.connect(b.address)
        sender.send(encode(Hello(version=VERSION, role=Role.UI)))
        b.until(lambda: bool(b.joined))
        for number in range(FRAMES):
            sender.send(encode(Request(id=f"ask-{number}", deadline=60_000, ask=Touch())))
        while len(served) < FRAMES:
            b.loop.run_once(PATIENCE_S)
        assert served == [f"ask-{number}" for number in range(FRAMES)]
        sender.close(linger=0)


def test_a_link_hears_all_that_was_said(tmp_path: Path) -> None:
    heard: list[Notice] = []
    with bus(tmp_path) as b:
        endpoint = b.serve({})
        link = b.link(noticed=heard.append)
        b.until(lambda: link.greeted)
        for serial in range(FRAMES):
            endpoint.notify(VisitEnded(serial=serial, reason=EndReason.EXIT))
        while len(heard) < FRAMES:
            b.loop.run_once(PATIENCE_S)
    assert heard == [VisitEnded(serial=serial, reason=EndReason.EXIT) for serial in range(FRAMES)]
