"""Rubbish, floods and giants: ignored, bounded, and no harm to anybody else."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import zmq

from tests.wire.surroundings import Bus, bus, done
from wire.codec import MAX_FRAME, encode
from wire.endpoint import Pace
from wire.frames import Hello, Request
from wire.messages import Touch
from wire.values import VERSION, Outcome, Role


def raw(b: Bus) -> zmq.Socket[bytes]:
    socket = b.context.socket(zmq.DEALER)
    socket.set(zmq.LINGER, 0)
    socket.connect(b.address)
    return socket


def test_rubbish_is_ignored_and_others_are_served(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with bus(tmp_path) as b, caplog.at_level(logging.WARNING):
        b.serve({Touch: done})
        rude = raw(b)
        for number in range(200):
            rude.send(b"\xff secret %d" % number)
        rude.send_multipart([b"a", b"b"])
        assert b.reply(b.link(), Touch()).outcome is Outcome.COMPLETED
        rude.close()
    assert 0 < len(caplog.records) <= 20
    assert "secret" not in caplog.text


def test_a_stranger_who_never_says_hello_gets_nothing(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve()
        stranger = raw(b)
        stranger.send(encode(Request(id="r", deadline=1000, ask=Touch())))
        assert b.reply(b.greeted(), Touch(), 0.05).outcome is Outcome.TIMED_OUT
        assert stranger.poll(0) == 0
        assert len(b.calls) == 1
        stranger.close()


def test_another_version_is_told_so(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve()
        old = raw(b)
        old.send(encode(Hello(version=VERSION + 1, role=Role.UI)))
        b.until(lambda: old.poll(0) != 0)
        assert b"request.version" in old.recv()
        old.close()


def test_a_flood_is_thrown_away_and_others_are_served(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve(pace=Pace(burst=10, per_second=0.001))
        flood = raw(b)
        flood.send(encode(Hello(version=VERSION, role=Role.UI)))
        b.until(lambda: bool(b.joined))
        for number in range(100):
            flood.send(encode(Request(id=f"r{number}", deadline=60_000, ask=Touch())))
        assert b.reply(b.greeted(), Touch(), 0.05).outcome is Outcome.TIMED_OUT
        assert len(b.calls) <= 11
        flood.close()


def test_a_giant_frame_costs_its_sender_the_connection_only(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve({Touch: done})
        giant = raw(b)
        giant.send(b"\x00" * (MAX_FRAME + 1))
        assert b.reply(b.link(), Touch()).outcome is Outcome.COMPLETED
        giant.close()


def test_an_endpoint_may_take_less(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve({Touch: done}, max_frame=1024)
        giant = raw(b)
        giant.send(encode(Hello(version=VERSION, role=Role.UI)))
        b.until(lambda: len(b.joined) == 1)
        giant.send(b"\x00" * 1025)
        assert b.reply(b.link(), Touch()).outcome is Outcome.COMPLETED
        assert b.reply(b.link(), Touch()).outcome is Outcome.COMPLETED
        giant.close()


def test_rubbish_over_many_connections_writes_few_lines(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with bus(tmp_path) as b, caplog.at_level(logging.WARNING):
        b.serve({Touch: done})
        crowd = [raw(b) for _ in range(30)]
        for rude in crowd:
            for _ in range(5):
                rude.send(b"\xff")
            rude.send(encode(Hello(version=VERSION, role=Role.PRINTER)))
        for rude in crowd:
            b.until(lambda: rude.poll(0) != 0)
            rude.close()
        assert b.reply(b.link(), Touch()).outcome is Outcome.COMPLETED
    assert 0 < len(caplog.records) <= 5


def test_a_thousand_strangers_are_not_remembered(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        endpoint = b.serve({Touch: done})
        for _ in range(20):
            crowd = [raw(b) for _ in range(10)]
            for stranger in crowd:
                stranger.send(b"x")
            b.reply(b.link(), Touch())
            for stranger in crowd:
                stranger.close()
            b.links.pop().close()
        assert len(endpoint.peers) == 1
