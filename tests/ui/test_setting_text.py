"""Text is measured, broken and shortened so that it fits; what a font lacks is never a silent blank."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui.ime.test_every_standard_character_is_reachable import standard_characters
from tests.ui.stages import ASSETS
from ui.canvas import Canvas, Reports
from ui.fonts import Coverage, Fonts
from ui.geometry import Box
from ui.kit import Kit
from ui.text import ELLIPSIS, GETA, Typesetter
from ui.theme import STANDARD, Face

BODY = STANDARD.type.body
WORDS = "申请人使用自助服务终端申报事项，应充分了解“办事指南”（2026年版）及 application form 的操作步骤。"
TEXTS = st.text(alphabet="居民身份证，。；“”（）ab1 .2c", max_size=80)


def test_no_line_is_wider_than_its_box_and_nothing_is_lost(kit: Kit) -> None:
    @settings(max_examples=60)
    @given(TEXTS, st.integers(60, 700))
    def check(text: str, width: int) -> None:
        lines = kit.type.lines(text, BODY, width)
        assert all(kit.type.width(line, BODY) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")

    check()


def test_no_line_opens_with_a_closing_mark(kit: Kit) -> None:
    for width in range(120, 900, 28):
        lines = kit.type.lines(WORDS, BODY, width)
        assert not [line for line in lines if line[0] in "，。”）"]
        assert not [line for line in lines[:-1] if line[-1] in "“（"]


def test_ascii_words_stay_whole(kit: Kit) -> None:
    lines = kit.type.lines(WORDS, BODY, 300)
    assert any("application" in line for line in lines)


def test_a_newline_always_breaks(kit: Kit) -> None:
    assert kit.type.lines("户政\n治安", BODY, 500) == ("户政", "治安")
    assert kit.type.height("户政\n治安", BODY, 500) == 2 * BODY.leading


def test_shortening_keeps_as_much_as_fits(kit: Kit) -> None:
    short = kit.type.shortened("佛山市禅城区祖庙街道行政服务中心", BODY, 200)
    assert short.endswith(ELLIPSIS)
    assert kit.type.width(short, BODY) <= 200
    assert kit.type.shortened("佛山", BODY, 200) == "佛山"


def test_what_does_not_fit_is_reported(kit: Kit) -> None:
    reports = Reports()
    canvas = Canvas(pygame.Surface((400, 400)), kit, reports=reports)
    canvas.text("居民身份证办理", Box(0, 0, 400, 46), BODY, STANDARD.palette.ink)
    assert reports.overflows == []
    canvas.text("居民身份证办理", Box(0, 0, 100, 46), BODY, STANDARD.palette.ink)
    canvas.paragraph(WORDS, Box(0, 0, 300, 46), BODY, STANDARD.palette.ink)
    assert [report.box.w for report in reports.overflows] == [100, 300]


def test_lines_of_a_paragraph_are_as_wide_as_it_but_for_the_last(kit: Kit) -> None:
    reports, width = Reports(), 603
    canvas = Canvas(pygame.Surface((700, 700)), kit, reports=reports)
    canvas.paragraph(f"{WORDS}\n{WORDS}", Box(20, 20, width, 600), BODY, STANDARD.palette.ink)
    count = len(kit.type.lines(WORDS, BODY, width))
    widths = [ink.box.w for ink in reports.inks]
    assert len(widths) == 2 * count and count > 2
    assert widths[:count - 1] == [width] * (count - 1) == widths[count:-1]
    assert widths[count - 1] == kit.type.width(kit.type.lines(WORDS, BODY, width)[-1], BODY) == widths[-1]


@pytest.mark.parametrize("text", ["请看一下出纸口；没有出纸，请再打印一次或告诉工作人员。", "没有拿到回执的，点击“打印回执”；再查一个"])
def test_no_last_line_is_a_character_alone(kit: Kit, text: str) -> None:
    for width in range(300, 700, 4):
        lines = kit.type.lines(text, BODY, width)
        assert "".join(lines) == text
        assert all(kit.type.width(line, BODY) <= width for line in lines)
        assert len(lines) == 1 or len(lines[-1].strip("。”")) > 1, lines


def test_words_are_parted_at_their_spaces_alone(kit: Kit) -> None:
    line = kit.type.justified("Take your ID card", BODY, STANDARD.palette.ink, 250)
    assert line.get_width() == 250
    assert kit.type.justified("Take", BODY, STANDARD.palette.ink, 90).get_width() == kit.type.width("Take", BODY)
    assert kit.type.justified("Take it", BODY, STANDARD.palette.ink, 900).get_width() == kit.type.width("Take it", BODY)


def test_a_rare_character_comes_from_the_font_for_them(kit: Kit) -> None:
    names = "张\U0002C72F李\U000216B4王\U0002A6A5"
    assert kit.type.missing(names, BODY) == ""
    assert kit.type.width(names, BODY) == 6 * BODY.size
    run = kit.type.run(names, BODY, STANDARD.palette.ink)
    assert run.get_width() == 6 * BODY.size
    assert len({pygame.image.tobytes(run.subsurface((x * BODY.size, 0, BODY.size, run.get_height())), "RGBA")
                for x in range(6)}) == 6


def test_lines_break_the_same_with_rare_characters(kit: Kit) -> None:
    assert kit.type.lines("张\U0002C72F" * 10, BODY, 10 * BODY.size) == ("张\U0002C72F" * 5,) * 2


def test_every_character_of_the_standard_list_and_of_the_extensions_is_drawn(kit: Kit) -> None:
    standard = "".join(standard_characters())
    assert len(standard) == 8105
    for style in (kit.theme.type.body, kit.theme.type.body_medium, kit.theme.type.body_bold):
        assert kit.type.missing(standard, style) == ""
    extensions = ((0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0))
    lacking = kit.type.missing("".join(chr(c) for first, last in extensions for c in range(first, last + 1)), BODY)
    assert lacking == ""


def test_every_text_of_the_catalogue_is_drawn(kit: Kit) -> None:
    texts = "".join(path.read_text("utf-8") for path in sorted((ASSETS / "catalogue").rglob("*.yaml")))
    assert kit.type.missing(texts.replace("\n", ""), BODY) == ""


def test_a_character_that_no_font_has_is_a_sign_and_is_reported(kit: Kit) -> None:
    nowhere = "\U000E0041"
    assert kit.type.missing(f"李{nowhere}", BODY) == nowhere
    assert kit.type.width(f"李{nowhere}", BODY) == kit.type.width(f"李{GETA}", BODY)
    reports = Reports()
    canvas = Canvas(pygame.Surface((400, 100)), kit, reports=reports)
    canvas.text(nowhere, Box(0, 0, 400, 46), BODY, STANDARD.palette.ink)
    assert [report.missing for report in reports.overflows] == [nowhere]


def test_without_the_font_for_rare_characters_they_are_signs() -> None:
    setter = Typesetter(Fonts(ASSETS / "fonts", rare=Path("/nonexistent.ttf")))
    assert setter.missing("张\U0002A6A5", BODY) == "\U0002A6A5"


def test_coverage_is_the_files_own() -> None:
    sans = Coverage(ASSETS / "fonts" / Face.REGULAR.value)
    assert sans.missing("市民之窗喆堃犇㛃A1。") == ""
    mark = Coverage(ASSETS / "fonts" / Face.MARK.value)
    assert mark.missing("市民之窗") == ""
    assert mark.missing("佛山市") == "佛山"
