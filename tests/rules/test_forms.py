"""A form says what is wrong with an answer, and lets nobody change what the card told."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from rules import forms
from rules.identity import CardKind, Identity, Sex
from rules.items import Branch, Choice, Condition, Field, FieldKind

TODAY = date(2026, 11, 23)
CARD = Identity(
    kind=CardKind.RESIDENT, name="张三丰", sex=Sex.MALE, nation="汉", birth="1988-05-17",
    address="广东省佛山市禅城区示例路1号", number="440602198805175179", issuer="佛山市公安局禅城分局",
    valid_from="2016-05-17", valid_to="2036-05-17",
)
MALE_FEMALE = (Choice(value="1", label="男"), Choice(value="2", label="女"))
FORM = (
    Field(key="name", label="姓名", kind=FieldKind.NAME, from_card="name"),
    Field(key="sex", label="性别", kind=FieldKind.CHOICE, from_card="sex", choices=MALE_FEMALE),
    Field(key="address", label="住址", kind=FieldKind.ADDRESS, from_card="address", max_length=10),
    Field(key="way", label="领取方式", kind=FieldKind.CHOICE,
          choices=(Choice(value="window", label="窗口领取"), Choice(value="post", label="邮寄"))),
    Field(key="post", label="邮寄地址", kind=FieldKind.ADDRESS, visible_if=Condition(field="way", values=("post",))),
    Field(key="post_note", label="邮寄说明", kind=FieldKind.TEXT, required=False,
          visible_if=Condition(field="post", values=("有",))),
    Field(key="phone", label="联系电话", kind=FieldKind.PHONE),
    Field(key="email", label="电子邮箱", kind=FieldKind.EMAIL, required=False,
          required_if=Condition(field="phone", values=("0757-82345678",))),
)
GOOD = {"name": "张三丰", "sex": "1", "address": CARD.address, "way": "window", "phone": "13800000000"}


def _wrong(kind: FieldKind, answer: str, **more: object) -> str:
    field = Field(key="f", label="某项", kind=kind, choices=MALE_FEMALE if kind is FieldKind.CHOICE else (),
                  **more)  # type: ignore[arg-type]
    return forms.check((field,), {"f": answer}, None, TODAY).get("f", "")


def test_a_form_filled_well_has_nothing_wrong() -> None:
    assert forms.check(FORM, GOOD, CARD, TODAY) == {}


def test_the_card_fills_and_locks() -> None:
    assert forms.prefilled(FORM, CARD) == {"name": "张三丰", "sex": "1", "address": CARD.address}
    wrong = forms.check(FORM, GOOD | {"name": "李四", "address": ""}, CARD, TODAY)
    assert set(wrong) == {"name", "address"}
    assert wrong["name"].startswith("姓名来自您的证件")


def test_what_a_card_does_not_tell_is_the_citizens_to_write() -> None:
    foreigner = Identity(kind=CardKind.FOREIGNER_2023, name="", sex=Sex.UNKNOWN, birth="1985-01-01",
                         number="932682198501010017", valid_from="2024-01-01", valid_to="2034-01-01")
    assert forms.prefilled(FORM, foreigner) == {}
    assert forms.check(FORM, {}, foreigner, TODAY)["sex"] == "请选择性别。"
    assert forms.check(FORM, GOOD | {"name": "JOHN SMITH", "address": "禅城区示例路1号"}, foreigner, TODAY) == {}


def test_empty_answers_are_named() -> None:
    wrong = forms.check(FORM, {"phone": "　 "}, None, TODAY)
    assert wrong["phone"] == "请填写联系电话。"
    assert wrong["way"] == "请选择领取方式。"
    assert "post" not in wrong and "email" not in wrong


def test_a_field_shows_when_its_condition_holds() -> None:
    assert "post" not in {field.key for field in forms.visible(FORM, GOOD)}
    by_post = GOOD | {"way": "post"}
    assert "post" in {field.key for field in forms.visible(FORM, by_post)}
    assert forms.check(FORM, by_post, CARD, TODAY) == {"post": "请填写邮寄地址。"}


def test_a_field_behind_a_hidden_one_is_hidden_and_its_answer_is_not_kept() -> None:
    answers = GOOD | {"way": "window", "post": "有", "post_note": "放门口", "phone": " 13800000000 "}
    assert forms.check(FORM, answers, CARD, TODAY) == {}
    assert forms.given(FORM, answers) == GOOD


def test_required_if_decides() -> None:
    assert forms.check(FORM, GOOD | {"phone": "0757-82345678"}, CARD, TODAY) == {"email": "请填写电子邮箱。"}


def test_a_field_that_the_form_does_not_have_is_wrong() -> None:
    assert forms.check(FORM, GOOD | {"fee": "0"}, CARD, TODAY) == {"fee": forms.UNKNOWN_SENTENCE}


@pytest.mark.parametrize(("kind", "answer"), [
    (FieldKind.TEXT, "任意 text 123，。"), (FieldKind.NAME, "买买提·艾力"), (FieldKind.NAME, "𠮷野"),
    (FieldKind.NAME, "Anne-Marie O'Neill"), (FieldKind.NUMBER, "007"), (FieldKind.CHOICE, "2"),
    (FieldKind.DATE, "2024-02-29"), (FieldKind.PHONE, "13800000000"), (FieldKind.PHONE, "0757-82345678"),
    (FieldKind.PHONE, "075782345678"), (FieldKind.PHONE, "010-62345678-102"),
    (FieldKind.ID_NUMBER, "11010519491231002x"),
    (FieldKind.CREDIT_CODE, "91350100M000100Y43"), (FieldKind.ADDRESS, "禅城区示例路1号"),
    (FieldKind.EMAIL, "a.b+c@mail.example.com"),
])
def test_good_answers_pass(kind: FieldKind, answer: str) -> None:
    assert _wrong(kind, answer) == ""


@pytest.mark.parametrize(("kind", "answer"), [
    (FieldKind.NAME, "张3"), (FieldKind.NAME, "·张"), (FieldKind.NAME, "张😀"), (FieldKind.NUMBER, "一"),
    (FieldKind.NUMBER, "１２"), (FieldKind.NUMBER, "-1"), (FieldKind.CHOICE, "3"), (FieldKind.DATE, "2023-02-29"),
    (FieldKind.DATE, "20230101"), (FieldKind.DATE, "1066-01-01"), (FieldKind.PHONE, "12800000000"),
    (FieldKind.PHONE, "82345678"), (FieldKind.PHONE, "1380000000"), (FieldKind.ID_NUMBER, "110105194912310021"),
    (FieldKind.CREDIT_CODE, "91350100M000100Y4Z"), (FieldKind.ADDRESS, "12345"), (FieldKind.EMAIL, "a@b"),
    (FieldKind.EMAIL, "a..b@example.com"),
])
def test_each_kind_has_its_own_sentence(kind: FieldKind, answer: str) -> None:
    sentence = _wrong(kind, answer)
    assert sentence.startswith("某项") and sentence.endswith("。")


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\u202e", "\u200b", "\ue000", "\uffff", "\ud800"])
@pytest.mark.parametrize("kind", list(FieldKind))
def test_no_kind_takes_characters_that_nobody_sees(kind: FieldKind, hidden: str) -> None:
    assert "不能使用的字符" in _wrong(kind, f"张{hidden}三")


def test_lengths_are_told_in_characters() -> None:
    assert _wrong(FieldKind.TEXT, "短", min_length=2) == "某项太短，至少要填写2个字。"
    assert _wrong(FieldKind.TEXT, "太长了的", max_length=3) == "某项太长，最多填写3个字，请删去1个字。"


def test_a_forms_own_sentence_comes_first() -> None:
    assert _wrong(FieldKind.NUMBER, "x", sentence="请填写门牌数字。") == "请填写门牌数字。"


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([field.key for field in FORM] + ["x"]), st.text(max_size=500)))
def test_any_answers_are_answered(answers: dict[str, str]) -> None:
    wrong = forms.check(FORM, answers, CARD, TODAY)
    assert all(sentence.endswith("。") for sentence in wrong.values())
    assert {"name", "sex", "address"} - answers.keys() <= wrong.keys()


REGION = Field(key="region", label="所在街道", kind=FieldKind.CASCADE, levels=("市", "区", "街道"), branches=(
    Branch(label="佛山市", below=(Branch(label="禅城区", below=(Branch(label="祖庙街道"), Branch(label="张槎街道"))),)),
    Branch(label="东莞市"),
))


@pytest.mark.parametrize("answer", ["佛山市/禅城区/祖庙街道", "佛山市/禅城区/张槎街道", "东莞市"])
def test_a_cascade_is_right_where_it_ends(answer: str) -> None:
    assert forms.check((REGION,), {"region": answer}, None, TODAY) == {}


@pytest.mark.parametrize("answer", [
    "佛山市", "佛山市/禅城区", "佛山市/祖庙街道", "祖庙街道", "东莞市/禅城区", "佛山市/禅城区/祖庙街道/", "/佛山市", "//",
    "佛山市／禅城区／祖庙街道", "x" * 2000,
])
def test_a_cascade_that_stops_early_or_leaves_the_way_is_wrong(answer: str) -> None:
    assert forms.check((REGION,), {"region": answer}, None, TODAY) == {
        "region": "所在街道请从列出的选项中一级一级选到最后。"}


def test_a_cascade_offers_what_is_below() -> None:
    names = {way: [branch.label for branch in forms.branches_at(REGION, way) or ()] for way in ("", "佛山市/禅城区")}
    assert names == {"": ["佛山市", "东莞市"], "佛山市/禅城区": ["祖庙街道", "张槎街道"]}
    assert forms.branches_at(REGION, "东莞市") == () and forms.branches_at(REGION, "深圳市") is None
    assert forms.check((REGION,), {}, None, TODAY) == {"region": "请选择所在街道。"}
