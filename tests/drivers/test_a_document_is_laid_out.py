"""Blocks into lines of a roll of paper: columns, wrapping, codes, and nothing that a printer would obey."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.layout import CELL, SMALL_CELL, Bars, Line, Qr, RuleLine, TextLine, lay_out, text_width
from rules.blocks import Align, AnyBlock, Barcode, Document, Heading, KeyValue, Paragraph, QrCode, Rule, Tick

WIDTH = 576


def lines(*blocks: AnyBlock, copy: bool = False) -> list[Line]:
    """The lines of a document of these blocks."""
    return list(lay_out(Document(kind="receipt", number="FS01", blocks=blocks), WIDTH, copy))


def texts(*blocks: AnyBlock) -> list[str]:
    """What is written on them."""
    return [line.text for line in lines(*blocks) if isinstance(line, TextLine)]


def test_a_copy_says_so_first() -> None:
    first = lines(Heading(text="受理回执"), copy=True)[0]
    assert isinstance(first, TextLine)
    assert (first.text, first.centred) == ("补打", True)
    assert "补打" not in texts(Heading(text="受理回执"))


def test_a_title_is_double_size_and_centred_and_a_subtitle_bold() -> None:
    title = lines(Heading(text="受理回执"))[0]
    subtitle = lines(Heading(text="接下来", level=2))[1]
    assert title == TextLine("受理回执", 2 * CELL, centred=True)
    assert subtitle == TextLine("接下来", CELL, bold=True)


def test_values_of_neighbours_stand_below_each_other() -> None:
    first, second = texts(KeyValue(key="申请人", value="张*"), KeyValue(key="回执编号", value="FS01"))
    assert text_width(first[:first.index("张")], CELL) == text_width(second[:second.index("F")], CELL) == 5 * CELL


def test_a_rule_between_them_ends_the_column() -> None:
    alone, _ = texts(KeyValue(key="电话", value="1"), Rule(), KeyValue(key="回执编号", value="2"))
    assert alone == "电话：1"


def test_a_long_value_wraps_under_itself() -> None:
    written = texts(KeyValue(key="地址", value="佛山市禅城区" * 6))
    assert len(written) > 1
    assert all(line.startswith(" " * 6) and line[6] != " " for line in written[1:])


def test_a_long_label_gets_a_line_of_its_own() -> None:
    assert texts(KeyValue(key="申请人与户主关系证明材料名称", value="户口簿")) == [
        "申请人与户主关系证明材料名称：", "  户口簿"]


def test_an_empty_value_leaves_its_label() -> None:
    assert texts(KeyValue(key="备注", value="")) == ["备注："]


def test_a_tick_hangs_beside_its_box() -> None:
    written = texts(Tick(text="近期免冠照片" * 8, ticked=False), Tick(text="户口簿", ticked=True))
    assert written[0].startswith("□ ")
    assert written[1].startswith("   近") or written[1].startswith("   ")
    assert written[-1] == "■ 户口簿"


def test_small_and_centred_paragraphs() -> None:
    assert lines(Paragraph(text="说明", small=True)) == [TextLine("说明", SMALL_CELL)]
    assert lines(Paragraph(text="说明", align=Align.CENTRE)) == [TextLine("说明", CELL, centred=True)]


def test_line_ends_in_a_text_are_kept() -> None:
    assert texts(Paragraph(text="甲\n\n乙\r\n丙")) == ["甲", "", "乙", "丙"]


def test_a_receipts_number_is_bars_with_the_number_in_clear() -> None:
    assert [line for line in lines(Barcode(code="FS01-261123-0007-K")) if not isinstance(line, TextLine)][1] == Bars(
        "FS01-261123-0007-K", 2)
    assert texts(Barcode(code="FS01-261123-0007-K")) == ["FS01-261123-0007-K"]


def test_a_short_code_gets_broader_bars() -> None:
    assert Bars("FS01", 3) in lines(Barcode(code="FS01"))


@pytest.mark.parametrize("code", ["A" * 22, "企业"])
def test_a_code_that_bars_cannot_carry_is_a_qr_code(code: str) -> None:
    kinds = [type(line) for line in lines(Barcode(code=code))]
    assert Qr in kinds
    assert Bars not in kinds


@pytest.mark.parametrize(("size", "module"), [(1, 6), (362, 6), (504, 6), (560, 5), (600, 5)])
def test_a_longer_qr_code_has_smaller_modules(size: int, module: int) -> None:
    code = "企" * (size // 3) + "A" * (size % 3)
    assert Qr(code, module) in lines(QrCode(code=code))


def test_the_longest_qr_code_has_a_size_too() -> None:
    assert Qr("企" * 200, 5) in lines(QrCode(code="企" * 200))


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_whatever_is_too_wide_or_carries_commands(key: str, value: str) -> None:
    laid = lines(KeyValue(key=key, value=value), Paragraph(text=value), Paragraph(text=value, small=True),
                 Heading(text=key), Heading(text=key, level=2), Tick(text=value, ticked=True), Rule())
    assert RuleLine() in laid
    for line in laid:
        if isinstance(line, TextLine):
            assert text_width(line.text, line.cell) <= WIDTH
            assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in line.text)
