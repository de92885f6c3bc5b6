"""状态查询 by card and by number: what was typed is checked at once, and the card's owner sees what was filed."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from rules import receipt_number
from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.journey import CODE
from ui.journeys.apply import FOUND, INPUT
from ui.journeys.booking import BY_CARD
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screens.filed import Filed
from ui.screens.lookup import Lookup
from wire.messages import AskAnswer, FiledFound, HallChanged, QuestionSealed, SealQuestion
from wire.values import Act, DeviceState, DeviceView, Failure, FiledRow, HallState

NUMBER = receipt_number.make("FS01", date(2026, 11, 23), 7)
TICKET = "Q-ABCDEFGHIJKLMNOPQRSTUVWXY2"


def lookup(paper: PaperStage, typed: str = "") -> Lookup:
    paper.stage.answers.number = typed
    screen = Lookup(paper.stage)
    screen.enter()
    return screen


def filed(paper: PaperStage) -> Filed:
    paper.stage.answers.identity, paper.stage.answers.card = PERSON, "card_token_of_a_test"
    screen = Filed(paper.stage)
    screen.enter()
    return screen


def row(number: str, kind: str = "application", slot: str | None = None) -> FiledRow:
    return FiledRow(number=number, kind=kind, item=ITEM.title, office=OFFICES[0].name, state="received",
                    at="2026-11-20T10:12", slot=slot)


def test_three_ways(paper: PaperStage) -> None:
    screen = lookup(paper)
    touch(screen, "刷身份证")
    touch(screen, "扫描条码")
    touch(screen, "输入编号查询")
    assert paper.outcomes == [BY_CARD, CODE, INPUT]
    assert paper.stage.answers.editing == "number"


def test_a_number_that_is_right_is_looked_up_at_once_and_not_again(paper: PaperStage) -> None:
    lookup(paper, NUMBER.replace("-", ""))
    assert (paper.stage.answers.code, paper.outcomes) == (NUMBER, [FOUND])
    lookup(paper, paper.stage.answers.number)
    assert paper.outcomes == [FOUND], "coming back does not lead there again"


def test_a_slip_is_told_by_its_check_character_and_kept(paper: PaperStage) -> None:
    wrong = NUMBER[:-1] + ("A" if NUMBER[-1] != "A" else "B")
    assert "注意最后一位" in read(lookup(paper, wrong))
    assert (paper.stage.answers.number, paper.outcomes) == (wrong, [])


def test_readers_that_are_gone_leave_the_number(paper: PaperStage) -> None:
    for device in ("idcard", "barcode"):
        paper.stage.surroundings.devices[device] = DeviceView(device=device, state=DeviceState.NO_DEVICE)
    screen = lookup(paper)
    assert "读卡器" in reason(screen, "刷身份证") and "扫码器" in reason(screen, "扫描条码")
    assert "输入编号查询" in labels(screen)


def test_without_the_hall_it_says_so(paper: PaperStage) -> None:
    paper.stage.surroundings.hall = HallState.OFFLINE
    screen = lookup(paper)
    assert labels(screen) == {"上一步"} and "状态查询暂不可用" in read(screen)


def test_the_cards_owner_is_asked_about_sealed_and_the_answer_waited_for(paper: PaperStage) -> None:
    screen = filed(paper)
    paper.bus.answer(QuestionSealed(ticket=TICKET))
    assert [asked.ask for asked in paper.bus.asked] == [SealQuestion(card="card_token_of_a_test"),
                                                        AskAnswer(ticket=TICKET)]
    paper.bus.answer(FiledFound(ready=False))
    paper.alarms[-1].callback()
    paper.bus.answer(FiledFound(ready=True, filed=(row(NUMBER), row("FS01-261123-0009-8", "booking",
                                                                    "2026-11-26 09:00-10:00"))))
    text = read(screen)
    assert "申请　居民身份证办理" in text and "约在 11月26日 星期四 09:00-10:00" in text
    assert PERSON.name not in text and PERSON.number not in text
    touch(screen, "申请　居民身份证办理")
    assert (paper.stage.answers.code, paper.outcomes) == (NUMBER, [FOUND])


def test_many_are_paged(paper: PaperStage) -> None:
    screen = filed(paper)
    paper.bus.answer(QuestionSealed(ticket=TICKET))
    numbers = [receipt_number.make("FS01", date(2026, 11, 23), index + 1) for index in range(5)]
    paper.bus.answer(FiledFound(ready=True, filed=tuple(row(number) for number in numbers)))
    assert numbers[0] in read(screen) and numbers[4] not in read(screen)
    touch(screen, "下一页")
    assert numbers[4] in read(screen)


def test_nothing_filed_says_where_else_to_ask(paper: PaperStage) -> None:
    screen = filed(paper)
    paper.bus.answer(QuestionSealed(ticket=TICKET))
    paper.bus.answer(FiledFound(ready=True))
    assert "没有查到您的办件" in read(screen) and "到窗口查询" in read(screen)


def test_a_hall_that_does_not_answer_is_told_and_asked_again_when_it_is_back(paper: PaperStage) -> None:
    screen = filed(paper)
    paper.bus.fail(Failure(code="hall.offline", act=Act.NOBODY))
    assert "状态查询暂不可用" in read(screen)
    screen.noticed(HallChanged(state=HallState.ONLINE))
    assert [type(asked.ask) for asked in paper.bus.asked] == [SealQuestion, SealQuestion]


@pytest.mark.parametrize("code", ["seal.outbox_broken", "seal.disk_full", "seal.key_missing"])
def test_a_question_that_could_not_be_sealed_is_no_application(paper: PaperStage, code: str) -> None:
    screen = filed(paper)
    paper.bus.fail(Failure(code=code, act=Act.ENGINEER))
    assert "暂时查不到您的办件" in read(screen) and "不受影响" in read(screen) and "申请暂时无法保存" not in read(screen)
    assert labels(screen) == {"上一步", "再试一次"}


def test_it_does_not_wait_for_ever(paper: PaperStage) -> None:
    screen = filed(paper)
    paper.bus.answer(QuestionSealed(ticket=TICKET))
    while "暂不可用" not in read(screen):
        paper.bus.answer(FiledFound(ready=False))
        if "暂不可用" not in read(screen):
            paper.alarms[-1].callback()
    touch(screen, "再试一次")
    assert isinstance(paper.bus.asked[-1].ask, SealQuestion)


def test_an_expired_card_is_told_what_else_there_is(paper: PaperStage) -> None:
    paper.stage.answers.identity = msgspec.structs.replace(PERSON, valid_to="2026-11-22")
    screen = Filed(paper.stage)
    screen.enter()
    assert paper.bus.asked == [] and "请改用回执编号或条码查询" in read(screen)
    assert labels(screen) == {"上一步"}


def test_the_sample_number_is_one(paper: PaperStage) -> None:
    assert receipt_number.check(ACCEPTED.number)
