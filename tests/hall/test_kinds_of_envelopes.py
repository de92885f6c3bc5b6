"""网上预审, 补正, 办事预约, questions and ratings: sealed, delivered, answered without naming anyone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import msgspec

from rules import booking, credit_code, receipt_number
from rules.blocks import file_name
from rules.items import Audience
from rules.receipt import PROGRESS, RECEIPT
from rules.slips import APPOINTMENT, REVIEW_RESULT
from tests.hall.surroundings import CARD, ITEM, MARKS, PAGES, PERSON, SUBMIT, Surroundings, files_with, surroundings
from wire.link import Link
from wire.messages import (
    Accepted, Ask, AskAnswer, AskProgress, AskSlots, Attachment, Book, FiledFound, ProgressFound, QuestionSealed, Rate,
    SealQuestion, SlotsFound, SubmitPrecheck, SubmitSupplement,
)
from wire.values import HallState

PAGES_OF_REGISTER = (Attachment(material="register", pages=PAGES[:1]),)
PRECHECK = SubmitPrecheck(item="id-card", office="zumiao", card=CARD, attachments=PAGES_OF_REGISTER, notify="website")
FOR_ENTERPRISES = msgspec.structs.replace(ITEM, key="licence", audience=Audience.ENTERPRISE)
CREDIT_CODE = "91440600MA4WEXAMP" + credit_code.check_character("91440600MA4WEXAMP")
OF_AN_ENTERPRISE = msgspec.structs.replace(PRECHECK, item="licence", credit_code=CREDIT_CODE)
ANOTHER_CARD = "card-token-9876543210"
STRANGER = msgspec.structs.replace(PERSON, number="440604198805170023")
NOBODYS = receipt_number.make("FS09", date(2026, 11, 20), 9)


def ready(kiosk: Surroundings) -> Link:
    """Everything runs and the hall is there; the renderer's link to the gateway."""
    kiosk.serve_hall()
    kiosk.fill_spool()
    kiosk.be_daemon()
    kiosk.hall_changes(HallState.ONLINE)
    kiosk.start("hall.gateway")
    return kiosk.renderer("gateway")


def handed_in(kiosk: Surroundings, ask: Ask) -> str:
    """What a sealer of its own gives for it, once the hall has it: the number."""
    sealer = kiosk.start("hall.sealer")
    answer = kiosk.reply(kiosk.renderer("sealer"), ask).answer
    kiosk.ended(sealer)
    kiosk.until(lambda: kiosk.waiting() == [])
    assert isinstance(answer, (Accepted, QuestionSealed)), answer
    return answer.number if isinstance(answer, Accepted) else answer.ticket


def refused_by_the_hall(kiosk: Surroundings, ask: Ask, reason: str) -> bool:
    """Hand in what the hall will refuse; whether it is kept in the outbox, set aside for that reason."""
    sealer = kiosk.start("hall.sealer")
    answer = kiosk.reply(kiosk.renderer("sealer"), ask).answer
    kiosk.ended(sealer)
    kiosk.until(lambda: reason in kiosk.run("hall.aside").stdout)
    return isinstance(answer, Accepted) and answer.number in kiosk.waiting()


def found(kiosk: Surroundings, gateway: Link, number: str) -> ProgressFound:
    """What anybody is told of a number."""
    answer = kiosk.reply(gateway, AskProgress(number=number)).answer
    assert isinstance(answer, ProgressFound)
    assert [mark for mark in MARKS if mark in repr(answer).encode()] == []
    return answer


def printable(kiosk: Surroundings, kind: str) -> set[str]:
    """The numbers of the documents of a kind that may be printed now."""
    names = (path.name for path in (kiosk.runtime / "visit" / "documents").iterdir())
    return {name.split(".")[1] for name in names if name.split(".")[0] == kind}


def states(kiosk: Surroundings, gateway: Link, number: str) -> list[str]:
    return [step.state for step in found(kiosk, gateway, number).steps]


def test_a_precheck_has_a_number_and_an_answer() -> None:
    with surroundings() as kiosk:
        gateway = ready(kiosk)
        number = handed_in(kiosk, PRECHECK)
        assert found(kiosk, gateway, number).kind == "precheck"
        assert printable(kiosk, REVIEW_RESULT) == set()
        assert kiosk.run("hall.server.progress", number, "accepted").returncode == 2
        assert kiosk.run("hall.server.progress", number, "lacking", "--note", "缺本人页").returncode == 0
        last = found(kiosk, gateway, number).steps[-1]
        assert (last.state, last.note) == ("lacking", "缺本人页")
        assert printable(kiosk, REVIEW_RESULT) == {number}
        assert '"kind": "precheck"' in kiosk.run("hall.server.open", number).stdout


def test_what_was_asked_for_is_supplemented_by_the_same_person() -> None:
    with surroundings() as kiosk:
        gateway = ready(kiosk)
        number = handed_in(kiosk, SUBMIT)
        kiosk.run("hall.server.progress", number, "supplement", "--note", "请补交本人页")
        supplement = handed_in(
            kiosk, SubmitSupplement(about=number, item="id-card", card=CARD, attachments=PAGES_OF_REGISTER))
        assert states(kiosk, gateway, number) == ["submitted", "received", "supplement", "received"]
        assert states(kiosk, gateway, supplement) == ["submitted", "received"]


def test_who_supplements_what_was_not_asked_for_or_is_anothers_is_refused_and_it_is_kept() -> None:
    with surroundings() as kiosk:
        gateway = ready(kiosk)
        number = handed_in(kiosk, SUBMIT)
        ask = SubmitSupplement(about=number, item="id-card", card=CARD, attachments=PAGES_OF_REGISTER)
        kiosk.fill_spool(STRANGER, ANOTHER_CARD)
        assert refused_by_the_hall(kiosk, ask, "supplement.not_asked")
        kiosk.run("hall.server.progress", number, "supplement")
        assert refused_by_the_hall(kiosk, msgspec.structs.replace(ask, card=ANOTHER_CARD), "supplement.another_person")
        assert states(kiosk, gateway, number) == ["submitted", "received", "supplement"]


def test_a_place_is_booked_moved_and_given_up() -> None:
    with surroundings() as kiosk:
        gateway = ready(kiosk)
        slots = kiosk.reply(gateway, AskSlots(office="zumiao")).answer
        assert isinstance(slots, SlotsFound) and {one.left for one in slots.slots} == {booking.PLACES}
        one, other = slots.slots[0].slot, slots.slots[1].slot
        book = Book(item="id-card", office="zumiao", card=CARD, slot=one)
        first = handed_in(kiosk, book)
        assert (found(kiosk, gateway, first).slot, states(kiosk, gateway, first)) == (one, ["booked"])
        second = handed_in(kiosk, msgspec.structs.replace(book, slot=other, instead_of=first))
        assert states(kiosk, gateway, first) == ["booked", "canceled"]
        assert states(kiosk, gateway, second) == ["booked"]
        given_up = handed_in(kiosk, msgspec.structs.replace(book, slot=None, instead_of=second))
        assert printable(kiosk, APPOINTMENT) == {first, second} and given_up in printable(kiosk, RECEIPT)
        assert other.encode() in (kiosk.runtime / "visit" / "documents" / file_name(PROGRESS, second)).read_bytes()
        assert states(kiosk, gateway, second) == ["booked", "canceled"]
        after = kiosk.reply(gateway, AskSlots(office="zumiao")).answer
        assert after == slots


def test_a_person_is_told_what_they_have_filed_and_nobody_else_is() -> None:
    with surroundings() as kiosk:
        gateway = ready(kiosk)
        number, precheck = handed_in(kiosk, SUBMIT), handed_in(kiosk, PRECHECK)
        ticket = handed_in(kiosk, SealQuestion(card=CARD))
        answer = kiosk.reply(gateway, AskAnswer(ticket=ticket)).answer
        assert isinstance(answer, FiledFound) and answer.ready
        assert {row.number: (row.kind, row.state) for row in answer.filed} == {
            number: ("application", "received"), precheck: ("precheck", "received")}
        assert [mark for mark in MARKS if mark in repr(answer).encode()] == []
        other = kiosk.reply(gateway, AskAnswer(ticket=ticket[:-1] + ("A" if ticket[-1] != "A" else "B"))).answer
        assert other == FiledFound(ready=False)
        kiosk.fill_spool(STRANGER, ANOTHER_CARD)
        stranger = kiosk.reply(gateway, AskAnswer(ticket=handed_in(kiosk, SealQuestion(card=ANOTHER_CARD)))).answer
        assert stranger == FiledFound(ready=True)
        assert [mark for mark in MARKS if files_with(mark, kiosk.state_folder)] == []


def test_a_number_is_rated_once() -> None:
    with surroundings() as kiosk:
        gateway = ready(kiosk)
        number = handed_in(kiosk, SUBMIT)
        rating = handed_in(kiosk, Rate(about=number, stars=5, words="很方便"))
        assert found(kiosk, gateway, rating).kind == "rating"
        assert refused_by_the_hall(kiosk, Rate(about=number, stars=1), "rating.given_before")


WRONG: dict[str, tuple[Ask, str]] = {
    "a precheck without pages": (msgspec.structs.replace(PRECHECK, attachments=()), "form.invalid"),
    "an enterprise's precheck without its code": (
        msgspec.structs.replace(OF_AN_ENTERPRISE, credit_code=""), "form.invalid"),
    "an enterprise's precheck with a slip in its code": (
        msgspec.structs.replace(OF_AN_ENTERPRISE, credit_code="0" + CREDIT_CODE[1:]), "form.invalid"),
    "a precheck elsewhere": (msgspec.structs.replace(PRECHECK, office="shiwan"), "form.invalid"),
    "a supplement to nothing": (SubmitSupplement(about="FS07-261123-0001-0", item="id-card", card=CARD,
                                                 attachments=PAGES_OF_REGISTER), "form.invalid"),
    "a supplement of another item": (SubmitSupplement(about=NOBODYS, item="flying", card=CARD,
                                                      attachments=PAGES_OF_REGISTER), "item.not_found"),
    "a slot that is over": (Book(item="id-card", office="zumiao", card=CARD, slot="2026-01-05 09:00-10:00"),
                            "form.invalid"),
    "no slot and nothing to give up": (Book(item="id-card", office="zumiao", card=CARD), "form.invalid"),
    "a question without a card": (SealQuestion(card="card-token-9999999999"), "seal.no_card"),
    "a rating of nothing": (Rate(about="FS07-261123-0001-0", stars=3), "form.invalid"),
}


def refusals(kiosk: Surroundings, asks: Iterable[Ask]) -> list[str]:
    """The codes by which one sealer refuses each; it stays, so that the citizen can correct it."""
    kiosk.make_keys()
    kiosk.fill_spool()
    kiosk.be_daemon()
    kiosk.start("hall.sealer")
    link = kiosk.renderer("sealer")
    codes = []
    for ask in asks:
        failure = kiosk.reply(link, ask).failure
        codes.append("" if failure is None else failure.code)
    assert kiosk.waiting() == []
    return codes


def test_what_is_wrong_is_refused_and_nothing_is_kept() -> None:
    with surroundings((ITEM, FOR_ENTERPRISES)) as kiosk:
        found = refusals(kiosk, (ask for ask, _ in WRONG.values()))
        assert dict(zip(WRONG, found)) == {name: code for name, (_, code) in WRONG.items()}


def test_what_needs_the_halls_answer_is_refused_while_it_is_away() -> None:
    with surroundings() as kiosk:
        kiosk.hall = HallState.OFFLINE
        assert refusals(kiosk, (SealQuestion(card=CARD), Book(
            item="id-card", office="zumiao", card=CARD, slot="2026-11-24 09:00-10:00"))) == ["hall.offline"] * 2


def test_an_enterprises_precheck_says_whose_it_is_to_who_opens_it() -> None:
    with surroundings((ITEM, FOR_ENTERPRISES)) as kiosk:
        ready(kiosk)
        number = handed_in(kiosk, OF_AN_ENTERPRISE)
        assert json.loads(kiosk.run("hall.server.open", number).stdout)["credit_code"] == CREDIT_CODE
        number = handed_in(kiosk, msgspec.structs.replace(PRECHECK, credit_code=CREDIT_CODE))
        assert json.loads(kiosk.run("hall.server.open", number).stdout)["credit_code"] == ""
