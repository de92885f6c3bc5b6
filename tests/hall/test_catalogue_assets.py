"""The catalogue that is shipped: real services, complete, and the operator's guide to the letter."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from hall.catalogue.source import Source, load
from rules import forms
from rules.blocks import Document
from rules.identity import CardKind, Identity, Sex
from rules.items import Audience, FieldKind, Item
from rules.receipt import item_guide, item_of, material_list

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "catalogue"
TODAY = date(2026, 11, 23)
CARD = Identity(
    kind=CardKind.RESIDENT, name="张三丰", sex=Sex.MALE, nation="汉", birth="1988-05-17",
    address="广东省佛山市禅城区示例路1号", number="440602198805175179", issuer="佛山市公安局禅城分局",
    valid_from="2016-05-17", valid_to="2036-05-17",
)


@pytest.fixture(name="source", scope="module")
def _source() -> Source:
    return load(FOLDER)


def _items(source: Source, audience: Audience) -> list[Item]:
    return [entry.item for entry in source.entries if entry.item.audience is audience]


def test_there_is_something_for_everybody(source: Source) -> None:
    assert len(_items(source, Audience.PERSON)) >= 60
    assert len(_items(source, Audience.ENTERPRISE)) >= 25
    assert all(entry.item.sample for entry in source.entries)


def test_the_id_card_reads_as_in_the_operators_guide(source: Source) -> None:
    item = _items(source, Audience.PERSON)[0]
    assert item.title == "居民身份证办理"
    assert item.target == ("居民",) and item.conditions == ("无",)
    assert item.materials_text == ("1、居民户口簿；", "2、居民身份证；", "3、数字相片质量检测回执及相关的材料。")
    assert item.counter_steps == (
        "1、申请人带齐所需资料到窗口提出申请；",
        "2、窗口工作人员审核申请材料，资料齐全则并发给受理回执，不齐全则告知申请人所缺资料；",
        "3、负责审批工作的科室对申请材料进行审查；",
        "4、所属审批部门审批、核准；",
        "5、若办理通过窗口工作人员将相关批准文件发给申请人;不通过则通知申请人没通过申请并告知原因。",
    )
    assert item.online_steps[0] == "1、办事人登陆网上办事大厅注册；"
    assert [(material.title, material.required) for material in item.materials] == [("居民户口簿", True)]


def test_the_districts_have_offices(source: Source) -> None:
    districts = [office.district for office in _items(source, Audience.PERSON)[0].offices]
    assert list(dict.fromkeys(districts)) == ["禅城区", "南海区", "顺德区", "三水区", "高明区"]
    assert districts.count("禅城区") >= 4
    for entry in source.entries:
        assert all("示例" in office.address for office in entry.item.offices)


def test_every_department_has_items_and_every_item_can_be_handled_in_five_districts(source: Source) -> None:
    departments = {entry.item.department for entry in source.entries}
    assert {"公安（户政）", "公安（出入境）", "公安（交管）", "公安（治安）", "市场监管", "人力资源和社会保障", "税务",
            "消防救援"} <= departments
    for entry in source.entries:
        assert len({office.district for office in entry.item.offices}) == 5, entry.item.key


def test_no_item_repeats_anothers_words(source: Source) -> None:
    for told in ("title", "target", "conditions"):
        texts = [getattr(entry.item, told) for entry in source.entries]
        shared = {text for text in texts if texts.count(text) > 2}
        assert not shared, told


def test_foshan_is_chosen_down_to_its_streets(source: Source) -> None:
    regions = [field for entry in source.entries for field in entry.item.form if field.key == "region"]
    assert len(regions) > 20
    for field in regions:
        assert forms.branches_at(field, "广东省/佛山市/禅城区/祖庙街道") == ()
        for district in forms.branches_at(field, "广东省/佛山市") or ():
            assert len(district.below) >= 4, district.label


def test_every_form_takes_name_and_number_from_the_card_and_asks_for_a_telephone(source: Source) -> None:
    for item in (entry.item for entry in source.entries if entry.item.can_apply):
        assert 6 <= len(item.form) <= 12, item.key
        assert {"name", "number"} <= {field.from_card for field in item.form}, item.key
        assert any(field.kind is FieldKind.PHONE and field.required for field in item.form), item.key
        wrong = forms.check(item.form, forms.prefilled(item.form, CARD), CARD, TODAY)
        assert not wrong.keys() & forms.prefilled(item.form, CARD).keys(), item.key
        assert all(sentence.endswith("。") for sentence in wrong.values())


def test_every_material_says_how_to_lay_it(source: Source) -> None:
    for entry in source.entries:
        assert all(material.scan.how for material in entry.item.materials), entry.item.key


def test_every_item_can_be_printed_and_opened_again(source: Source) -> None:
    for item in (entry.item for entry in source.entries):
        for document in (item_guide(item), material_list(item)):
            assert msgspec.msgpack.decode(msgspec.msgpack.encode(document), type=Document) == document
            assert item_of(document.number) == item.key
