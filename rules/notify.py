"""How a citizen wants to be told of the outcome (网站、短信、邮件), and whether the number or address for it can be right."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from rules import forms
from rules.items import Field, FieldKind

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_EMAIL_FIELD = Field(key="contact", label="邮箱地址", kind=FieldKind.EMAIL, max_length=120)


class NotifyBy(StrEnum):
    """The ways there are. The website needs no contact: one looks there by the receipt's number."""

    WEBSITE = "website"
    SMS = "sms"
    EMAIL = "email"


def check(by: NotifyBy, contact: str) -> str:
    """What is wrong with the contact, a sentence for the citizen; "" when all is well."""
    match by:
        case NotifyBy.WEBSITE:
            return "" if not contact else "选择网站通知时不用填写联系方式。"
        case NotifyBy.SMS:
            return "" if _MOBILE.fullmatch(contact) else "请填写11位手机号码，例如：13800000000。"
        case NotifyBy.EMAIL:
            # an e-mail field does not look at dates
            return forms.check((_EMAIL_FIELD,), {"contact": contact}, None, date.min).get("contact", "")
