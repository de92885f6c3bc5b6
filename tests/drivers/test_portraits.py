"""A card's photo through a library that is really loaded, whatever that library does; the library is the desk's."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.base import Surroundings
from drivers.idcard import CardReader, MODELS
from drivers.idcard.portrait import LibraryPortraits, bgr, png
from drivers.idcard.portrait_child import HEIGHT, RAW, WIDTH
from emulated.client import StartedDesk
from emulated.idcard_people import card_of
from emulated.idcard_text import PHOTOS, photo_block
from rules.settings import Device

ROOT = Path(__file__).resolve().parents[2]
AS_BMP = """
#include <string.h>
int _Unpack(const char *block, int size, unsigned char *target, int *written)
{
    static const unsigned char head[54] = {'B', 'M', 0xce, 0x97, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 102, 0, 0,
        0, 126, 0, 0, 0, 1, 0, 24};
    if (size != 1024 || *written < 38862 || block[0] != 'W')
        return 0;
    memcpy(target, head, sizeof head);
    memset(target + 54, 0, 38808);
    memcpy(target + 54 + 308 * 125, "\\x10\\x20\\x30", 3);
    *written = 38862;
    return 1;
}
"""
WITHOUT_NAME = "int something_else(void) { return 1; }\n"


def built(folder: Path, source: str) -> Path:
    """A library of that C text."""
    (folder / "library.c").write_text(source)
    return compiled(folder / "library.c", folder / "library.so")


def compiled(source: Path, library: Path) -> Path:
    """As setup builds it."""
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk's own decoder."""
    return compiled(ROOT / "emulated" / "portrait_decoder.c", tmp_path_factory.mktemp("decoder") / "decoder.so")


def photo(kind: str) -> bytes:
    """A photo that makes the desk's decoder behave in that way."""
    return photo_block(replace(card_of("张三"), photo=kind))


def decoded(portraits: LibraryPortraits, block: bytes, timeout_s: float) -> bytes | None:
    """A photo's picture."""
    portraits.begin(block)
    return portraits.finish(timeout_s)


def colours(picture: bytes | None) -> int:
    """How many different ones are in a PNG of the right size."""
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.size, opened.mode, opened.format) == ((WIDTH, HEIGHT), "RGB", "PNG")
        found = opened.getcolors()
    assert found is not None
    return len(found)


@pytest.mark.parametrize("kind", ["sound", "talks"])
def test_a_photo_becomes_a_picture(library: Path, kind: str) -> None:
    assert colours(decoded(LibraryPortraits(library), photo(kind), 20.0)) == 4


def test_what_a_library_must_not_do_it_cannot_do(library: Path) -> None:
    picture = decoded(LibraryPortraits(library), photo("naughty"), 20.0)
    assert colours(picture) == 4, "a black one: something was allowed"


@pytest.mark.parametrize("kind", ["refuses", "crashes", "greedy"])
def test_a_library_that_fails_leaves_no_picture_and_the_next_is_well(library: Path, kind: str) -> None:
    portraits = LibraryPortraits(library)
    assert decoded(portraits, photo(kind), 20.0) is None
    assert decoded(portraits, photo("sound"), 20.0) is not None


def test_a_library_that_hangs_is_ended(library: Path) -> None:
    before = children()
    assert decoded(LibraryPortraits(library), photo("hangs"), 0.3) is None
    assert children() == before


def children() -> set[int]:
    """Our processes."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            found.add(int(status.parent.name))
    return found


def test_every_behaviour_is_tried_here() -> None:
    assert set(PHOTOS) == {"sound", "refuses", "crashes", "hangs", "greedy", "naughty", "talks"}


def test_the_other_name_and_a_bmp_upside_down(tmp_path: Path) -> None:
    picture = decoded(LibraryPortraits(built(tmp_path, AS_BMP)), photo("sound"), 20.0)
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.getpixel((0, 0)) == (0x30, 0x20, 0x10)
        assert opened.getpixel((0, 125)) == (0, 0, 0)


def test_no_library_a_wrong_one_or_no_file_at_all(tmp_path: Path) -> None:
    (tmp_path / "text.so").write_text("no library")
    for library in (tmp_path / "nothing.so", tmp_path / "text.so", built(tmp_path, WITHOUT_NAME)):
        assert decoded(LibraryPortraits(library), photo("sound"), 20.0) is None


def test_a_photo_that_is_too_long_is_not_handed_on(library: Path) -> None:
    assert decoded(LibraryPortraits(library), bytes(5000), 20.0) is None


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.sampled_from([bytes(RAW - 1), bytes(RAW + 1), b"BM" + bytes(38860)])))
def test_only_the_right_size_is_a_picture(data: bytes) -> None:
    assert bgr(data) is None


def test_a_png_has_its_colours_in_order() -> None:
    with Image.open(io.BytesIO(png(bytes((1, 2, 3)) * (RAW // 3)))) as opened:
        assert opened.getpixel((50, 60)) == (3, 2, 1)


@pytest.fixture
def reader(desk: StartedDesk, surroundings: Surroundings, library: Path) -> Iterator[CardReader]:
    """A driver whose surroundings name the library."""
    built = MODELS["sam-v-usb"].build(Device(), replace(surroundings, portrait_library=library))
    built.open()
    yield built
    built.close()


def test_a_card_brings_its_portrait_and_none_where_it_has_none(reader: CardReader, desk: StartedDesk) -> None:
    desk.ask("card", name="马丁")
    assert colours(reader.read(30.0).portrait) == 4
    for kind in ("none", "crashes", "refuses"):
        desk.ask("card", name="none")
        desk.ask("card", fields={"name": "赵六", "photo": kind})
        card = reader.read(30.0)
        assert (card.identity.name, card.portrait) == ("赵六", None)
