"""The hidden gesture that opens the technician's side: five touches in the top right corner within three seconds.

Pure: time comes in as a value. It takes nothing away: the corner holds nothing to touch.
"""

from __future__ import annotations

from collections import deque

from ui.geometry import SCREEN, Box

CORNER: Box = SCREEN.top(112).right_columns(240)
TOUCHES = 5
WITHIN_S = 3.0


class CornerGesture:
    """Counts touches. One anywhere else begins the count anew."""

    def __init__(self) -> None:
        self._touches: deque[float] = deque(maxlen=TOUCHES)

    def touched(self, x: int, y: int, now: float) -> bool:
        """A finger came down at `now`, seconds. True: that was the gesture."""
        if not CORNER.holds(x, y):
            self._touches.clear()
            return False
        self._touches.append(now)
        if len(self._touches) < TOUCHES or now - self._touches[0] > WITHIN_S:
            return False
        self._touches.clear()
        return True
