"""申报信息填写: what the card told is locked; each wrong answer is marked with its own sentence; nothing typed is lost."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.ui.hand import labels, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules.items import Field, FieldKind
from ui.journey import BACK, NEXT
from ui.journeys.apply import INPUT
from ui.people import PERSON
from ui.samples import ITEM, REGION
from ui.screens.form import Form
from ui.widgets.date import DatePicker
from ui.widgets.field import TextField

RIGHT = {"reason": "first", "phone": "13800000000", "address": "佛山市禅城区示例一路1号"}


@pytest.fixture(autouse=True)
def begun(paper: PaperStage) -> None:
    """An item is chosen and a card read."""
    paper.stage.answers.item, paper.stage.answers.identity = ITEM, PERSON


def wrong(screen: Form) -> dict[str, str]:
    """The marked fields of this page with their sentences."""
    return {w.label: w.error for w in screen.view().content if isinstance(w, TextField) and w.error}


def test_what_the_card_told_is_shown_and_cannot_be_touched(paper: PaperStage) -> None:
    screen = Form(paper.stage)
    assert "姓名 张三" in read(screen)
    assert "440604********0012" in read(screen) and PERSON.number not in read(screen)
    assert not {"姓名", "公民身份号码"} & labels(screen)


def test_without_anything_from_a_card_everything_is_asked(paper: PaperStage) -> None:
    paper.stage.answers.identity = None
    assert {"姓名", "公民身份号码"} <= labels(Form(paper.stage))


def test_a_text_is_written_by_the_input_method(paper: PaperStage) -> None:
    touch(Form(paper.stage), "现住址")
    assert paper.stage.answers.editing == "form.address"
    assert paper.outcomes == [INPUT]


def test_one_of_a_list_is_touched_and_it_returns_by_itself(paper: PaperStage) -> None:
    screen = Form(paper.stage)
    touch(screen, "办理原因")
    assert {"首次申领", "有效期满换领", "丢失补领"} <= labels(screen)
    touch(screen, "丢失补领")
    assert paper.stage.answers.form["reason"] == "lost"
    assert "丢失补领" in read(screen)
    assert "丢失日期" in labels(screen), "what hangs on the choice is asked now"


def test_leaving_a_list_changes_nothing(paper: PaperStage) -> None:
    screen = Form(paper.stage)
    touch(screen, "办理原因")
    touch(screen, "上一步")
    assert paper.outcomes == []
    assert paper.stage.answers.form == {}


def test_a_date_is_picked(paper: PaperStage) -> None:
    paper.stage.answers.form = {"reason": "lost"}
    screen = Form(paper.stage)
    touch(screen, "丢失日期")
    pickers = [widget for widget in screen.view().content if isinstance(widget, DatePicker)]
    assert [picker.value for picker in pickers] == [date(2026, 11, 23)]
    touch(screen, "前10年")
    touch(screen, "确定")
    assert paper.stage.answers.form["lost-on"] == "2016-11-23"
    assert "2016年11月23日" in read(screen)


def test_each_wrong_answer_has_its_own_sentence(paper: PaperStage) -> None:
    paper.stage.answers.form = {"phone": "123"}
    screen = Form(paper.stage)
    assert wrong(screen) == {}, "nothing is complained about while it is filled in"
    touch(screen, "下一步")
    assert paper.outcomes == []
    assert wrong(screen) == {"办理原因": "请选择办理原因。", "联系电话": "联系电话应为11位手机号码，或带区号的固定电话。",
                             "现住址": "请填写现住址。"}
    assert paper.toasts == ["有 4 处需要修改，请看红色的字。"]


def test_the_first_page_with_something_wrong_is_shown(paper: PaperStage) -> None:
    paper.stage.answers.form = {"address": RIGHT["address"], "phone": RIGHT["phone"]}
    screen = Form(paper.stage)
    touch(screen, "下一页")
    touch(screen, "下一步")
    assert wrong(screen) == {"办理原因": "请选择办理原因。"}
    paper.stage.answers.form = dict(RIGHT)
    touch(screen, "下一步")
    assert list(wrong(screen)) == ["接收短信的手机号码"]


def test_what_is_put_right_is_not_marked_any_more(paper: PaperStage) -> None:
    screen = Form(paper.stage)
    touch(screen, "下一步")
    touch(screen, "办理原因")
    touch(screen, "首次申领")
    assert list(wrong(screen)) == ["联系电话", "现住址"]


def test_the_input_method_and_back_loses_nothing(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.form = {"reason": "first", "address": RIGHT["address"]}
    screen = Form(paper.stage)
    touch(screen, "下一步")
    touch(screen, "下一页")
    touch(screen, "接收短信的手机号码")
    assert (answers.editing, paper.outcomes) == ("contact", [INPUT])
    answers.contact = "13800000000"
    again = Form(paper.stage)
    assert "接收短信的手机号码" in labels(again), "the page that was left"
    assert "13800000000" in read(again)
    touch(again, "上一页")
    assert "首次申领" in read(again) and RIGHT["address"] in read(again)
    assert list(wrong(again)) == ["联系电话"], "what was marked stays marked until it is right"


def test_all_well_goes_on(paper: PaperStage) -> None:
    paper.stage.answers.form, paper.stage.answers.contact = dict(RIGHT), "13800000000"
    touch(Form(paper.stage), "下一步")
    assert paper.outcomes == [NEXT]


def test_going_back_keeps_what_was_typed(paper: PaperStage) -> None:
    paper.stage.answers.form = dict(RIGHT)
    touch(Form(paper.stage), "上一步")
    assert paper.outcomes == [BACK]
    assert paper.stage.answers.form == RIGHT


@pytest.mark.parametrize(("way", "label", "contact"), [
    ("短信", "接收短信的手机号码", "13800000000"), ("邮件", "接收邮件的邮箱地址", "name@example.com"),
])
def test_how_to_be_told_asks_for_what_it_needs(paper: PaperStage, way: str, label: str, contact: str) -> None:
    answers = paper.stage.answers
    answers.form, answers.notify = dict(RIGHT), "website"
    screen = Form(paper.stage)
    touch(screen, "办理结果通知方式")
    touch(screen, way)
    touch(screen, "下一步")
    assert list(wrong(screen)) == [label]
    answers.contact = contact
    touch(screen, "下一步")
    assert paper.outcomes == [NEXT]


def test_the_website_needs_no_number_and_another_way_forgets_it(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.form, answers.contact = dict(RIGHT), "13800000000"
    screen = Form(paper.stage)
    touch(screen, "办理结果通知方式")
    touch(screen, "网站")
    assert answers.contact == ""
    touch(screen, "下一步")
    assert paper.outcomes == [NEXT]


def test_the_enterprises_code_stands_there_already(paper: PaperStage) -> None:
    code = Field(key="credit_code", label="统一社会信用代码", kind=FieldKind.CREDIT_CODE)
    paper.stage.answers.item = msgspec.structs.replace(ITEM, form=(code,))
    paper.stage.answers.credit_code = "91440600MA4WEXAMPM"
    assert "91440600MA4WEXAMPM" in read(Form(paper.stage))


def test_a_choice_that_hides_a_field_hides_its_page_too(paper: PaperStage) -> None:
    more = tuple(Field(key=f"more-{index}", label=f"补充{index}", kind=FieldKind.TEXT) for index in range(3))
    paper.stage.answers.item = msgspec.structs.replace(ITEM, form=(*ITEM.form, *more))
    paper.stage.answers.form_page = 7
    assert "接收短信的手机号码" in labels(Form(paper.stage))


def with_a_region(paper: PaperStage) -> Form:
    """The form with a field that is chosen level by level."""
    paper.stage.answers.item = msgspec.structs.replace(ITEM, form=(*ITEM.form[:2], REGION))
    return Form(paper.stage)


def test_a_place_is_chosen_level_by_level(paper: PaperStage) -> None:
    screen = with_a_region(paper)
    touch(screen, REGION.label)
    assert "广东省 请选择市" in read(screen), "a level with one name is passed by itself"
    touch(screen, "佛山市")
    touch(screen, "禅城区")
    assert "请选择街道（镇）" in read(screen)
    touch(screen, "祖庙街道")
    assert paper.stage.answers.form["region"] == "广东省/佛山市/禅城区/祖庙街道"
    assert "广东省 佛山市 禅城区 祖庙街道" in read(screen)


def test_back_is_one_level_up_and_then_the_form(paper: PaperStage) -> None:
    paper.stage.answers.form = {"region": "广东省/佛山市/禅城区/祖庙街道"}
    screen = with_a_region(paper)
    touch(screen, REGION.label)
    assert {"祖庙街道", "南庄镇"} <= labels(screen), "it begins where it was chosen"
    touch(screen, "上一步")
    assert "三水区" in labels(screen)
    touch(screen, "上一步")
    assert "示例一市" in labels(screen)
    touch(screen, "上一步")
    assert REGION.label in labels(screen)
    assert paper.stage.answers.form["region"] == "广东省/佛山市/禅城区/祖庙街道"
    assert paper.outcomes == []


def test_a_level_with_many_names_is_paged(paper: PaperStage) -> None:
    screen = with_a_region(paper)
    touch(screen, REGION.label)
    assert "示范七市" not in labels(screen)
    touch(screen, "下一页")
    touch(screen, "示范七市")
    assert paper.stage.answers.form["region"] == "广东省/示范七市"


def test_a_place_of_an_older_list_is_chosen_anew(paper: PaperStage) -> None:
    paper.stage.answers.form = {"region": "广东省/佛山市/石湾区"}
    screen = with_a_region(paper)
    touch(screen, "下一步")
    assert wrong(screen)[REGION.label] == ("所在街道（镇）请从列出的选项中一级一级选到最后。")
    touch(screen, REGION.label)
    assert "佛山市" in labels(screen)
