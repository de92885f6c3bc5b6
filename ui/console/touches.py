"""Fingers and the mouse from the kernel's input events (linux/input.h, Documentation/input/event-codes.rst).

Every touch screen's driver tells the first finger as a pointer too: ABS_X, ABS_Y and BTN_TOUCH. A mouse that tells
places (a virtual machine's) does the same with its left button. What only moves is not read: a kiosk has no cursor.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

DEVICES = Path("/dev/input")
_EVENT = struct.Struct("<qqHHi")
_SYN, _KEY, _ABS = 0, 1, 3
_REPORT, _DROPPED = 0, 3
_X, _Y, _LEFT, _TOUCH = 0, 1, 0x110, 0x14A
_AT_ONCE = 64


class Move(Enum):
    """What the finger did since the last report."""

    DOWN = "down"
    MOVED = "moved"
    UP = "up"


@dataclass
class Pointer:
    """One device's events into moves. Pure: bytes in, moves with places from 0 to 1 out."""

    low: tuple[int, int]
    high: tuple[int, int]

    def __post_init__(self) -> None:
        self._at = list(self.low)
        self._down = self._was_down = False
        self._moved = False

    def feed(self, data: bytes) -> Iterator[tuple[Move, float, float]]:
        """The moves that whole events in `data` make; a report that was dropped lifts the finger."""
        for _, _, kind, code, value in _EVENT.iter_unpack(data[:len(data) // _EVENT.size * _EVENT.size]):
            if kind == _ABS and code in (_X, _Y):
                self._moved |= self._at[code] != value
                self._at[code] = value
            elif kind == _KEY and code in (_LEFT, _TOUCH) and value in (0, 1):
                self._down = bool(value)
            elif kind == _SYN and code == _DROPPED:
                self._down = False
            if kind == _SYN and code in (_REPORT, _DROPPED):
                yield from self._report()

    def _report(self) -> Iterator[tuple[Move, float, float]]:
        if self._down != self._was_down or (self._down and self._moved):
            move = Move.MOVED if self._down and self._was_down else Move.DOWN if self._down else Move.UP
            yield move, self._part(0), self._part(1)
        self._was_down, self._moved = self._down, False

    def _part(self, axis: int) -> float:
        span = max(1, self.high[axis] - self.low[axis])
        return min(1.0, max(0.0, (self._at[axis] - self.low[axis]) / span))


class Touches:
    """Every pointer of the machine; they come and go."""

    def __init__(self, devices: Path = DEVICES) -> None:
        self._devices = devices
        self._open: dict[Path, tuple[int, Pointer | None]] = {}

    def descriptors(self) -> list[int]:
        """What becomes readable; looks for devices that came and leaves those that went."""
        there = set(self._devices.glob("event*"))
        for gone in set(self._open) - there:
            self._leave(gone)
        for come in there - set(self._open):
            self._meet(come)
        return [descriptor for descriptor, pointer in self._open.values() if pointer is not None]

    def moves(self) -> Iterator[tuple[Move, float, float]]:
        """All that has happened."""
        for name, (descriptor, pointer) in list(self._open.items()):
            if pointer is None:
                continue
            while name in self._open:
                try:
                    data = os.read(descriptor, _EVENT.size * _AT_ONCE)
                except BlockingIOError:
                    break
                except OSError:
                    self._leave(name)
                    break
                yield from pointer.feed(data)

    def close(self) -> None:
        """Idempotent."""
        for name in list(self._open):
            self._leave(name)

    def _meet(self, name: Path) -> None:
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return
        try:
            ranges = [struct.unpack("<6i", fcntl.ioctl(descriptor, _range(axis), bytes(24))) for axis in (_X, _Y)]
            keys = fcntl.ioctl(descriptor, 2 << 30 | 96 << 16 | ord("E") << 8 | 0x20 + _KEY, bytes(96))
        except OSError:
            ranges, keys = [], b""
        points = len(ranges) == 2 and all(_has(ranges, axis) for axis in (0, 1)) and \
            any(keys[code >> 3] >> (code & 7) & 1 for code in (_LEFT, _TOUCH))
        pointer = Pointer((ranges[0][1], ranges[1][1]), (ranges[0][2], ranges[1][2])) if points else None
        if pointer is None:
            os.close(descriptor)
            descriptor = -1
        self._open[name] = descriptor, pointer

    def _leave(self, name: Path) -> None:
        descriptor, pointer = self._open.pop(name)
        if pointer is not None:
            os.close(descriptor)


def _range(axis: int) -> int:
    """EVIOCGABS."""
    return 2 << 30 | 24 << 16 | ord("E") << 8 | 0x40 + axis


def _has(ranges: list[tuple[int, ...]], axis: int) -> bool:
    return ranges[axis][2] > ranges[axis][1]
