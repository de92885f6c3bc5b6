"""A request has exactly one end, whoever causes it."""

from __future__ import annotations

from pathlib import Path

import zmq

from tests.wire.surroundings import bus, done
from wire.calls import MAX_RUNNING, Call
from wire.codec import encode
from wire.frames import Hello, Reply, Request
from wire.messages import Done, EndVisit, Touch
from wire.values import VERSION, Act, EndReason, Failure, Outcome, Role


def test_completed(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve({Touch: done})
        assert b.reply(b.link(), Touch()).outcome is Outcome.COMPLETED


def test_failed_and_refused_say_why(tmp_path: Path) -> None:
    failure = Failure(code="card.interrupted", act=Act.CITIZEN)
    with bus(tmp_path) as b:
        b.serve({Touch: lambda call: call.fail(failure), EndVisit: lambda call: call.refuse(failure)})
        link = b.link()
        failed = b.reply(link, Touch())
        refused = b.reply(link, EndVisit(reason=EndReason.EXIT))
    assert (failed.outcome, failed.failure) == (Outcome.FAILED, failure)
    assert (refused.outcome, refused.failure) == (Outcome.REFUSED, failure)


def test_a_request_without_a_handler_is_refused(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve({})
        assert b.reply(b.link(), Touch()).outcome is Outcome.REFUSED


def test_what_is_not_permitted_never_reaches_its_handler(tmp_path: Path) -> None:
    failure = Failure(code="request.no_visit", act=Act.NOBODY)
    with bus(tmp_path) as b:
        b.serve(permit=lambda peer, ask: failure)
        assert b.reply(b.link(), Touch()).failure == failure
        assert b.calls == []


def test_past_its_deadline_it_is_timed_out_and_the_work_is_told_to_stop(tmp_path: Path) -> None:
    stopped: list[bool] = []

    def handle(call: Call) -> None:
        call.on_cancel = lambda: stopped.append(call.ended)

    with bus(tmp_path) as b:
        b.serve({Touch: handle})
        assert b.reply(b.greeted(), Touch(), timeout_s=0.05).outcome is Outcome.TIMED_OUT
        b.until(lambda: bool(stopped))
    assert stopped == [True]


def test_canceled_a_handler_may_still_say_that_it_was_done(tmp_path: Path) -> None:
    def handle(call: Call) -> None:
        call.on_cancel = lambda: call.complete(Done())

    with bus(tmp_path) as b:
        b.serve({Touch: handle, EndVisit: b.calls.append})
        link = b.link()
        replies: list[Reply] = []
        first = link.ask(Touch(), 30, replies.append)
        second = link.ask(EndVisit(reason=EndReason.EXIT), 30, replies.append)
        b.until(lambda: bool(b.calls))
        link.cancel(first)
        link.cancel(second)
        b.until(lambda: len(replies) == 2)
        b.calls[0].complete(Done())
        b.reply(link, Touch(), 0.01)
    assert [reply.outcome for reply in replies] == [Outcome.COMPLETED, Outcome.CANCELED]


def test_a_repeated_id_is_answered_from_the_first_result(tmp_path: Path) -> None:
    handled: list[Call] = []

    def handle(call: Call) -> None:
        handled.append(call)
        call.complete(Done())

    with bus(tmp_path) as b:
        b.serve({Touch: handle})
        raw = b.context.socket(zmq.DEALER)
        raw.connect(b.address)
        raw.send(encode(Hello(version=VERSION, role=Role.UI)))
        for _ in range(3):
            raw.send(encode(Request(id="same", deadline=30_000, ask=Touch())))
        frames: list[bytes] = []
        b.loop.watch(raw, lambda: frames.append(raw.recv()))
        b.until(lambda: len(frames) == 4)
        b.loop.unwatch(raw)
        raw.close(linger=0)
    assert len(handled) == 1
    assert frames[1] == frames[2] == frames[3]


def test_one_request_too_many_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    with bus(tmp_path) as b:
        b.serve()
        link = b.link()
        replies: list[Reply] = []
        for _ in range(MAX_RUNNING + 1):
            link.ask(Touch(), 30, replies.append)
        b.until(lambda: bool(replies))
        assert replies[0].failure is not None and replies[0].failure.code == "request.too_many"
        for call in b.calls:
            call.complete(Done())
        b.until(lambda: len(replies) == MAX_RUNNING + 1)
    assert [reply.outcome for reply in replies[1:]] == [Outcome.COMPLETED] * MAX_RUNNING


def test_progress_reaches_the_asker_until_the_end(tmp_path: Path) -> None:
    def handle(call: Call) -> None:
        call.progress(1, 3)
        call.progress(2, 3)
        call.complete(Done())
        call.progress(3, 3)

    seen: list[tuple[int, int]] = []
    replies: list[Reply] = []
    with bus(tmp_path) as b:
        b.serve({Touch: handle})
        b.link().ask(Touch(), 30, replies.append, lambda done, total: seen.append((done, total)))
        b.until(lambda: bool(replies))
    assert seen == [(1, 3), (2, 3)]
