"""Builds the double array in which librime's octagram plugin looks pairs of words up: darts-clone's unit format.

A unit is 32 bits: a label in the lowest eight, whether a value hangs on it (bit 8), and from bit 10 on how far its
children are, as XOR of the places; bit 9 would say that this is counted in units of 256. A value is a unit of its own
with bit 31 set. A child stands at parent XOR distance XOR label, a value where label 0 would.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

_HAS_VALUE, _FAR, _IS_VALUE = 1 << 8, 1 << 9, 1 << 31
_NEAREST_FAR = 1 << 21
_FARTHEST = 1 << 29
_BLOCK = 256
_GROWTH = 1 << 16
_MOST_SHARED = 16
"""Nodes with fewer keys than this behind them are stored once, when what follows is the same."""
_TRIES = 2000
"""After so many places that would not do, the search begins further on: the crowded start is left as it is."""


class _Units:
    def __init__(self) -> None:
        self.values = array("I")
        self.used = bytearray()
        self._distances = bytearray()
        self._first = 1
        self.grow()
        self.used[0] = 1

    def grow(self) -> None:
        self.values.extend([0] * _GROWTH)
        self.used += bytearray(_GROWTH)
        self._distances += bytearray(_GROWTH)

    def place(self, labels: Sequence[int], parent: int) -> int:
        """Where label 0 of these children would stand: within the parent's reach, and all of them find places free."""
        while self.used[self._first]:
            self._first += 1
        candidate, tries = self._first, 0
        while True:
            while self.used[candidate]:
                candidate += 1
                if candidate + _BLOCK >= len(self.used):
                    self.grow()
            base = candidate ^ labels[0]
            if _in_reach(parent ^ base) and not self._distances[base] and not any(self.used[base ^ label]
                                                                                  for label in labels):
                self._distances[base] = 1
                return base
            candidate, tries = candidate + 1, tries + 1
            if candidate + _BLOCK >= len(self.used):
                self.grow()
            if tries == _TRIES:
                self._first = max(self._first, candidate - _TRIES // 2)

    def whole_blocks(self) -> array[int]:
        last = len(self.used) - 1
        while not self.used[last]:
            last -= 1
        return self.values[:(last // _BLOCK + 1) * _BLOCK]


def build(keys: Sequence[bytes], values: Sequence[int]) -> array[int]:
    """The units for keys in ascending order, none twice and none with a zero byte, each with a value under 2**31."""
    units = _Units()
    shared: dict[tuple[tuple[bytes, int], ...], int] = {}
    waiting = [(0, len(keys), 0, 0)] if keys else []
    while waiting:
        start, end, depth, parent = waiting.pop()
        labels, starts = _children(keys, start, end, depth)
        tails = tuple((keys[place][depth:], values[place]) for place in range(start, min(end, start + _MOST_SHARED)))
        known = shared.get(tails) if end - start < _MOST_SHARED else None
        if known is not None and not _in_reach(parent ^ known):
            known = None
        base = units.place(labels, parent) if known is None else known
        distance = parent ^ base
        units.values[parent] |= distance << 10 if distance < _NEAREST_FAR else distance << 2 | _FAR
        if known is not None:
            units.values[parent] |= 0 if labels[0] else _HAS_VALUE
            continue
        if end - start < _MOST_SHARED:
            shared[tails] = base
        for label, first, behind in zip(labels, starts, (*starts[1:], end), strict=True):
            child = base ^ label
            units.used[child] = 1
            if label:
                units.values[child] = label
                waiting.append((first, behind, depth + 1, child))
            else:
                units.values[child] = values[first] | _IS_VALUE
                units.values[parent] |= _HAS_VALUE
    return units.whole_blocks()


def _in_reach(distance: int) -> bool:
    return distance < _NEAREST_FAR or not distance & 0xFF and distance < _FARTHEST


def _children(keys: Sequence[bytes], start: int, end: int, depth: int) -> tuple[list[int], list[int]]:
    labels: list[int] = []
    starts: list[int] = []
    for place in range(start, end):
        key = keys[place]
        label = key[depth] if depth < len(key) else 0
        if not labels or labels[-1] != label:
            labels.append(label)
            starts.append(place)
    return labels, starts


def find(units: Sequence[int], key: bytes) -> int | None:
    """The value of a key, or None."""
    place = 0
    for label in key:
        place ^= _distance(units[place]) ^ label
        if units[place] & (_IS_VALUE | 0xFF) != label:
            return None
    return units[place ^ _distance(units[place])] & ~_IS_VALUE if units[place] & _HAS_VALUE else None


def _distance(unit: int) -> int:
    return (unit >> 10) << ((unit & _FAR) >> 6)
