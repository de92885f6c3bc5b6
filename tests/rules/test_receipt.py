"""A receipt and a list of materials say all that the citizen needs later, and nothing that names them in full."""

from datetime import date

import msgspec
import pytest

from rules import receipt, receipt_number
from rules.blocks import Barcode, Document, Heading, KeyValue, Paragraph, QrCode, Tick
from rules.items import Audience, Item, Material, Office
from rules.progress import ApplicationState, Passed

OFFICE = Office(key="chancheng-1", name="禅城区示例办事处", district="禅城区", address="示例路1号", hours="周一至周五",
                phone="0757-80000001")
NUMBER = receipt_number.make("FS01", date(2026, 11, 23), 7)


def _item(offices: int = 1, materials: tuple[Material, ...] = (), key: str = "resident-id-card") -> Item:
    return Item(
        key=key, title="居民身份证办理", audience=Audience.PERSON, category="居民身份证", department="公安",
        target=("居民",), conditions=(), materials_text=("1、居民户口簿；",), counter_steps=("1、到窗口；",),
        online_steps=(), fee=("免费",), time_limit=("20个工作日",), basis=("某法",), unit="示例单位",
        phone="0757-80000000", materials=materials, form=(),
        offices=tuple(msgspec.structs.replace(OFFICE, key=f"office-{n}") for n in range(offices)),
    )


def _texts(document: Document) -> str:
    return msgspec.json.encode(document).decode()


def _valid(document: Document) -> bool:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(document), type=Document) == document


def _receipt(waiting: bool) -> Document:
    return receipt.receipt(NUMBER, "居民身份证办理", "张*丰", OFFICE, "2026-11-23T16:05:09", "佛山 · 禅城区", waiting,
                           "0757-12345")


def test_a_receipt_has_number_item_applicant_office_time_and_barcode() -> None:
    document = _receipt(waiting=False)
    values = {block.key: block.value for block in document.blocks if isinstance(block, KeyValue)}
    assert values["回执编号"] == NUMBER and values["申报事项"] == "居民身份证办理" and values["申请人"] == "张*丰"
    assert values["提交时间"] == "2026年11月23日 16:05"
    assert values["办理处"] == "禅城区示例办事处"
    assert [block.code for block in document.blocks if isinstance(block, Barcode)] == [NUMBER]
    assert "2个工作日" in _texts(document) and "待上传" not in _texts(document)
    assert _valid(document)


def test_a_receipt_of_an_offline_kiosk_says_waiting() -> None:
    document = _receipt(waiting=True)
    assert "待上传" in _texts(document) and "网络恢复后自动上传" in _texts(document)
    assert _valid(document)


def test_a_receipt_by_its_number_alone_has_states_and_barcode_and_no_applicant() -> None:
    passed = [Passed(ApplicationState.SUBMITTED, "2026-11-23T16:05"),
              Passed(ApplicationState.SUPPLEMENT, "2026-11-24T09:00", "请补交本人页"),
              Passed(ApplicationState.ACCEPTED, "tomorrow")]
    document = receipt.progress(NUMBER, "居民身份证办理", "禅城区示例办事处", passed, "佛山 · 禅城区", "0757-12345")
    values = {block.key: block.value for block in document.blocks if isinstance(block, KeyValue)}
    assert values["回执编号"] == NUMBER and values["申报状态"] == "已受理" and "申请人" not in values
    assert values["提交时间"] == values["已提交"] == "2026年11月23日 16:05"
    assert values["已受理"] == "tomorrow" and "请补交本人页" in _texts(document)
    assert [block.code for block in document.blocks if isinstance(block, Barcode)] == [NUMBER]
    assert _valid(document)


def test_the_longest_progress_stays_within_a_document() -> None:
    passed = [Passed(ApplicationState.REVIEWING, "2026-11-23T16:05", "注" * 200)] * 60
    assert _valid(receipt.progress(NUMBER, "事" * 60, "处" * 60, passed, "佛山 · 禅城区", "0757-12345"))


def test_a_time_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        receipt.receipt(NUMBER, "t", "张*", OFFICE, "now", "佛山", False, "12345")


def test_a_material_list_ticks_what_is_at_hand() -> None:
    household = Material(key="household", title="居民户口簿", required=True, note="原件", copies=2)
    photo = Material(key="photo", title="相片回执", required=True)
    document = receipt.material_list(_item(materials=(household, photo)), frozenset({"photo"}))
    ticks = {block.text: block.ticked for block in document.blocks if isinstance(block, Tick)}
    assert ticks == {"居民户口簿（2份）": False, "相片回执": True}
    after = document.blocks[[isinstance(b, Heading) and b.text == "非必交材料" for b in document.blocks].index(True) + 1]
    assert isinstance(after, Paragraph) and after.text == "无"
    assert "原件" in _texts(document) and "示例路1号" in _texts(document)
    assert _valid(document)


def test_the_printed_code_of_an_item_opens_it_again() -> None:
    item = _item()
    for document in (receipt.material_list(item), receipt.item_guide(item)):
        codes = [block.code for block in document.blocks if isinstance(block, QrCode)]
        assert [receipt.item_of(code) for code in codes] == [item.key]
        assert receipt.item_of(document.number) == item.key


@pytest.mark.parametrize("code", ["", NUMBER, "SX-", "sx-resident", "SX-" + "A" * 40, "https://example.com"])
def test_other_codes_open_no_item(code: str) -> None:
    assert receipt.item_of(code) is None


@pytest.mark.parametrize("key", ["a_b", "a.b", "x" * 29, "UPPER", ""])
def test_a_key_without_a_number_is_an_error(key: str) -> None:
    with pytest.raises(ValueError, match="no printable number"):
        receipt.item_number(key)


def test_a_guide_reads_like_the_screen_and_says_none_where_there_is_none() -> None:
    titles = [title for title, _ in receipt.sections(_item())]
    assert titles == ["办理对象", "办理条件", "所需材料", "窗口办理流程", "网上办理流程", "收费", "时限", "依据"]
    assert dict(receipt.sections(_item()))["办理条件"] == ("无",)
    assert _valid(receipt.item_guide(_item(offices=60)))
