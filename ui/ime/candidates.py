"""Which candidates fit where: one line as a bar, several as the grid behind 更多. Only what is shown is worked out."""

from collections.abc import Callable
from dataclasses import dataclass

from ui.geometry import Box

BATCH = 16
LEAST_WIDTH = 96
"""A finger's 80 pixels, and 8 at each side that keep it off the next one."""


@dataclass(frozen=True, slots=True)
class PlacedCandidate:
    """A candidate, its index for ``InputSession.choose``, and its box in pixels."""

    index: int
    text: str
    box: Box


class CandidatePages:
    """Pages of candidates in a box of one or more lines. Make a new one whenever the composition has changed."""

    def __init__(self, fetch: Callable[[int, int], tuple[str, ...]], measure: Callable[[str], int], area: Box,
                 lines: int = 1) -> None:
        """Lay out what ``fetch(start, count)`` gives; ``measure`` tells a text's width with its padding, in pixels.

        A candidate is never narrower than a finger needs, and one wider than the area is as wide as the area.
        """
        self._fetch = fetch
        self._measure = measure
        self._rows = area.rows(lines, 0)
        self._starts = [0]
        self._known: list[str] = []
        self._page: tuple[PlacedCandidate, ...] = self._laid_out(0)

    @property
    def page(self) -> tuple[PlacedCandidate, ...]:
        """The candidates of this page, empty when there are none at all."""
        return self._page

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return len(self._starts) > 1

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return bool(self._page) and self._candidate(self._page[-1].index + 1) is not None

    def next(self) -> bool:
        """Turn to the next page; False when this is the last."""
        if not self.has_next:
            return False
        self._starts.append(self._page[-1].index + 1)
        self._page = self._laid_out(self._starts[-1])
        return True

    def previous(self) -> bool:
        """Turn back a page; False when this is the first."""
        if not self.has_previous:
            return False
        self._starts.pop()
        self._page = self._laid_out(self._starts[-1])
        return True

    def _candidate(self, index: int) -> str | None:
        if index >= len(self._known):
            self._known.extend(self._fetch(len(self._known), BATCH))
        return self._known[index] if index < len(self._known) else None

    def _laid_out(self, start: int) -> tuple[PlacedCandidate, ...]:
        placed: list[PlacedCandidate] = []
        index = start
        for row in self._rows:
            left = row.x
            while (text := self._candidate(index)) is not None:
                width = min(max(self._measure(text), LEAST_WIDTH), row.w)
                if left + width > row.right:
                    break
                placed.append(PlacedCandidate(index, text, Box(left, row.y, width, row.h)))
                left += width
                index += 1
        return tuple(placed)
