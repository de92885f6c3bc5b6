"""网上预审 and 补正 go through the same screens as an application, in their own words and with their own requests."""

from __future__ import annotations

import msgspec

from rules import credit_code
from rules.items import Audience
from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.answers import Task
from ui.journey import NEXT
from ui.journeys.apply import SCAN, WITHOUT_FORM
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES, PAGE
from ui.screens.handing_in import handed_in
from ui.screens.intro import Intro
from ui.screens.materials import Materials
from ui.screens.notice import Notice
from ui.screens.offices import Offices
from ui.screens.pages import Pages
from ui.screens.precheck import Precheck
from ui.screens.receipt import Receipt
from wire.messages import Attachment, SubmitPrecheck, SubmitSupplement
from wire.values import DeviceState, DeviceView

CREDIT_CODE = "91440600MA4WEXAMP" + credit_code.check_character("91440600MA4WEXAMP")
OPTIONAL = ITEM.materials[1]
TOKEN = "card_token_of_a_test"


def on_the_way(paper: PaperStage, task: Task) -> None:
    answers = paper.stage.answers
    answers.begin(task, ACCEPTED.number if task is Task.SUPPLEMENT else "", "请补交数字相片回执")
    answers.choose_item(ITEM.key)
    answers.item, answers.identity, answers.card = ITEM, PERSON, TOKEN


def scanned(paper: PaperStage) -> None:
    paper.stage.answers.brought = {OPTIONAL.key}
    paper.stage.answers.pages = {OPTIONAL.key: [PAGE]}


def test_a_door_begins_it(paper: PaperStage) -> None:
    touch(Precheck(paper.stage), "个人预审")
    assert (paper.stage.answers.task, paper.outcomes) == (Task.PRECHECK, [NEXT])
    assert "预审不是正式申报" in read(Precheck(paper.stage))


def test_without_a_scanner_it_says_so_before_anyone_starts(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["page"] = DeviceView(device="page", state=DeviceState.NO_DEVICE)
    assert "扫描仪" in reason(Precheck(paper.stage), "个人预审")


def test_its_own_words_and_no_form(paper: PaperStage) -> None:
    on_the_way(paper, Task.PRECHECK)
    assert "开始预审" in labels(Intro(paper.stage))
    assert "网上预审须知" in read(Notice(paper.stage))
    paper.stage.answers.office = OFFICES[0]
    touch(Offices(paper.stage), "下一步")
    assert paper.outcomes == [WITHOUT_FORM]


def test_some_material_is_enough_for_a_precheck(paper: PaperStage) -> None:
    on_the_way(paper, Task.PRECHECK)
    screen = Materials(paper.stage)
    assert "至少勾选一份" in reason(screen, "提交材料")
    touch(screen, OPTIONAL.title)
    touch(screen, "提交材料")
    assert (paper.outcomes, paper.stage.answers.material) == ([SCAN], OPTIONAL.key)


def test_a_precheck_is_sent_without_a_form(paper: PaperStage) -> None:
    on_the_way(paper, Task.PRECHECK)
    paper.stage.answers.office = OFFICES[0]
    assert "至少扫描一份" in reason(Pages(paper.stage), "提交预审")
    scanned(paper)
    touch(Pages(paper.stage), "提交预审")
    assert paper.bus.asked[-1].ask == SubmitPrecheck(
        item=ITEM.key, office=OFFICES[0].key, card=TOKEN, notify="website",
        attachments=(Attachment(material=OPTIONAL.key, pages=(PAGE.page,)),))
    paper.bus.answer(ACCEPTED)
    assert paper.outcomes == [NEXT] and paper.stage.answers.accepted == ACCEPTED
    assert "预审材料已经提交" in read(Receipt(paper.stage))


def test_an_enterprises_precheck_says_whose_it_is(paper: PaperStage) -> None:
    on_the_way(paper, Task.PRECHECK)
    answers = paper.stage.answers
    answers.office, answers.credit_code = OFFICES[0], CREDIT_CODE
    scanned(paper)
    answers.item = msgspec.structs.replace(ITEM, audience=Audience.ENTERPRISE)
    asked = handed_in(answers)
    assert isinstance(asked, SubmitPrecheck) and asked.credit_code == CREDIT_CODE


def test_what_the_office_asked_for_stands_over_the_materials(paper: PaperStage) -> None:
    on_the_way(paper, Task.SUPPLEMENT)
    assert "办理处的说明：请补交数字相片回执" in read(Materials(paper.stage))


def test_a_supplement_names_what_it_belongs_to(paper: PaperStage) -> None:
    on_the_way(paper, Task.SUPPLEMENT)
    scanned(paper)
    touch(Pages(paper.stage), "提交补正")
    assert paper.bus.asked[-1].ask == SubmitSupplement(
        about=ACCEPTED.number, item=ITEM.key, card=TOKEN,
        attachments=(Attachment(material=OPTIONAL.key, pages=(PAGE.page,)),))
    paper.bus.answer(ACCEPTED)
    assert "原编号" in read(Receipt(paper.stage)) and "补交的材料已经提交" in read(Receipt(paper.stage))
