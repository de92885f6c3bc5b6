"""Staff are told of an outbox that does not empty, once, and when that is over."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hall.client import HallClient
from hall.courier import OLD_S, Courier
from hall.outbox import Outbox, Sealed

NOW = datetime(2026, 11, 23, 9, 30)


def test_an_envelope_that_waits_a_day_is_told_once_and_its_end_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    time = NOW
    with Outbox(tmp_path / "outbox") as outbox:
        outbox.put(b"one", NOW, lambda sequence: Sealed("FS07-0001", "id-card", "zumiao", b"x"))
        away = HallClient("http://127.0.0.1:1")
        courier = Courier(outbox, away, "FS07", lambda: time.timestamp(), random.Random(1))
        courier.step()
        assert "waits since" not in caplog.text
        time += timedelta(seconds=OLD_S + 1)
        for _ in range(3):
            courier.step()
        assert caplog.text.count("an envelope waits since 2026-11-23T09:30:00") == 1
        outbox.delivered("FS07-0001")
        courier.step()
        assert "over: old" in caplog.text
        away.close()


def test_the_load_shrinks_with_what_is_delivered(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox") as outbox:
        empty = outbox.load()
        outbox.put(b"one", NOW, lambda sequence: Sealed("FS07-0001", "id-card", "zumiao", bytes(400_000)))
        full = outbox.load()
        outbox.delivered("FS07-0001")
        assert empty.oldest == "" and full.oldest == "2026-11-23T09:30:00"
        assert full.size > empty.size + 390_000
        assert outbox.load().size < empty.size + 100_000
