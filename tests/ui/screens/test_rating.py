"""好差评: five marks, one touch, no name, and nobody is kept."""

from __future__ import annotations

import pytest

from tests.ui.hand import labels, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.answers import Task
from ui.journey import BACK, EXIT
from ui.samples import ACCEPTED, PAGE
from ui.screens.rating import ALONE_S, THANKS_S, Rating
from wire.messages import Rate
from wire.values import Act, Failure

MARKS = {"非常满意": 5, "满意": 4, "基本满意": 3, "不满意": 2, "非常不满意": 1}


def shown(paper: PaperStage) -> Rating:
    paper.stage.answers.accepted = ACCEPTED
    screen = Rating(paper.stage)
    screen.enter()
    return screen


@pytest.mark.parametrize(("label", "stars"), MARKS.items())
def test_a_touch_sends_the_mark_with_the_number_only(paper: PaperStage, label: str, stars: int) -> None:
    screen = shown(paper)
    touch(screen, label)
    assert [asked.ask for asked in paper.bus.asked] == [Rate(about=ACCEPTED.number, stars=stars)]
    assert "谢谢您的评价" in read(screen)
    assert (paper.stage.answers.rated, labels(screen)) == (ACCEPTED.number, {"退出"})


def test_who_gives_no_mark_leaves_at_once(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "上一步")
    touch(screen, "不评价，退出")
    assert (paper.outcomes, paper.bus.asked) == ([BACK, EXIT], [])


def test_left_alone_it_ends_by_itself(paper: PaperStage) -> None:
    shown(paper)
    (alarm,) = paper.alarms
    assert alarm.seconds == ALONE_S
    alarm.callback()
    assert paper.outcomes == [EXIT]


def test_after_the_thanks_it_ends_whatever_became_of_the_mark(paper: PaperStage) -> None:
    screen = shown(paper)
    touch(screen, "满意")
    paper.bus.fail(Failure(code="seal.disk_full", act=Act.STAFF))
    assert "谢谢您的评价" in read(screen)
    assert paper.alarms[-1].seconds == THANKS_S
    paper.alarms[-1].callback()
    assert paper.outcomes == [EXIT]


def test_it_says_what_to_take_along(paper: PaperStage) -> None:
    paper.stage.answers.task = Task.BOOKING
    text = read(shown(paper))
    assert "身份证" in text and "预约凭证" in text and "材料原件" not in text
    paper.stage.answers.task, paper.stage.answers.pages = Task.APPLY, {"household-register": [PAGE]}
    text = read(shown(paper))
    assert "材料原件" in text and "受理回执" in text
