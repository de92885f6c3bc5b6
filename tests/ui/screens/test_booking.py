"""办事预约: choosing when, looking at it once more, and what the hall makes of it."""

from __future__ import annotations

import pytest

from rules import booking
from rules.items import Audience
from rules.slips import APPOINTMENT
from tests.ui.hand import labels, reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.answers import Task
from ui.journey import EXIT, NEXT
from ui.journeys.booking import BY_CARD, CARDED, SLOTS
from ui.people import PERSON
from ui.samples import ACCEPTED, ITEM, OFFICES
from ui.screens.booked import Booked
from ui.screens.booking import Booking
from ui.screens.confirm import Confirm
from ui.screens.slots import Slots
from ui.widgets.dialog import Dialog
from wire.messages import AskProgress, AskSlots, Book, HallChanged, PrintDocument, ProgressFound, SlotsFound
from wire.values import Act, DeviceState, DeviceView, Failure, HallState, ProgressStep, SlotView

FIRST, SECOND = "2026-11-24 09:00-10:00", "2026-11-24 10:00-11:00"


def chosen(paper: PaperStage, slot: str = FIRST, about: str = "") -> None:
    answers = paper.stage.answers
    answers.task, answers.item, answers.office, answers.about = Task.BOOKING, ITEM, OFFICES[0], about
    answers.identity, answers.card, answers.slot = PERSON, "card_token_of_a_test", slot


def open_at(paper: PaperStage, left: dict[str, int] | None = None) -> Slots:
    """The slots of the next two weeks, five places each but where said otherwise."""
    screen = Slots(paper.stage)
    screen.enter()
    assert paper.bus.asked[-1].ask == AskSlots(office=OFFICES[0].key)
    paper.bus.answer(SlotsFound(slots=tuple(
        SlotView(slot=slot, left=(left or {}).get(slot, 5))
        for slot in booking.slots(paper.stage.surroundings.now.date()))))
    return screen


def progress(state: str) -> ProgressFound:
    return ProgressFound(number=ACCEPTED.number, item=ITEM.title, office=OFFICES[0].name, kind="booking",
                         steps=(ProgressStep(state=state, at="2026-11-23T09:47"),))


def sent(paper: PaperStage, slot: str = FIRST, about: str = "") -> Booked:
    """The screen after the sealer took the booking."""
    chosen(paper, slot, about)
    confirm = Confirm(paper.stage)
    touch(confirm, "确认预约" if slot else "确认取消")
    paper.bus.answer(ACCEPTED)
    assert paper.outcomes.pop() == NEXT
    screen = Booked(paper.stage)
    screen.enter()
    assert paper.bus.asked[-1].ask == AskProgress(number=ACCEPTED.number)
    return screen


def test_a_door_begins_a_booking_and_another_shows_what_is_booked(paper: PaperStage) -> None:
    touch(Booking(paper.stage), "企业办事预约")
    touch(Booking(paper.stage), "查看、改约或取消")
    assert (paper.stage.answers.task, paper.stage.answers.audience) == (Task.BOOKING, Audience.ENTERPRISE)
    assert paper.outcomes == [NEXT, BY_CARD]


def test_without_the_hall_it_says_so_before_anyone_starts(paper: PaperStage) -> None:
    paper.stage.surroundings.hall = HallState.OFFLINE
    screen = Booking(paper.stage)
    assert labels(screen) == {"上一步"}
    assert "办事预约暂不可用" in read(screen) and "请直接到窗口取号" in read(screen)
    paper.stage.surroundings.hall = HallState.ONLINE
    assert "个人办事预约" in labels(screen)


def test_without_a_card_reader_its_doors_say_so(paper: PaperStage) -> None:
    paper.stage.surroundings.devices["idcard"] = DeviceView(device="idcard", state=DeviceState.NO_DEVICE)
    assert "读卡器" in reason(Booking(paper.stage), "个人办事预约")


def test_a_day_then_hours_then_the_card(paper: PaperStage) -> None:
    chosen(paper, "")
    paper.stage.answers.identity = None
    screen = open_at(paper)
    assert reason(screen, "下一步") == "请先选一个时段。"
    touch(screen, "11月26日 星期四")
    touch(screen, "15:00-16:00")
    assert paper.stage.answers.slot == "2026-11-26 15:00-16:00"
    touch(screen, "下一步")
    assert paper.outcomes == [NEXT]


def test_with_the_card_read_it_goes_straight_to_the_summary(paper: PaperStage) -> None:
    chosen(paper, SECOND)
    touch(open_at(paper), "下一步")
    assert paper.outcomes == [CARDED]


def test_what_is_full_is_dim_and_says_so(paper: PaperStage) -> None:
    chosen(paper, "")
    of_day = [slot for slot in booking.slots(paper.stage.surroundings.now.date()) if slot.startswith("2026-11-24")]
    screen = open_at(paper, {**dict.fromkeys(of_day, 0), "2026-11-25 09:00-10:00": 0})
    assert screen.day == "2026-11-25", "the first day with a place is open"
    assert reason(screen, "11月24日 星期二") == "这一天已经约满，请选别的日期。"
    assert reason(screen, "09:00-10:00") == "这个时段已经约满，请选别的时段。"


def test_hours_that_were_taken_meanwhile_are_not_chosen_any_more(paper: PaperStage) -> None:
    chosen(paper, FIRST)
    open_at(paper, {FIRST: 0})
    assert paper.stage.answers.slot == ""


def test_an_office_without_any_place_says_what_to_do(paper: PaperStage) -> None:
    chosen(paper, "")
    screen = open_at(paper, dict.fromkeys(booking.slots(paper.stage.surroundings.now.date()), 0))
    assert "近两周都约满了" in read(screen) and "换一个办事处" in read(screen)
    assert "下一步" not in labels(screen)


def test_the_hall_away_is_told_and_asked_again_when_it_is_back(paper: PaperStage) -> None:
    chosen(paper, "")
    screen = Slots(paper.stage)
    screen.enter()
    paper.bus.fail(Failure(code="hall.offline", act=Act.NOBODY))
    assert "办事预约暂不可用" in read(screen)
    screen.noticed(HallChanged(state=HallState.ONLINE))
    assert len(paper.bus.asked) == 2


def test_the_summary_names_when_where_and_the_person_masked(paper: PaperStage) -> None:
    chosen(paper, FIRST, ACCEPTED.number)
    text = read(Confirm(paper.stage))
    for part in ("11月24日 星期二", "09:00-10:00", OFFICES[0].name, OFFICES[0].address, "张*", ACCEPTED.number):
        assert part in text
    assert PERSON.number not in text and PERSON.name not in text


def test_booking_asks_the_sealer_for_just_that(paper: PaperStage) -> None:
    chosen(paper, FIRST)
    screen = Confirm(paper.stage)
    touch(screen, "确认预约")
    assert paper.bus.asked[-1].ask == Book(
        item=ITEM.key, office=OFFICES[0].key, card="card_token_of_a_test", slot=FIRST)
    assert labels(screen) == set(), "nothing is touched twice while it is under way"


def test_giving_up_names_the_booking_and_no_slot(paper: PaperStage) -> None:
    chosen(paper, "", ACCEPTED.number)
    touch(Confirm(paper.stage), "确认取消")
    assert paper.bus.asked[-1].ask == Book(
        item=ITEM.key, office=OFFICES[0].key, card="card_token_of_a_test", instead_of=ACCEPTED.number)


def test_a_hall_that_goes_meanwhile_books_nothing_and_says_so(paper: PaperStage) -> None:
    chosen(paper)
    screen = Confirm(paper.stage)
    touch(screen, "确认预约")
    paper.bus.fail(Failure(code="hall.offline", act=Act.NOBODY))
    dialog = screen.view().dialog
    assert isinstance(dialog, Dialog) and "这次没有预约" in dialog.line
    touch(screen, "再试一次")
    assert isinstance(paper.bus.asked[-1].ask, Book)


def test_only_what_the_hall_has_booked_is_printed(paper: PaperStage) -> None:
    screen = sent(paper)
    paper.bus.answer(progress("waiting"))
    assert "正在确认名额" in read(screen)
    paper.alarms[-1].callback()
    paper.bus.answer(progress("booked"))
    assert paper.bus.asked[-1].ask == PrintDocument(kind=APPOINTMENT, number=ACCEPTED.number)
    assert ACCEPTED.number in read(screen) and "11月24日 星期二 09:00-10:00" in read(screen)


def test_a_slot_that_is_gone_is_told_and_others_can_be_chosen(paper: PaperStage) -> None:
    screen = sent(paper)
    paper.bus.answer(progress("full"))
    assert "这个时段刚刚被约满" in read(screen)
    assert not any(isinstance(asked.ask, PrintDocument) for asked in paper.bus.asked)
    touch(screen, "另选时间")
    assert paper.outcomes == [SLOTS]


def test_what_was_given_up_is_told(paper: PaperStage) -> None:
    screen = sent(paper, "", "FS01-261120-0003-K")
    paper.bus.answer(progress("canceled"))
    assert "FS01-261120-0003-K 已经取消" in read(screen)
    touch(screen, "退出")
    assert paper.outcomes == [EXIT]


@pytest.mark.parametrize("answer", ["waiting", ""])
def test_a_hall_that_does_not_decide_leaves_the_number_to_look_at_later(paper: PaperStage, answer: str) -> None:
    screen = sent(paper)
    while "不要重复预约" not in read(screen):
        if answer:
            paper.bus.answer(progress(answer))
        else:
            paper.bus.fail(Failure(code="hall.offline", act=Act.NOBODY))
        if "不要重复预约" not in read(screen):
            paper.alarms[-1].callback()
    assert ACCEPTED.number in read(screen)
    touch(screen, "再试一次")
    paper.bus.answer(progress("booked"))
    assert "您的预约已经确认" in read(screen)
