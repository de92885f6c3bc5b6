"""手写签名: a finger's strokes, 重写, and on only once something is written."""

from __future__ import annotations

import msgspec
import pytest

from rules import signature
from rules.notify import NotifyBy
from tests.ui.hand import labels, reason, touch
from tests.ui.stages import PaperStage
from ui.journey import NEXT, Outcome
from ui.journeys.apply import SIGN
from ui.people import PERSON
from ui.samples import ITEM, OFFICES
from ui.screens.form import Form
from ui.screens.handing_in import handed_in
from ui.screens.signature import Signature
from ui.view import Drag, Touchable
from wire.messages import Submit

SIGNED = msgspec.structs.replace(ITEM, signature=True)


def pad(screen: Signature) -> Touchable:
    (found,) = [t for widget in screen.view().content for t in widget.touchables()]
    return found


def draw(screen: Signature, *points: tuple[int, int]) -> None:
    """From where the finger comes down to where it is lifted; points of the pad."""
    box, pen = pad(screen).box, pad(screen).pen
    assert pen is not None
    places = [(box.x + x, box.y + y) for x, y in points]
    for place in places:
        pen(Drag(start=places[0], at=place, ended=False))
    pen(Drag(start=places[0], at=places[-1], ended=True))


def test_without_a_signature_it_does_not_go_on(paper: PaperStage) -> None:
    screen = Signature(paper.stage)
    assert "请先在框里签名" in reason(screen, "下一步")
    draw(screen, (10, 10))
    assert "请先在框里签名" in reason(screen, "下一步"), "a tap is no name"
    draw(screen, (100, 100), (400, 160))
    touch(screen, "下一步")
    assert paper.outcomes == [NEXT]


def test_strokes_are_kept_in_the_pads_own_pixels_and_stay_in_it(paper: PaperStage) -> None:
    screen = Signature(paper.stage)
    draw(screen, (100, 100), (5000, 160), (-7, -7))
    assert paper.stage.answers.strokes == [(100, 100, signature.WIDTH, 160, 0, 0, 0, 0)]


def test_again_clears_it(paper: PaperStage) -> None:
    screen = Signature(paper.stage)
    draw(screen, (100, 100), (400, 160))
    touch(screen, "重写")
    assert paper.stage.answers.strokes == []
    assert "重写" not in labels(screen)


def test_a_hand_that_does_not_stop_is_bounded(paper: PaperStage) -> None:
    screen = Signature(paper.stage)
    draw(screen, *[(x % 1600, 100) for x in range(2000)])
    assert len(paper.stage.answers.strokes[0]) == signature.MOST_NUMBERS
    for _ in range(signature.MOST_STROKES):
        draw(screen, (1, 1))
    assert len(paper.stage.answers.strokes) == signature.MOST_STROKES
    assert paper.toasts == ["笔画太多了，请点击“重写”，写得简单一些。"]
    assert signature.picture(paper.stage.answers.strokes)


@pytest.mark.parametrize(("signs", "way"), [(True, SIGN), (False, NEXT)])
def test_it_follows_the_form_where_the_item_asks_for_one(paper: PaperStage, signs: bool, way: Outcome) -> None:
    answers = paper.stage.answers
    answers.item, answers.identity = SIGNED if signs else ITEM, PERSON
    answers.item = msgspec.structs.replace(answers.item, form=ITEM.form[:2])
    answers.notify = NotifyBy.WEBSITE.value
    touch(Form(paper.stage), "下一步")
    assert paper.outcomes == [way]


def test_it_goes_with_this_application_and_no_other(paper: PaperStage) -> None:
    answers = paper.stage.answers
    answers.item, answers.office, answers.card, answers.strokes = SIGNED, OFFICES[0], "card_token_of_a_test", [
        (100, 100, 400, 160)]
    ask = handed_in(answers)
    assert isinstance(ask, Submit) and ask.signature == ((100, 100, 400, 160),)
    answers.item = ITEM
    ask = handed_in(answers)
    assert isinstance(ask, Submit) and ask.signature == ()
    answers.choose_item("another")
    assert answers.strokes == []
