"""事项搜索: a word is written, or one that many look for is touched; without a word it asks for one."""

from __future__ import annotations

from tests.ui.hand import touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage
from ui.journeys.apply import INPUT, QUERY
from ui.screens.search import Search


def test_the_box_opens_the_input_method(paper: PaperStage) -> None:
    touch(Search(paper.stage), "请输入事项名称，汉字、全拼或首字母都可以")
    assert paper.stage.answers.editing == "words"
    assert paper.outcomes == [INPUT]


def test_the_word_stands_in_the_box_and_is_looked_for(paper: PaperStage) -> None:
    paper.stage.answers.words = "身份证"
    screen = Search(paper.stage)
    assert "身份证" in read(screen)
    touch(screen, "查询")
    assert paper.outcomes == [QUERY]


def test_an_empty_box_asks_for_a_word(paper: PaperStage) -> None:
    for words in ("", "  "):
        paper.stage.answers.words = words
        touch(Search(paper.stage), "查询")
    assert paper.outcomes == []
    assert paper.toasts == ["请先输入要查找的词，例如：身份证。"] * 2


def test_a_common_word_is_looked_for_at_once(paper: PaperStage) -> None:
    touch(Search(paper.stage), "居住证")
    assert paper.stage.answers.words == "居住证"
    assert paper.outcomes == [QUERY]
