"""The director follows outcomes, ends errands of a screen that was left, and lays questions over screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest

from tests.ui.stages import ASSETS, PaperAlarm, PaperBus, surroundings
from ui.answers import Answers
from ui.director import Director
from ui.journey import BACK, HELP, NEXT, Journey, Outcome, Step, WayError
from ui.kit import Kit
from ui.manner import Language, Manner
from ui.screen import Screen
from ui.spool import Spool
from ui.surroundings import Surroundings
from ui.view import Action, Touchable, View
from wire.messages import CardRead, DeviceChanged, HallChanged, ReadCard, VisitChanged
from wire.values import (
    Act, DeviceState, DeviceView, EndReason, Failure, HallState, VisitState, VisitView,
)


class First(Screen):
    """Waits for a card; types something when told to."""

    name = "first"
    heard: ClassVar[list[object]] = []

    def enter(self) -> None:
        self.result: object = None
        self.stage.services.read_card(self._read)
        self.stage.after(30, self.stage.leaves(NEXT))

    def noticed(self, notice: object) -> None:
        self.heard.append(notice)

    def view(self) -> View:
        return View(content=(), back=Action(label="记下", tap=self._write),
                    main=Action(label="下一步", tap=self.stage.leaves(NEXT)))

    def _read(self, result: CardRead | Failure) -> None:
        self.stage.answers.card = result.card if isinstance(result, CardRead) else result.code
        self.stage.leave(NEXT)

    def _write(self) -> None:
        self.stage.answers.form["name"] = "某某"


class Second(Screen):
    """Says what it got."""

    name = "second"

    def view(self) -> View:
        return View(content=(), hint=self.stage.answers.card or "无",
                    back=Action(label="上一步", tap=self.stage.leaves(BACK)),
                    main=Action(label="糊涂", tap=self.stage.leaves(Outcome("nonsense"))))


JOURNEY = Journey(
    start="first",
    steps={"first": Step("first", ("crumbs.home",), {NEXT: "second"}),
           "second": Step("second", ("crumbs.help",), {})},
    everywhere={HELP: "second"},
)


@dataclass
class Visit:
    """A director at a paper bus, and what it wanted."""

    director: Director
    bus: PaperBus
    around: Surroundings
    alarms: list[PaperAlarm]
    ends: list[EndReason] = field(default_factory=list)
    stays: list[bool] = field(default_factory=list)
    chosen: list[Manner] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)

    def touchables(self) -> dict[str, Touchable]:
        for layer in reversed(self.director.layers()):
            found = {t.label: t for widget in layer for t in widget.touchables()}
            if found:
                return found
        return {}

    def touch(self, label: str) -> None:
        tap = self.touchables()[label].tap
        assert tap is not None
        tap()
        self.director.settle()


@pytest.fixture
def visit() -> Visit:
    kit = Kit.load(ASSETS)
    bus, around, alarms = PaperBus(), surroundings(), list[PaperAlarm]()
    ends, stays = list[EndReason](), list[bool]()
    chosen, spoken = list[Manner](), list[str]()
    First.heard.clear()

    def after(seconds: float, callback: object) -> PaperAlarm:
        assert callable(callback)
        alarms.append(PaperAlarm(seconds, callback))
        return alarms[-1]

    director = Director(
        kit=kit, screens={"first": First, "second": Second}, journey=JOURNEY, bus=bus,
        spool=Spool(Path("/nonexistent")), engine=None, surroundings=around, after=after, changed=lambda: None,
        end_visit=ends.append, stay=lambda: stays.append(True), chosen=chosen.append, speak=spoken.append,
    )
    return Visit(director, bus, around, alarms, ends, stays, chosen, spoken)


def test_an_answer_moves_on_by_itself(visit: Visit) -> None:
    assert isinstance(visit.bus.asked[0].ask, ReadCard)
    visit.bus.answer(CardRead(card="a" * 24, kind="resident"))
    assert visit.director.name == "second"


def test_a_screen_that_was_left_asks_and_waits_no_more(visit: Visit) -> None:
    visit.touch("下一步")
    assert visit.director.name == "second"
    assert visit.bus.asked[0].canceled
    assert visit.alarms[0].canceled


def test_an_answer_that_comes_too_late_changes_nothing(visit: Visit) -> None:
    visit.touch("下一步")
    visit.bus.fail(Failure(code="card.none", act=Act.CITIZEN), 0)
    visit.touch("上一步")
    assert visit.director.name == "first"
    assert not visit.bus.asked[-1].canceled


def test_an_alarm_of_the_screen_rings_once_and_is_followed(visit: Visit) -> None:
    visit.alarms[0].callback()
    assert visit.director.name == "second"


def test_home_ends_the_visit_when_there_is_nothing_to_lose(visit: Visit) -> None:
    visit.touch("返回首页")
    assert visit.ends == [EndReason.HOME]


def test_home_asks_first_when_something_was_typed(visit: Visit) -> None:
    visit.touch("记下")
    visit.touch("返回首页")
    assert (visit.ends, set(visit.touchables())) == ([], {"继续办理", "返回首页"})
    visit.touch("继续办理")
    assert "下一步" in visit.touchables()
    visit.touch("返回首页")
    visit.touch("返回首页")
    assert visit.ends == [EndReason.HOME]


def test_home_is_told_to_the_daemon_only_once(visit: Visit) -> None:
    visit.touch("返回首页")
    visit.touch("返回首页")
    assert visit.ends == [EndReason.HOME]


def test_without_a_visit_home_is_where_one_is(visit: Visit) -> None:
    visit.around.visit = VisitView(state=VisitState.IDLE, serial=0, seconds_left=0)
    visit.touch("返回首页")
    assert (visit.ends, visit.director.name) == ([], "first")


def test_the_warning_lies_over_everything_and_offers_to_stay_or_go(visit: Visit) -> None:
    visit.around.visit = VisitView(state=VisitState.WARNING, serial=1, seconds_left=30)
    assert set(visit.touchables()) == {"继续办理", "退出"}
    visit.touch("继续办理")
    assert visit.stays == [True]
    visit.touch("退出")
    assert visit.ends == [EndReason.EXIT]


def test_notices_reach_the_screen(visit: Visit) -> None:
    notice = HallChanged(state=HallState.OFFLINE)
    visit.director.noticed(notice)
    assert First.heard == [notice]


def test_a_toast_goes_by_itself_and_takes_no_touch(visit: Visit) -> None:
    visit.director.say("请先勾选")
    assert len(visit.director.layers()[-1]) == 1
    assert "下一步" in visit.touchables()
    visit.alarms[-1].callback()
    assert visit.director.layers()[-1] == ()


def test_a_second_toast_takes_the_place_of_the_first(visit: Visit) -> None:
    visit.director.say("一")
    first = visit.alarms[-1]
    visit.director.say("二")
    assert first.canceled
    assert len(visit.director.layers()[-1]) == 1


def test_an_outcome_that_the_journey_does_not_know_is_a_mistake(visit: Visit) -> None:
    visit.touch("下一步")
    with pytest.raises(WayError):
        visit.touch("糊涂")


def test_surroundings_follow_the_daemon() -> None:
    around = surroundings()
    around.take_notice(VisitChanged(visit=VisitView(state=VisitState.WARNING, serial=4, seconds_left=12)))
    assert (around.visiting, around.visit.seconds_left) == (True, 12)
    around.take_notice(DeviceChanged(view=DeviceView(device="idcard", state=DeviceState.OFFLINE)))
    assert not around.works("idcard")
    around.take_notice(HallChanged(state=HallState.OFFLINE))
    assert not around.hall_answers


def test_answers_never_show_what_they_hold() -> None:
    answers = Answers(words="林晓梅", form={"name": "林晓梅"})
    assert repr(answers) == "<Answers>"


def test_care_is_one_touch_from_every_header_and_speaks(visit: Visit) -> None:
    visit.touch("关怀版")
    assert visit.chosen == [Manner(care=True, voice=True)]
    assert visit.spoken == ["first"]
    visit.touch("下一步")
    assert visit.spoken == ["first", "second"]
    visit.touch("关怀版")
    assert visit.chosen[-1] == Manner()
    assert visit.spoken[-1] == ""


def test_the_language_changes_on_the_screen_one_is_on(visit: Visit) -> None:
    visit.touch("English")
    assert visit.director.name == "first" and "Help" in visit.touchables()
    visit.touch("简体中文")
    assert "操作说明" in visit.touchables()
    assert [manner.language for manner in visit.chosen] == [Language.ENGLISH, Language.SIMPLIFIED]


def test_all_ways_stand_on_one_board(visit: Visit) -> None:
    visit.touch("更多方式")
    assert set(visit.touchables()) == {
        "关怀版", "高对比", "轮椅版", "语音提示", "简体中文", "繁體中文", "English", "关闭"}
    visit.touch("高对比")
    visit.touch("繁體中文")
    assert visit.chosen[-1] == Manner(contrast=True, language=Language.TRADITIONAL)
    visit.touch("關閉")
    assert "操作說明" in visit.touchables()


def test_from_a_wheelchair_the_picture_is_drawn_down_and_up(visit: Visit) -> None:
    visit.touch("更多方式")
    visit.touch("轮椅版")
    visit.touch("关闭")
    seen = [visit.director.lowered]
    for label in ("画面下移", "画面还原", "画面下移", "下一步"):
        visit.touch(label)
        seen.append(visit.director.lowered)
    assert seen == [False, True, False, True, False]
