"""What a Submit must be before it is sealed. The screen checked it too; here nobody's word is taken for anything."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from hall import pdfa
from hall.envelopes import MAX_BODY, HandedIn
from hall.refusal import Refusal
from hall.spool import NotInSpool, Spool
from rules import credit_code, forms, signature
from rules.identity import Identity
from rules.items import Audience, Item, Material, Office
from rules.notify import NotifyBy
from rules.notify import check as check_notify
from wire.messages import Ask, Attachment, Submit, SubmitPrecheck
from wire.values import Act


MAX_PAGES = MAX_BODY - 2 * 1024 * 1024
"""Bytes of all pages together; the rest is for the answers, which wire bounds to less, and for what is around pages in
their files.
"""


def submission_key(submit: Ask) -> bytes:
    """The same for a repetition of the same submission, whatever request brings it, and different for any other.

    The card's random token is in it and ends with the visit: afterwards the key says nothing about the answers.
    """
    return hashlib.blake2b(msgspec.msgpack.encode(submit), digest_size=32, person=b"cw-submission").digest()


def check_card(spool: Spool, card: str, today: date) -> Identity:
    """The person, from the spool and never from the renderer. Raises `Refusal`."""
    try:
        identity = spool.identity(card)
        expired = bool(identity.valid_to) and date.fromisoformat(identity.valid_to) < today
    except NotInSpool as error:
        raise Refusal("seal.no_card", Act.CITIZEN, str(error)) from None
    except ValueError:
        raise Refusal("seal.no_card", Act.ENGINEER, "the card's last day is no date") from None
    if expired:
        raise Refusal("seal.no_card", Act.CITIZEN, "the card has expired")
    return identity


def check_office(item: Item, key: str) -> Office:
    """The item's office of that key. Raises `Refusal`, also where the item cannot be applied for."""
    if not item.can_apply:
        raise Refusal("form.invalid", Act.CITIZEN, "the item cannot be applied for here")
    for office in item.offices:
        if office.key == key:
            return office
    raise Refusal("form.invalid", Act.CITIZEN, "the office does not handle the item")


def check_answers(item: Item, answers: Mapping[str, str], identity: Identity, today: date) -> dict[str, str]:
    """The answers to keep, those that the card gives taken from the card. Raises `Refusal` naming the fields."""
    whole = {**answers, **forms.prefilled(item.form, identity)}
    wrong = forms.check(item.form, whole, identity, today)
    known = {field.key for field in item.form}
    if wrong:
        named = sorted(key for key in wrong if key in known) or ["unknown"]
        raise Refusal("form.invalid", Act.CITIZEN, "fields: " + " ".join(named))
    return forms.given(item.form, whole)


def check_signature(item: Item, strokes: Sequence[Sequence[int]]) -> bytes:
    """The picture of the signature, none where the item asks for none. Raises `Refusal`."""
    if not item.signature:
        return b""
    try:
        if signature.signed(strokes):
            return signature.picture(strokes)
    except signature.SignatureError as error:
        raise Refusal("form.invalid", Act.CITIZEN, f"fields: signature: {error}") from None
    raise Refusal("form.invalid", Act.CITIZEN, "fields: signature")


def check_contact(submit: Submit | SubmitPrecheck) -> NotifyBy:
    """How to tell of the outcome. Raises `Refusal`."""
    try:
        by = NotifyBy(submit.notify)
    except ValueError:
        raise Refusal("form.invalid", Act.CITIZEN, "fields: notify") from None
    if check_notify(by, submit.contact):
        raise Refusal("form.invalid", Act.CITIZEN, "fields: contact")
    return by


def check_credit_code(item: Item, code: str) -> str:
    """The enterprise's code, none where the item is one for persons. Raises `Refusal`."""
    if item.audience is not Audience.ENTERPRISE:
        return ""
    if not credit_code.check(code):
        raise Refusal("form.invalid", Act.CITIZEN, "fields: credit_code")
    return code


def check_materials(
    spool: Spool, item: Item, attachments: Sequence[Attachment], whole: bool = True
) -> tuple[HandedIn, ...]:
    """The pages of every material, read from the spool, a PDF/A file each; `whole`: all that are required.

    Raises `Refusal` naming the material.
    """
    handed: list[HandedIn] = []
    seen: set[str] = set()
    size = 0
    materials = {material.key: material for material in item.materials}
    for attachment in attachments:
        material = materials.pop(attachment.material, None)
        if material is None:
            raise Refusal("form.invalid", Act.CITIZEN, "a material that the item does not have, or has twice")
        if not attachment.pages:
            materials[material.key] = material
            continue
        fresh = set(attachment.pages) - seen
        if len(attachment.pages) > material.scan.max_pages or len(fresh) != len(attachment.pages):
            raise Refusal("form.invalid", Act.CITIZEN, f"material {material.key}: too many pages, or one twice")
        seen |= fresh
        pages: list[bytes] = []
        for token in attachment.pages:
            pages.append(_page(spool, material, token))
            size += len(pages[-1])
            if size > MAX_PAGES:
                raise Refusal("page.spool_full", Act.CITIZEN, f"pages of more than {MAX_PAGES} bytes")
        try:
            handed.append(HandedIn(material=material.key, file=pdfa.file_of(pages), count=len(pages)))
        except pdfa.NoPicture as error:
            raise Refusal("page.unknown_page", Act.CITIZEN, f"material {material.key}: {error}") from None
    missing = [material.key for material in materials.values() if material.required]
    if missing and whole:
        raise Refusal("form.invalid", Act.CITIZEN, "materials missing: " + " ".join(missing))
    if not handed and not whole:
        raise Refusal("form.invalid", Act.CITIZEN, "no page of any material")
    return tuple(handed)


def _page(spool: Spool, material: Material, token: str) -> bytes:
    try:
        return spool.page(token)
    except NotInSpool as error:
        raise Refusal("page.unknown_page", Act.CITIZEN, f"material {material.key}: {error}") from None
