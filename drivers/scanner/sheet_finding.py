"""Where a sheet lies in what the scanner saw, and how far it is turned. Looks at a small grey picture only.

Two witnesses: the sheet's edges, each a straight line fitted to where bed becomes paper, and what is printed, whose
lines make the sharpest profile when they are level. Angles are degrees, positive where the sheet lies turned
counter-clockwise; lengths are pixels of the small picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.linalg import lstsq
from numpy.random import default_rng
from numpy.typing import NDArray

from drivers.scanner import pixels

Grey = NDArray[np.uint8]
Numbers = NDArray[np.float64]

STEEPEST = 12.0
"""Degrees. More is meant so: nobody lays a page so far askew by accident."""
DARK_BED = 170
"""Grey of the bed below which paper stands out from it."""

_COARSE, _FINE = 0.4, 0.05
_INK = 28
"""Grey levels by which ink is darker than the paper around it."""
_POINTS_COARSE, _POINTS_FINE = 16_000, 50_000
_CLEAR = 1.6
"""How far the sharpest profile must stand out of an ordinary one."""
_EDGE_SHARE = 0.25
"""Of a side: a shorter line is no edge of a sheet."""
_LIGHT_BED_STEP, _DARK_BED_STEP = 5.0, 25.0
_AGREE = 0.6
_BLACK_BED, _CORNERS = 70, 0.03
"""A black bed may show in the corners alone; a dark thing on a white lid is seldom so black."""
_TINT = 8
_NOISES = 3.5
_SPECK = 64
_DUST = 0.01
"""Of the largest thing on the glass: what is smaller and lies apart is dust, not paper."""
_SOLID = 0.93
"""Part of its box that a sheet covers; a shadow's line or a printed text covers less."""


@dataclass(frozen=True)
class Edge:
    """One edge: `angle` as of a level or upright line, `length` of it seen, `offset` from the picture's border."""

    angle: float
    length: float


@dataclass(frozen=True)
class Found:
    """A sheet. `box` is left, top, right, bottom after turning about the picture's middle by -`angle`; None where
    there is nothing but bed. `solid`: it is the sheet's, not only that of what is printed on it.
    """

    angle: float
    box: tuple[float, float, float, float] | None
    bed: int
    solid: bool


def find(picture: Grey) -> Found:
    """The sheet in a small picture (some 1000 pixels long), grey or in colour."""
    coloured = picture.ndim == 3
    grey = pixels.grey(picture)
    calm = pixels.calmed(grey, 1.2)
    bed, step = _bed(calm)
    mask, other = _sheet_mask(calm, bed, step, _tint(picture) if coloured else np.zeros_like(grey))
    edges = _edges(mask)
    printed = _printed_angle(grey, mask if bed < DARK_BED else None)
    angle = _decide(edges, printed)
    box = _box(mask, angle)
    area = (box[2] - box[0]) * (box[3] - box[1]) if box is not None else 1.0
    return Found(angle, box, bed, bed < DARK_BED or int(np.count_nonzero(other[mask > 0])) > _SOLID * area)


def _bed(grey: Grey) -> tuple[int, float]:
    """The bed's grey, and by how much paper must differ from it. It shows along at least a part of the rim."""
    rim = np.concatenate([grey[2:6].ravel(), grey[-6:-2].ravel(), grey[:, 2:6].ravel(), grey[:, -6:-2].ravel()])
    low = rim[rim < DARK_BED]
    corners = low.size > _CORNERS * rim.size and float(np.percentile(low, 80)) < _BLACK_BED
    if low.size > 0.5 * rim.size or corners:
        return round(float(np.median(low))), _DARK_BED_STEP
    return round(float(np.percentile(rim, 92))), _LIGHT_BED_STEP


def _tint(picture: Grey) -> Grey:
    """1 where paper has a colour that the bed has not: cream paper is as light as a grey lid."""
    calm = pixels.averaged(picture, 3)
    red, green, blue = calm[:, :, 0], calm[:, :, 1], calm[:, :, 2]
    # numpy's own max over so short an axis takes forty times as long
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    colour = most.astype(np.int16) - least
    rim = np.concatenate([colour[:4].ravel(), colour[-4:].ravel(), colour[:, :4].ravel(), colour[:, -4:].ravel()])
    tint: Grey = np.greater(colour, np.percentile(rim, 20) + _TINT).astype(np.uint8)
    return tint


def _sheet_mask(grey: Grey, bed: int, step: float, tint: Grey) -> tuple[Grey, Grey]:
    """Not zero where it is not bed: with holes closed and dust gone, and as it was seen."""
    if bed < DARK_BED:
        other = (grey > bed + step).astype(np.uint8)
    else:
        away = np.abs(pixels.averaged(grey, 2).astype(np.float32) - _lit_bed(grey, bed))
        other = (away > max(step, _NOISES * float(np.median(away[away < 3 * step])))).astype(np.uint8)
    other |= tint
    clean = pixels.grown(pixels.worn(other, 2), 2)
    closed = pixels.worn(pixels.grown(clean, 7), 7)
    kept = pixels.large_regions(closed, _SPECK, _DUST)
    return (kept if bed >= DARK_BED else pixels.hull(kept)), other


def _lit_bed(grey: Grey, bed: int) -> NDArray[np.float32]:
    """A light lid under uneven light: a plane through what is as light as the lid."""
    rows, columns = np.nonzero(grey[::8, ::8] > bed - 24)
    levels = grey[::8, ::8][rows, columns].astype(np.float64)
    height, width = grey.shape
    flat: NDArray[np.float32] = np.full(grey.shape, bed, np.float32)
    if levels.size < 200:
        return flat
    terms = np.column_stack([rows * 8 / height, columns * 8 / width, np.ones(levels.size)])
    chosen = np.ones(levels.size, bool)
    plane = np.array([0.0, 0.0, float(bed)])
    for _ in range(4):
        plane = lstsq(terms[chosen], levels[chosen], rcond=None)[0]
        left = levels - terms @ plane
        chosen = left > -3.0
        if chosen.sum() < 200:
            return flat
    across = np.arange(width, dtype=np.float32) / width
    along = np.arange(height, dtype=np.float32)[:, None] / height
    lit: NDArray[np.float32] = (plane[0] * along + plane[1] * across + plane[2]).astype(np.float32)
    return lit


def _edges(mask: Grey) -> list[Edge]:
    """The straight edges of a mask, seen from each of the four sides."""
    found = []
    for quarters in range(4):
        seen = np.rot90(mask, quarters)
        first = np.argmax(seen > 0, axis=0).astype(np.float64)
        usable = seen.any(axis=0) & (first > 2)
        edge = _line(np.flatnonzero(usable).astype(np.float64), first[usable], seen.shape[1])
        if edge is not None:
            found.append(edge)
    return found


def _line(x: Numbers, y: Numbers, side: int) -> Edge | None:
    """A line through most of the points, the two neighbouring edges of a turned sheet kept out by trying pairs."""
    if x.size < _EDGE_SHARE * side:
        return None
    chance = default_rng(5)
    best: NDArray[np.bool_] | None = None
    limit = np.tan(np.radians(STEEPEST + 1))
    for first, second in chance.integers(0, x.size, (160, 2)):
        if abs(x[first] - x[second]) < 0.1 * side:
            continue
        slope = (y[second] - y[first]) / (x[second] - x[first])
        if abs(slope) > limit:
            continue
        near = np.abs(y - (y[first] + slope * (x - x[first]))) < 1.5
        if best is None or near.sum() > best.sum():
            best = near
    if best is None or best.sum() < max(_EDGE_SHARE * side, 0.45 * x.size):
        return None
    slope, start = np.polyfit(x[best], y[best], 1)
    near = np.abs(y - (start + slope * x)) < 1.5
    slope = np.polyfit(x[near], y[near], 1)[0]
    return Edge(-float(np.degrees(np.arctan(slope))), float(near.sum()))


def _printed_angle(grey: Grey, sheet: Grey | None) -> float | None:
    """The angle at which what is printed is level, None where nothing tells."""
    paper = pixels.averaged(grey, 15)
    ink = (paper.astype(np.int16) - grey) > _INK
    if sheet is not None:
        ink &= pixels.worn(sheet, 12) > 0
    ink[:6], ink[-6:], ink[:, :6], ink[:, -6:] = False, False, False, False
    rows, columns = np.nonzero(ink)
    if rows.size < 200:
        return None
    order = default_rng(7).permutation(rows.size)[:_POINTS_FINE]
    x = columns[order] - grey.shape[1] / 2.0
    y = rows[order] - grey.shape[0] / 2.0
    coarse = np.arange(-STEEPEST, STEEPEST + _COARSE / 2, _COARSE)
    few_x, few_y = x[:_POINTS_COARSE], y[:_POINTS_COARSE]
    scores = np.array([_sharpness(few_x, few_y, angle, 2.0) for angle in coarse])
    top = float(coarse[int(scores.argmax())])
    if scores.max() < _CLEAR * float(np.median(scores)) or abs(top) > STEEPEST - _COARSE:
        return None
    fine = np.arange(top - 2 * _COARSE, top + 2 * _COARSE + _FINE / 2, _FINE)
    sharp = np.array([_sharpness(x, y, angle, 1.0) for angle in fine])
    sharp = np.convolve(sharp, np.ones(3) / 3, mode="same")
    best = int(sharp[1:-1].argmax()) + 1
    return _between(fine, sharp, best)


def _between(angles: Numbers, scores: Numbers, best: int) -> float:
    """The top of the parabola through a score and its neighbours."""
    before, at, after = scores[best - 1], scores[best], scores[best + 1]
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(angles[best] + np.clip(shift, -1, 1) * _FINE)


def _sharpness(x: Numbers, y: Numbers, angle: float, step: float) -> float:
    """How much the profiles along and across change from one bin to the next, were the picture turned by -`angle`."""
    turn = np.radians(angle)
    along = y * np.cos(turn) + x * np.sin(turn)
    across = x * np.cos(turn) - y * np.sin(turn)
    return _change(along, step) + _change(across, step)


def _change(place: Numbers, step: float) -> float:
    bins = np.floor(place / step).astype(np.int64)
    profile = np.bincount(bins - bins.min()).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def _decide(edges: list[Edge], printed: float | None) -> float:
    """What is printed is what is read; edges speak where it does not, and two that agree where it is in doubt."""
    if printed is not None:
        return printed
    if not edges:
        return 0.0
    longest = max(edges, key=lambda edge: edge.length)
    agreeing = [edge for edge in edges if abs(edge.angle - longest.angle) < _AGREE]
    return sum(edge.angle * edge.length for edge in agreeing) / sum(edge.length for edge in agreeing)


def _box(mask: Grey, angle: float) -> tuple[float, float, float, float] | None:
    rows, columns = np.nonzero(mask)
    if rows.size == 0:
        return None
    turn, (height, width) = np.float32(np.radians(angle)), mask.shape
    x, y = columns.astype(np.float32) - width / 2, rows.astype(np.float32) - height / 2
    across, along = x * np.cos(turn) - y * np.sin(turn), y * np.cos(turn) + x * np.sin(turn)
    left, right = np.percentile(across, (0.05, 99.95))
    top, bottom = np.percentile(along, (0.05, 99.95))
    right, bottom = right + 1, bottom + 1
    return (float(left + width / 2), float(top + height / 2), float(right + width / 2), float(bottom + height / 2))
