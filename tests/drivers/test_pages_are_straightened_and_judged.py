"""Imaging: skew, trim, blank pages, turning and cropping. Pictures are drawn here."""

from __future__ import annotations

import io
import random

import pytest
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageStat

from drivers.scanner import imaging
from drivers.scanner.contract import Sheet
from drivers.scanner.imaging import SMALLEST_SIDE, cropped, turned
from drivers.scanner.sheet_finding import find
from emulated.laid_pages import draw_page, laid_page
from tests.drivers.conftest import ASSETS

DPI = 100
FONT = ASSETS / "fonts" / "NotoSansSC-Regular.otf"


def page(ground: int = 255, size: tuple[int, int] = (827, 1169)) -> Image.Image:
    """A page of writing."""
    image = Image.new("L", size, ground)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(ASSETS / "fonts" / "NotoSansSC-Regular.otf"), 24)
    for number in range(28):
        pen.text((80, 80 + 36 * number), f"居民户口簿 样张 本页内容均系编造 {number}", 0, font)
    return image


def sheet_of(image: Image.Image, dpi: int) -> Sheet:
    """What becomes of a picture."""
    return imaging.sheet_of(image.copy(), dpi)


def picture(jpeg: bytes) -> Image.Image:
    """A sheet's picture."""
    return Image.open(io.BytesIO(jpeg))


def steepest_rows(image: Image.Image) -> float:
    """How cleanly writing and white alternate from row to row."""
    rows = image.convert("L").resize((1, image.height), Image.Resampling.BOX)
    return float(ImageStat.Stat(rows).stddev[0])


@pytest.mark.parametrize("skew", [-3.3, -1.5, 1.5, 2.3, 4.2])
def test_a_page_laid_askew_is_straightened(skew: float) -> None:
    straight = steepest_rows(page())
    askew = page().rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    sheet = picture(sheet_of(askew, DPI).jpeg)
    assert sheet.size == askew.size
    assert steepest_rows(sheet) > 1.1 * steepest_rows(askew)
    assert steepest_rows(sheet) > 0.97 * straight


@pytest.mark.parametrize("skew", [0.0, 14.0])
def test_a_straight_page_and_one_that_is_meant_to_be_askew_stay(skew: float) -> None:
    laid = page().rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    sheet = picture(sheet_of(laid, DPI).jpeg).convert("L")
    assert sheet.size == laid.size
    assert steepest_rows(sheet) == pytest.approx(steepest_rows(laid), rel=0.02)


def test_nothing_is_taken_from_a_page_on_a_white_lid() -> None:
    sheet = sheet_of(page(), DPI)
    assert (sheet.width, sheet.height, sheet.blank) == (827, 1169, False)


def test_a_card_on_a_white_lid_is_cut_out() -> None:
    glass = Image.new("RGB", (827, 1169), (252, 252, 251))
    glass.paste((190, 205, 230), (100, 200, 437, 412))
    ImageDraw.Draw(glass).rectangle((150, 250, 300, 300), (60, 60, 80))
    sheet = sheet_of(glass, DPI)
    assert sheet.width == pytest.approx(337, abs=6)
    assert sheet.height == pytest.approx(212, abs=6)
    assert not sheet.blank


def test_what_little_is_printed_on_white_paper_on_a_white_lid_keeps_a_margin() -> None:
    glass = Image.new("L", (827, 1169), 252)
    pen = ImageDraw.Draw(glass)
    for number in range(6):
        pen.line((100, 200 + 30 * number, 400, 200 + 30 * number), 20, 3)
    sheet = sheet_of(glass, DPI)
    assert sheet.width == pytest.approx(301 + 2 * 31, abs=12)
    assert sheet.height == pytest.approx(153 + 2 * 31, abs=12)


def test_a_sheet_on_a_black_lid_is_trimmed_to_its_edges() -> None:
    glass = Image.new("L", (827, 1169), 12)
    glass.paste(page(size=(560, 790)), (60, 70))
    sheet = sheet_of(glass, DPI)
    assert sheet.width == pytest.approx(560, abs=6)
    assert sheet.height == pytest.approx(790, abs=6)


@pytest.mark.parametrize("ground", [255, 250, 236])
def test_a_blank_page_is_told(ground: int) -> None:
    assert sheet_of(Image.new("RGB", (827, 1169), (ground, ground, ground - 4)), DPI).blank


def test_a_page_with_dust_is_blank_and_one_with_a_signature_is_not() -> None:
    dusty = Image.new("L", (827, 1169), 250)
    for place in range(5):
        dusty.paste(90, (100 + 90 * place, 300, 102 + 90 * place, 302))
    signed = dusty.copy()
    ImageDraw.Draw(signed).line([(500, 1000), (560, 960), (600, 1010), (680, 950), (720, 1000)], 20, 4)
    assert sheet_of(dusty, DPI).blank
    assert not sheet_of(signed, DPI).blank


def letter(upside: int = 0) -> Image.Image:
    """A page with punctuation, turned by quarters clockwise."""
    drawn = draw_page("letter", (827, 1169), (255, 255, 253), FONT, random.Random(3), DPI)
    return Image.fromarray(np.ascontiguousarray(np.rot90(np.asarray(drawn), -upside)))


@pytest.mark.parametrize("upside", [0, 1, 2, 3])
def test_a_letter_is_set_upright(upside: int) -> None:
    upright = picture(sheet_of(letter(), DPI).jpeg).convert("L")
    sheet = picture(sheet_of(letter(upside), DPI).jpeg).convert("L")
    assert sheet.width < sheet.height
    assert np.abs(np.asarray(sheet.resize((80, 110)), np.int16) - np.asarray(upright.resize((80, 110)))).mean() < 12


@pytest.mark.parametrize("upside", [0, 1, 2, 3])
def test_a_page_without_punctuation_is_left_as_it_was_laid(upside: int) -> None:
    drawn = np.rot90(np.asarray(draw_page("form", (827, 1169), (255, 255, 253), FONT, random.Random(3), DPI)), -upside)
    sheet = sheet_of(Image.fromarray(np.ascontiguousarray(drawn)), DPI)
    assert (sheet.width > sheet.height) == bool(upside % 2)


def test_a_page_too_dark_to_read_is_told() -> None:
    night = letter().point([round(level * 0.3) for level in range(256)] * 3)
    assert sheet_of(night, DPI).dark
    assert not sheet_of(letter(), DPI).dark


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_a_blurred_page_is_told_at_any_resolution(dpi: int) -> None:
    size = round(8.27 * dpi), round(11.69 * dpi)
    sharp = draw_page("letter", size, (255, 255, 253), FONT, random.Random(3), dpi)
    assert not sheet_of(sharp, dpi).blurred
    assert sheet_of(sharp.filter(ImageFilter.GaussianBlur(0.5 / 25.4 * dpi)), dpi).blurred


@pytest.mark.parametrize("number", range(0, 40, 3))
def test_pages_however_they_lie_are_level_within_three_tenths_of_a_degree(number: int) -> None:
    laid = laid_page(number, FONT, DPI)
    assert abs(find(np.asarray(laid.picture)).angle - laid.angle) < 0.3


@pytest.mark.parametrize(("quality", "larger"), [(50, False), (95, True)])
def test_the_quality_is_as_asked(quality: int, larger: bool) -> None:
    usual = imaging.sheet_of(page(), DPI).jpeg
    assert (len(imaging.sheet_of(page(), DPI, quality).jpeg) > len(usual)) == larger


@pytest.mark.parametrize("lid", [252, 255])
def test_a_page_of_which_the_end_never_came_is_no_page(lid: int) -> None:
    glass = np.full((1169, 827), lid, np.uint8)
    glass[100:900, 30:700] = 235
    assert not imaging.broke_off(glass)
    short = np.where(np.arange(1169)[:, None] < 600, np.minimum(glass, 254), 255).astype(np.uint8)
    assert imaging.broke_off(short)


@pytest.mark.parametrize(("quarters", "corner"), [(1, (1100, 40)), (2, (780, 1120)), (3, (40, 780))])
def test_a_page_is_turned_clockwise(quarters: int, corner: tuple[int, int]) -> None:
    image = page()
    image.paste(0, (0, 0, 80, 80))
    sheet = turned(sheet_of(image, DPI).jpeg, quarters)
    assert min(sheet.width, sheet.height) == pytest.approx(827, abs=2)
    assert max(sheet.width, sheet.height) == pytest.approx(1169, abs=2)
    assert (sheet.width > sheet.height) == bool(quarters % 2)
    assert picture(sheet.jpeg).convert("L").getpixel(corner) == pytest.approx(0, abs=12)


@pytest.mark.parametrize("quarters", [-1, 0, 4])
def test_other_turns_are_refused(quarters: int) -> None:
    with pytest.raises(ValueError, match="1, 2 or 3"):
        turned(sheet_of(page(), DPI).jpeg, quarters)


def test_a_page_is_cropped_by_fractions_and_keeps_its_resolution() -> None:
    sheet = cropped(sheet_of(page(), DPI).jpeg, 0.25, 0.5, 0.75, 1.0)
    assert sheet.width == pytest.approx(414, abs=1)
    assert sheet.height == pytest.approx(585, abs=1)
    assert picture(sheet.jpeg).info["dpi"] == (DPI, DPI)


def test_a_crop_to_white_paper_is_blank() -> None:
    assert cropped(sheet_of(page(), DPI).jpeg, 0.85, 0.0, 1.0, 1.0).blank


@pytest.mark.parametrize("box", [
    (0.5, 0.0, 0.5, 1.0), (0.6, 0.0, 0.5, 1.0), (-0.1, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.1),
    (0.0, 0.0, (SMALLEST_SIDE - 2) / 827, 1.0), (float("nan"), 0.0, 1.0, 1.0),
])
def test_a_crop_that_leaves_nothing_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="crop"):
        cropped(sheet_of(page(), DPI).jpeg, *box)


@pytest.mark.parametrize("damage", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_page_is_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="JPEG"):
        turned(damage, 1)


def test_half_a_page_is_refused() -> None:
    whole = sheet_of(page(), DPI).jpeg
    with pytest.raises(ValueError, match="JPEG"):
        turned(whole[:len(whole) // 2], 1)
