"""企业信息: the credit code, typed or read from the licence, checked by its own check character."""

from __future__ import annotations

import pytest

from tests.ui.hand import touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules import credit_code
from ui.journey import NEXT
from ui.journeys.apply import INPUT
from ui.people import PERSON
from ui.screens.enterprise import Enterprise
from wire.messages import AwaitCode, CodeRead, DeviceChanged
from wire.values import Act, DeviceState, DeviceView, Failure

BODY = "91440600MA4WEXAMP"
RIGHT = BODY + credit_code.check_character(BODY)
WRONG = BODY + ("0" if RIGHT[-1] != "0" else "1")


@pytest.fixture
def screen(paper: PaperStage) -> Enterprise:
    paper.stage.answers.identity = PERSON
    shown = Enterprise(paper.stage)
    shown.enter()
    return shown


def test_the_agent_stands_beside_the_enterprise(screen: Enterprise) -> None:
    assert "张三" in read(screen)
    assert "440604********0012" in read(screen)


def test_the_code_is_written_by_the_input_method(paper: PaperStage, screen: Enterprise) -> None:
    touch(screen, "统一社会信用代码")
    assert paper.stage.answers.editing == "credit_code"
    assert paper.outcomes == [INPUT]


def test_nothing_is_complained_about_before_anyone_tried(screen: Enterprise) -> None:
    assert "请输入统一社会信用代码。" not in read(screen)


def test_without_a_code_it_asks_for_one(paper: PaperStage, screen: Enterprise) -> None:
    touch(screen, "下一步")
    assert paper.outcomes == []
    assert "请输入统一社会信用代码。" in read(screen)


def test_a_wrong_check_character_is_seen_at_once(paper: PaperStage) -> None:
    paper.stage.answers.credit_code = WRONG
    screen = Enterprise(paper.stage)
    assert "代码不正确，请核对营业执照上的18位代码。" in read(screen)
    touch(screen, "下一步")
    assert paper.outcomes == []


def test_a_right_code_goes_on(paper: PaperStage) -> None:
    paper.stage.answers.credit_code = RIGHT
    touch(Enterprise(paper.stage), "下一步")
    assert paper.outcomes == [NEXT]


@pytest.mark.parametrize("code", [RIGHT, f"https://licence.example/show?uniscid={RIGHT}&v=1"])
def test_the_licences_code_fills_it_in(paper: PaperStage, screen: Enterprise, code: str) -> None:
    assert paper.bus.asked[-1].ask == AwaitCode()
    paper.bus.answer(CodeRead(code=code))
    assert RIGHT in read(screen)
    touch(screen, "下一步")
    assert paper.outcomes == [NEXT]


@pytest.mark.parametrize("code", [WRONG, "FS01-261123-0007-C", f"X{RIGHT}", "👋" * 40])
def test_another_code_changes_nothing_and_is_told(paper: PaperStage, screen: Enterprise, code: str) -> None:
    paper.stage.answers.credit_code = "91440600MA"
    paper.bus.answer(CodeRead(code=code))
    assert paper.stage.answers.credit_code == "91440600MA"
    assert paper.toasts == ["这个码里没有统一社会信用代码，请手工输入。"]


def test_the_reader_goes_on_waiting(paper: PaperStage, screen: Enterprise) -> None:
    paper.bus.fail(Failure(code="code.none", act=Act.CITIZEN))
    paper.alarms[-1].callback()
    assert [asked.ask for asked in paper.bus.asked] == [AwaitCode(), AwaitCode()]


def test_a_reader_that_is_gone_is_not_offered_until_it_is_back(paper: PaperStage, screen: Enterprise) -> None:
    gone = DeviceChanged(view=DeviceView(device="barcode", state=DeviceState.NO_DEVICE))
    paper.stage.surroundings.take_notice(gone)
    screen.noticed(gone)
    paper.bus.fail(Failure(code="code.reader_gone", act=Act.STAFF))
    assert paper.alarms == []
    assert "也可以扫营业执照" not in read(screen)
    back = DeviceChanged(view=DeviceView(device="barcode", state=DeviceState.ONLINE))
    paper.stage.surroundings.take_notice(back)
    screen.noticed(back)
    assert len(paper.bus.asked) == 2
    assert "也可以扫营业执照" in read(screen)
