"""What can be booked: hours of working days in the next two weeks."""

from __future__ import annotations

from datetime import date

import pytest

from rules import booking

MONDAY = date(2026, 11, 23)


def test_two_weeks_of_working_days_without_today() -> None:
    found = list(booking.slots(MONDAY))
    days = sorted({slot[:10] for slot in found})
    assert len(days) == 10 and days[0] == "2026-11-24" and days[-1] == "2026-12-07"
    assert len(found) == 10 * len(booking.HOURS) and found == sorted(found)
    assert all(date.fromisoformat(day).isoweekday() <= 5 for day in days)


@pytest.mark.parametrize("slot", [
    "2026-11-23 09:00-10:00", "2026-11-28 09:00-10:00", "2026-11-24 12:00-13:00", "2026-12-08 09:00-10:00",
    "2026-11-24", "", "2026-11-24 09:00-10:00\n", "2026-02-30 09:00-10:00",
])
def test_what_is_no_slot_cannot_be_booked(slot: str) -> None:
    assert not booking.bookable(slot, MONDAY)


def test_a_slot_can_be_booked() -> None:
    assert booking.bookable("2026-11-24 09:00-10:00", MONDAY)
