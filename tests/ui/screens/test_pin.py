"""The technician's PIN: what is touched, what the daemon says, and that nobody stays here for ever."""

from __future__ import annotations

import pytest

from tests.ui.hand import labels, reason, touch
from tests.ui.stages import PaperStage
from ui.journey import BACK, NEXT
from ui.screens.pin import ALONE_S, PinScreen
from ui.services import WAIT_S
from wire.messages import Done
from wire.technician import AskLock, LockState, Unlock, UnlockByCard
from wire.values import Act, Failure

PIN = "193847"


def shown(paper: PaperStage, lock: LockState = LockState(pin_set=True, wait=0)) -> PinScreen:
    screen = PinScreen(paper.stage)
    screen.enter()
    assert paper.bus.asked[-1].ask == AskLock()
    paper.bus.answer(lock)
    return screen


def type_in(screen: PinScreen, digits: str) -> None:
    for digit in digits:
        touch(screen, digit)


def test_six_digits_can_be_tried_and_open_it(paper: PaperStage) -> None:
    screen = shown(paper)
    type_in(screen, PIN[:5])
    assert reason(screen, "打开") == "维护密码是 6 到 12 位数字"
    type_in(screen, PIN[5])
    touch(screen, "打开")
    assert paper.bus.asked[-1].ask == Unlock(pin=PIN)
    paper.bus.answer(Done())
    assert paper.outcomes == [NEXT] and screen.digits == ""


def test_a_wrong_one_is_said_and_forgotten(paper: PaperStage) -> None:
    screen = shown(paper)
    type_in(screen, "200000")
    touch(screen, "打开")
    paper.bus.fail(Failure(code="service.wrong_pin", act=Act.ENGINEER))
    assert screen.failure is not None and screen.failure.code == "service.wrong_pin"
    assert screen.digits == "" and paper.outcomes == []
    assert paper.bus.asked[-1].ask == AskLock()


def test_a_lock_counts_down_and_opens(paper: PaperStage) -> None:
    screen = shown(paper, LockState(pin_set=True, wait=2))
    assert "1" not in labels(screen) and reason(screen, "打开") == "请等 2 秒后再试"
    for _ in range(2):
        paper.alarms[-1].callback()
    assert "1" in labels(screen) and screen.failure is None


def test_without_a_pin_it_says_how_to_set_one(paper: PaperStage) -> None:
    screen = shown(paper, LockState(pin_set=False, wait=0))
    assert screen.failure is not None
    assert "python -m daemon.pins set" in paper.stage.trouble(screen.failure).now
    assert labels(screen) == {"返回首页"}


def test_the_last_digit_can_be_taken_back_and_no_more_than_twelve_come_in(paper: PaperStage) -> None:
    screen = shown(paper)
    type_in(screen, "1234567890123")
    assert screen.digits == "123456789012"
    touch(screen, "退格")
    assert screen.digits == "12345678901"


def test_whoever_walks_away_gives_the_screen_back(paper: PaperStage) -> None:
    screen = shown(paper)
    first = paper.alarms[0]
    assert first.seconds == ALONE_S
    touch(screen, "1")
    assert first.canceled
    paper.alarms[-1].callback()
    assert paper.outcomes == [BACK]


WITH_CARDS = LockState(pin_set=True, wait=0, cards=True)


def test_a_staff_card_opens_it_without_a_touch(paper: PaperStage) -> None:
    screen = shown(paper, WITH_CARDS)
    assert screen.cards
    waiting = paper.bus.asked[-1]
    assert (waiting.ask, waiting.timeout_s) == (UnlockByCard(), WAIT_S)
    paper.bus.answer(Done())
    assert paper.outcomes == [NEXT]


def test_no_card_is_waited_for_where_none_opens_it(paper: PaperStage) -> None:
    screen = shown(paper)
    assert not screen.cards
    assert [asked.ask for asked in paper.bus.asked] == [AskLock()]


def test_nobodys_card_is_waited_for_again_without_a_word(paper: PaperStage) -> None:
    screen = shown(paper, WITH_CARDS)
    paper.bus.fail(Failure(code="card.none", act=Act.CITIZEN))
    assert screen.failure is None
    assert [asked.ask for asked in paper.bus.asked[1:]] == [UnlockByCard(), UnlockByCard()]


def test_a_strange_card_is_said_and_the_next_is_waited_for(paper: PaperStage) -> None:
    screen = shown(paper, WITH_CARDS)
    paper.bus.fail(Failure(code="service.wrong_card", act=Act.ENGINEER))
    assert screen.failure is not None and screen.failure.code == "service.wrong_card"
    paper.alarms[-1].callback()
    paper.bus.answer(WITH_CARDS)
    assert [asked.ask for asked in paper.bus.asked] == [AskLock(), UnlockByCard(), AskLock(), UnlockByCard()]


@pytest.mark.parametrize("code", ["request.malformed", "card.reader_gone"])
def test_a_reader_that_reads_none_leaves_the_pin(code: str, paper: PaperStage) -> None:
    screen = shown(paper, WITH_CARDS)
    paper.bus.fail(Failure(code=code, act=Act.NOBODY))
    assert not screen.cards and screen.failure is None
    type_in(screen, PIN)
    touch(screen, "打开")
    assert paper.bus.asked[-1].ask == Unlock(pin=PIN)
