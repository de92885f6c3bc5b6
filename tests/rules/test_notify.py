"""How a citizen wants to be told: what fits each way, and the sentence where it does not."""

from __future__ import annotations

import pytest

from rules.notify import NotifyBy, check


@pytest.mark.parametrize(("by", "contact"), [
    (NotifyBy.WEBSITE, ""), (NotifyBy.SMS, "13800000000"), (NotifyBy.SMS, "19912345678"),
    (NotifyBy.EMAIL, "name@example.com"),
])
def test_what_fits_is_taken(by: NotifyBy, contact: str) -> None:
    assert check(by, contact) == ""


@pytest.mark.parametrize(("by", "contact", "word"), [
    (NotifyBy.WEBSITE, "13800000000", "不用填写"),
    (NotifyBy.SMS, "", "手机号码"), (NotifyBy.SMS, "0757-80000000", "手机号码"), (NotifyBy.SMS, "1380000000a", "手机号码"),
    (NotifyBy.EMAIL, "", "邮箱"), (NotifyBy.EMAIL, "name", "邮箱"), (NotifyBy.EMAIL, "a" * 200 + "@example.com", "太长"),
])
def test_what_does_not_fit_is_said_in_a_sentence(by: NotifyBy, contact: str, word: str) -> None:
    assert word in check(by, contact)
