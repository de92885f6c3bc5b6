"""What is handed in beside applications, checked before it is sealed: 网上预审, 补正, 办事预约, questions and ratings.

Nobody's word is taken for anything here either. What only the hall knows (whether the number is this person's, whether
there is a place left) is checked there, and told as the number's state.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall.envelopes import AnyFiled, Booking, Precheck, Question, Rating, Supplement
from hall.refusal import Refusal
from hall.spool import Spool
from hall.submission import check_card, check_contact, check_credit_code, check_materials, check_office
from rules import booking, mask, receipt_number
from rules.items import Item, Office
from rules.progress import EnvelopeKind
from wire.messages import Book, Rate, SealQuestion, SubmitPrecheck, SubmitSupplement
from wire.values import Act

_TICKET_BYTES = 17


@dataclass(frozen=True)
class Prepared:
    """Checked and ready: `make` gives it its number; the rest is what its slip says."""

    kind: EnvelopeKind
    make: Callable[[str], AnyFiled]
    office: Office | None = None
    about: str | None = None
    slot: str | None = None
    applicant: str = ""
    """Who books, masked: it stands on the voucher."""


def prepare(ask: SubmitPrecheck | SubmitSupplement | Book, item: Item, spool: Spool, at: datetime) -> Prepared:
    """What is handed in about an item. Raises `Refusal`."""
    identity = check_card(spool, ask.card, at.date())
    moment = at.isoformat(timespec="seconds")
    if isinstance(ask, SubmitPrecheck):
        office, by, code = check_office(item, ask.office), check_contact(ask), check_credit_code(item, ask.credit_code)
        scanned = check_materials(spool, item, ask.attachments, whole=False)
        return Prepared(EnvelopeKind.PRECHECK, lambda number: Precheck(
            number=number, item=item.key, office=office.key, at=moment, identity=identity, materials=scanned,
            notify=by.value, contact=ask.contact, credit_code=code), office)
    if isinstance(ask, SubmitSupplement):
        about = _number(ask.about)
        pages = check_materials(spool, item, ask.attachments, whole=False)
        return Prepared(EnvelopeKind.SUPPLEMENT, lambda number: Supplement(
            number=number, item=item.key, at=moment, about=about, identity=identity, materials=pages), about=about)
    place = _bookable(item, ask.office)
    former = None if ask.instead_of is None else _number(ask.instead_of)
    if ask.slot is None and former is None:
        raise Refusal("form.invalid", Act.CITIZEN, "neither a slot nor a booking to give up")
    if ask.slot is not None and not booking.bookable(ask.slot, at.date()):
        raise Refusal("form.invalid", Act.CITIZEN, "the slot cannot be booked today")
    return Prepared(EnvelopeKind.BOOKING, lambda number: Booking(
        number=number, item=item.key, office=place.key, at=moment, about=former, slot=ask.slot, identity=identity,
    ), place, former, ask.slot, mask.name(identity.name))


def question(ask: SealQuestion, spool: Spool, at: datetime) -> Callable[[str], AnyFiled]:
    """Who asks. Raises `Refusal`."""
    identity = check_card(spool, ask.card, at.date())
    return lambda number: Question(number=number, at=at.isoformat(timespec="seconds"), identity=identity)


def rating(ask: Rate, at: datetime) -> Callable[[str], AnyFiled]:
    """A rating. Raises `Refusal` where it is about no number."""
    about = _number(ask.about)
    return lambda number: Rating(
        number=number, at=at.isoformat(timespec="seconds"), about=about, stars=ask.stars, words=ask.words)


def ticket() -> str:
    """A question's number, `hall.envelopes.TICKET`: nobody can guess it."""
    return "Q-" + base64.b32encode(secrets.token_bytes(_TICKET_BYTES)).decode("ascii")[:26]


def _bookable(item: Item, key: str) -> Office:
    """One books a visit to the counter for items, too, that cannot be applied for at the kiosk."""
    for office in item.offices:
        if office.key == key:
            return office
    raise Refusal("form.invalid", Act.CITIZEN, "the office does not handle the item")


def _number(number: str) -> str:
    if not receipt_number.check(number):
        raise Refusal("form.invalid", Act.CITIZEN, "what it is about is no receipt number")
    return number
