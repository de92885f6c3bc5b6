"""The invented person that screens' SAMPLES show. Nobody here exists."""

from __future__ import annotations

from rules.identity import CardKind, Identity, Sex

PERSON = Identity(
    kind=CardKind.RESIDENT, name="张三", sex=Sex.MALE, nation="汉", birth="1988-05-17",
    address="广东省佛山市禅城区祖庙街道示例路88号1座502房", number="440604198805170012", issuer="佛山市公安局禅城分局",
    valid_from="2016-03-01", valid_to="2036-03-01",
)
