"""状态查询: what became of a number, told as a line of states."""

from __future__ import annotations

import msgspec

from rules.progress import WORDS, ApplicationState
from rules.receipt import PROGRESS, RECEIPT
from rules.slips import REVIEW_RESULT
from tests.ui.hand import labels, touch
from tests.ui.stages import PaperStage
from ui.journey import CODE
from ui.people import PERSON
from ui.samples import ACCEPTED
from ui.screens.status import Status
from ui.widgets.dialog import Dialog
from ui.widgets.label import Fact, Label
from ui.widgets.timeline import Stop
from ui.widgets.trouble import TroublePage
from wire.messages import AskProgress, HallChanged, PrintDocument, Printed, ProgressFound
from wire.values import Act, Failure, HallState, ProgressStep

NUMBER = ACCEPTED.number


def found(*steps: ProgressStep) -> ProgressFound:
    return ProgressFound(number=NUMBER, item="居民身份证办理", office="祖庙街道行政服务中心", steps=steps)


def shown(paper: PaperStage) -> Status:
    paper.stage.answers.code = NUMBER
    screen = Status(paper.stage)
    screen.enter()
    return screen


def stops(screen: Status) -> list[Stop]:
    return [widget for widget in screen.view().content if isinstance(widget, Stop)]


def trouble(screen: Status) -> str:
    return next((card.trouble.what for card in screen.view().content if isinstance(card, TroublePage)), "")


SUBMITTED = ProgressStep(state="submitted", at="2026-11-23T09:47")
SUPPLEMENT = ProgressStep(state="supplement", at="2026-11-24T10:12", note="请补交户口簿本人页")


def test_the_states_stand_in_a_line_the_latest_first(paper: PaperStage) -> None:
    screen = shown(paper)
    assert paper.bus.asked[-1].ask == AskProgress(number=NUMBER)
    paper.bus.answer(found(SUBMITTED, SUPPLEMENT))
    assert [(stop.title, stop.time, stop.now) for stop in stops(screen)] == [
        ("待补正", "11月24日 10:12", True), ("已提交", "11月23日 09:47", False)]
    assert stops(screen)[0].line == "请补交户口簿本人页"
    facts = {widget.label: widget.value for widget in screen.view().content if isinstance(widget, Fact)}
    assert facts == {"申报事项": "居民身份证办理", "办理处": "祖庙街道行政服务中心"}


def test_it_never_shows_a_person(paper: PaperStage) -> None:
    paper.stage.answers.identity = PERSON
    screen = shown(paper)
    paper.bus.answer(found(SUBMITTED))
    shown_texts = " ".join(
        widget.text if isinstance(widget, Label) else widget.value
        for widget in screen.view().content if isinstance(widget, Label | Fact))
    assert PERSON.name[0] not in shown_texts


def test_an_unknown_state_is_still_told(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(found(ProgressStep(state="archived", at="soon")))
    assert [(stop.title, stop.time) for stop in stops(screen)] == [("办理中", "soon")]


def test_many_states_are_paged(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(found(*(SUBMITTED for _ in range(60))))
    first = len(stops(screen))
    assert 2 <= first < 60
    assert stops(screen)[0].now
    touch(screen, "下一页")
    assert not stops(screen)[0].now


def test_a_number_that_nobody_knows_says_so(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(ProgressFound(number=NUMBER, item="", office="", steps=()))
    assert trouble(screen) == f"没有查到编号 {NUMBER}"


def test_with_the_hall_away_it_is_not_available_and_asks_again_when_it_is_back(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="hall.offline", act=Act.NOBODY))
    assert trouble(screen) == "状态查询暂不可用"
    screen.noticed(HallChanged(state=HallState.ONLINE))
    paper.bus.answer(found(SUBMITTED))
    assert [stop.title for stop in stops(screen)] == ["已提交"]


def test_any_failure_can_be_tried_again(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.fail(Failure(code="request.timed_out", act=Act.NOBODY))
    assert trouble(screen) == "等了很久没有回应"
    touch(screen, "再试一次")
    assert len(paper.bus.asked) == 2


def test_another_code_can_be_read(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(found(SUBMITTED))
    touch(screen, "再查一个")
    assert paper.outcomes == [CODE]


def test_the_receipt_of_this_visit_can_be_printed_from_here(paper: PaperStage) -> None:
    paper.stage.answers.accepted = ACCEPTED
    screen = shown(paper)
    paper.bus.answer(found(SUBMITTED))
    touch(screen, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=RECEIPT, number=NUMBER, copy=True)
    paper.bus.answer(Printed(confirmed=True))
    dialog = screen.view().dialog
    assert isinstance(dialog, Dialog)
    assert dialog.title == "回执已经打印"


def test_any_other_is_printed_by_its_number_alone(paper: PaperStage) -> None:
    screen = shown(paper)
    assert "打印回执" not in labels(screen)
    paper.bus.answer(found(SUBMITTED))
    touch(screen, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=PROGRESS, number=NUMBER, copy=True)
    paper.bus.fail(Failure(code="print.paper_out", act=Act.STAFF))
    touch(screen, "再试一次")
    assert len(paper.bus.asked) == 3


def test_the_screen_and_the_paper_call_a_state_the_same(paper: PaperStage) -> None:
    said = {state: paper.stage.say(f"state.{state.value}") for state in ApplicationState}
    assert said == dict(WORDS)
    assert all(paper.stage.kit.strings.has(f"state_line.{state.value}") for state in ApplicationState)


def test_what_a_precheck_found_is_printed_as_that(paper: PaperStage) -> None:
    screen = shown(paper)
    lacking = ProgressStep(state="lacking", at="2026-11-24T10:12", note="缺本人页")
    paper.bus.answer(msgspec.structs.replace(found(SUBMITTED, lacking), kind="precheck"))
    touch(screen, "打印预审结果")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=REVIEW_RESULT, number=NUMBER, copy=True)


def test_a_precheck_without_an_answer_prints_how_far_it_is(paper: PaperStage) -> None:
    screen = shown(paper)
    paper.bus.answer(msgspec.structs.replace(found(SUBMITTED), kind="precheck"))
    touch(screen, "打印回执")
    assert paper.bus.asked[-1].ask == PrintDocument(kind=PROGRESS, number=NUMBER, copy=True)
