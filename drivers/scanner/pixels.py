"""Arrays of bytes through Pillow: the few steps that finishing a page is made of. README says why not OpenCV.

A picture is height x width (grey) or height x width x 3 (red, green, blue); a mask is a grey picture, set where it is
not 0. At a picture's edge its outermost dots go on. A whole page is a Pillow image (L or RGB): an array beside it would
be as much memory again.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Picture = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_THREADS = 4
"""As many as a Raspberry Pi has cores."""
_STRIP = 128
"""Rows turned at a time, which bounds what is in memory twice."""


def image(picture: Picture) -> Image.Image:
    """A page for Pillow."""
    return Image.fromarray(picture)


def grey(picture: Picture | Image.Image) -> Picture:
    """Its light alone (ITU-R BT.601)."""
    return np.asarray(_image(picture).convert("L"))


def resized(picture: Picture | Image.Image, longest: int) -> Picture:
    """With at most `longest` dots on its longer side, each the mean of what it stands for."""
    page = _image(picture)
    scale = longest / max(page.size)
    if scale >= 1.0:
        return np.asarray(page)
    size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    return np.asarray(page.resize(size, Image.Resampling.BOX, reducing_gap=1.0))


def averaged(picture: Picture, reach: int) -> Picture:
    """Each dot the mean of those up to `reach` away, in a square."""
    return np.asarray(_image(picture).filter(ImageFilter.BoxBlur(reach)))


def calmed(picture: Picture, sigma: float) -> Picture:
    """Under a bell of `sigma` dots."""
    return np.asarray(_image(picture).filter(ImageFilter.GaussianBlur(sigma)))


def grown(mask: Picture, reach: int) -> Picture:
    """Set (255) wherever `mask` is within `reach` dots, in a square."""
    # one of 15 x 15 dots is 1.1 of 255 after both passes of the mean, so up to there nothing is lost
    for step in [7] * (reach // 7) + [reach % 7] * bool(reach % 7):
        mask = np.where(averaged(np.where(mask > 0, np.uint8(255), np.uint8(0)), step) > 0, np.uint8(255), np.uint8(0))
    return mask


def worn(mask: Picture, reach: int) -> Picture:
    """Set (255) where `mask` is, all around for `reach` dots."""
    return 255 - grown(np.where(mask > 0, np.uint8(0), np.uint8(255)), reach)


def turned(page: Image.Image, degrees: float, box: tuple[int, int, int, int], ground: int) -> Image.Image:
    """The `box` (left, top, right, bottom) of the page once that was turned clockwise about its middle. What comes from
    outside is of a grey `ground`.
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    middle_x, middle_y, (left, top, right, bottom) = page.width / 2, page.height / 2, box
    colour = (ground,) * len(page.getbands())

    def strip(first: int) -> Image.Image:
        from_x, from_y = left - middle_x, first - middle_y
        coefficients = (cos, sin, cos * from_x + sin * from_y + middle_x,
                        -sin, cos, cos * from_y - sin * from_x + middle_y)
        return page.transform((right - left, min(_STRIP, bottom - first)), Image.Transform.AFFINE, coefficients,
                              Image.Resampling.BILINEAR, fillcolor=colour)

    kept = Image.new(page.mode, (right - left, bottom - top))
    rows = range(top, bottom, _STRIP)
    # the longest step of all by far, and one for which Pillow lets other threads run
    with ThreadPoolExecutor(_THREADS) as threads:
        for first, done in zip(rows, threads.map(strip, rows), strict=True):
            kept.paste(done, (0, first - top))
    return kept


def large_regions(mask: Picture, least: int, share: float) -> Picture:
    """The parts of `mask` that hang together (corners count) and have at least `least` dots and `share` of the largest.
    """
    runs = _runs(mask > 0)
    roots = _joined(runs)
    sizes: dict[int, int] = {}
    for root, (_, start, end) in zip(roots, runs):
        sizes[root] = sizes.get(root, 0) + end - start
    wanted = max(float(least), share * max(sizes.values(), default=0))
    kept = np.zeros_like(mask)
    for root, (row, start, end) in zip(roots, runs):
        if sizes[root] >= wanted:
            kept[row, start:end] = 255
    return kept


def hull(mask: Picture) -> Picture:
    """Set (255) within the smallest convex outline of all that is set."""
    rows = np.flatnonzero(mask.any(axis=1))
    points = [(int(row), int(column)) for row in rows for column in (
        int(np.argmax(mask[row] > 0)), mask.shape[1] - 1 - int(np.argmax(mask[row, ::-1] > 0)))]
    filled = Image.new("L", (mask.shape[1], mask.shape[0]))
    outline = _half_hull(sorted(points))[:-1] + _half_hull(sorted(points, reverse=True))[:-1]
    if len(outline) > 2:
        ImageDraw.Draw(filled).polygon([(column, row) for row, column in outline], 255, 255)
    whole: Picture = np.maximum(np.asarray(filled), mask)
    return whole


def slope(picture: Picture) -> NDArray[np.float32]:
    """Grey levels a dot, by Sobel's masks; two dots smaller each way."""
    levels = picture.astype(np.float32)
    along = (levels[2:] - levels[:-2]) / 8
    across = (levels[:, 2:] - levels[:, :-2]) / 8
    steep: NDArray[np.float32] = np.hypot(
        along[:, :-2] + 2 * along[:, 1:-1] + along[:, 2:], across[:-2] + 2 * across[1:-1] + across[2:])
    return steep


def _image(picture: Picture | Image.Image) -> Image.Image:
    return picture if isinstance(picture, Image.Image) else Image.fromarray(picture)


def _runs(flags: Flags) -> list[tuple[int, int, int]]:
    """Row, start and end of every stretch that is set, row by row."""
    edges = np.diff(np.pad(flags, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    return list(zip(rows.tolist(), starts.tolist(), ends.tolist()))


def _joined(runs: list[tuple[int, int, int]]) -> list[int]:
    """For each run the number of the region that it belongs to: runs of neighbouring rows that touch are one."""
    parent = list(range(len(runs)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    above = 0
    for number, (row, start, end) in enumerate(runs):
        while runs[above][0] < row - 1 or runs[above][0] == row - 1 and runs[above][2] < start:
            above += 1
        at = above
        while runs[at][0] == row - 1 and runs[at][1] <= end:
            parent[root(at)] = root(number)
            at += 1
    return [root(number) for number in range(len(runs))]


def _half_hull(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One side of a convex outline (Andrew's monotone chain)."""
    chain: list[tuple[int, int]] = []
    for point in points:
        while len(chain) > 1 and _turns(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turns(first: tuple[int, int], second: tuple[int, int], third: tuple[int, int]) -> int:
    return ((second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0]))
