"""Text blocks into identities: the four kinds of documents, and what is refused. The blocks come from the desk's own
coder, which shares nothing with ours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.errors import Code, Retry
from drivers.idcard.contract import CardData
from drivers.idcard.document import read_address, read_identity
from drivers.idcard.nations import NATIONS
from emulated.idcard_people import card_of, everyone
from emulated.idcard_text import Card
from rules.identity import CardKind, Identity, Sex

RESIDENT = card_of("张三")


def test_a_resident_card_is_read_whole() -> None:
    assert read_identity(RESIDENT.text_block()) == Identity(
        kind=CardKind.RESIDENT, name="张三", sex=Sex.MALE, nation="汉", birth="1990-03-07",
        address="浙江省杭州市西湖区文三路虚构弄12号3幢402室", number=RESIDENT.number, issuer="杭州市公安局西湖分局",
        valid_from="2018-06-12", valid_to="2038-06-12")


def test_a_card_valid_for_ever_has_no_end() -> None:
    assert read_identity(card_of("吴长青").text_block()).valid_to == ""


@pytest.mark.parametrize("name", ["王㛃", "陈𬭎", "欧阳䶮𫖯", "阿卜杜热合曼·买买提明"])
def test_rare_characters_and_long_names_come_through(name: str) -> None:
    assert read_identity(card_of(name).text_block()).name == name


def test_a_foreigners_card_of_2023() -> None:
    identity = read_identity(card_of("马丁").text_block())
    assert (identity.kind, identity.name, identity.english_name, identity.nationality, identity.birth) == (
        CardKind.FOREIGNER_2023, "马丁", "MARTIN, JEAN-BAPTISTE ALEXANDRE EMMANUEL", "FRA", "1985-02-14")


def test_a_foreigners_card_before_2023_without_a_chinese_name() -> None:
    block = Card("", "男", birth="19790214", number="GBR110079021407", country="GBR", start="20180301", end="20280301",
                 kind="I", english_name="SMITH, JOHN WILLIAM", version="01", issuer="1500").text_block()
    identity = read_identity(block)
    assert (identity.kind, identity.name, identity.english_name, identity.number, identity.nationality) == (
        CardKind.FOREIGNER_2017, "SMITH, JOHN WILLIAM", "SMITH, JOHN WILLIAM", "GBR110079021407", "GBR")


def test_a_residence_permit_has_a_pass_number_and_no_nation() -> None:
    identity = read_identity(card_of("何港生").text_block())
    assert (identity.kind, identity.pass_number, identity.nation) == (CardKind.HMT_RESIDENT, "H01234567", "")


def test_all_nations_are_there() -> None:
    assert len(NATIONS) == 58
    assert (NATIONS["01"], NATIONS["21"], NATIONS["56"]) == ("汉", "佤", "基诺")


@pytest.mark.parametrize(("field", "value", "code"), [
    ("number", "330106199003074217", Code.CARD_BAD_CHECK), ("number", "", Code.CARD_UNREADABLE),
    ("name", "　", Code.CARD_UNREADABLE), ("name", "张\x1b三", Code.CARD_UNREADABLE),
    ("nation", "88", Code.CARD_UNREADABLE), ("birth", "19901301", Code.CARD_UNREADABLE),
    ("birth", "１９９００３０７", Code.CARD_UNREADABLE), ("end", "", Code.CARD_UNREADABLE),
    ("sex", "7", Code.CARD_UNREADABLE),
])
def test_a_field_that_cannot_be_is_told(field: str, value: str, code: Code) -> None:
    block = replace(RESIDENT, **{field: value}).text_block()  # type: ignore[arg-type]
    with pytest.raises(Retry) as refusal:
        read_identity(block)
    assert refusal.value.code is code
    assert not any(part and part in str(refusal.value) for part in (RESIDENT.name, RESIDENT.number, value.strip()))


@pytest.mark.parametrize(("name", "number"), [
    ("SMITH, JOHN WILLIAM", "GBR110079021408"), ("马丁", "933250198502140031"), ("何港生", "810000199408230022"),
    ("马丁", "833250198502140034"),
])
def test_each_kind_of_document_has_its_rule_for_the_number(name: str, number: str) -> None:
    with pytest.raises(Retry) as refusal:
        read_identity(replace(card_of(name), number=number).text_block())
    assert refusal.value.code is Code.CARD_BAD_CHECK


def test_every_card_in_the_drawer_is_read_field_for_field() -> None:
    for card in everyone():
        identity = read_identity(card.text_block())
        assert (identity.name, identity.number, identity.english_name, identity.nationality) == (
            card.title(), card.number, card.english_name, card.country)
        assert identity.valid_from == dashed(card.start)
        assert identity.valid_to == ("" if card.end == "长期" else dashed(card.end))


def dashed(day: str) -> str:
    """YYYY-MM-DD."""
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def test_an_unknown_kind_of_card_is_told() -> None:
    block = bytearray(RESIDENT.text_block())
    block[248:250] = "Q".encode("utf-16-le")
    with pytest.raises(Retry) as refusal:
        read_identity(bytes(block))
    assert refusal.value.code is Code.CARD_UNKNOWN_KIND


@pytest.mark.parametrize("size", [0, 255, 257])
def test_a_block_of_another_size_is_unreadable(size: int) -> None:
    with pytest.raises(Retry) as refusal:
        read_identity(b" \0" * (size // 2) + b" " * (size % 2))
    assert refusal.value.code is Code.CARD_UNREADABLE


@settings(deadline=None)
@given(st.binary(min_size=256, max_size=256), st.sampled_from(" IYJ"))
def test_any_block_is_an_identity_or_a_retry(block: bytes, kind: str) -> None:
    block = block[:248] + kind.encode("utf-16-le") + block[250:]
    try:
        assert read_identity(block).number
    except Retry as refusal:
        assert refusal.code in (Code.CARD_UNREADABLE, Code.CARD_BAD_CHECK)


def test_the_newest_address_is_read_without_its_padding() -> None:
    block = card_of("孙迁居").newest_address_block()
    assert block is not None
    assert read_address(block) == "四川省成都市锦江区新居路21号"
    assert read_address(b" \0" * 35) == ""


def test_a_read_cards_repr_names_nobody() -> None:
    assert repr(CardData(read_identity(RESIDENT.text_block()))) == "<CardData resident>"
