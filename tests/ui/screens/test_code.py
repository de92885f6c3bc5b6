"""扫描条码: what each code opens, and codes that open nothing."""

from __future__ import annotations

import msgspec
import pytest

from rules.items import Audience, Item
from rules.receipt import item_number
from tests.ui.hand import touch
from tests.ui.stages import PaperStage
from ui.journey import BACK
from ui.journeys.apply import CHOSEN, FOUND, GUIDED
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, PAGE
from ui.screens.code import Code
from ui.widgets.dialog import Dialog
from ui.widgets.label import Paragraph
from ui.widgets.progress import Waiting
from ui.widgets.trouble import TroubleCard
from wire.messages import AwaitCode, CodeRead, DeviceChanged, GetItem, ItemDetail
from wire.values import Act, DeviceState, DeviceView, Failure


def shown(paper: PaperStage) -> Code:
    screen = Code(paper.stage)
    screen.enter()
    return screen


def trouble(screen: Code) -> str:
    return next((card.trouble.what for card in screen.view().content if isinstance(card, TroubleCard)), "")


def waits(screen: Code) -> str:
    return next((ring.words for ring in screen.view().content if isinstance(ring, Waiting)), "")


def said(screen: Code) -> str:
    return "".join(words.text for words in screen.view().content if isinstance(words, Paragraph))


def read_item(paper: PaperStage, item: Item = ITEM) -> None:
    paper.bus.answer(CodeRead(code=item_number(item.key)))
    assert paper.bus.asked[-1].ask == GetItem(item=item.key)
    paper.bus.answer(ItemDetail(record=msgspec.to_builtins(item)))


def listens(paper: PaperStage) -> None:
    told = paper.bus.asked[-1].progress
    assert told is not None
    told(0, 0)


def knows(paper: PaperStage, screen: Code, state: DeviceState) -> None:
    view = DeviceView(device="barcode", state=state)
    paper.stage.surroundings.devices["barcode"] = view
    screen.noticed(DeviceChanged(view=view))


def hand_in(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.identity, answers.item_key, answers.item, answers.accepted = PERSON, ITEM.key, ITEM, ACCEPTED
    answers.pages, answers.print_asked = {"household-register": [PAGE]}, True


def test_a_receipts_barcode_opens_its_state(paper: PaperStage) -> None:
    shown(paper)
    assert paper.bus.asked[-1].ask == AwaitCode()
    paper.bus.answer(CodeRead(code=ACCEPTED.number.lower().replace("-", "")))
    assert paper.stage.answers.code == ACCEPTED.number
    assert paper.outcomes == [FOUND]


def test_an_items_code_opens_it_and_the_card_comes_after(paper: PaperStage) -> None:
    shown(paper)
    read_item(paper)
    assert paper.stage.answers.item == ITEM
    assert paper.outcomes == [GUIDED]


def test_with_the_card_read_the_item_is_begun_at_once(paper: PaperStage) -> None:
    paper.stage.answers.identity = PERSON
    shown(paper)
    read_item(paper)
    assert paper.outcomes == [CHOSEN]


def test_an_expired_card_does_not_slip_through(paper: PaperStage) -> None:
    paper.stage.answers.identity = msgspec.structs.replace(PERSON, valid_to="2026-11-22")
    shown(paper)
    read_item(paper)
    assert paper.outcomes == [GUIDED]


def test_an_enterprises_item_wants_the_enterprise_too(paper: PaperStage) -> None:
    paper.stage.answers.identity = PERSON
    shown(paper)
    read_item(paper, msgspec.structs.replace(ITEM, audience=Audience.ENTERPRISE))
    assert paper.stage.answers.audience is Audience.ENTERPRISE
    assert paper.outcomes == [GUIDED]


def test_what_is_under_way_is_not_thrown_away_unasked(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.item_key, answers.pages = "another-item", {"paper": [PAGE]}
    screen = shown(paper)
    read_item(paper)
    assert isinstance(screen.view().dialog, Dialog)
    assert paper.outcomes == []
    touch(screen, "继续原来的")
    assert paper.outcomes == [BACK]
    assert answers.pages == {"paper": [PAGE]}


def test_it_is_changed_when_one_wants_it(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.item_key, answers.pages = "another-item", {"paper": [PAGE]}
    screen = shown(paper)
    read_item(paper)
    touch(screen, "改办")
    assert answers.item_key == ITEM.key
    assert answers.pages == {}
    assert paper.outcomes == [GUIDED]


def test_after_a_receipt_the_same_item_begins_anew(paper: PaperStage) -> None:
    hand_in(paper)
    answers = paper.stage.answers
    shown(paper)
    read_item(paper)
    assert answers.accepted is None
    assert not answers.print_asked
    assert answers.pages == {}
    assert paper.outcomes == [CHOSEN]


@pytest.mark.parametrize("code", ["6901234567892", "FS01-261123-0007-D", "https://example.com", "SX-", "x" * 1024])
def test_any_other_code_is_not_recognised_and_the_next_one_is_read(paper: PaperStage, code: str) -> None:
    screen = shown(paper)
    paper.bus.answer(CodeRead(code=code))
    knows(paper, screen, DeviceState.ONLINE)
    assert trouble(screen) == "无法识别该条码"
    assert paper.outcomes == []
    knows(paper, screen, DeviceState.NO_DEVICE)
    assert len(paper.bus.asked) == 1
    assert not paper.alarms[-1].canceled
    paper.alarms[-1].callback()
    assert len(paper.bus.asked) == 2
    listens(paper)
    assert trouble(screen) == "无法识别该条码"
    paper.bus.fail(Failure(code="code.reader_gone", act=Act.STAFF))
    assert trouble(screen) == "扫码器没有连上"


def test_a_code_of_an_item_that_is_gone_says_so(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(CodeRead(code="SX-NO-SUCH-ITEM"))
    paper.bus.fail(Failure(code="item.not_found", act=Act.NOBODY))
    assert trouble(screen) == "没有找到这个事项"


def test_an_item_that_cannot_be_understood_says_so(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(CodeRead(code=item_number(ITEM.key)))
    paper.bus.answer(ItemDetail(record={"key": 1}))
    assert trouble(screen) == "事项目录暂时打不开"


@pytest.mark.parametrize("code", ["code.none", "request.timed_out"])
def test_without_a_code_it_prompts_and_waits_again(paper: PaperStage, code: str) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code=code, act=Act.CITIZEN))
    assert trouble(screen) == "没有扫到条码"
    paper.alarms[-1].callback()
    assert len(paper.bus.asked) == 2


def test_a_reader_that_is_not_listened_to_yet_is_waited_for(paper: PaperStage) -> None:
    screen = shown(paper)
    assert waits(screen) == ""
    paper.alarms[-1].callback()
    assert waits(screen) == "正在准备扫码器，请稍候…"
    assert "听到" not in said(screen)
    listens(paper)
    assert waits(screen) == ""
    assert "听到" in said(screen)
    assert paper.alarms[-1].canceled


def test_a_reader_that_is_gone_is_asked_again_when_it_is_back(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="code.reader_gone", act=Act.STAFF))
    knows(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 1
    knows(paper, screen, DeviceState.NO_DEVICE)
    assert trouble(screen) == "扫码器没有连上"
    assert [alarm for alarm in paper.alarms if not alarm.canceled] == []
    knows(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 2
    listens(paper)
    assert trouble(screen) == ""


def test_a_reader_that_was_gone_too_shortly_to_be_missed_is_asked_again(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="code.reader_gone", act=Act.STAFF))
    knows(paper, screen, DeviceState.ONLINE)
    paper.alarms[-1].callback()
    listens(paper)
    assert trouble(screen) == ""
    assert "听到" in said(screen)
