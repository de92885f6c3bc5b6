"""The steps that finishing a page is made of, on pictures small enough to be seen through."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner import pixels
from drivers.scanner.pixels import Picture


def drawn(*rows: str) -> Picture:
    """A mask, # where it is set."""
    return np.array([[255 if sign == "#" else 0 for sign in row] for row in rows], np.uint8)


def written(mask: Picture) -> list[str]:
    """A mask as `drawn` takes it."""
    return ["".join("#" if level else "." for level in row) for row in mask]


def test_a_mask_grows_and_wears_by_its_reach() -> None:
    one = np.zeros((41, 41), np.uint8)
    one[20, 20] = 1
    for reach in (1, 2, 7, 12):
        grown = pixels.grown(one, reach)
        assert np.count_nonzero(grown) == (2 * reach + 1) ** 2
        assert np.array_equal(pixels.worn(grown, reach) > 0, one > 0)


def test_wearing_does_not_begin_at_the_pictures_edge() -> None:
    assert np.all(pixels.worn(np.full((9, 9), 255, np.uint8), 2) == 255)


def test_regions_that_touch_at_a_corner_are_one_and_dust_goes() -> None:
    mask = drawn("##....#",
                 "##.....",
                 "..##...",
                 "..##..#")
    assert written(pixels.large_regions(mask, 1, 0.2)) == ["##.....", "##.....", "..##...", "..##..."]
    assert written(pixels.large_regions(mask, 9, 0.0)) == ["......."] * 4


def test_a_ring_and_two_arms_that_meet_below_are_one_region() -> None:
    ring, arms = drawn("###", "#.#", "###"), drawn("#.#", "#.#", "###")
    assert written(pixels.large_regions(ring, 8, 1.0)) == written(ring)
    assert written(pixels.large_regions(arms, 7, 1.0)) == written(arms)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=7, max_size=7), min_size=1, max_size=7))
def test_regions_are_what_flooding_finds(flags: list[list[bool]]) -> None:
    mask = np.where(np.array(flags), np.uint8(255), np.uint8(0))
    assert np.array_equal(pixels.large_regions(mask, 3, 0.0) > 0, flooded(mask > 0, 3))


def flooded(flags: np.ndarray, least: int) -> np.ndarray:
    """The regions of at least so many dots, by walking through each."""
    kept, left = np.zeros_like(flags), {(int(row), int(column)) for row, column in zip(*np.nonzero(flags))}
    while left:
        region, edge = set[tuple[int, int]](), [left.pop()]
        while edge:
            row, column = edge.pop()
            region.add((row, column))
            near = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)} & left
            left -= near
            edge += near
        if len(region) >= least:
            for place in region:
                kept[place] = True
    return kept


def test_an_outline_is_filled() -> None:
    assert written(pixels.hull(drawn("..#..", ".....", "#...#", ".....", "..#.."))) == [
        "..#..", ".###.", "#####", ".###.", "..#.."]


@pytest.mark.parametrize("rows", [["...", "..."], ["...", ".#."], ["###", "..."]])
def test_an_outline_of_little_is_itself(rows: list[str]) -> None:
    assert written(pixels.hull(drawn(*rows))) == rows


@pytest.mark.parametrize("shape", [(600, 400), (600, 400, 3)])
def test_a_page_turned_there_and_back_is_the_same(shape: tuple[int, ...]) -> None:
    page = np.full(shape, 250, np.uint8)
    page[200:400, 150:250] = 20
    whole = 0, 0, 400, 600
    back = pixels.turned(pixels.turned(pixels.image(page), 5.0, whole, 250), -5.0, whole, 250)
    assert np.mean(np.abs(np.asarray(back).astype(int) - page)) < 1.5
    straight = pixels.turned(pixels.image(page), 0.0, (100, 150, 300, 450), 0)
    assert np.array_equal(np.asarray(straight), page[150:450, 100:300])


def test_what_comes_from_outside_is_ground() -> None:
    page = pixels.image(np.zeros((100, 100), np.uint8))
    assert pixels.turned(page, 10.0, (0, 0, 100, 100), 200).getpixel((0, 0)) == 200


def test_a_ramp_is_as_steep_everywhere() -> None:
    ramp = np.tile(np.arange(0, 100, 5, dtype=np.uint8), (10, 1))
    assert np.allclose(pixels.slope(ramp), 5.0)
