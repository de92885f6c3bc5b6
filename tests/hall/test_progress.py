"""What became of a number: asked at the gateway, answered without naming anybody."""

from __future__ import annotations

import signal

import msgspec

from rules import receipt_number
from rules.blocks import Barcode, Document, file_name
from rules.receipt import PROGRESS
from tests.hall.surroundings import DAY, MARKS, Surroundings, surroundings
from wire.link import Link
from wire.messages import AskProgress, ProgressFound
from wire.values import HallState, Outcome


def found(kiosk: Surroundings, link: Link, number: str) -> ProgressFound:
    reply = kiosk.reply(link, AskProgress(number=number))
    assert isinstance(reply.answer, ProgressFound), reply
    return reply.answer


def test_an_applications_states_come_with_the_names_of_item_and_office() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        number = kiosk.put()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [])
        kiosk.run("hall.server.progress", number, "accepted", "--note", "请携带原件领取")
        answer = found(kiosk, kiosk.renderer("gateway"), number)
        assert (answer.item, answer.office) == ("居民身份证办理", "祖庙派出所")
        assert [step.state for step in answer.steps] == ["submitted", "received", "accepted"]
        assert answer.steps[0].at == "2026-11-23T09:30" and answer.steps[2].note == "请携带原件领取"
        assert [mark for mark in MARKS if mark in repr(answer).encode()] == []


def test_what_was_found_can_be_printed_and_names_nobody() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.be_daemon()
        number = kiosk.put()
        kiosk.start("hall.gateway")
        found(kiosk, kiosk.renderer("gateway"), number)
        data = (kiosk.runtime / "visit/documents" / file_name(PROGRESS, number)).read_bytes()
        document = msgspec.msgpack.decode(data, type=Document)
        assert (document.kind, document.number) == (PROGRESS, number)
        assert Barcode(code=number) in document.blocks
        assert [mark for mark in MARKS if mark in data] == []


def test_without_room_for_the_document_the_answer_comes_all_the_same() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.be_daemon()
        number = kiosk.put()
        (kiosk.runtime / "visit/documents").rmdir()
        kiosk.start("hall.gateway")
        assert len(found(kiosk, kiosk.renderer("gateway"), number).steps) == 1
        assert "cannot be printed" in kiosk.log("hall.gateway")


def test_what_still_waits_here_is_known_without_the_hall() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.be_daemon()
        number = kiosk.put()
        kiosk.start("hall.gateway")
        answer = found(kiosk, kiosk.renderer("gateway"), number)
        assert (answer.item, answer.office) == ("居民身份证办理", "祖庙派出所")
        assert [(step.state, step.at) for step in answer.steps] == [("waiting", "2026-11-23T09:30")]


def test_a_number_that_nobody_knows_has_no_states() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        kiosk.be_daemon()
        kiosk.start("hall.gateway")
        link = kiosk.renderer("gateway")
        for number in (receipt_number.make("FS07", DAY, 77), "FS07-261123-0077-0", "0000"):
            assert found(kiosk, link, number) == ProgressFound(number=number, item="", office="", steps=())


def test_a_hall_that_is_away_is_said_and_asked_again_once_it_is_back() -> None:
    with surroundings() as kiosk:
        server = kiosk.serve_hall()
        kiosk.be_daemon()
        number = kiosk.put()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: kiosk.waiting() == [])
        server.send_signal(signal.SIGTERM)
        kiosk.ended(server)
        link = kiosk.renderer("gateway")
        reply = kiosk.reply(link, AskProgress(number=number))
        assert reply.outcome is Outcome.FAILED
        assert reply.failure is not None and reply.failure.code == "hall.offline"
        kiosk.serve_hall()
        assert len(found(kiosk, link, number).steps) == 2


def test_questions_that_are_taken_back_do_not_queue_up_at_a_hall_that_hangs() -> None:
    with surroundings() as kiosk:
        hall = kiosk.serve_hall()
        kiosk.be_daemon()
        kiosk.start("hall.gateway")
        link, number = kiosk.renderer("gateway"), receipt_number.make("FS07", DAY, 77)
        assert found(kiosk, link, number).steps == ()
        hall.send_signal(signal.SIGSTOP)
        outcomes: list[Outcome] = []
        # this one is waited for, and holds up the others
        link.ask(AskProgress(number=number), 60, lambda reply: None)
        for _ in range(40):
            asked = link.ask(AskProgress(number=number), 30, lambda reply: outcomes.append(reply.outcome))
            link.cancel(asked)
        kiosk.until(lambda: len(outcomes) == 40)
        assert (outcomes.count(Outcome.CANCELED), outcomes.count(Outcome.REFUSED)) == (31, 9)
        hall.send_signal(signal.SIGCONT)
        kiosk.until(lambda: kiosk.reply(link, AskProgress(number=number)).outcome is Outcome.COMPLETED)


def test_without_a_catalogue_keys_stand_for_names() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.be_daemon()
        number = kiosk.put()
        (kiosk.folder / "catalogue.sqlite").unlink()
        kiosk.start("hall.gateway")
        answer = found(kiosk, kiosk.renderer("gateway"), number)
        assert (answer.item, answer.office) == ("id-card", "zumiao")


def test_the_daemon_hears_that_nobody_answers() -> None:
    with surroundings() as kiosk:
        kiosk.be_daemon()
        kiosk.start("hall.gateway")
        kiosk.until(lambda: any(report.state is HallState.OFFLINE for report in kiosk.reports))
