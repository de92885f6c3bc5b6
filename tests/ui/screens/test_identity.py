"""身份信息确认: what the card says, its number masked; an expired card cannot go on and is told where to go."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pygame

from tests.ui.hand import reason, touch
from tests.ui.screens.reading import read
from tests.ui.stages import PaperStage, paper_stage
from rules.identity import PORTRAIT_FILE, CardKind, Identity
from rules.items import Audience
from ui.journey import BACK, NEXT
from ui.journeys.apply import ENTERPRISE
from ui.kit import Kit
from ui.people import PERSON
from ui.screens.identity import IdentityScreen
from ui.widgets.label import Picture

TOKEN = "sample_card_token_0001"


def shown(paper: PaperStage, **changes: object) -> IdentityScreen:
    identity: Identity = msgspec.structs.replace(PERSON, **changes)
    paper.stage.answers.identity = identity
    screen = IdentityScreen(paper.stage)
    screen.enter()
    return screen


def test_says_what_the_card_says(paper: PaperStage) -> None:
    text = read(shown(paper))
    for value in ("张三", "男", "汉", "1988年5月17日", PERSON.address, PERSON.issuer, "2016年3月1日 至 2036年3月1日"):
        assert value in text


def test_the_middle_of_the_number_is_masked(paper: PaperStage) -> None:
    text = read(shown(paper))
    assert "440604********0012" in text
    assert PERSON.number not in text


def test_the_portrait_stands_beside_it(kit: Kit, tmp_path: Path) -> None:
    folder = tmp_path / "card" / TOKEN
    folder.mkdir(parents=True)
    pygame.image.save(pygame.Surface((102, 126)), str(folder / PORTRAIT_FILE))
    paper = paper_stage(kit, tmp_path)
    paper.stage.answers.card = TOKEN
    pictures = [widget for widget in shown(paper).view().content if isinstance(widget, Picture)]
    assert [picture.picture.get_size() for picture in pictures] == [(102, 126)]


def test_a_person_enters_the_items(paper: PaperStage) -> None:
    touch(shown(paper), "进入")
    assert paper.outcomes == [NEXT]


def test_an_agent_enters_the_enterprise(paper: PaperStage) -> None:
    paper.stage.answers.audience = Audience.ENTERPRISE
    touch(shown(paper), "进入")
    assert paper.outcomes == [ENTERPRISE]


def test_an_expired_card_cannot_go_on_and_is_told_which_window(paper: PaperStage) -> None:
    screen = shown(paper, valid_from="2006-11-22", valid_to="2026-11-22")
    assert reason(screen, "进入") == "您的身份证已过有效期，不能在终端办理"
    assert "公安户政窗口" in read(screen)
    touch(screen, "上一步")
    assert paper.outcomes == [BACK]


def test_a_foreigners_expired_card_is_sent_to_the_exit_and_entry_window(paper: PaperStage) -> None:
    screen = shown(paper, kind=CardKind.FOREIGNER_2023, valid_to="2026-11-22")
    assert "公安出入境窗口" in read(screen)


def test_the_last_day_is_still_valid(paper: PaperStage) -> None:
    touch(shown(paper, valid_to="2026-11-23"), "进入")
    assert paper.outcomes == [NEXT]


def test_a_card_that_is_not_valid_yet_cannot_go_on(paper: PaperStage) -> None:
    screen = shown(paper, valid_from="2026-11-24")
    assert reason(screen, "进入") == "您的身份证还没有到生效日期"


def test_a_card_for_ever_is_valid(paper: PaperStage) -> None:
    screen = shown(paper, valid_to="")
    assert "至 长期" in read(screen)
    touch(screen, "进入")
    assert paper.outcomes == [NEXT]
