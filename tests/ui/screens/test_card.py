"""身份证刷卡: a read card moves on by itself; whatever goes wrong has its sentence, and the reader is asked again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.ui.hand import labels, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage, paper_stage
from rules.identity import IDENTITY_FILE
from ui.journey import BACK, NEXT
from ui.kit import Kit
from ui.people import PERSON
from ui.screens.card import CardScreen
from wire.messages import CardRead, DeviceChanged, ReadCard
from wire.values import Act, DeviceState, DeviceView, Failure

TOKEN = "sample_card_token_0001"


def shown(paper: PaperStage) -> CardScreen:
    screen = CardScreen(paper.stage)
    screen.enter()
    return screen


def becomes(paper: PaperStage, screen: CardScreen, state: DeviceState, device: str = "idcard") -> None:
    """A device changes, as the application tells it."""
    notice = DeviceChanged(view=DeviceView(device=device, state=state))
    paper.stage.surroundings.take_notice(notice)
    screen.noticed(notice)


def fails(paper: PaperStage, code: str, act: Act = Act.CITIZEN) -> None:
    paper.bus.fail(Failure(code=code, act=act))


def test_a_read_card_moves_on_by_itself(kit: Kit, tmp_path: Path) -> None:
    folder = tmp_path / "card" / TOKEN
    folder.mkdir(parents=True)
    (folder / IDENTITY_FILE).write_bytes(msgspec.msgpack.encode(PERSON))
    paper = paper_stage(kit, tmp_path)
    shown(paper)
    assert paper.bus.asked[-1].ask == ReadCard()
    paper.bus.answer(CardRead(card=TOKEN, kind="resident"))
    assert paper.stage.answers.card == TOKEN
    assert paper.stage.answers.identity == PERSON
    assert paper.outcomes == [NEXT]


def test_while_it_waits_it_says_how_and_can_be_left(paper: PaperStage) -> None:
    screen = shown(paper)
    assert "平放在屏幕下方的感应区上" in read(screen)
    assert "正在等待您的身份证" in read(screen)
    touch(screen, "上一步")
    assert paper.outcomes == [BACK]


@pytest.mark.parametrize("code", ["card.none", "request.timed_out"])
def test_nobody_came_prompts_again(paper: PaperStage, code: str) -> None:
    screen = shown(paper)
    fails(paper, code)
    assert "没有读到身份证" in read(screen)
    paper.alarms[-1].callback()
    assert len(paper.bus.asked) == 2
    assert "没有读到身份证" in read(screen), "the prompt stays until a card is read"


@pytest.mark.parametrize(("code", "sentence"), [
    ("card.interrupted", "卡片没有读完"), ("card.unreadable", "这张身份证读不出来"),
    ("card.unknown_kind", "这张卡不是居民身份证"), ("card.bad_check", "身份证信息没有读完整"),
])
def test_each_failure_has_its_sentence_and_is_tried_again(paper: PaperStage, code: str, sentence: str) -> None:
    screen = shown(paper)
    fails(paper, code)
    assert sentence in read(screen)
    assert len(paper.bus.asked) == 1, "a card that lies still is not read over and over"
    paper.alarms[-1].callback()
    assert [asked.ask for asked in paper.bus.asked] == [ReadCard(), ReadCard()]


def test_trying_again_by_hand_does_not_wait(paper: PaperStage) -> None:
    screen = shown(paper)
    assert "再试一次" not in labels(screen)
    fails(paper, "card.interrupted")
    touch(screen, "再试一次")
    assert len(paper.bus.asked) == 2
    assert paper.alarms[-1].canceled, "or it would be asked twice"
    assert "再试一次" not in labels(screen)


def test_a_card_that_the_spool_cannot_give_is_read_again(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(CardRead(card=TOKEN, kind="resident"))
    assert paper.outcomes == []
    assert "这张身份证读不出来" in read(screen)
    paper.alarms[-1].callback()
    assert len(paper.bus.asked) == 2


@pytest.mark.parametrize("back", [DeviceState.ONLINE, DeviceState.BUSY, DeviceState.USER_ERROR])
def test_a_reader_that_is_gone_is_waited_for(paper: PaperStage, back: DeviceState) -> None:
    screen = shown(paper)
    becomes(paper, screen, DeviceState.NO_DEVICE)
    fails(paper, "card.reader_gone", Act.STAFF)
    assert "读卡器没有连上" in read(screen)
    assert "会自动继续" in read(screen)
    assert paper.alarms == [], "nobody asks a reader that is not there"
    becomes(paper, screen, DeviceState.STARTING)
    assert len(paper.bus.asked) == 1
    becomes(paper, screen, back)
    assert len(paper.bus.asked) == 2
    assert "读卡器没有连上" not in read(screen)
    assert "平放在屏幕下方的感应区上" in read(screen)


def test_a_failure_before_the_news_that_the_reader_is_gone_does_not_delay_its_return(paper: PaperStage) -> None:
    screen = shown(paper)
    fails(paper, "card.reader_gone", Act.STAFF)
    becomes(paper, screen, DeviceState.NO_DEVICE)
    assert paper.alarms[-1].canceled
    assert "会自动继续" in read(screen)
    becomes(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 2


def test_a_reader_that_is_back_before_the_failure_came_is_asked_again(paper: PaperStage) -> None:
    screen = shown(paper)
    becomes(paper, screen, DeviceState.NO_DEVICE)
    becomes(paper, screen, DeviceState.ONLINE)
    assert len(paper.bus.asked) == 1
    fails(paper, "card.reader_gone", Act.STAFF)
    paper.alarms[-1].callback()
    assert len(paper.bus.asked) == 2


def test_never_asks_twice_at_a_time(paper: PaperStage) -> None:
    screen = shown(paper)
    for state in (DeviceState.BUSY, DeviceState.ONLINE, DeviceState.USER_ERROR, DeviceState.ONLINE):
        becomes(paper, screen, state)
    assert len(paper.bus.asked) == 1, "while it is read"
    fails(paper, "card.interrupted")
    for state in (DeviceState.USER_ERROR, DeviceState.ONLINE):
        becomes(paper, screen, state)
    assert len(paper.bus.asked) == 1, "while the next read is due"
    becomes(paper, screen, DeviceState.ONLINE, device="printer")
    assert len(paper.bus.asked) == 1, "another device"


def test_a_reader_that_is_not_well_gets_more_time(paper: PaperStage) -> None:
    screen = shown(paper)
    fails(paper, "card.interrupted")
    soon = paper.alarms[-1].seconds
    touch(screen, "再试一次")
    fails(paper, "card.reader_silent", Act.STAFF)
    assert paper.alarms[-1].seconds > soon
    assert "读卡器没有回应" in read(screen)
