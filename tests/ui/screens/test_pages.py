"""17 材料列表: what was scanned, what is missing, and handing it in."""

from __future__ import annotations

import msgspec
import pytest

from tests.ui.hand import labels, reason, touch
from tests.ui.stages import PaperStage
from ui.journey import HOME, NEXT
from ui.journeys.apply import REVISE, SCAN
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES, PAGE
from ui.screens.pages import Pages
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label
from ui.widgets.progress import Waiting
from wire.messages import Attachment, Done, DropPage, Submit
from wire.values import Act, Failure, HallState

SECOND = msgspec.structs.replace(PAGE, page="sample_page_token_0002")


def shown(paper: PaperStage) -> Pages:
    answers = paper.stage.answers
    answers.card, answers.identity = "sample_card_token_0001", PERSON
    answers.item, answers.office = ITEM, OFFICES[1]
    answers.form = {"reason": "expired", "phone": "13800000000", "lost-on": "2026-01-01"}
    answers.notify, answers.contact = "sms", "13800000000"
    answers.brought = {"household-register"}
    answers.pages = {"household-register": [PAGE, SECOND]}
    screen = Pages(paper.stage)
    screen.enter()
    return screen


def words(screen: Pages) -> set[str]:
    return {widget.text for widget in screen.view().content if isinstance(widget, Label)}


def said(screen: Pages) -> Dialog:
    dialog = screen.view().dialog
    assert isinstance(dialog, Dialog)
    return dialog


def test_every_material_says_its_pages_and_its_state(paper: PaperStage) -> None:
    assert {"居民户口簿", "已扫描 2 页", "数字相片质量检测回执", "没有勾选，可以以后补交"} <= words(shown(paper))


def test_without_a_required_page_it_cannot_be_handed_in(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.answers.pages.clear()
    assert "还没有扫描" in words(screen)
    assert screen.view().hint == "必交材料“居民户口簿”还没有扫描，请先点击它右边的“扫描”。"
    assert "居民户口簿" in reason(screen, "提交申请")


def test_a_material_that_is_missing_can_be_scanned(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "扫描")
    assert paper.stage.answers.material == "photo-receipt"
    assert "photo-receipt" in paper.stage.answers.brought
    assert paper.outcomes == [SCAN]


def test_pages_whose_tick_was_taken_back_stay_away_until_it_is_set_again(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.answers.pages["photo-receipt"] = [SECOND]
    assert [one.material for one in paper.stage.answers.attachments()] == ["household-register"]
    touch(screen, "扫描")
    assert "已扫描 1 页" in words(screen)
    assert paper.outcomes == []
    assert [one.material for one in paper.stage.answers.attachments()] == ["household-register", "photo-receipt"]


def test_one_more_page_of_a_material(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "加扫一页")
    assert paper.stage.answers.material == "household-register"
    assert len(paper.stage.answers.pages["household-register"]) == 2
    assert paper.outcomes == [SCAN]


def test_scanning_a_material_anew_is_asked_first_and_drops_its_pages(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "重新扫描")
    assert "2 页会删除" in said(screen).line
    touch(screen, "重新扫描")
    assert [asked.ask for asked in paper.bus.asked] == [DropPage(page=PAGE.page), DropPage(page=SECOND.page)]
    paper.bus.answer(Done(), 0)
    assert paper.outcomes == []
    paper.bus.answer(Done(), 1)
    assert paper.outcomes == [SCAN]
    assert paper.stage.answers.pages == {}


def test_the_pages_may_be_kept_after_all(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "重新扫描")
    touch(screen, "保留原来的")
    assert screen.view().dialog is None
    assert len(paper.stage.answers.pages["household-register"]) == 2


def test_the_application_is_handed_in_with_what_shows_and_what_the_card_told(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "提交申请")
    assert paper.bus.asked[-1].ask == Submit(
        item="resident-id-card", office="shiwan", card="sample_card_token_0001",
        answers={"name": PERSON.name, "number": PERSON.number, "reason": "expired", "phone": "13800000000"},
        attachments=(Attachment(material="household-register", pages=(PAGE.page, SECOND.page)),),
        notify="sms", contact="13800000000",
    )
    paper.bus.answer(ACCEPTED)
    assert paper.stage.answers.accepted == ACCEPTED
    assert not paper.stage.answers.something_to_lose
    assert paper.outcomes == [NEXT]


def test_while_it_is_sealed_the_screen_waits_with_a_sentence(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "提交申请")
    waits = [widget.words for widget in screen.view().content if isinstance(widget, Waiting)]
    assert waits == ["正在提交申请…"]
    assert labels(screen) == set()
    paper.alarms[-1].callback()
    assert any("不会丢失" in widget.words for widget in screen.view().content if isinstance(widget, Waiting))


@pytest.mark.parametrize(("code", "act", "sentence"), [
    ("seal.disk_full", Act.STAFF, "申请暂时无法保存"), ("seal.key_missing", Act.ENGINEER, "本机还不能接收申请"),
    ("seal.outbox_broken", Act.ENGINEER, "申请暂时无法保存"), ("request.timed_out", Act.NOBODY, "等了很久没有回应"),
    ("request.peer_gone", Act.NOBODY, "系统正在恢复"), ("page.unknown_page", Act.CITIZEN, "找不到这一页"),
    ("request.too_many", Act.CITIZEN, "操作太快了"),
])
def test_every_failure_has_its_sentence_and_nothing_is_lost(
    paper: PaperStage, code: str, act: Act, sentence: str,
) -> None:
    screen = shown(paper)
    touch(screen, "提交申请")
    first = paper.bus.asked[-1].ask
    paper.bus.fail(Failure(code=code, act=act))
    assert said(screen).title == sentence
    touch(screen, "再次提交")
    assert paper.bus.asked[-1].ask == first


def test_what_was_filled_in_wrongly_leads_back_to_the_form(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "提交申请")
    paper.bus.fail(Failure(code="form.invalid", act=Act.CITIZEN, detail="fields: phone"))
    assert "申报信息填写" in said(screen).line
    touch(screen, "返回修改")
    assert paper.outcomes == [REVISE]


def test_a_card_that_is_not_there_any_more_leads_home(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "提交申请")
    paper.bus.fail(Failure(code="seal.no_card", act=Act.CITIZEN))
    touch(screen, "返回首页")
    assert paper.outcomes == [HOME]


def test_a_failure_can_be_put_away(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "提交申请")
    paper.bus.fail(Failure(code="seal.disk_full", act=Act.STAFF))
    touch(screen, "关闭")
    assert screen.view().dialog is None
    assert {"提交申请", "上一步"} <= labels(screen)


def test_with_the_hall_away_it_says_that_handing_in_is_safe(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.stage.surroundings.hall = HallState.OFFLINE
    assert "安全保存在本机" in screen.view().hint
    assert "提交申请" in labels(screen)


def test_whoever_looks_at_the_help_meanwhile_gets_the_answer_all_the_same(paper: PaperStage) -> None:
    touch(shown(paper), "提交申请")
    asked = paper.bus.asked[-1].ask
    come_back = Pages(paper.stage)
    come_back.enter()
    assert isinstance(come_back.view().content[-1], Waiting)
    assert paper.bus.asked[-1].ask == asked and isinstance(asked, Submit)
    paper.bus.answer(ACCEPTED)
    assert paper.outcomes == [NEXT]
    assert paper.stage.answers.accepted == ACCEPTED and not paper.stage.answers.handing_in


def test_what_could_not_be_handed_in_is_not_handed_in_again_unasked(paper: PaperStage) -> None:
    touch(shown(paper), "提交申请")
    paper.bus.fail(Failure(code="seal.disk_full", act=Act.STAFF))
    before = len(paper.bus.asked)
    Pages(paper.stage).enter()
    assert len(paper.bus.asked) == before
