"""Forms: which fields show, what the card fills and locks, and what is wrong with an answer, in words for the citizen.

The screen and the sealer run the same check. Answers are texts by field key; an answer left empty counts as not given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from rules import credit_code, document_number
from rules.identity import Identity
from rules.items import CASCADE_BETWEEN, Branch, Condition, Field, FieldKind

CARD_ATTRIBUTES = frozenset(Identity.__struct_fields__)
"""What `Field.from_card` may name."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:010|02[0-9]|0[3-9][0-9]{2})-?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_EMAIL = re.compile(
    r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CHINESE_NAME = re.compile(rf"[{_HAN}]+(?:·[{_HAN}]+)*")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ž]+(?:[ ,.'-]{1,2}[A-Za-zÀ-ÖØ-öø-ž]+)*\.?")
_HAS_HAN = re.compile(f"[{_HAN}]")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Control, direction and private characters: nobody types them, and they change what a reader sees."""

_YEARS_AROUND = 130

LOCKED_SENTENCE = "{label}来自您的证件，不能更改，请保留证件上的内容。"
UNKNOWN_SENTENCE = "表单中没有这一项，请返回重新填写。"

_KIND_SENTENCES = {
    FieldKind.TEXT: "{label}填写有误，请重新填写。",
    FieldKind.NAME: "{label}应为汉字或英文字母，姓名中的间隔点写“·”。",
    FieldKind.NUMBER: "{label}只能填写数字，例如：12。",
    FieldKind.CHOICE: "{label}请从列出的选项中选择一项。",
    FieldKind.CASCADE: "{label}请从列出的选项中一级一级选到最后。",
    FieldKind.DATE: "{label}应为真实的日期，例如：2026-01-31。",
    FieldKind.PHONE: "{label}应为11位手机号码，或带区号的固定电话。",
    FieldKind.ID_NUMBER: "{label}不正确，请核对18位号码，末位可能是X。",
    FieldKind.CREDIT_CODE: "{label}不正确，请核对营业执照上的18位代码。",
    FieldKind.ADDRESS: "{label}请用汉字写到门牌号，例如：示例路1号。",
    FieldKind.EMAIL: "{label}应像这样书写：name@example.com。",
}


def visible(form: Sequence[Field], answers: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields that show for these answers, in order. One that hangs on a hidden or a later field is hidden."""
    shown: list[Field] = []
    keys: set[str] = set()
    for field in form:
        if field.visible_if is None or (field.visible_if.field in keys and _holds(field.visible_if, answers)):
            shown.append(field)
            keys.add(field.key)
    return tuple(shown)


def required(field: Field, answers: Mapping[str, str]) -> bool:
    """Whether a visible field must be answered: `required_if` decides where it is given, `required` elsewhere."""
    return field.required if field.required_if is None else _holds(field.required_if, answers)


def prefilled(form: Sequence[Field], identity: Identity | None) -> dict[str, str]:
    """The answers that the card gives; these fields are locked. What a card does not tell is left to the citizen."""
    if identity is None:
        return {}
    filled: dict[str, str] = {}
    for field in form:
        value = "" if field.from_card is None else str(getattr(identity, field.from_card))
        if value and (field.kind is not FieldKind.CHOICE or value in {choice.value for choice in field.choices}):
            filled[field.key] = value
    return filled


def given(form: Sequence[Field], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers worth keeping: those of visible fields, without the empty ones and without space around them."""
    stripped = {field.key: answers.get(field.key, "").strip() for field in visible(form, answers)}
    return {key: value for key, value in stripped.items() if value}


def check(
    form: Sequence[Field], answers: Mapping[str, str], identity: Identity | None, today: date
) -> dict[str, str]:
    """What is wrong, by field key: a sentence that says which field it is and what to write. Empty when all is well.

    Hidden fields are not looked at. An answer to a field that the form does not have is wrong too.
    """
    known = {field.key for field in form}
    wrong = {key: UNKNOWN_SENTENCE for key in answers if key not in known}
    locked = prefilled(form, identity)
    for field in visible(form, answers):
        answer = answers.get(field.key, "").strip()
        if field.key in locked:
            sentence = "" if answer == locked[field.key].strip() else LOCKED_SENTENCE.format(label=field.label)
        elif not answer:
            sentence = _missing(field) if required(field, answers) else ""
        else:
            sentence = _wrong(field, answer, today)
        if sentence:
            wrong[field.key] = sentence
    return wrong


def branches_at(field: Field, chosen: str) -> tuple[Branch, ...] | None:
    """What a cascade offers after the names in `chosen`, the first level for "".

    Empty after a last name, None where `chosen` is no way through the cascade.
    """
    branches = field.branches
    for name in chosen.split(CASCADE_BETWEEN) if chosen else ():
        found = next((branch for branch in branches if branch.label == name), None)
        if found is None:
            return None
        branches = found.below
    return branches


def _holds(condition: Condition, answers: Mapping[str, str]) -> bool:
    return answers.get(condition.field, "").strip() in condition.values


def _missing(field: Field) -> str:
    verb = "选择" if field.kind in (FieldKind.CHOICE, FieldKind.CASCADE, FieldKind.DATE) else "填写"
    return f"请{verb}{field.label}。"


def _wrong(field: Field, answer: str, today: date) -> str:
    if any(_is_refused(character) for character in answer):
        return f"{field.label}中有不能使用的字符，请删除后重新填写。"
    if field.kind not in (FieldKind.CHOICE, FieldKind.CASCADE):
        if len(answer) < field.min_length:
            return f"{field.label}太短，至少要填写{field.min_length}个字。"
        if len(answer) > field.max_length:
            return f"{field.label}太长，最多填写{field.max_length}个字，请删去{len(answer) - field.max_length}个字。"
    if _FITS[field.kind](field, answer, today):
        return ""
    return field.sentence or _KIND_SENTENCES[field.kind].format(label=field.label)


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED_CATEGORIES or (ord(character) & 0xFFFE) == 0xFFFE


def _is_date(answer: str, today: date) -> bool:
    if not _ISO_DATE.fullmatch(answer):
        return False
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return False
    return abs(day.year - today.year) <= _YEARS_AROUND


_FITS: Mapping[FieldKind, Callable[[Field, str, date], bool]] = {
    FieldKind.TEXT: lambda field, answer, today: True,
    FieldKind.NAME: lambda field, answer, today: bool(_CHINESE_NAME.fullmatch(answer) or _LATIN_NAME.fullmatch(answer)),
    FieldKind.NUMBER: lambda field, answer, today: bool(_DIGITS.fullmatch(answer)),
    FieldKind.CHOICE: lambda field, answer, today: answer in {choice.value for choice in field.choices},
    FieldKind.CASCADE: lambda field, answer, today: branches_at(field, answer) == (),
    FieldKind.DATE: lambda field, answer, today: _is_date(answer, today),
    FieldKind.PHONE: lambda field, answer, today: bool(_MOBILE.fullmatch(answer) or _LANDLINE.fullmatch(answer)),
    FieldKind.ID_NUMBER: lambda field, answer, today: document_number.check_any(answer.upper(), today),
    FieldKind.CREDIT_CODE: lambda field, answer, today: credit_code.check(answer.upper()),
    FieldKind.ADDRESS: lambda field, answer, today: bool(_HAS_HAN.search(answer)),
    FieldKind.EMAIL: lambda field, answer, today: bool(_EMAIL.fullmatch(answer)),
}
