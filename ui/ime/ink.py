"""What a hand wrote, made comparable: strokes brought to one size, and what of them is compared.

Pure, and the same for the templates and for the citizen's strokes. Coordinates run right and down, in any unit;
normalised ones lie within 0 to 1.
"""

import math
from collections.abc import Sequence

Point = tuple[float, float]
Stroke = Sequence[Point]

GRID, DIRECTIONS = 8, 8
LEVELS = (0.005, 0.02, 0.04, 0.08)
"""A cell's length of ink in one direction is told by how many of these it exceeds."""
BITS = GRID * GRID * DIRECTIONS * len(LEVELS)
SHAPE_POINTS = 5
SHAPE_SCALE = 255

_STEP, _MOST_POINTS = 0.04, 40
_FLAT, _FULL = 0.2, 0.5
"""A side shorter than so large a share of the other keeps its share (一 and 丨 stay lines); from `_FULL` on it fills the
square."""
_DENSITY_BINS, _DENSITY_SHARE, _ALONG = 32, 0.5, 0.3


def normalised(strokes: Sequence[Stroke]) -> list[list[Point]]:
    """Bring strokes to the unit square, with room shared out by how much ink stands where.

    After the box is filled, columns and rows with many strokes are widened at the cost of empty ones: how large a hand
    writes a part of a character then matters less. Each stroke must have a point.
    """
    dense = [_resampled(stroke, max(2, min(_MOST_POINTS, int(_length(stroke) / _STEP) + 1)))
             for stroke in _boxed(strokes)]
    return _boxed(_equalised(dense))


def bits(strokes: Sequence[Stroke]) -> int:
    """Where normalised ink goes in which direction, as ``BITS`` bits; unlike bits count how unlike two characters are.

    The order of strokes does not matter, nor much whether two are joined.
    """
    lengths = [0.0] * (GRID * GRID * DIRECTIONS)
    for stroke in strokes:
        for one, other in zip(stroke, stroke[1:]):
            _lay(one, other, lengths)
    number = 0
    for level in LEVELS:
        for length in lengths:
            number = number << 1 | (length > level)
    return number


def shapes(strokes: Sequence[Stroke]) -> list[tuple[int, ...]]:
    """Each normalised stroke as ``SHAPE_POINTS`` points x, y in turn, 0 to ``SHAPE_SCALE``."""
    return [tuple(min(SHAPE_SCALE, max(0, round(part * SHAPE_SCALE)))
                  for point in _resampled(stroke, SHAPE_POINTS) for part in point) for stroke in strokes]


def joined(shape: Sequence[float]) -> tuple[float, ...]:
    """Several strokes' points, one after the other, as one stroke's."""
    points = list(zip(shape[::2], shape[1::2]))
    return tuple(part for point in _resampled(points, SHAPE_POINTS) for part in point)


def _length(stroke: Stroke) -> float:
    return sum(math.dist(one, other) for one, other in zip(stroke, stroke[1:]))


def _resampled(stroke: Stroke, count: int) -> list[Point]:
    """``count`` points at equal distances along the stroke."""
    parts = [math.dist(one, other) for one, other in zip(stroke, stroke[1:])]
    total = sum(parts)
    if total == 0:
        return [stroke[0]] * count
    points, part, passed = [stroke[0]], 0, 0.0
    for number in range(1, count - 1):
        wanted = number * total / (count - 1)
        while part < len(parts) - 1 and passed + parts[part] < wanted:
            passed += parts[part]
            part += 1
        share = (wanted - passed) / parts[part] if parts[part] else 0.0
        (x, y), (to_x, to_y) = stroke[part], stroke[part + 1]
        points.append((x + share * (to_x - x), y + share * (to_y - y)))
    points.append(stroke[-1])
    return points


def _boxed(strokes: Sequence[Stroke]) -> list[list[Point]]:
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    longer = max(width, height, 1e-6)
    wide, high = width / _filled(width / longer) or longer, height / _filled(height / longer) or longer
    left, top = min(xs) - (wide - width) / 2, min(ys) - (high - height) / 2
    return [[((x - left) / wide, (y - top) / high) for x, y in stroke] for stroke in strokes]


def _filled(share: float) -> float:
    """How much of the square a side fills that is so large a share of the other one."""
    if share < _FLAT:
        return share or 1.0
    return min(1.0, _FLAT + (share - _FLAT) * (1 - _FLAT) / (_FULL - _FLAT))


def _equalised(strokes: Sequence[Stroke]) -> list[list[Point]]:
    across, down = [0.0] * _DENSITY_BINS, [0.0] * _DENSITY_BINS
    for stroke in strokes:
        for (x, y), (to_x, to_y) in zip(stroke, stroke[1:]):
            along = _ALONG * math.hypot(to_x - x, to_y - y)
            _heap(across, (x + to_x) / 2, abs(to_y - y) + along)
            _heap(down, (y + to_y) / 2, abs(to_x - x) + along)
    columns = _stretched(across, max(x for stroke in strokes for x, _ in stroke))
    rows = _stretched(down, max(y for stroke in strokes for _, y in stroke))
    return [[(_looked_up(columns, x), _looked_up(rows, y)) for x, y in stroke] for stroke in strokes]


def _heap(density: list[float], at: float, amount: float) -> None:
    """Share an amount out between the two nearest bins, so that a straight line is thick on both its sides."""
    place = min(max(at * _DENSITY_BINS - 0.5, 0.0), _DENSITY_BINS - 1.001)
    share = place - int(place)
    density[int(place)] += amount * (1 - share)
    density[int(place) + 1] += amount * share


def _bin(at: float) -> int:
    return min(_DENSITY_BINS - 1, int(at * _DENSITY_BINS))


def _stretched(density: Sequence[float], farthest: float) -> list[float]:
    """Where each bin's edges go; less far from where they were, the less of the side there is ink on."""
    total = sum(density) or 1.0
    share = _DENSITY_SHARE * max(0.0, 2 * farthest - 1)
    edges = [0.0]
    for value in density:
        edges.append(edges[-1] + (1 - share) / _DENSITY_BINS + share * value / total)
    return edges


def _looked_up(edges: Sequence[float], at: float) -> float:
    number = _bin(at)
    return edges[number] + (at * _DENSITY_BINS - number) * (edges[number + 1] - edges[number])


def _lay(one: Point, other: Point, lengths: list[float]) -> None:
    """Share a short line's length out among the four nearest cells and the two nearest directions."""
    length = math.dist(one, other)
    if length < 1e-9:
        return
    turn = math.atan2(other[1] - one[1], other[0] - one[0]) / (2 * math.pi) * DIRECTIONS % DIRECTIONS
    direction, turned = int(turn) % DIRECTIONS, turn - int(turn)
    left, right_share = _cell((one[0] + other[0]) / 2)
    top, low_share = _cell((one[1] + other[1]) / 2)
    for way, of_way in ((direction, 1 - turned), ((direction + 1) % DIRECTIONS, turned)):
        for row, of_row in ((top, 1 - low_share), (top + 1, low_share)):
            place = (row * GRID + left) * DIRECTIONS + way
            lengths[place] += length * of_way * of_row * (1 - right_share)
            lengths[place + DIRECTIONS] += length * of_way * of_row * right_share


def _cell(at: float) -> tuple[int, float]:
    place = min(max(at * GRID - 0.5, 0.0), GRID - 1.001)
    return int(place), place - int(place)
