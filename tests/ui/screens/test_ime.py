"""输入法: with the real engine, from letters to a word; 确定 writes it where it belongs and goes back."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.ui.hand import labels, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from rules.items import Field, FieldKind
from ui.ime.engine import Engine
from ui.journey import BACK
from ui.samples import ITEM
from ui.screens.ime import Ime
from ui.view import Drag


@pytest.fixture
def writing(paper: PaperStage, engine: Engine) -> PaperStage:
    """A stage with the engine, and an item with a form."""
    with_engine = replace(paper, stage=replace(paper.stage, engine=engine))
    with_engine.stage.answers.item = ITEM
    return with_engine


def opened(paper: PaperStage, editing: str) -> Ime:
    paper.stage.answers.editing = editing
    return Ime(paper.stage)


def type_in(screen: Ime, keys: str) -> None:
    for key in keys:
        touch(screen, key)


def test_pinyin_becomes_a_word_and_the_word_is_searched_for(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "shenfenzheng")
    assert "shen fen zheng" in read(screen)
    touch(screen, "身份证")
    assert writing.stage.answers.words == "", "not before 确定"
    touch(screen, "确定")
    assert writing.stage.answers.words == "身份证"
    assert writing.outcomes == [BACK]
    screen.left()


def test_confirming_takes_the_first_word(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "shenfenzheng")
    touch(screen, "确定")
    assert writing.outcomes == []
    touch(screen, "确定")
    assert writing.stage.answers.words == "身份证"
    assert writing.outcomes == [BACK]
    screen.left()


def test_before_a_letter_it_says_how(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    assert "点字母写拼音" in read(screen)
    type_in(screen, "s")
    assert "点字母写拼音" not in read(screen)
    screen.left()


def test_more_candidates_stand_over_the_keys(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "shi")
    few = labels(screen)
    touch(screen, "更多")
    assert len(labels(screen)) > len(few)
    assert "空格" not in labels(screen)
    rare = sorted(label for label in labels(screen) - few if len(label) == 1 and label >= "一")[0]
    touch(screen, rare)
    assert "空格" in labels(screen), "the keys are back"
    touch(screen, "确定")
    assert writing.stage.answers.words == rare
    screen.left()


def test_more_can_be_put_away(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "shi")
    before = labels(screen)
    touch(screen, "更多")
    touch(screen, "收起")
    assert labels(screen) == before
    screen.left()


def test_candidates_page_to_and_fro(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "shi")
    first = labels(screen)
    touch(screen, "›")
    assert labels(screen) != first
    touch(screen, "‹")
    assert labels(screen) == first
    screen.left()


def test_what_stood_in_the_field_stands_there_again(writing: PaperStage) -> None:
    writing.stage.answers.form = {"address": "佛山市"}
    screen = opened(writing, "form.address")
    type_in(screen, "chancheng")
    touch(screen, "禅城")
    touch(screen, "确定")
    assert writing.stage.answers.form == {"address": "佛山市禅城"}
    assert writing.outcomes == [BACK]
    screen.left()


def test_digits_for_an_identity_number(writing: PaperStage) -> None:
    screen = opened(writing, "form.number")
    assert "输入公民身份号码" in read(screen)
    assert "a" not in labels(screen)
    type_in(screen, "44060419880517001X")
    touch(screen, "确定")
    assert writing.stage.answers.form == {"number": "44060419880517001X"}
    screen.left()


def test_the_contact_is_a_number_or_an_address(writing: PaperStage) -> None:
    screen = opened(writing, "contact")
    assert "输入接收短信的手机号码" in read(screen)
    type_in(screen, "13800000000")
    touch(screen, "确定")
    assert writing.stage.answers.contact == "13800000000"
    writing.stage.answers.notify, writing.stage.answers.contact = "email", ""
    screen = opened(writing, "contact")
    type_in(screen, "li@example.cn")
    touch(screen, "确定")
    assert writing.stage.answers.contact == "li@example.cn"
    assert writing.outcomes == [BACK, BACK]


def test_a_credit_code_has_its_own_keys(writing: PaperStage) -> None:
    screen = opened(writing, "credit_code")
    assert not {"I", "O", "S", "V", "Z"} & labels(screen)
    type_in(screen, "91440600MA4WEXAMPM")
    touch(screen, "9")
    assert writing.toasts == ["已经写满了，不能再多写。"]
    touch(screen, "确定")
    assert writing.stage.answers.credit_code == "91440600MA4WEXAMPM"


def test_a_form_field_takes_no_more_than_it_may(writing: PaperStage) -> None:
    short = Field(key="house", label="门牌号", kind=FieldKind.NUMBER, max_length=3)
    writing.stage.answers.item = msgspec.structs.replace(ITEM, form=(short,))
    screen = opened(writing, "form.house")
    type_in(screen, "12345")
    touch(screen, "确定")
    assert writing.stage.answers.form == {"house": "123"}


def test_without_the_engine_letters_and_digits_still_work(paper: PaperStage) -> None:
    screen = opened(paper, "words")
    assert "拼音输入暂时不能使用" in read(screen)
    type_in(screen, "sfz")
    touch(screen, "确定")
    assert paper.stage.answers.words == "sfz"
    assert paper.outcomes == [BACK]


def test_leaving_forgets_what_was_being_written(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "shen")
    screen.left()
    assert screen.session.text == ""
    assert writing.stage.answers.words == ""


def _write(screen: Ime, cell: str, *strokes: list[tuple[int, int]]) -> None:
    """Move a finger over a cell, as the presenter tells it: from when it comes down until it is lifted."""
    for stroke in strokes:
        found = [touchable for widget in screen.view().content for touchable in widget.touchables()
                 if touchable.label == cell]
        pen = found[0].pen
        assert pen is not None
        x, y = found[0].box.x, found[0].box.y
        points = [(x + right, y + down) for right, down in stroke]
        for point in points:
            pen(Drag(points[0], point, False))
        pen(Drag(points[0], points[-1], True))


def test_a_finger_writes_a_word(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    touch(screen, "手写")
    assert "不限时间" in read(screen)
    _write(screen, "第1格", [(60, 180), (380, 180)], [(220, 40), (220, 340)])
    assert "十" in labels(screen)
    _write(screen, "第2格", [(60, 180), (200, 180), (380, 180)])
    touch(screen, "一")
    assert screen.session.text == "十一"
    touch(screen, "确定")
    assert writing.stage.answers.words == "十一"
    screen.left()


def test_all_ways_to_write_are_one_touch_apart(writing: PaperStage) -> None:
    screen = opened(writing, "form.name")
    for label in ("九宫格", "手写", "笔画", "生僻字", "英文", "拼音"):
        touch(screen, label)
        assert "·" in labels(screen)
    screen.left()


def test_phrases_can_be_gone_on_with_or_sent_away(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    type_in(screen, "jumin")
    touch(screen, "居民")
    assert "身份证" in labels(screen)
    touch(screen, "不用")
    assert "身份证" not in labels(screen)
    screen.left()


def test_the_field_is_cleared_by_its_own_key(writing: PaperStage) -> None:
    writing.stage.answers.words = "居民"
    screen = opened(writing, "words")
    type_in(screen, "shen")
    touch(screen, "清空")
    assert screen.session.text == ""
    assert "清空" not in labels(screen), "there is nothing left to clear"
    screen.left()


def test_the_keyboard_is_put_away_and_what_stands_is_kept(writing: PaperStage) -> None:
    writing.stage.answers.words = "居民"
    screen = opened(writing, "words")
    type_in(screen, "shen")
    touch(screen, "收起键盘")
    assert writing.stage.answers.words == "居民"
    assert writing.outcomes == [BACK]
    screen.left()


def test_a_pressed_letter_stands_above_the_finger_and_never_over_the_field(writing: PaperStage) -> None:
    screen = opened(writing, "words")
    shown = [touchable for widget in screen.view().content for touchable in widget.touchables()]
    field = next(touchable.box for touchable in shown if touchable.label == "输入要查找的词，例如：身份证")
    bubbles = [touchable.bubble for touchable in shown if touchable.bubble is not None]
    assert len(bubbles) == 26
    assert not any(bubble.meets(field) for bubble in bubbles)
    screen.left()
    for editing in ("form.number", "credit_code", "contact"):
        screen = opened(writing, editing)
        assert not any(touchable.bubble for widget in screen.view().content for touchable in widget.touchables())
