"""Something answers in the hall's place, or the hall stumbles: nothing is thrown away, nothing holds up the rest."""

from __future__ import annotations

import random
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from hall.client import HallAway, HallClient
from hall.courier import MAX_AWAY_S, MOST_TRIES, Courier
from hall.outbox import MAX_DELAY_S, Outbox, Sealed
from wire.values import HallState

Answers = Callable[[str, str], tuple[int, bytes]]
"""Method and Idempotency-Key in, status and body out."""

HEALTHY = (200, b'{"state": "online", "key": "0123456789abcdef"}')


@contextmanager
def something_answers(folder: Path, answers: Answers) -> Iterator[HallClient]:
    """A stranger's HTTP server on a unix socket, and the kiosk's client of it."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer("GET")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer("POST")

        def answer(self, method: str) -> None:
            status, body = answers(method, self.headers.get("Idempotency-Key", ""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on stderr."""

        def address_string(self) -> str:
            return "unix"

    server = socketserver.ThreadingUnixStreamServer(str(folder / "s"), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = HallClient(f"unix:{folder}/s")
    try:
        yield client
    finally:
        client.close()
        server.shutdown()
        thread.join()
        server.server_close()


class Clock:
    """Time as the test wants it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def courier(folder: Path, client: HallClient, clock: Clock) -> Iterator[tuple[Courier, Outbox]]:
    with Outbox(folder / "outbox") as outbox:
        for name in ("A-1", "B-2"):
            outbox.put(name.encode(), datetime(2026, 11, 23), lambda _: Sealed(name, "i", "o", name.encode()))
        yield Courier(outbox, client, "FS07", clock, random.Random(1)), outbox


@pytest.mark.parametrize(
    "answers", [
        lambda method, number: (404, b"<html>log in to this network</html>"),
        lambda method, number: (200, b"<html>log in to this network</html>"),
        lambda method, number: (200, b"{}"),
        lambda method, number: (503, b"busy"),
        lambda method, number: (200, b" " * 1_000_000),
        lambda method, number: (507, b'{"code": "hall.disk_full", "detail": ""}'),
    ], ids=["not found", "a portal", "another service", "busy", "endless", "full"],
)
def test_what_is_no_working_hall_makes_everything_wait_longer_each_time(tmp_path: Path, answers: Answers) -> None:
    with something_answers(tmp_path, answers) as client, courier(tmp_path, client, Clock()) as (runner, outbox):
        reports = [runner.step() for _ in range(30)]
        assert {(report.hall, report.waiting) for report in reports} == {(HallState.OFFLINE, 2)}
        assert reports[0].again_in_s < 4 and MAX_AWAY_S / 2 <= reports[-1].again_in_s <= MAX_AWAY_S
        assert [(waiting.tries, waiting.aside) for waiting in outbox.all()] == [(0, ""), (0, "")]


def test_one_over_which_the_hall_stumbles_waits_while_the_others_go_on(tmp_path: Path) -> None:
    def answers(method: str, number: str) -> tuple[int, bytes]:
        if method == "GET":
            return HEALTHY
        if not number:
            return 200, b'{"at": "2026-11-23T09:30:00"}'
        if number == "A-1":
            return 500, b"Internal Server Error"
        return 409, b'{"code": "envelope.number_taken", "detail": "another"}'

    clock = Clock()
    with something_answers(tmp_path, answers) as client, courier(tmp_path, client, clock) as (runner, outbox):
        assert runner.step().hall is HallState.ONLINE
        runner.step()
        first, second = outbox.all()
        assert (first.tries, first.aside) == (1, "")
        assert second.aside == "envelope.number_taken: another"

        pauses = []
        while outbox.waiting():
            report = runner.step()
            assert report.hall is HallState.ONLINE
            pauses.append(report.again_in_s)
            clock.now += report.again_in_s + MAX_DELAY_S
        assert outbox.all()[0].aside != "" and outbox.all()[0].tries == MOST_TRIES - 1
        assert outbox.read("A-1") == b"A-1"


def test_a_hall_that_says_it_keeps_something_else_is_not_believed(tmp_path: Path) -> None:
    def answers(method: str, number: str) -> tuple[int, bytes]:
        return HEALTHY if method == "GET" else (201, b'{"number": "A-1", "digest": "00"}')

    with something_answers(tmp_path, answers) as client, courier(tmp_path, client, Clock()) as (runner, outbox):
        runner.step()
        assert [waiting.number for waiting in outbox.all()] == ["A-1", "B-2"]


def test_a_clock_that_was_set_back_does_not_keep_an_envelope(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox") as outbox:
        outbox.put(b"a", datetime(2026, 11, 23), lambda _: Sealed("A-1", "i", "o", b"a"))
        outbox.postpone("A-1", 2_000_000_000.0)
        assert outbox.due(2_000_000_000.0 - 10) is None
        due = outbox.due(1_000_000_000.0)
        assert due is not None and due.number == "A-1"


def test_progress_by_a_stranger_is_no_progress(tmp_path: Path) -> None:
    with something_answers(tmp_path, lambda method, number: (404, b"nothing here")) as client:
        with pytest.raises(HallAway):
            client.progress("FS07-261123-0001-E")
