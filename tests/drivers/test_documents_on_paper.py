"""Every document on 58 and 80 mm as the interpreter prints it, against pictures that somebody has looked at.

`python -m tests.drivers.record_papers` records them anew: look at every one, then commit.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers.printer import FONT
from drivers.printer.chinese import Way, runs
from drivers.printer.layout import CELL, TextLine, lay_out, text_width
from drivers.printer.picture import Type, columns
from drivers.printer.profiles import PROFILES
from emulated.escpos_parser import Command
from rules.blocks import (
    Barcode, Column, Cut, Document, Heading, KeyValue, Paragraph, QrCode, Table, Tick,
)
from tests.drivers.conftest import ASSETS, ROOT
from tests.drivers.paper import DOCUMENTS, bytes_of, interpreted

GOLDEN = ROOT / "tests" / "golden" / "papers"
MAKES = ("escpos-80", "escpos-58", "masung-80", "custom-vkp80", "plain-58")
WIDTHS = {"80": "escpos-80", "58": "escpos-58"}
LETTERS = Type(ASSETS / FONT)


def golden(name: str, width: str) -> Path:
    """Where a document's picture lies."""
    return GOLDEN / f"{name.replace(' ', '-')}-{width}.png"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_looks_as_it_was_looked_at(name: str, width: str) -> None:
    make = WIDTHS[width]
    read = interpreted(bytes_of(DOCUMENTS[name], PROFILES[make]), make)
    with Image.open(golden(name, width)) as opened:
        expected = opened.convert("L")
    assert read.paper.size == expected.size
    assert ImageChops.difference(read.paper, expected).getbbox() is None


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_understands_every_byte_and_the_codes_are_read(name: str, make: str) -> None:
    document = DOCUMENTS[name]
    read = interpreted(bytes_of(document, PROFILES[make]), make)
    assert read.complaints == ()
    assert "unknown" not in {command.name for command in read.commands}
    codes = [block.code for block in document.blocks if isinstance(block, Barcode | QrCode)]
    assert sorted(found.text for found in zxingcpp.read_barcodes(read.paper)) == sorted(codes)


def test_a_document_with_cuts_comes_out_in_parts() -> None:
    document = Document(kind="receipt", number="FS01", blocks=(Paragraph(text="甲"), Cut(), Paragraph(text="乙")))
    cuts = [sum(command.name in ("cut", "cut partially", "present") for command in interpreted(
        bytes_of(document, PROFILES[make]), make).commands) for make in ("escpos-80", "masung-80", "custom-vkp80")]
    assert cuts == [2, 2, 1]


ANY_TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from("，。“”‘’（）—…￥·𬭎㛃䶮国ABC 012"), max_size=60)


@settings(deadline=None, max_examples=150)
@given(ANY_TEXT, ANY_TEXT, st.sampled_from(["escpos-80", "escpos-58"]))
def test_any_text_fits_the_paper_and_comes_back_whole(key: str, value: str, make: str) -> None:
    profile = PROFILES[make]
    document = Document(kind="receipt", number="FS01", blocks=(
        Paragraph(text=value), KeyValue(key=key, value=value), Tick(text=value, ticked=False),
        Table(columns=(Column(title="甲", share=2), Column(title="乙")), rows=((key, value),)),
        Heading(text=key, level=2)))
    lines = [line for line in lay_out(document, profile.width) if isinstance(line, TextLine)]
    assert all(text_width(line.text, line.cell) <= profile.width for line in lines)
    read = interpreted(bytes_of(document, profile), make)
    assert read.complaints == ()
    assert _heard(read.commands) == [_sent(line) for line in lines]


def _sent(line: TextLine) -> list[object]:
    """A line's characters: as text, or as the dots of what the printer lacks."""
    return [columns(LETTERS.character(character, CELL, line.bold)) if run.way is Way.PICTURE else character
            for run in runs(line.text) for character in run.text]


def _heard(commands: tuple[Command, ...]) -> list[list[object]]:
    """What a printer found in the bytes, a list a line."""
    lines: list[list[object]] = [[]]
    chinese = False
    for command in commands:
        match command.name, command.body:
            case "text", body:
                lines[-1] += body.decode("gbk" if chinese else "ascii")
            case "column image", body:
                lines[-1].append(body[3:])
            case "chinese on", _:
                chinese = True
            case "chinese off", _:
                chinese = False
            case "feed line", _:
                lines.append([])
    return lines[:-1]
