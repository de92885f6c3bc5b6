"""操作说明: about the very screen one came from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.hand import touch
from tests.ui.stages import PaperStage
from ui.journey import BACK
from ui.journeys.citizen import CITIZEN
from ui.screens.help import ICONS, Help
from ui.widgets.label import Heading, Paragraph


NO_FOOTER = {"attract"}
"""No way leads from there to 操作说明."""


@pytest.mark.parametrize("before", sorted({step.screen for step in CITIZEN.steps.values()} - {"help"} - NO_FOOTER))
def test_every_screen_is_explained_in_three_sentences(paper: PaperStage, before: str) -> None:
    assert before in ICONS
    view = Help(replace(paper.stage, before=before)).view()
    said = [widget.text for widget in view.content if isinstance(widget, Paragraph)]
    assert said == [paper.stage.say(f"help_steps.{before}{number}") for number in (1, 2, 3)]


def test_its_heading_names_the_step(paper: PaperStage) -> None:
    view = Help(replace(paper.stage, before="scan")).view()
    assert [widget.text for widget in view.content if isinstance(widget, Heading)] == ["“扫描材料”怎么做"]


def test_from_nowhere_it_explains_the_beginning(paper: PaperStage) -> None:
    view = Help(paper.stage).view()
    assert any("首页" in widget.text for widget in view.content if isinstance(widget, Heading))


def test_it_leads_back(paper: PaperStage) -> None:
    touch(Help(replace(paper.stage, before="scan")), "知道了")
    assert paper.outcomes == [BACK]
