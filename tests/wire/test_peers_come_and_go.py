"""Who is there: greeting, credentials, leaving, coming back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.wire.surroundings import SNAPSHOT, bus, done
from wire.endpoint import Endpoint
from wire.frames import Reply
from wire.messages import Notice, Touch, VisitEnded
from wire.values import EndReason, Failure, Outcome, Role, Snapshot

PEER = """
import sys, zmq
from wire.link import Link
from wire.loop import Loop
from wire.messages import Touch
from wire.values import Role
loop = Loop()
link = Link(loop, zmq.Context(), sys.argv[1], Role(sys.argv[2]), rejected=lambda failure: sys.exit(failure.code))
link.ask(Touch(), 60, lambda reply: None)
loop.run()
"""


def start(address: str, role: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", PEER, address, role], stderr=subprocess.PIPE)


def test_a_newcomer_is_greeted_with_all_there_is_to_know(tmp_path: Path) -> None:
    seen: list[Snapshot | None] = []
    with bus(tmp_path) as b:
        b.serve()
        b.link(welcomed=seen.append)
        b.until(lambda: bool(seen))
        assert [(peer.role, peer.pid, peer.uid) for peer in b.joined] == [(Role.UI, os.getpid(), os.getuid())]
    assert seen == [SNAPSHOT]


def test_a_role_that_the_socket_is_not_for_is_refused(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve()
        with start(b.address, "printer") as process:
            b.until(lambda: process.poll() is not None)
            assert process.stderr is not None and b"request.not_permitted" in process.stderr.read()
        assert b.joined == []


def test_a_uid_that_the_role_does_not_have_is_refused(tmp_path: Path) -> None:
    refused: list[Failure] = []
    with bus(tmp_path) as b:
        b.endpoint = Endpoint(b.loop, b.context, b.address, roles={Role.UI: os.getuid() + 1}, handlers={})
        b.link(rejected=refused.append)
        b.until(lambda: bool(refused))
        assert b.endpoint.peers == []
    assert refused[0].code == "request.not_permitted"


def test_a_peer_that_is_killed_has_left_and_what_it_asked_is_canceled(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve()
        with start(b.address, "ui") as process:
            b.until(lambda: bool(b.calls))
            canceled: list[bool] = []
            b.calls[0].on_cancel = lambda: canceled.append(True)
            replies: list[Reply] = []
            assert b.endpoint is not None
            b.endpoint.ask(b.joined[0], Touch(), 60, replies.append)
            process.send_signal(signal.SIGSTOP)
            process.kill()
            b.until(lambda: bool(b.left))
        assert canceled == [True]
        assert b.endpoint.peers == []
    assert replies[-1].outcome in (Outcome.FAILED, Outcome.REFUSED)


def test_notices_reach_everyone_who_is_there(tmp_path: Path) -> None:
    first: list[Notice] = []
    with bus(tmp_path) as b:
        endpoint = b.serve()
        b.link(noticed=first.append)
        b.until(lambda: len(b.joined) == 1)
        notice = VisitEnded(serial=1, reason=EndReason.EXIT)
        endpoint.notify(notice)
        b.until(lambda: bool(first))
    assert first == [notice]


def test_the_other_side_may_restart(tmp_path: Path) -> None:
    story: list[str] = []
    with bus(tmp_path) as b:
        endpoint = b.serve()
        link = b.link(welcomed=lambda snapshot: story.append("welcomed"), lost=lambda: story.append("lost"))
        b.until(lambda: link.greeted)
        replies: list[Reply] = []
        link.ask(Touch(), 60, replies.append)
        b.until(lambda: bool(b.calls))
        endpoint.close()
        b.until(lambda: "lost" in story)
        assert replies[0].outcome in (Outcome.CANCELED, Outcome.FAILED)
        waiting: list[Reply] = []
        link.ask(Touch(), 60, waiting.append)
        b.serve({Touch: done})
        b.until(lambda: bool(waiting))
    assert waiting[0].outcome is Outcome.COMPLETED
    assert story == ["welcomed", "lost", "welcomed"]


def test_without_the_other_side_a_request_still_ends(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        assert b.reply(b.link(), Touch(), timeout_s=0.05).outcome is Outcome.TIMED_OUT
