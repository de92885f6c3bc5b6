"""A citizen hands in: the real sealer checks, seals, keeps and answers, and then it is gone."""

from __future__ import annotations

import os
from typing import Any

import msgspec
import pytest
from nacl.public import PrivateKey

from hall import pdfa
from hall.envelopes import Application, open_body, parse
from hall.outbox import Outbox
from hall.sealer import MOST_IN_A_VISIT
from hall.spool import MAX_PAGE
from rules import receipt_number
from rules.blocks import Document, KeyValue, file_name
from rules.notify import NotifyBy
from rules.receipt import RECEIPT
from tests.hall.surroundings import (
    ANSWER, CARD, DOCUMENT, MARKED_PAGE, MARKS, NAME, PAGES, PERSON, SUBMIT, Surroundings, files_with,
    surroundings,
)
from wire.frames import Reply
from wire.messages import Accepted, Attachment, Submit
from wire.values import HallState, Outcome, Role, VisitState


def ready(kiosk: Surroundings) -> None:
    """A visit with a card and two pages, and a sealer that has said Hello."""
    kiosk.make_keys()
    kiosk.fill_spool()
    kiosk.be_daemon()


def accepted(kiosk: Surroundings, submit: Submit = SUBMIT) -> Accepted:
    reply = kiosk.reply(kiosk.renderer("sealer"), submit)
    assert isinstance(reply.answer, Accepted), reply
    return reply.answer


def test_what_is_accepted_is_in_the_outbox_sealed_to_the_hall() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        answer = accepted(kiosk)
        assert kiosk.ended(sealer) == 0
        assert receipt_number.check(answer.number) and answer.number.startswith("FS07-")
        with Outbox(kiosk.outbox_folder) as outbox:
            envelope = parse(outbox.read(answer.number))
        application = open_body(
            envelope.cover, envelope.body, PrivateKey((kiosk.state_folder / "hall/hall.key").read_bytes()))
        assert isinstance(application, Application) and application.identity == PERSON
        assert application.answers == {"name": NAME, "reason": "lost", "remark": ANSWER}
        assert (application.notify, application.contact) == (NotifyBy.SMS, "13800000000")
        assert [(m.material, m.count, m.pages) for m in application.materials] == [("register", 2, ())]
        assert application.materials[0].file == pdfa.file_of((MARKED_PAGE, MARKED_PAGE))
        assert (application.number, application.at) == (answer.number, answer.at)


def test_nothing_of_the_citizen_is_readable_outside_the_spool() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        accepted(kiosk)
        kiosk.ended(sealer)
        assert {mark: files_with(mark, kiosk.state_folder) for mark in MARKS} == {mark: [] for mark in MARKS}
        assert [mark for mark in MARKS if mark in kiosk.log("hall.sealer").encode()] == []


def test_the_receipt_is_ready_to_print_with_the_name_masked() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        kiosk.start("hall.sealer")
        number = accepted(kiosk).number
        file = kiosk.runtime / "visit" / "documents" / file_name("receipt", number)
        document = msgspec.msgpack.decode(file.read_bytes(), type=Document)
        texts = {block.key: block.value for block in document.blocks if isinstance(block, KeyValue)}
        assert texts["回执编号"] == number
        assert texts["申请人"] == "欧**蛋"
        assert texts["办理处"] == "祖庙派出所"
        assert NAME.encode() not in file.read_bytes() and DOCUMENT.encode() not in file.read_bytes()
        assert [entry.name for entry in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("hall", HallState)
def test_without_a_hall_it_waits_whatever_is_believed_of_the_hall(hall: HallState) -> None:
    with surroundings() as kiosk:
        kiosk.hall = hall
        ready(kiosk)
        kiosk.start("hall.sealer")
        answer = accepted(kiosk)
        assert answer.waiting
        assert "待上传" in written(kiosk, answer.number)


def test_what_the_hall_has_does_not_wait() -> None:
    with surroundings() as kiosk:
        kiosk.serve_hall()
        ready(kiosk)
        kiosk.start("hall.gateway")
        kiosk.until(lambda: bool(kiosk.reports) and kiosk.reports[-1].state is HallState.ONLINE)
        for attempt in range(20):  # the hall of a machine that is slow may have it too late
            sealer = kiosk.start("hall.sealer")
            answer = accepted(kiosk, msgspec.structs.replace(SUBMIT, contact=f"138000000{attempt:02}"))
            kiosk.ended(sealer)
            if not answer.waiting:
                break
        assert not answer.waiting
        assert "待上传" not in written(kiosk, answer.number)
        assert answer.number not in kiosk.waiting()


def written(kiosk: Surroundings, number: str) -> str:
    """All that stands on a receipt."""
    return (kiosk.runtime / "visit" / "documents" / file_name("receipt", number)).read_bytes().decode("utf-8", "ignore")


def test_numbers_go_on_over_sealers_and_are_never_given_twice() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        numbers = []
        for remark in ("一", "二", "三"):
            sealer = kiosk.start("hall.sealer")
            submit = msgspec.structs.replace(SUBMIT, answers={**SUBMIT.answers, "remark": remark})
            numbers.append(accepted(kiosk, submit).number)
            kiosk.ended(sealer)
        assert [number.split("-")[2] for number in numbers] == ["0001", "0002", "0003"]
        assert kiosk.waiting() == numbers


def test_identity_comes_from_the_card_whatever_the_renderer_says() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        kiosk.start("hall.sealer")
        submit = msgspec.structs.replace(SUBMIT, answers={**SUBMIT.answers, "name": "假名字"})
        number = accepted(kiosk, submit).number
        with Outbox(kiosk.outbox_folder) as outbox:
            envelope = parse(outbox.read(number))
        opened = open_body(
            envelope.cover, envelope.body, PrivateKey((kiosk.state_folder / "hall/hall.key").read_bytes()))
        assert isinstance(opened, Application) and opened.answers["name"] == NAME


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown item": (dict(item="flying"), "item.not_found"),
    "an item that cannot be applied for": (dict(item="passport"), "form.invalid"),
    "an office that does not handle it": (dict(office="elsewhere"), "form.invalid"),
    "no such card": (dict(card="another-card-0123456789"), "seal.no_card"),
    "an answer missing": (dict(answers={"name": NAME}), "form.invalid"),
    "an answer that is no choice": (dict(answers={"reason": "because"}), "form.invalid"),
    "an answer to no question": (dict(answers={"reason": "lost", "rank": "duke"}), "form.invalid"),
    "a required material missing": (dict(attachments=()), "form.invalid"),
    "a required material without pages": (
        dict(attachments=(Attachment(material="register", pages=()),)), "form.invalid"),
    "a material that it does not have": (
        dict(attachments=(*SUBMIT.attachments, Attachment(material="gold", pages=PAGES))), "form.invalid"),
    "a material twice": (dict(attachments=SUBMIT.attachments * 2), "form.invalid"),
    "a page twice": (
        dict(attachments=(Attachment(material="register", pages=(PAGES[0], PAGES[0])),)), "form.invalid"),
    "too many pages": (
        dict(attachments=(Attachment(material="register", pages=(*PAGES, "page-token-threethree")),)), "form.invalid"),
    "a page that is not there": (
        dict(attachments=(Attachment(material="register", pages=("page-token-nowhere",)),)), "page.unknown_page"),
    "no way to be told": (dict(notify="pigeon"), "form.invalid"),
    "a telephone number that is none": (dict(contact="123"), "form.invalid"),
}


def test_what_is_wrong_is_refused_by_its_code_and_nothing_is_kept() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        link = kiosk.renderer("sealer")
        codes = {}
        for what, (change, _) in WRONG.items():
            reply = kiosk.reply(link, msgspec.structs.replace(SUBMIT, **change))
            assert reply.outcome is Outcome.FAILED and reply.failure is not None
            assert [mark for mark in MARKS if mark in reply.failure.detail.encode()] == []
            codes[what] = reply.failure.code
        assert codes == {what: code for what, (_, code) in WRONG.items()}
        assert sealer.poll() is None
        assert kiosk.waiting() == []
        assert kiosk.reply(link, SUBMIT).outcome is Outcome.COMPLETED


def test_more_pages_than_an_envelope_holds_are_refused() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        for page in PAGES:
            # as large as one page may be, and sparse, so that it takes no room
            os.truncate(kiosk.runtime / "visit" / "pages" / f"{page}.jpg", MAX_PAGE)
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "page.spool_full"
        assert kiosk.waiting() == []


def test_an_expired_card_is_refused() -> None:
    with surroundings() as kiosk:
        kiosk.make_keys()
        kiosk.fill_spool(msgspec.structs.replace(PERSON, valid_to="2021-05-17"))
        kiosk.be_daemon()
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None
        assert (reply.failure.code, reply.failure.detail) == ("seal.no_card", "the card has expired")


@pytest.mark.parametrize("target", ["outside.jpg", "pages/page-token-abcdefghij.jpg"])
def test_a_link_in_the_spool_is_not_followed(target: str) -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        (kiosk.runtime / "visit" / "outside.jpg").write_bytes(MARKED_PAGE)
        page = kiosk.runtime / "visit" / "pages" / f"{PAGES[0]}.jpg"
        page.unlink()
        page.symlink_to(kiosk.runtime / "visit" / target)
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "page.unknown_page"


def test_a_card_whose_file_is_rubbish_is_no_card() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        (kiosk.runtime / "visit" / "card" / CARD / "identity.msgpack").write_bytes(
            msgspec.msgpack.encode({"kind": NAME}))
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "seal.no_card"
        assert NAME not in kiosk.log("hall.sealer") + reply.failure.detail


def test_one_visit_hands_in_so_many_and_no_more() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        for number in range(MOST_IN_A_VISIT):
            (kiosk.runtime / "visit/documents" / file_name(RECEIPT, f"FS01-{number:04}")).touch()
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "seal.too_many"
        assert kiosk.waiting() == []


def test_without_the_halls_key_nothing_is_accepted() -> None:
    with surroundings() as kiosk:
        kiosk.fill_spool()
        kiosk.be_daemon()
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "seal.key_missing"
        assert "hall.pub" in reply.failure.detail


def test_without_a_catalogue_the_command_that_builds_it_is_named() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        (kiosk.folder / "catalogue.sqlite").unlink()
        kiosk.start("hall.sealer")
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.failure is not None and reply.failure.code == "catalogue.broken"
        assert "kiosk catalogue build" in reply.failure.detail


def test_outside_a_visit_nothing_is_accepted() -> None:
    with surroundings() as kiosk:
        kiosk.state = VisitState.IDLE
        ready(kiosk)
        kiosk.start("hall.sealer")
        kiosk.joined(Role.SEALER)
        reply = kiosk.reply(kiosk.renderer("sealer"), SUBMIT)
        assert reply.outcome is Outcome.REFUSED
        assert reply.failure is not None and reply.failure.code == "request.no_visit"


def test_who_asks_for_the_same_again_meanwhile_is_told_the_same_number() -> None:
    with surroundings() as kiosk:
        ready(kiosk)
        sealer = kiosk.start("hall.sealer")
        link = kiosk.renderer("sealer")
        replies: list[Reply] = []
        for _ in range(2):
            link.ask(SUBMIT, 30, replies.append)
        kiosk.until(lambda: len(replies) == 2)
        kiosk.ended(sealer)
        assert [reply.outcome for reply in replies] == [Outcome.COMPLETED] * 2
        assert replies[0].answer == replies[1].answer
        assert len(kiosk.waiting()) == 1
