"""办事预约: which days and hours can be booked, and how a booked hour is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

HOURS = ("09:00-10:00", "10:00-11:00", "11:00-12:00", "14:00-15:00", "15:00-16:00", "16:00-17:00")
"""The slots of a working day."""
DAYS_AHEAD = 14
"""How far ahead one books, in days, today not counted."""
PLACES = 20
"""Places in a slot of an office where the hall says nothing else."""
PATTERN = r"^2[0-9]{3}-[0-9]{2}-[0-9]{2} [0-9]{2}:00-[0-9]{2}:00$"
"""A slot as it is written: `2026-11-30 09:00-10:00`."""

_SLOT = re.compile(PATTERN)


def slots(today: date) -> Iterator[str]:
    """The slots that may be booked today: working days only; holidays are the hall's, it gives their slots no place."""
    for ahead in range(1, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        if day.isoweekday() <= 5:
            yield from (f"{day.isoformat()} {hours}" for hours in HOURS)


def bookable(slot: str, today: date) -> bool:
    """Whether a slot may be booked today."""
    return bool(_SLOT.fullmatch(slot)) and slot in set(slots(today))
