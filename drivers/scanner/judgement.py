"""What a page looks like to somebody who must read it: blank, too dark, blurred; upright or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drivers.scanner import pixels

Grey = NDArray[np.uint8]

_LOOKED_AT = 700
"""Pixels of the longer side of the picture on which light and ink are judged."""
_INK = 24
_BLANK_SHARE = 0.0006
"""Of a sheet's area: less ink than this is dust."""
_DARK = 105
"""Grey of the lightest fifth of a page: darker than any paper, and than a lid that was shut."""
_TILE_INCH = 0.8
_TILES = 8
_CONTRAST = 60
"""Grey levels between ink and paper below which a tile says nothing about sharpness."""
_SOFT_MM, _SOFT_PIXELS = 0.35, 2.5
"""How far it may be from paper to ink: what the eye forgives, and what the scanner's dots take themselves."""

_READING_DPI = 150
_MARKS, _CLEARLY = 6, 3.0
"""How many commas and full stops must tell, and how many times more must stand low than high."""
_LINES = 1.25
"""How many times more white must be between lines than between letters."""


@dataclass(frozen=True)
class Verdict:
    """A blank page is neither dark nor blurred."""

    blank: bool
    dark: bool
    blurred: bool


def of(grey: Grey, dpi: int) -> Verdict:
    """Judge a page of `dpi`."""
    if _is_blank(grey):
        return Verdict(True, False, False)
    small = pixels.resized(grey, _LOOKED_AT)
    dark = float(np.percentile(small, 80)) < _DARK
    width = None if dark else _transition_mm(grey, dpi)
    return Verdict(False, dark, width is not None and width > _SOFT_MM + _SOFT_PIXELS * 25.4 / dpi)


def quarters_to_upright(grey: Grey, dpi: int) -> int:
    """Clockwise quarter turns that set a page of Chinese print upright; 0 where it stands so, or nothing tells.

    What tells is the white between lines, which is wider than that between letters, and then punctuation: ， 。 、 stand
    alone in the lower left of their square, and nothing else does.
    """
    reading = pixels.resized(grey, round(max(grey.shape) * min(1.0, _READING_DPI / dpi)))
    down, across = reading.shape[0] // 33, reading.shape[1] // 33
    ink = _inked(reading)[down:reading.shape[0] - down, across:reading.shape[1] - across]
    level, upright = _white_between(ink), _white_between(ink.T)
    if max(level, upright) < _LINES * min(level, upright) or max(level, upright) == 0:
        return 0
    for quarters in (0, 2) if level > upright else (1, 3):
        low, high = _marks(np.rot90(ink, -quarters))
        if low >= _MARKS and low > _CLEARLY * high:
            return quarters
    return 0


def _inked(page: Grey) -> NDArray[np.bool_]:
    paper = pixels.averaged(page, 20).astype(np.int16)
    ink: NDArray[np.bool_] = (paper - page) > 30
    return ink


def _white_between(ink: NDArray[np.bool_]) -> float:
    """Which part of the rows from the first line to the last is white."""
    inked = np.flatnonzero(_has_ink(ink))
    return 1.0 - inked.size / (inked[-1] - inked[0] + 1) if inked.size else 0.0


def _has_ink(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Row by row; a speck is no ink."""
    rows: NDArray[np.int64] = ink.sum(axis=1, dtype=np.int64)
    return np.asarray(rows > max(2, ink.shape[1] // 200), np.bool_)


def _is_blank(grey: Grey) -> bool:
    """Whether there is nothing on the sheet but paper. The outermost 2 % is not looked at: edges throw shadows."""
    small = pixels.resized(grey, _LOOKED_AT)
    down, across = small.shape[0] // 50 + 1, small.shape[1] // 50 + 1
    inner = small[down:-down, across:-across]
    if inner.shape[0] <= 8 or inner.shape[1] <= 8:
        return False
    light = pixels.averaged(inner, 50).astype(np.float32)
    paper = np.where(np.abs(light - np.median(inner)) < _INK, light, np.float32(np.median(inner)))
    ink = int(np.count_nonzero(np.abs(inner.astype(np.float32) - paper) >= _INK))
    return ink < _BLANK_SHARE * inner.size


def _transition_mm(grey: Grey, dpi: int) -> float | None:
    """How far it is from paper to ink where that is shortest, in millimetres: the step's height by its slope.

    None where nothing on the page is dark enough to tell.
    """
    side = max(32, round(_TILE_INCH * dpi))
    rows, columns = max(1, grey.shape[0] // side), max(1, grey.shape[1] // side)
    tiles = [grey[row * side:(row + 1) * side, column * side:(column + 1) * side]
             for row in range(rows) for column in range(columns)]
    thin = [(_contrast(pixels.averaged(np.ascontiguousarray(tile[::2, ::2]), 1)[::2, ::2]), number)
            for number, tile in enumerate(tiles)]
    widths = []
    for contrast, number in sorted(thin, reverse=True)[:_TILES]:
        if contrast < _CONTRAST:
            break
        calm = pixels.calmed(np.ascontiguousarray(tiles[number]), max(0.6, dpi / 400))
        widths.append(_contrast(calm[::4, ::4]) / max(float(np.percentile(pixels.slope(calm), 99.5)), 0.1))
    return float(np.median(widths)) / dpi * 25.4 if widths else None


def _contrast(tile: Grey) -> float:
    return float(np.ptp(np.percentile(tile, (1, 99))))


def _marks(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """How many lone small marks stand low in their line, and how many high. Lines are taken to be level."""
    low = high = 0
    for top, bottom in _runs(_has_ink(ink)):
        tall = bottom - top
        if not 10 <= tall <= 60:
            continue
        line = ink[top:bottom]
        letters = _runs(np.asarray(line.any(axis=0), np.bool_))
        for number, (left, right) in enumerate(letters):
            before = left - letters[number - 1][1] if number else tall
            after = letters[number + 1][0] - right if number + 1 < len(letters) else tall
            if right - left > 0.42 * tall or right - left < 2 or max(before, after) < 0.35 * tall:
                continue
            inked = np.flatnonzero(line[:, left:right].any(axis=1))
            if inked[-1] - inked[0] > 0.45 * tall:
                continue
            middle = (inked[0] + inked[-1]) / 2 / tall
            low += middle > 0.64
            high += middle < 0.36
    return low, high


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Starts and ends of the stretches that are true."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(steps[::2], steps[1::2], strict=True)]
