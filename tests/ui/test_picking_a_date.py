"""A picked date always exists and lies inside its limits."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ui.geometry import Box
from ui.widgets.date import DatePicker, moved


def test_a_day_that_a_month_lacks_becomes_its_last() -> None:
    assert moved(date(2026, 1, 31), 1, 1) == date(2026, 2, 28)
    assert moved(date(2024, 2, 29), 0, 1) == date(2025, 2, 28)


def test_months_and_days_go_round() -> None:
    assert moved(date(2026, 12, 5), 1, 1) == date(2026, 1, 5)
    assert moved(date(2026, 4, 1), 2, -1) == date(2026, 4, 30)


@given(st.dates(), st.integers(0, 2), st.sampled_from([-10, -1, 1, 10]))
def test_any_step_gives_a_date(value: date, unit: int, step: int) -> None:
    assert date.min <= moved(value, unit, step) <= date.max


@given(st.dates(date(1900, 1, 1), date(2026, 11, 23)))
def test_no_button_leads_past_the_limits(value: date) -> None:
    picked: list[date] = []
    picker = DatePicker(box=Box(0, 0, 1100, 400), value=value, earliest=date(1900, 1, 1), latest=date(2026, 11, 23),
                        changed=picked.append)
    for touchable in picker.touchables():
        if touchable.enabled and touchable.tap is not None:
            touchable.tap()
    assert all(date(1900, 1, 1) <= new <= date(2026, 11, 23) for new in picked)
