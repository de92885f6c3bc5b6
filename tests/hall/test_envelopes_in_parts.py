"""Large envelopes come in parts, and go on where they stopped, whatever broke off in between."""

from __future__ import annotations

import hashlib
import os
import signal
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.client import HallClient
from hall.server.uploads import KEEP_S, PART, Misplaced, Spoilt, Uploads, Whole
from tests.hall.surroundings import Surroundings, surroundings

NUMBER = "FS07-261123-0001-K"


def part(kiosk: Surroundings, number: str, data: bytes, offset: int, size: int) -> httpx.Response:
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(len(data)),
               "Upload-Digest": hashlib.blake2b(data, digest_size=32).hexdigest()}
    with kiosk.http() as client:
        return client.patch(f"/uploads/{number}", content=data[offset:offset + size], headers=headers)


def large(kiosk: Surroundings, sequence: int = 1) -> tuple[str, bytes]:
    """An envelope of some 2.5 MB."""
    return kiosk.envelope(sequence, page=os.urandom(2_500_000))


def test_a_large_envelope_arrives_in_parts_and_is_kept_once() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = large(kiosk)
        with closing(HallClient(kiosk.settings.hall.server)) as client:
            client.deliver(number, data)
            client.deliver(number, data)
        with kiosk.http() as http:
            steps = http.get(f"/applications/{number}").json()["steps"]
        assert [step["state"] for step in steps] == ["submitted", "received"]
        assert kiosk.run("hall.server.open", number).returncode == 0
        assert list((kiosk.state_folder / "hall" / "uploads").iterdir()) == []


def test_what_arrived_before_the_server_was_killed_is_not_sent_again() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        number, data = large(kiosk)
        assert part(kiosk, number, data, 0, PART).json() == {"offset": PART}
        server.send_signal(signal.SIGKILL)
        kiosk.ended(server)
        kiosk.serve_hall()
        told = part(kiosk, number, data, 0, PART)
        assert (told.status_code, told.json()["code"], told.json()["offset"]) == (409, "upload.other_offset", PART)
        assert part(kiosk, number, data, PART, PART).status_code == 202
        done = part(kiosk, number, data, 2 * PART, PART)
        assert (done.status_code, done.json()["number"]) == (201, number)
        assert part(kiosk, number, data, 0, PART).status_code == 200


def test_a_part_that_is_none_is_refused() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        number, data = large(kiosk)
        assert part(kiosk, "rubbish", data, 0, PART).json()["code"] == "envelope.malformed"
        assert part(kiosk, number, data, 0, PART + 1).json()["code"] == "envelope.too_large"
        with kiosk.http() as client:
            assert client.patch(f"/uploads/{number}", content=b"x").json()["code"] == "envelope.malformed"
        # all parts of what is no envelope
        assert part(kiosk, number, b"no envelope", 0, PART).json()["code"] == "envelope.malformed"
        assert list((kiosk.state_folder / "hall" / "uploads").iterdir()) == []


DATA = bytes(range(200))
WHOLE = Whole(NUMBER, len(DATA), hashlib.blake2b(DATA, digest_size=32).digest())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 210), st.integers(0, 60)), max_size=30))
def test_whatever_parts_come_in_whatever_order_the_whole_is_what_was_announced(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[int, int]]
) -> None:
    uploads, here = Uploads(tmp_path_factory.mktemp("hall") / "uploads"), 0
    for offset, size in tries:
        try:
            came = uploads.add(WHOLE, offset, DATA[offset:offset + size])
        except Misplaced as misplaced:
            assert misplaced.offset == here
            continue
        assert offset == here
        if isinstance(came, bytes):
            assert came == DATA
            return
        here = came
    assert uploads.add(WHOLE, here, DATA[here:]) == DATA


def test_what_is_not_what_was_announced_is_let_go(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads")
    uploads.add(WHOLE, 0, bytes(100))
    with pytest.raises(Spoilt):
        uploads.add(WHOLE, 100, bytes(100))
    assert uploads.add(WHOLE, 0, DATA) == DATA


@dataclass
class Clock:
    """Of the hall's machine, in seconds since the epoch."""

    now: float = datetime(2026, 11, 24, tzinfo=UTC).timestamp()


def kept(uploads: Uploads) -> bool:
    """Whether the first part is still there after a look."""
    uploads.clear()
    try:
        uploads.add(WHOLE, 10, b"")
    except Misplaced:
        return False
    return True


def test_what_nobody_went_on_with_is_let_go_after_a_week(tmp_path: Path) -> None:
    clock = Clock()
    uploads = Uploads(tmp_path / "uploads", lambda: clock.now)
    uploads.clear()
    uploads.add(WHOLE, 0, DATA[:10])
    for _ in range(3):
        clock.now += KEEP_S - 1
        assert kept(uploads), "each part begins the week anew"
    clock.now += KEEP_S + 1
    assert not kept(uploads)


@pytest.mark.parametrize("wrong", [60.0, Clock.now + 10 * 365 * 86400])
def test_a_clock_that_is_put_right_neither_lets_go_of_parts_nor_keeps_them_for_ever(
    tmp_path: Path, wrong: float,
) -> None:
    clock = Clock(wrong)
    uploads = Uploads(tmp_path / "uploads", lambda: clock.now)
    uploads.add(WHOLE, 0, DATA[:10])
    clock.now = Clock.now
    assert kept(uploads)
    clock.now += KEEP_S + 1
    assert not kept(uploads)
